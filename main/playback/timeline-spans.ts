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
  /** null = of none. */
  readonly runNumber: number | null;
}

export interface TimelineNow {
  readonly streamNumber: number;
  /** Of the stream. */
  readonly frame: Frames;
  /** Of the run that goes on; null = none does. */
  readonly runNumber: number | null;
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

  /** As it is now; called at every change and poll. */
  observe({ streamNumber, frame, runNumber, playing }: TimelineNow): void {
    const last = this.#spans.at(-1);
    const isSameRun =
      last !== undefined &&
      last.streamNumber === streamNumber &&
      last.runNumber === runNumber &&
      runNumber !== null;
    // Until the last action of a run has ended its timeline goes on.
    const originFrame =
      playing === null ? (isSameRun ? last.originFrame : null) : playing.originFrame;
    const isSame =
      last?.streamNumber === streamNumber &&
      last.originFrame === originFrame &&
      last.runNumber === runNumber;
    if (isSame) return;
    const begins = playing?.fromFrame ?? frame;
    const wasPlaying = last !== undefined && last.originFrame !== null;
    // What is lost between Play and the first frame is of the run already; a jump has its frame.
    let fromFrame = wasPlaying ? begins : Math.min(frame, begins);
    if (isSameRun && last.originFrame === null) {
      fromFrame = last.fromFrame;
      this.#spans.pop();
    }
    this.#spans.push({ streamNumber, fromFrame, originFrame, runNumber });
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
