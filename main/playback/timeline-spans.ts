/**
 * Where the timeline lay on the streams of late, so that what is told afterwards finds its place: a loop
 * pass, a jump or Stop may have come meanwhile.
 */
import type { Frames } from '../../preload/units.ts';

/** More are forgotten, the oldest first. */
const KEPT_SPANS = 64;

export interface TimelinePlace {
  /** Stream frame of the timeline's frame 0; null = nothing was played or recorded. */
  readonly originFrame: Frames | null;
  /** Counts what was played from a Play to its Stop; null = nothing was. */
  readonly runNumber: number | null;
}

export interface TimelineNow {
  readonly streamNumber: number;
  /** Of the stream. */
  readonly frame: Frames;
  /** null = nothing is played or recorded. */
  readonly playing: {
    readonly originFrame: Frames;
    /** Stream frame from which on the origin counts. */
    readonly fromFrame: Frames;
  } | null;
}

interface PlayedSpan extends TimelinePlace {
  readonly streamNumber: number;
  readonly fromFrame: Frames;
}

export class TimelineSpans {
  #spans: PlayedSpan[] = [];
  #runNumber = 0;

  /** 0 = nothing was played or recorded yet. */
  get runNumber(): number {
    return this.#runNumber;
  }

  /** As it is now; called at every change and poll. */
  observe({ streamNumber, frame, playing }: TimelineNow): void {
    const last = this.#spans.at(-1);
    const isPlaying = playing !== null;
    const wasPlaying = last !== undefined && last.originFrame !== null;
    const originFrame = playing?.originFrame ?? null;
    const isSame = last?.streamNumber === streamNumber && last.originFrame === originFrame;
    if (isSame || (!isPlaying && !wasPlaying && last?.streamNumber === streamNumber)) return;
    if (isPlaying && !wasPlaying) this.#runNumber += 1;
    // What is lost between Play and the first frame is of the run already.
    const begun = wasPlaying
      ? (playing?.fromFrame ?? frame)
      : Math.min(frame, playing?.fromFrame ?? frame);
    this.#spans.push({
      streamNumber,
      fromFrame: begun,
      originFrame,
      runNumber: isPlaying ? this.#runNumber : null,
    });
    if (this.#spans.length > KEPT_SPANS) this.#spans.shift();
  }

  placeAt(streamNumber: number, streamFrame: Frames): TimelinePlace {
    const span = this.#spans.findLast(
      (each) => each.streamNumber === streamNumber && each.fromFrame <= streamFrame,
    );
    const { originFrame = null, runNumber = null } = span ?? {};
    return { originFrame, runNumber };
  }
}
