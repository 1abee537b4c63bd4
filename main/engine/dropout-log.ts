/** The stream's counters, and a log of dropouts with the frame where each was noticed. */
import type { StreamStats } from '../../native/index.ts';
import { type Dropout, NO_COUNTERS, type StreamCounters } from '../../preload/engine.ts';
import { dropoutAfter, type RateChange } from '../../preload/rate-change.ts';
import type { Frames } from '../../preload/units.ts';
import type { MixerStream } from './native-mixer.ts';

const KEPT_DROPOUTS = 10_000;

const KINDS = [
  ['input-underflow', 'inputUnderflows'],
  ['input-overflow', 'inputOverflows'],
  ['output-underflow', 'outputUnderflows'],
  ['output-overflow', 'outputOverflows'],
  ['inferred', 'inferredDropouts'],
] as const satisfies readonly (readonly [Dropout['kinds'][number], keyof StreamStats])[];

export class DropoutLog {
  #last: StreamStats | null = null;
  #dropouts: Dropout[] = [];

  /** Oldest first. */
  get dropouts(): readonly Dropout[] {
    return this.#dropouts;
  }

  counters(stream: MixerStream | null): StreamCounters {
    if (stream === null) return NO_COUNTERS;
    const { clippedSamplesByChannel: clippedSamples, ...stats } = stream.liveStats();
    return { ...stats, clippedSamples, frame: stream.frame, load: stream.cpuLoad };
  }

  /** The session has another rate: dropouts stay at their times. */
  changeRate(change: RateChange): void {
    this.#dropouts = this.#dropouts.map((dropout) => dropoutAfter(dropout, change));
  }

  /** The counters were reset: by Fetch and reset, or with another stream. */
  forget(): void {
    this.#last = null;
  }

  /**
   * What the counters counted since the last poll, at most one entry per poll.
   * @param originFrame stream frame of the timeline's frame 0; null = nothing plays
   */
  poll(stream: MixerStream, streamNumber: number, originFrame: Frames | null): readonly Dropout[] {
    const before = this.#last;
    const now = stream.liveStats();
    this.#last = now;
    const increases = KINDS.map(([kind, field]) => ({
      kind,
      // Lower than at the last poll: the counters were reset, and what they hold is new.
      count: now[field] - (before === null || before[field] > now[field] ? 0 : before[field]),
    })).filter(({ count }) => count > 0);
    if (increases.length === 0) return [];
    const streamFrame = stream.frame;
    const dropout: Dropout = {
      streamNumber,
      streamFrame,
      timelineFrame: originFrame === null ? null : streamFrame - originFrame,
      kinds: increases.map(({ kind }) => kind),
      count: increases.reduce((sum, { count }) => sum + count, 0),
    };
    this.#dropouts = [...this.#dropouts.slice(1 - KEPT_DROPOUTS), dropout];
    return [dropout];
  }
}
