/** Options that may differ between input and output. */

import { invalidArgument } from '../failure.ts';
import type { Direction } from './devices.ts';

/** One for both directions, or one each: [input, output]. */
export type OneOrPair<T> = T | readonly [input: T, output: T];

/** The part of a one-or-pair option that is meant for `direction`. Throws `invalid-argument` where
 * a pair makes no sense. */
export function partFor<T>(
  option: OneOrPair<T> | undefined,
  direction: Direction,
  directions: readonly Direction[],
  name: string,
): T | undefined {
  if (!Array.isArray(option)) {
    return option as T | undefined;
  }
  if (directions.length !== 2 || option.length !== 2) {
    throw invalidArgument(`${name} as a list is [input, output], for a stream that has both.`);
  }
  return option[direction === 'input' ? 0 : 1] as T;
}
