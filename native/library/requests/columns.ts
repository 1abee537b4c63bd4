/** A batch by columns: an array for what differs from row to row, one value for the rest. */
import { described, requireMemoryOf, requireObject } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import { SampleBuffer, samplesNumber } from '../memory/sample-buffer.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { Loop, MixerRequest, PlayBufferOptions } from './request.ts';
import { splitLoop } from './request-numbers.ts';

/** One value for all rows, or one for each. */
export type Column = number | Float64Array | Float32Array | Int32Array | Uint32Array;

/** Players by columns: every array has one value for each row. Options without a column hold for all
 * rows. The arrays are read before scheduleColumns() returns. */
export interface PlayBufferColumns
  extends Omit<PlayBufferOptions, 'start' | 'offset' | 'length' | 'gain'> {
  /** What every row is. */
  type: 'playBuffer';
  /** One buffer for all rows, or several of which `sampleIndex` chooses. */
  samples: SampleBuffer | readonly SampleBuffer[];
  /** For each row its place in `samples`, from 0. */
  sampleIndex?: Uint32Array;
  /** Seconds of device time, 0 = as soon as possible; in a group from its origin. */
  start?: Float64Array;
  /** Stream frames instead of seconds; in a group from its origin. */
  startFrame?: Float64Array;
  /** First frame of the samples, default 0. */
  offset?: Column;
  /** Frames, default to the end. */
  length?: Column;
  /** Linear, default 1. */
  gain?: Column;
}

/** What the addon takes beside the row that all have in common. */
export interface PackedColumns {
  readonly rows: number;
  readonly startsAtFrames: boolean;
  readonly buffers: readonly SampleBuffer[];
  /** The addon's numbers of the buffers. */
  readonly samples: Uint32Array;
  /** A copy, for the actions that are made later. */
  readonly sampleIndex: Uint32Array | null;
  /** Start, offset, length, gain; null = what the common row says. */
  readonly columns: (Exclude<Column, number> | null)[];
  readonly loop: Loop | undefined;
  /** Which ends of the loop each row has for itself: sums of rowLoopBits. */
  readonly rowLoop: number;
}

const columnNames: OptionNames<PlayBufferColumns> = {
  ...{ type: true, samples: true, sampleIndex: true, start: true, startFrame: true },
  ...{ offset: true, length: true, gain: true, channels: true, fadeIn: true, fadeOut: true },
  ...{ loop: true, onStarve: true, bus: true, allowBelated: true },
  ...{ gainLine: true, matrix: true, piece: true, ramp: true },
};

function requireReadable(array: ArrayBufferView, what: string): void {
  if (!(array.buffer instanceof ArrayBuffer)) {
    throw invalidArgument(
      `${what} must not be shared with other threads, which could change it while it is read; pass a copy.`,
    );
  }
  requireMemoryOf(array, what);
}

/** The most SampleBuffers of a batch. */
const maxBuffers = 10_000_000;

function requireRows(array: Exclude<Column, number>, rows: number, what: string): void {
  requireReadable(array, what);
  if (array.length !== rows) {
    throw invalidArgument(
      `${what} has ${array.length} values for ${rows} rows; give one for each row.`,
    );
  }
}

function startColumn(columns: PlayBufferColumns): Float64Array {
  const { start, startFrame } = columns;
  if ((start === undefined) === (startFrame === undefined)) {
    throw invalidArgument('Columns must have either start in seconds or startFrame in frames.');
  }
  const column: unknown = start ?? startFrame;
  const what = start === undefined ? 'startFrame' : 'start';
  if (!(column instanceof Float64Array)) {
    throw invalidArgument(`${what} must be a Float64Array, not ${described(column)}.`);
  }
  requireReadable(column, what);
  return column;
}

function optionalColumn(
  column: Column | undefined,
  rows: number,
  what: string,
): Exclude<Column, number> | null {
  if (column === undefined || typeof column === 'number') {
    return null;
  }
  if (
    !(
      column instanceof Float64Array ||
      column instanceof Float32Array ||
      column instanceof Int32Array ||
      column instanceof Uint32Array
    )
  ) {
    throw invalidArgument(
      `${what} must be a number, or a Float64Array, Float32Array, Int32Array or Uint32Array, ` +
        `not ${described(column)}.`,
    );
  }
  requireRows(column, rows, what);
  return column;
}

function bufferList(samples: unknown): readonly SampleBuffer[] {
  if (Array.isArray(samples) && samples.length > maxBuffers) {
    throw invalidArgument(
      `The list of samples can have up to ${maxBuffers} SampleBuffers, not ${samples.length}.`,
    );
  }
  // A list may return other buffers each time it is read.
  const list: readonly unknown[] = Array.isArray(samples) ? [...samples] : [samples];
  for (const buffer of list) {
    if (!(buffer instanceof SampleBuffer)) {
      throw invalidArgument(
        `samples must be a SampleBuffer or a list of them, not ${described(buffer)}; ` +
          'make one of an array with SampleBuffer.from().',
      );
    }
  }
  if (list.length === 0) {
    throw invalidArgument('The list of samples is empty; give one SampleBuffer or more.');
  }
  return list as readonly SampleBuffer[];
}

function indexColumn(index: unknown, buffers: number, rows: number): Uint32Array | null {
  if (index === undefined) {
    if (buffers > 1) {
      throw invalidArgument(
        `There are ${buffers} sample buffers; give sampleIndex to choose one for each row.`,
      );
    }
    return null;
  }
  if (!(index instanceof Uint32Array)) {
    throw invalidArgument(`sampleIndex must be a Uint32Array, not ${described(index)}.`);
  }
  requireRows(index, rows, 'sampleIndex');
  return new Uint32Array(index);
}

function loopColumns(loop: Loop | undefined): Pick<PackedColumns, 'loop' | 'rowLoop'> {
  return typeof loop === 'object' && loop !== null ? splitLoop(loop) : { loop, rowLoop: 0 };
}

/** The request that stands for all rows: what has no column. */
export function commonRequest(columns: PlayBufferColumns, packed: PackedColumns): MixerRequest {
  const { samples, sampleIndex, start, startFrame, offset, length, gain, loop, ...rest } = columns;
  return {
    ...rest,
    ...(packed.loop === undefined ? {} : { loop: packed.loop }),
    type: 'playBuffer',
    samples: packed.buffers[0] as SampleBuffer,
    start: packed.startsAtFrames ? { frame: 0 } : 1,
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof length === 'number' ? { length } : {}),
    ...(typeof gain === 'number' ? { gain } : {}),
  };
}

/** Checks the arrays; their values are checked where they are read. Throws `invalid-argument`. */
export function packColumns(columns: PlayBufferColumns): PackedColumns {
  requireObject(columns, 'Columns');
  refuseUnknownOptions(columns, columnNames, 'scheduleColumns');
  if (columns.type !== 'playBuffer') {
    throw invalidArgument(
      `Columns must be of the type 'playBuffer', not ${described(columns.type)}; ` +
        'use schedule() for other requests.',
    );
  }
  const start = startColumn(columns);
  const rows = start.length;
  const buffers = bufferList(columns.samples);
  return {
    rows,
    startsAtFrames: columns.start === undefined,
    buffers,
    samples: Uint32Array.from(buffers, samplesNumber),
    sampleIndex: indexColumn(columns.sampleIndex, buffers.length, rows),
    columns: [
      start,
      optionalColumn(columns.offset, rows, 'offset'),
      optionalColumn(columns.length, rows, 'length'),
      optionalColumn(columns.gain, rows, 'gain'),
    ],
    ...loopColumns(columns.loop),
  };
}
