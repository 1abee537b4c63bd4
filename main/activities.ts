/**
 * What of the program could hold the processor or the disk: services enter an activity and leave it, and
 * a dropout is told what went on then. Times are milliseconds of performance.now().
 */
import type { DropoutActivity } from '../preload/dropouts.ts';

/** How long an activity is remembered after its end: dropouts are told up to a second late. */
const KEPT_MILLISECONDS = 10_000;
/** More that have ended are forgotten, the oldest first. */
const KEPT_ENDED = 1_000;

export interface ActivityNote {
  readonly activity: DropoutActivity;
  /** Of the sound, take or device; null = of none. */
  readonly name: string | null;
}

interface ActivitySpan extends ActivityNote {
  readonly fromMilliseconds: number;
  toMilliseconds: number | null;
}

export class Activities {
  readonly #going = new Set<ActivitySpan>();
  #ended: ActivitySpan[] = [];

  /** Gives what leaves it; a second call does nothing. */
  enter(activity: DropoutActivity, name: string | null): () => void {
    const span: ActivitySpan = {
      activity,
      name,
      fromMilliseconds: performance.now(),
      toMilliseconds: null,
    };
    this.#going.add(span);
    return () => {
      if (!this.#going.delete(span)) return;
      span.toMilliseconds = performance.now();
      this.#ended.push(span);
      this.#prune(span.toMilliseconds);
    };
  }

  /** While the work goes on, however it ends. */
  async during<Value>(
    activity: DropoutActivity,
    name: string | null,
    work: () => Promise<Value>,
  ): Promise<Value> {
    const leave = this.enter(activity, name);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** What went on at some time of the span, each once, in the order in which it began. */
  between(fromMilliseconds: number, toMilliseconds: number): readonly ActivityNote[] {
    const notes = new Map<string, ActivityNote>();
    for (const { activity, name, ...span } of [...this.#ended, ...this.#going]) {
      const ended = span.toMilliseconds ?? Number.POSITIVE_INFINITY;
      if (span.fromMilliseconds > toMilliseconds || ended < fromMilliseconds) continue;
      notes.set(`${activity} ${name}`, { activity, name });
    }
    return [...notes.values()];
  }

  #prune(now: number): void {
    const [oldest] = this.#ended;
    const isOld = (oldest?.toMilliseconds ?? now) < now - 2 * KEPT_MILLISECONDS;
    if (!isOld && this.#ended.length <= 2 * KEPT_ENDED) return;
    const kept = this.#ended.filter(({ toMilliseconds }) => {
      return (toMilliseconds ?? now) >= now - KEPT_MILLISECONDS;
    });
    this.#ended = kept.slice(-KEPT_ENDED);
  }
}

/** Of this process. */
export const activities = new Activities();
