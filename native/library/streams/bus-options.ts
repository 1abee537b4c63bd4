/** What a bus is made of: the options of addBus(), checked. */
import { booleanOf, channelCount, described, finiteNumber, requireObject } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { ChannelMatrixEntry } from '../requests/request.ts';
import { matrixNumbers, panNumber } from '../requests/request-tables.ts';
import { masterName } from './bus-table.ts';

/** What a bus is made of. */
export interface BusOptions {
  /** Not empty, and not that of another bus; `master` is taken. */
  readonly name: string;
  /** How many channels it has; players on it are mixed into these. Default two with `pan`, as many as
   * `outputs` or `matrix` name, else as many as the output has. */
  readonly channels?: number;
  /** The output that each of its channels goes to, by numbers from 1; default the first ones. */
  readonly outputs?: readonly number[];
  /** Instead of `outputs`: any of its channels to any outputs, with gain. */
  readonly matrix?: readonly ChannelMatrixEntry[];
  /** Linear, default 1. */
  readonly gain?: number;
  /** Default false. */
  readonly muted?: boolean;
  /** Default false. */
  readonly soloed?: boolean;
  /** Not silenced while other buses are soloed; default false. */
  readonly soloSafe?: boolean;
  /** From -1 (left) to 1 (right); without it a bus is not panned. Where it is given the bus has two
   * channels: sounds of one channel (a `SampleBuffer`, a ring, a file) that have neither `channels` nor a
   * `matrix` are placed between them, with -3 dB each in the middle (sine and cosine); all others are
   * balanced: both channels as they are in the middle, the far side falls like a cosine. */
  readonly pan?: number;
}

/** As the native side takes it. */
export interface PackedBus {
  readonly name: string;
  readonly channels: number;
  readonly gain: number;
  /** null = it is not panned. */
  readonly pan: number | null;
  /** Muted, soloed, solo safe. */
  readonly switches: readonly boolean[];
  /** From, to, gain; empty = each to its own. */
  readonly matrix: Float64Array;
}

const optionNames: OptionNames<BusOptions> = {
  ...{ name: true, channels: true, outputs: true, matrix: true, gain: true },
  ...{ muted: true, soloed: true, soloSafe: true, pan: true },
};

/** Throws `invalid-argument` for what cannot be the name of a bus. */
export function requireBusName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name.length === 0) {
    throw invalidArgument(
      `The name of a bus must be a string that is not empty, not ${described(name)}.`,
    );
  }
  if (name === masterName) {
    throw invalidArgument('"master" is what all buses make together; give the bus another name.');
  }
}

/** From, to and gain of each channel. */
function matrixOf({ outputs, matrix }: BusOptions): number[] {
  if (outputs !== undefined && matrix !== undefined) {
    throw invalidArgument('A bus must have outputs or a matrix, not both.');
  }
  if (outputs === undefined) {
    return matrix === undefined ? [] : matrixNumbers(matrix);
  }
  if (!Array.isArray(outputs)) {
    throw invalidArgument(`outputs must be a list of numbers, not ${described(outputs)}.`);
  }
  return matrixNumbers(outputs.map((to, k) => ({ from: k + 1, to })));
}

/** Throws `invalid-argument`, `invalid-channel`. */
export function packBus(options: BusOptions, outputChannels: number): PackedBus {
  requireObject(options, 'The options of a bus');
  refuseUnknownOptions(options, optionNames, 'a bus');
  const { name, channels, outputs, gain = 1, pan } = options;
  const { muted = false, soloed = false, soloSafe = false } = options;
  requireBusName(name);
  const matrix = matrixOf(options);
  const named = matrix.filter((_, k) => k % 3 === 0).reduce((a, b) => Math.max(a, b), 0);
  const width = channelCount(channels ?? (pan === undefined ? named || outputChannels : 2));
  if (outputs !== undefined && named !== width) {
    throw new RtMixerError(
      'invalid-channel',
      `A bus of ${width} channels must have as many outputs, not ${named}.`,
    );
  }
  return {
    name,
    channels: width,
    gain: finiteNumber(gain, 'gain'),
    pan: pan === undefined ? null : panNumber(pan),
    switches: [
      booleanOf(muted, 'muted'),
      booleanOf(soloed, 'soloed'),
      booleanOf(soloSafe, 'soloSafe'),
    ],
    matrix: Float64Array.from(matrix),
  };
}
