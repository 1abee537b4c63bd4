/** Random losses of the virtual device, to see what a program makes of them. */
import { requireObject, wholeNumber } from '../argument.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import { maxFaults, type VirtualFault } from './stream-options.ts';

/** What random losses are to be like. */
export interface RandomLossOptions {
  /** How many, at most 10,000. */
  readonly count: number;
  /** Stream frame of the first one; default 0. */
  readonly frame?: number;
  /** The least number of frames from one to the next, which lies at most twice as far; default
   * 14,400: 0.3 s at 48 kHz. */
  readonly everyFrames?: number;
  /** The same seed gives the same losses; default 1. */
  readonly seed?: number;
}

const names: OptionNames<RandomLossOptions> = {
  count: true,
  frame: true,
  everyFrames: true,
  seed: true,
};
const kinds = ['lostBlocks', 'lostInput', 'lostOutput'] as const;
/** Blocks of one loss. */
const mostBlocks = 8;

/** Uniform in 0...1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = Math.floor(seed % 2 ** 32);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Faults for `virtual.faults`: losses of 1 to 8 blocks of the input, the output or both, in their
 * order. Throws `invalid-argument`.
 *
 * @example
 * const faults = randomLosses({ count: 20, frame: 9_600, seed: 7 });
 * await using mixer = new MixerAndRecorder({ hostApi: 'Virtual', virtual: { speed: 0, faults } });
 * mixer.start();
 * const after = mixer.playBuffer(Float32Array.of(1), { channels: [1], start: { frame: 700_000 } });
 * await mixer.wait(after);
 * assert.equal(mixer.takeDropouts().length, 20);
 */
export function randomLosses(options: RandomLossOptions): VirtualFault[] {
  requireObject(options, 'randomLosses');
  refuseUnknownOptions(options, names, 'randomLosses');
  const count = wholeNumber(options.count, 0, 'count', maxFaults);
  const everyFrames = wholeNumber(options.everyFrames ?? 14_400, 1, 'everyFrames', 2 ** 40);
  const random = randomNumbers(wholeNumber(options.seed ?? 1, 0, 'seed'));
  let frame = wholeNumber(options.frame ?? 0, 0, 'frame', 2 ** 40);
  return Array.from({ length: count }, () => {
    const loss: VirtualFault = {
      kind: kinds[Math.floor(random() * kinds.length)] ?? 'lostBlocks',
      frame,
      count: 1 + Math.floor(random() * mostBlocks),
    };
    frame += everyFrames + Math.floor(random() * everyFrames);
    return loss;
  });
}
