/** Objects that belong to one thread: postMessage() and structuredClone() would make plain objects of
 * them, which look alike and do nothing. */
import { invalidArgument } from './failure.ts';

/** A clone reads every property of an object, and so finds one that says what to send instead. */
export function refuseCloning(object: object, sentence: string): void {
  Object.defineProperty(object, 'belongsToItsThread', {
    enumerable: true,
    get: () => {
      throw invalidArgument(sentence);
    },
  });
}
