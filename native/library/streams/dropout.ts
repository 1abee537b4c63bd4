/** Dropouts of a stream: places where frames were lost, with the blocks before and after them. */
import type { AddonMixer, HostApiFlags } from '../addon-interface.ts';
import { dropoutFields, dropoutFlags, numbersOf } from '../names.ts';

/** One block of a stream: one call of the audio callback. */
export interface StreamBlock {
  /** Its first stream frame. */
  readonly frame: number;
  /** How many it has. */
  readonly frames: number;
  /** Device time in seconds at which it was handled; null = the driver tells none. */
  readonly time: number | null;
  /** Those that the driver raised with it. */
  readonly flags: readonly (keyof HostApiFlags)[];
}

/** A place where frames were lost. Stream frames do not count lost ones: the timeline waited there. */
export interface StreamDropout {
  /** The stream number; frames count inside one. */
  readonly streamNumber: number;
  /** The first stream frame after what was lost. */
  readonly frame: number;
  /** Input frames that were lost; 0 = none, null = not known how many. */
  readonly inputFrames: number | null;
  /** Output frames that were lost; 0 = none, null = not known how many. */
  readonly outputFrames: number | null;
  /** The sizes are inferred and may be off by more than a block. */
  readonly isEstimate: boolean;
  /** `reported` by the host API, or `inferred` from a step of the device's clock. */
  readonly source: 'reported' | 'inferred';
  /** Those that reported it; empty where it is inferred. */
  readonly flags: readonly (keyof HostApiFlags)[];
  /** The last block before; null = it was the stream's first block. */
  readonly before: StreamBlock | null;
  /** The first block after. */
  readonly after: StreamBlock;
  /** Seconds that the block after came later than its frames say; null = the driver tells no time. */
  readonly lateSeconds: number | null;
  /** The part of its time that the block before used: 1 = all of it; null = not known. */
  readonly load: number | null;
  /** How many dropouts this one stands for: 1, and more where nobody took them in time. Place and
   * blocks are those of the first, the sizes are sums. */
  readonly count: number;
}

/** Numbers per row. */
const rowLength = dropoutFields.length;
const column = numbersOf(dropoutFields);
/** MOST_DROPOUTS of native/src/mixer/dropout.h, and one. */
const mostRows = 257;

const known = (value: number) => (Number.isNaN(value) ? null : value);

function flagsOf(bits: number): (keyof HostApiFlags)[] {
  return dropoutFlags.filter((_, index) => (bits & (1 << index)) !== 0);
}

function dropoutOf(row: Float64Array): StreamDropout {
  const at = (name: (typeof dropoutFields)[number]) => row[column[name]] as number;
  const frame = at('frame');
  return {
    streamNumber: at('streamNumber'),
    frame,
    inputFrames: known(at('inputFrames')),
    outputFrames: known(at('outputFrames')),
    isEstimate: at('isEstimate') !== 0,
    source: at('isReported') === 0 ? 'inferred' : 'reported',
    flags: flagsOf(at('flags')),
    before:
      at('beforeFrames') === 0
        ? null
        : {
            frame: frame - at('beforeFrames'),
            frames: at('beforeFrames'),
            time: known(at('beforeTime')),
            flags: flagsOf(at('beforeFlags')),
          },
    after: {
      frame,
      frames: at('afterFrames'),
      time: known(at('afterTime')),
      flags: flagsOf(at('afterFlags')),
    },
    lateSeconds: known(at('lateSeconds')),
    load: known(at('load')),
    count: at('count'),
  };
}

/** All that the native part has, in their order. */
export function takeDropoutsOf(native: AddonMixer): readonly StreamDropout[] {
  const rows = new Float64Array(mostRows * rowLength);
  const count = native.takeDropouts(rows);
  return Array.from({ length: count }, (_, k) =>
    dropoutOf(rows.subarray(k * rowLength, (k + 1) * rowLength)),
  );
}
