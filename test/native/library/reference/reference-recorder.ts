/** Recorders of the reference mixer, frame by frame. */

export interface ModelRecord {
  readonly kind: 'record';
  /** null = as soon as possible. */
  readonly frame: number | null;
  readonly allowBelated: boolean | 'trim';
  /** First frame of the target; 0 for a ring. */
  readonly offset: number;
  readonly length: number;
  /** Frames that the ring holds, which is not read; null = into samples. */
  readonly ring: number | null;
}

export interface ModelStop {
  readonly kind: 'stop';
  /** Index of an earlier recorder. */
  readonly target: number;
  readonly frame: number | null;
}

/** A recorder of one channel, and its progress. */
export class ModelRecorder {
  readonly request: ModelRecord;
  start: number | null = null;
  skipped = 0;
  done = 0;
  outcome: string | null = null;
  /** The last frame that it recorded or waited at. */
  lastFrame = 0;
  /** The target keeps its values where nothing was recorded. */
  readonly recorded: Map<number, number> = new Map();
  readonly #frame: number;

  constructor(request: ModelRecord, now: number) {
    this.request = request;
    this.#frame = request.frame ?? now;
  }

  #finish(outcome: string, frame: number): void {
    this.outcome = outcome;
    this.lastFrame = frame;
  }

  /** Begins where this is its frame. */
  begin(now: number): void {
    const { allowBelated, length } = this.request;
    const late = now - this.#frame;
    if (late < 0 || this.start !== null || this.outcome !== null) {
      return;
    }
    if (late > 0 && (allowBelated === false || (allowBelated === 'trim' && late >= length))) {
      this.#finish('belated', now);
      return;
    }
    this.start = now;
    this.skipped = allowBelated === 'trim' ? late : 0;
    if (this.skipped >= length) {
      this.#finish('completed', now);
    }
  }

  stop(now: number): void {
    if (this.outcome !== null) {
      return;
    }
    const began = this.start !== null && this.start !== now;
    this.start = began ? this.start : null;
    this.#finish(began ? 'cancelled' : 'cancelled-before-start', now);
  }

  /** Records the input at this frame. */
  record(now: number, heard: number): void {
    const { offset, length, ring } = this.request;
    if (this.start === null || this.outcome !== null) {
      return;
    }
    if (ring !== null && this.done >= ring) {
      this.#finish('overflowed', now);
      return;
    }
    const place = ring === null ? offset + this.skipped + this.done : this.done;
    this.recorded.set(place, heard);
    this.done++;
    if (this.skipped + this.done >= length) {
      this.#finish('completed', now);
    }
  }
}
