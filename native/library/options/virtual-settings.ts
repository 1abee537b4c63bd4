/** The virtual device's options, for the native part. */
import type { AddonFault } from '../addon-interface.ts';
import { described, numberBetween, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import type { VirtualFault, VirtualOptions } from './stream-options.ts';

/** The most faults of a stream. */
const maxFaults = 100_000;

function nativeFault(fault: VirtualFault): AddonFault {
  requireObject(fault, 'A fault');
  const { count = 1, everyFrames = 0 } = fault;
  const { kind } = fault;
  if (typeof kind !== 'string') {
    throw invalidArgument(`A fault's kind is a text, not ${described(kind)}.`);
  }
  return {
    kind,
    frame: wholeNumber(fault.frame, 0, "A fault's frame"),
    count: wholeNumber(count, 1, "A fault's count"),
    everyFrames: wholeNumber(everyFrames, 0, "A fault's period"),
  };
}

/** Checks what is made up. Throws `invalid-argument`. */
export function virtualSettings(options: VirtualOptions = {}) {
  requireObject(options, 'virtual');
  const { delayFrames, speed = 1, jitterSeconds = 0, seed = 1, faults = [] } = options;
  if (!Array.isArray(faults) || faults.length > maxFaults) {
    throw invalidArgument(
      `faults must be a list of at most ${maxFaults}, not ${described(faults)}.`,
    );
  }
  return {
    delayFrames:
      delayFrames === undefined ? -1 : wholeNumber(delayFrames, 0, 'delayFrames', 2 ** 24),
    speed: numberBetween(speed, 0, 1000, 'speed'),
    jitterSeconds: numberBetween(jitterSeconds, 0, 10, 'jitterSeconds'),
    seed: wholeNumber(seed, 0, 'seed'),
    faults: faults.map(nativeFault),
  };
}
