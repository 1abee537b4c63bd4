/** Reads dropouts from the stream before what they touched is closed, and tells the window. */
import type { Dropout } from '../preload/dropouts.ts';
import type { ActionLog } from './accounts/action-log.ts';
import { activities } from './activities.ts';
import { DropoutLog, type LostStream } from './engine/dropout-log.ts';
import type { Engine } from './engine/engine.ts';
import { TimelineSpans } from './playback/timeline-spans.ts';
import type { Transport } from './playback/transport.ts';
import type { Updates } from './updates.ts';

interface WatchedServices {
  readonly engine: Engine;
  readonly transport: Transport;
  readonly actionLog: ActionLog;
  readonly updates: Updates;
  /** Of the run that goes on; null = none does. */
  readonly runNumber: () => number | null;
}

export class DropoutWatch {
  readonly log: DropoutLog;
  readonly #services: WatchedServices;
  #polled: LostStream | null = null;
  readonly #spans = new TimelineSpans();
  readonly #listeners: ((dropouts: readonly Dropout[]) => void)[] = [];

  constructor(services: WatchedServices) {
    this.#services = services;
    this.log = new DropoutLog({
      placeAt: (streamNumber, frame) => this.#spans.placeAt(streamNumber, frame),
      touch: (places) => services.actionLog.touch(places),
      activitiesBetween: (from, to) => activities.between(from, to),
      worstLoad: (stream) => services.engine.worstLoad.sinceBegin(stream),
    });
    services.transport.onChange(() => this.#observe());
  }

  /** New ones, with all that is known of them. */
  onDropouts(listener: (dropouts: readonly Dropout[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Those of the last run of an earlier start. */
  restore(runNumber: number, dropouts: readonly Dropout[]): void {
    const restored = this.log.restore(runNumber, dropouts);
    if (restored.length === 0) return;
    this.#services.updates.put({ dropouts: restored, dropoutTotals: this.log.totals });
  }

  /** All that is known by now of a stream. */
  allOf(streamNumber: number): readonly Dropout[] {
    this.poll();
    return this.log.dropouts.filter((dropout) => dropout.streamNumber === streamNumber);
  }

  poll(): void {
    const { engine, updates } = this.#services;
    const { stream } = engine;
    // What another stream was about to tell when it was closed.
    const closed = this.#polled?.stream === stream ? null : this.#polled;
    const { streamNumber, hostApi } = engine.status;
    this.#polled = stream === null ? null : { stream, streamNumber, hostApi };
    this.#observe();
    const dropouts = [closed, this.#polled].flatMap((lost) =>
      lost === null ? [] : this.log.poll(lost),
    );
    if (dropouts.length === 0) return;
    updates.put({ dropouts, dropoutTotals: this.log.totals });
    for (const listener of this.#listeners) listener(dropouts);
  }

  /** Where the timeline lies on the stream now. */
  #observe(): void {
    const { engine, transport, updates } = this.#services;
    const { stream } = engine;
    // Without its device the run goes on, and is not on the stream that may be there already.
    if (stream === null || transport.isRunningOn) return;
    const { streamNumber } = engine.status;
    const runNumber = this.#services.runNumber();
    const { frame } = stream;
    this.#spans.observe({ streamNumber, frame, runNumber, playing: transport.place });
    if (runNumber === null || runNumber === this.log.totals.runNumber) return;
    this.log.beginRun(runNumber);
    updates.put({ dropoutTotals: this.log.totals });
  }
}
