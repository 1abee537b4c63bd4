/** The stream's counters, and a log of dropouts with the frame where each was noticed. */
import type { StreamStats } from '../../native/index.ts';
import type { Dropout, DropoutFlag } from '../../preload/dropouts.ts';
import { NO_COUNTERS, type StreamCounters } from '../../preload/engine.ts';
import { dropoutAfter, type RateChange } from '../../preload/rate-change.ts';
import type { Frames } from '../../preload/units.ts';
import type { MixerStream } from './native-mixer.ts';

const KEPT_DROPOUTS = 10_000;

const FLAGS = [
  ['input-underflow', 'inputUnderflows'],
  ['input-overflow', 'inputOverflows'],
  ['output-underflow', 'outputUnderflows'],
  ['output-overflow', 'outputOverflows'],
] as const satisfies readonly (readonly [DropoutFlag, keyof StreamStats])[];

type CountedField = (typeof FLAGS)[number][1] | 'inferredDropouts' | 'inferredDropoutFrames';

export class DropoutLog {
  #count = 0;
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
    // Lower than at the last poll: the counters were reset, and what they hold is new.
    const counted = (field: CountedField) =>
      now[field] - (before === null || before[field] > now[field] ? 0 : before[field]);
    const flags = FLAGS.filter(([, field]) => counted(field) > 0).map(([flag]) => flag);
    const isInferred = counted('inferredDropouts') > 0;
    if (flags.length === 0 && !isInferred) return [];
    const streamFrame = stream.frame;
    this.#count += 1;
    const dropout: Dropout = {
      id: this.#count,
      streamNumber,
      streamFrame,
      timelineFrame: originFrame === null ? null : streamFrame - originFrame,
      sampleRate: stream.sampleRate,
      direction: directionOf(flags),
      frames: isInferred ? counted('inferredDropoutFrames') : null,
      isEstimate: isInferred,
      source: flags.length > 0 ? 'reported' : 'inferred',
      flags,
      before: null,
      after: null,
      activities: [],
      lateSeconds: null,
      load: null,
      touched: [],
    };
    this.#dropouts = [...this.#dropouts.slice(1 - KEPT_DROPOUTS), dropout];
    return [dropout];
  }
}

/** What is inferred from the clock alone lacks in both directions. */
function directionOf(flags: readonly DropoutFlag[]): Dropout['direction'] {
  const [isInput, isOutput] = ['input', 'output'].map((direction) =>
    flags.some((flag) => flag.startsWith(direction)),
  );
  if (isInput === isOutput) return 'both';
  return isInput === true ? 'input' : 'output';
}
