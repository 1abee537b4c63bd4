/**
 * State that changes up to 60 times a second: counters, meters, the transport's position. Kept outside
 * React: components that show it subscribe and write to the page themselves.
 */
import type { Snapshot, Update } from '../../preload/contract.ts';
import {
  type Meters,
  NO_COUNTERS,
  NO_METERS,
  type StreamCounters,
  type TransportStatus,
} from '../../preload/engine.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { PendingSeek } from './pending-seek.ts';
import { PlayheadClock } from './playhead-clock.ts';

export interface Live {
  readonly counters: StreamCounters;
  readonly transport: TransportStatus;
  readonly meters: Meters;
}

let live: Live = {
  counters: NO_COUNTERS,
  transport: {
    state: 'stopped',
    positionFrame: 0,
    originFrame: null,
    loopPass: 0,
    preparation: null,
    isPreparing: false,
  },
  meters: NO_METERS,
};
const clock = new PlayheadClock();
/** For the command that seeks: it asks and tells the answer, the playhead follows. */
export const pendingSeek = new PendingSeek();
const listeners = new Set<(live: Live) => void>();

export function liveNow(): Live {
  return live;
}

/** Calls the listener after every change; gives the function that ends it. */
export function onLive(listener: (live: Live) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The transport's position now, between two updates, too. Timeline frames. */
export function playheadFrame(): Frames {
  return pendingSeek.frame ?? clock.frameAt(performance.now());
}

export function liveFromSnapshot(snapshot: Snapshot): void {
  publish(snapshot, snapshot.project.sampleRate);
}

export function liveFromUpdate(update: Update, sampleRate: SampleRate): void {
  if (update.counters ?? update.transport ?? update.meters) publish(update, sampleRate);
}

function publish(news: Partial<Live>, sampleRate: SampleRate): void {
  live = {
    counters: news.counters ?? live.counters,
    transport: news.transport ?? live.transport,
    meters: news.meters ?? live.meters,
  };
  clock.observe({
    atMilliseconds: performance.now(),
    transport: live.transport,
    streamFrame: news.counters?.frame ?? null,
    isNewTransport: news.transport !== undefined,
    sampleRate,
  });
  pendingSeek.observe(news.transport?.positionFrame ?? null);
  for (const listener of listeners) listener(live);
}
