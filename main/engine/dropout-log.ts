/**
 * The dropouts of all streams as objects: where each lies, what went on then, and what it touched. The last
 * ones are kept; the counts are of all.
 */
import type { StreamBlock, StreamDropout } from '../../native/index.ts';
import type {
  BlockTiming,
  Dropout,
  DropoutFlag,
  DropoutTotals,
  TouchedAction,
  TouchingPlace,
} from '../../preload/dropouts.ts';
import { KEPT_DROPOUTS, MOST_TOUCHED, NO_DROPOUTS, totalsAfter } from '../../preload/dropouts.ts';
import { NO_COUNTERS, type StreamCounters } from '../../preload/engine.ts';
import { dropoutAfter, type RateChange } from '../../preload/rate-change.ts';
import type { Frames } from '../../preload/units.ts';
import type { MixerStream } from './native-mixer.ts';

/** Around a dropout, in which what the program did may have caused it. */
const MARGIN_MILLISECONDS = 20;

const FLAGS: Readonly<Record<StreamDropout['flags'][number], DropoutFlag>> = {
  inputUnderflow: 'input-underflow',
  inputOverflow: 'input-overflow',
  outputUnderflow: 'output-underflow',
  outputOverflow: 'output-overflow',
};

/** What the core tells of one dropout. */
type Loss = Pick<
  Dropout,
  | 'count'
  | 'streamFrame'
  | 'direction'
  | 'frames'
  | 'isEstimate'
  | 'source'
  | 'flags'
  | 'before'
  | 'after'
  | 'lateSeconds'
  | 'load'
>;

export interface DropoutSurroundings {
  /** Where the timeline lay at a stream frame, and in which run. */
  placeAt(
    streamNumber: number,
    streamFrame: Frames,
  ): { readonly originFrame: Frames | null; readonly runNumber: number | null };
  /** What each of them touched, entered into the accounts of the actions. */
  touch(
    places: readonly (TouchingPlace & Pick<Dropout, 'count'>)[],
  ): readonly (readonly TouchedAction[])[];
  /** What the program did between two times of performance.now(), in milliseconds. */
  activitiesBetween(fromMilliseconds: number, toMilliseconds: number): Dropout['activities'];
  /** Of a block since the stream began. */
  worstLoad(stream: MixerStream): number;
}

export interface LostStream {
  readonly stream: MixerStream;
  readonly streamNumber: number;
  readonly hostApi: string;
}

export class DropoutLog {
  readonly #surroundings: DropoutSurroundings;
  #nextId = 1;
  #dropouts: Dropout[] = [];
  #totals: DropoutTotals = NO_DROPOUTS;

  constructor(surroundings: DropoutSurroundings) {
    this.#surroundings = surroundings;
  }

  /** The last ones, oldest first. */
  get dropouts(): readonly Dropout[] {
    return this.#dropouts;
  }

  /** Of the newest run. */
  get totals(): DropoutTotals {
    return this.#totals;
  }

  counters(stream: MixerStream | null): StreamCounters {
    if (stream === null) return NO_COUNTERS;
    const { clippedSamplesByChannel: clippedSamples, ...stats } = stream.liveStats();
    const { frame, cpuLoad: load } = stream;
    const worstLoad = this.#surroundings.worstLoad(stream);
    return { ...stats, clippedSamples, frame, load, worstLoad };
  }

  /** The session has another rate: dropouts stay at their times. */
  changeRate(change: RateChange): void {
    this.#dropouts = this.#dropouts.map((dropout) => dropoutAfter(dropout, change));
  }

  /** Those of an earlier start of the program, of its last run; nothing where one has begun since. */
  restore(runNumber: number, dropouts: readonly Dropout[]): readonly Dropout[] {
    if (this.#totals.runNumber !== 0) return [];
    const again = dropouts.map(
      (dropout): Dropout => ({ ...dropout, runNumber, id: this.#newId() }),
    );
    this.#dropouts = again.concat(this.#dropouts);
    this.#totals = totalsAfter({ ...NO_DROPOUTS, runNumber }, this.#dropouts);
    return again;
  }

  #newId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  /** A run has begun: its counts begin at 0. */
  beginRun(runNumber: number): void {
    this.#totals = { ...NO_DROPOUTS, runNumber };
  }

  /** What was lost since the last poll. */
  poll(lost: LostStream): readonly Dropout[] {
    const losses = lost.stream.takeDropouts().map(lossOf);
    if (losses.length === 0) return [];
    const { streamNumber } = lost;
    const touched = this.#surroundings.touch(losses.map((loss) => ({ ...loss, streamNumber })));
    const dropouts = losses.map((loss, index) => this.#dropoutOf(lost, loss, touched[index] ?? []));
    this.#dropouts = this.#dropouts.concat(dropouts).slice(-KEPT_DROPOUTS);
    this.#totals = totalsAfter(this.#totals, dropouts);
    return dropouts;
  }

  #dropoutOf(lost: LostStream, loss: Loss, touched: readonly TouchedAction[]): Dropout {
    const { stream, streamNumber, hostApi } = lost;
    const { originFrame, runNumber } = this.#surroundings.placeAt(streamNumber, loss.streamFrame);
    return {
      ...loss,
      id: this.#newId(),
      runNumber,
      hostApi,
      streamNumber,
      timelineFrame: originFrame === null ? null : loss.streamFrame - originFrame,
      sampleRate: stream.sampleRate,
      activities: this.#activitiesAt(stream, loss),
      touched: touched.slice(0, MOST_TOUCHED),
      touchedCount: touched.length,
    };
  }

  /** From the block before, until the block after had come. */
  #activitiesAt(stream: MixerStream, loss: Loss): Dropout['activities'] {
    const { streamFrame, before, frames, lateSeconds } = loss;
    const milliseconds = 1_000 / stream.sampleRate;
    const came = performance.now() - (stream.frame - streamFrame) * milliseconds;
    const blockFrames = before?.frames ?? stream.blockSize;
    const took = (blockFrames + (frames ?? 0)) * milliseconds + (lateSeconds ?? 0) * 1_000;
    return this.#surroundings.activitiesBetween(
      came - took - MARGIN_MILLISECONDS,
      came + MARGIN_MILLISECONDS,
    );
  }
}

function lossOf(lost: StreamDropout): Loss {
  const { count, frame, isEstimate, source, lateSeconds, load, before, after } = lost;
  return {
    count,
    streamFrame: frame,
    direction: directionOf(lost),
    frames: framesOf(lost),
    isEstimate,
    source,
    flags: lost.flags.map((flag) => FLAGS[flag]),
    before: before === null ? null : blockOf(before),
    after: blockOf(after),
    lateSeconds,
    load,
  };
}

function blockOf({ flags, ...block }: StreamBlock): BlockTiming {
  return { ...block, flags: flags.map((flag) => FLAGS[flag]) };
}

/** By what is known to be lost, else by the flags; nothing of both: both. */
function directionOf({ inputFrames, outputFrames, flags }: StreamDropout): Dropout['direction'] {
  const isLost = (frames: Frames | null, direction: 'input' | 'output') =>
    (frames ?? 0) > 0 || flags.some((flag) => flag.startsWith(direction));
  const isInput = isLost(inputFrames, 'input');
  if (isInput === isLost(outputFrames, 'output')) return 'both';
  return isInput ? 'input' : 'output';
}

/** The larger number where both are known; 0 is nothing that is known to be lost. */
function framesOf({ inputFrames, outputFrames }: StreamDropout): Frames | null {
  const frames = Math.max(inputFrames ?? 0, outputFrames ?? 0);
  return frames > 0 ? Math.round(frames) : null;
}
