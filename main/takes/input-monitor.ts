/**
 * Keeps the input open while a track is armed, so that its meters show what comes in. Opened and
 * closed only while nothing plays or is about to.
 */
import type { TakeServiceOptions } from './take-service.ts';

export type InputMonitorOptions = Pick<
  TakeServiceOptions,
  'engine' | 'project' | 'transport' | 'actionLog' | 'notices'
>;

export class InputMonitor {
  readonly #options: InputMonitorOptions;
  #wasArmed = false;
  #isClosed = false;
  /** The notice that the input opens later is shown once. */
  #isAnnounced = false;

  constructor(options: InputMonitorOptions) {
    this.#options = options;
    options.project.onChange(({ before, after }) => {
      if (before.tracks !== after.tracks) void this.follow();
    });
    options.transport.onChange(({ state }) => {
      if (state === 'stopped') void this.follow();
    });
    // What sounds at a Stop ends a moment later.
    options.actionLog.onFinished(() => {
      if (options.actionLog.liveCount === 0) void this.follow();
    });
  }

  /** True while the meters of the input are in use. */
  get isOpen(): boolean {
    return this.#options.engine.status.inputChannels > 0 && this.#isArmed;
  }

  /** The stream is about to be closed for good. */
  close(): void {
    this.#isClosed = true;
  }

  /** Opens or closes the input as the armed tracks need it. Never rejects; failures are notices. */
  async follow(): Promise<void> {
    const { engine, transport, actionLog, notices } = this.#options;
    const isArmed = this.#isArmed;
    const isNew = isArmed && !this.#wasArmed;
    const isOver = !isArmed && this.#wasArmed;
    const isBusy = transport.isPlaying || transport.isBeginning || actionLog.liveCount > 0;
    const needs = { inputChannels: 1, outputChannels: 0 };
    const isOpen = engine.suffices(needs);
    const waits = isNew && isBusy && !isOpen;
    if (waits && !this.#isAnnounced) notices.info('The input opens when playback stops.');
    this.#isAnnounced = waits;
    if (isBusy || this.#isClosed) return;
    this.#wasArmed = isArmed;
    if (isNew && !isOpen) {
      const required = await engine.require(needs);
      if (!required.ok) notices.error(required.message, required.code);
    }
    if (isOver) await engine.releaseInput();
  }

  get #isArmed(): boolean {
    return this.#options.project.project.tracks.some(({ armed }) => armed);
  }
}
