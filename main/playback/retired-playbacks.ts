/** Playbacks that are over: their ends are asked for again until nothing of them is alive. */
import type { Frames } from '../../preload/units.ts';
import type { Notices } from '../notices.ts';
import type { Playback } from './playback.ts';

/** Between an end that was asked and the next: the callback has long taken the first one by then. */
const PATIENCE_SECONDS = 0.25;

interface RetiredPlayback {
  readonly playback: Playback;
  /** Stream frame from which the end is asked for again. */
  dueFrame: Frames;
}

export class RetiredPlaybacks {
  readonly #notices: Notices;
  #retired: RetiredPlayback[] = [];

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /** @param frame stream frame of its end; null = as soon as possible */
  add(playback: Playback, frame: Frames | null): void {
    const retired = { playback, dueFrame: 0 };
    this.#retired.push(retired);
    this.#end(retired, frame);
  }

  /** What was to end later ends as soon as possible. */
  endNow(): void {
    for (const retired of this.#retired) {
      const { stream } = retired.playback;
      const isLater = retired.dueFrame > stream.frame + PATIENCE_SECONDS * stream.sampleRate;
      if (isLater && retired.playback.hasLive) this.#end(retired, null);
    }
  }

  /** Called by the poll loop. */
  tick(): void {
    if (this.#retired.length === 0) return;
    this.#retired = this.#retired.filter(
      ({ playback }) => playback.stream.active && playback.hasLive,
    );
    for (const retired of this.#retired) {
      const { stream, isEnding } = retired.playback;
      if (stream.frame >= retired.dueFrame && !isEnding) this.#end(retired, null);
    }
  }

  #end(retired: RetiredPlayback, frame: Frames | null): void {
    const { playback } = retired;
    const { stream } = playback;
    const from = Math.max(frame ?? 0, stream.frame);
    retired.dueFrame = from + PATIENCE_SECONDS * stream.sampleRate;
    try {
      playback.end(frame);
    } catch (error) {
      this.#notices.record('ending a playback', error);
    }
  }
}
