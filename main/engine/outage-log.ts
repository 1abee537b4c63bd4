/** Spans without a device, the newest last; each is told when it begins and when it is over. */
import type { Outage } from '../../preload/dropouts.ts';
import { outageAfter, type RateChange } from '../../preload/rate-change.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';

const KEPT_OUTAGES = 1_000;

export interface BegunOutage {
  readonly lostStreamNumber: number;
  readonly device: string;
  /** null = nothing was playing. */
  readonly fromTimelineFrame: Frames | null;
  readonly sampleRate: SampleRate;
}

export class OutageLog {
  #outages: readonly Outage[] = [];
  #count = 0;
  /** Milliseconds of the monotonic clock at the beginning of the one that lasts; null = none does. */
  #since: number | null = null;
  readonly #now: () => number;
  readonly #listeners: ((outage: Outage) => void)[] = [];
  readonly #changeListeners: ((outages: readonly Outage[]) => void)[] = [];

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Of the last run, and since; oldest first. */
  get outages(): readonly Outage[] {
    return this.#outages;
  }

  get lasts(): boolean {
    return this.#since !== null;
  }

  /** One has begun, or is over. */
  onOutage(listener: (outage: Outage) => void): void {
    this.#listeners.push(listener);
  }

  /** With all of them. */
  onChange(listener: (outages: readonly Outage[]) => void): void {
    this.#changeListeners.push(listener);
  }

  /** Those of the last run before this start. */
  restore(outages: readonly Outage[]): void {
    this.#outages = outages.slice(-KEPT_OUTAGES);
    this.#count = Math.max(0, ...outages.map(({ id }) => id));
  }

  begin(begun: BegunOutage): void {
    const lasting = this.#since === null ? undefined : this.#outages.at(-1);
    // Play was being prepared when the device was lost: it is one outage.
    const isSame =
      lasting?.fromTimelineFrame === null && lasting.lostStreamNumber === begun.lostStreamNumber;
    if (isSame) this.#outages = this.#outages.slice(0, -1);
    else {
      this.end(null, null);
      this.#count += 1;
    }
    this.#since = this.#now();
    this.#put({
      ...begun,
      id: this.#count,
      backStreamNumber: null,
      toTimelineFrame: null,
      fromWallTime: Date.now(),
      toWallTime: null,
      seconds: null,
    });
  }

  /** Of the one that lasts, if any. @param backStreamNumber null = its device is not back */
  end(toTimelineFrame: Frames | null, backStreamNumber: number | null): void {
    const lasting = this.#outages.at(-1);
    if (lasting === undefined || this.#since === null) return;
    const seconds = (this.#now() - this.#since) / 1_000;
    this.#since = null;
    this.#outages = this.#outages.slice(0, -1);
    const isOnTimeline = lasting.fromTimelineFrame !== null;
    this.#put({
      ...lasting,
      toTimelineFrame: isOnTimeline ? toTimelineFrame : null,
      backStreamNumber,
      toWallTime: Date.now(),
      seconds,
    });
  }

  /** Play begins: outages of earlier runs are over. */
  beginRun(): void {
    if (this.lasts || this.#outages.length === 0) return;
    this.#change([]);
  }

  /** The session has another rate: outages stay at their times. */
  changeRate(change: RateChange): void {
    this.#change(this.#outages.map((outage) => outageAfter(outage, change)));
  }

  #put(outage: Outage): void {
    this.#change([...this.#outages.slice(1 - KEPT_OUTAGES), outage]);
    for (const listener of this.#listeners) listener(outage);
  }

  #change(outages: readonly Outage[]): void {
    this.#outages = outages;
    for (const listener of this.#changeListeners) listener(outages);
  }
}
