/** The arrays that carry a batch to the addon. Making typed arrays costs more than filling them, so
 * small batches use the same ones again and again. */
import { ChannelPool } from './channel-pool.ts';

export const requestFields = [
  'type',
  'startKind',
  'start',
  'startStreamNumber',
  'belated',
  'channelOffset',
  'channelCount',
  'samples',
  'ring',
  'offsetFrames',
  'lengthFrames',
  'onStarve',
  'gain',
  'rampFrames',
  'fadeFrames',
  'fadeCurve',
  'cutsChain',
  'fadeInFrames',
  'fadeInCurve',
  'fadeOutFrames',
  'fadeOutCurve',
  'loopStartFrame',
  'loopEndFrame',
  'loopTimes',
  'target',
  'targetType',
  'bus',
  'busChanges',
] as const;

/** Numbers per request. */
export const rowLength = requestFields.length;

export interface RowStorage {
  /** Zeros when taken; may have more rows than asked for. */
  readonly rows: Float64Array;
  readonly channels: ChannelPool;
  readonly ids: Float64Array;
  /** Grouped (1 or 0), kind of start, start. */
  readonly origin: Float64Array;
}

const smallBatch = 64;

export function makeStorage(requests: number): RowStorage {
  return {
    rows: new Float64Array(requests * rowLength),
    channels: new ChannelPool(),
    ids: new Float64Array(requests),
    origin: new Float64Array(3),
  };
}

let spare: RowStorage | null = null;

/** Storage for a batch. Give it back when the addon has read it. */
export function takeStorage(requests: number): RowStorage {
  if (requests > smallBatch) {
    return makeStorage(requests);
  }
  // A getter of a request may schedule, too, while this batch is being packed.
  const storage = spare ?? makeStorage(smallBatch);
  spare = null;
  clearStorage(storage, requests);
  return storage;
}

/** Zeros for as many requests, no channels. */
export function clearStorage(storage: RowStorage, requests: number): void {
  const { rows } = storage;
  const end = requests * rowLength;
  // A call of fill() would cost more than the few dozen numbers of one request.
  for (let k = 0; k < end; k++) {
    rows[k] = 0;
  }
  storage.channels.clear();
}

export function giveBackStorage(storage: RowStorage): void {
  if (storage.ids.length === smallBatch) {
    spare = storage;
  }
}
