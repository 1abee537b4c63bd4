/**
 * Who wants the input open: an armed track, or a meter somebody looks at. It is opened while nothing
 * plays, and closed again when nobody wants it, because an open microphone is not for nothing.
 */
import { type Outcome, success } from '../../preload/outcome.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { Engine } from '../engine/engine.ts';
import type { Notices } from '../notices.ts';
import type { Transport } from '../playback/transport.ts';
import type { ProjectService } from '../project/project-service.ts';

export interface InputMonitorOptions {
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly transport: Transport;
  readonly actionLog: ActionLog;
  readonly notices: Notices;
}

export class InputMonitor {
  readonly #options: InputMonitorOptions;
  #isMonitoring = false;
  #wasWanted = false;
  /** That the input opens later was said; once is enough. */
  #isTold = false;

  constructor(options: InputMonitorOptions) {
    this.#options = options;
    options.project.onChange(({ before, after }) => {
      if (before.tracks !== after.tracks) this.#followSoon();
    });
    options.transport.onChange(({ state }) => {
      if (state === 'stopped') this.#followSoon();
    });
  }

  /** True while peaks of the input are worth looking at. */
  get isOpen(): boolean {
    return this.#options.engine.status.inputChannels > 0 && this.#isWanted;
  }

  monitor(enabled: boolean): Promise<Outcome<null>> {
    this.#isMonitoring = enabled;
    return this.#follow();
  }

  get #isWanted(): boolean {
    return this.#isMonitoring || this.#options.project.project.tracks.some(({ armed }) => armed);
  }

  #followSoon(): void {
    void this.#follow().then((followed) => {
      if (!followed.ok) this.#options.notices.error(followed.message);
    });
  }

  async #follow(): Promise<Outcome<null>> {
    const { engine, transport, actionLog, notices } = this.#options;
    const isNew = this.#isWanted && !this.#wasWanted;
    const isOver = !this.#isWanted && this.#wasWanted;
    const isBusy = transport.isPlaying || actionLog.liveCount > 0;
    const isOpen = engine.suffices({ inputChannels: 1, outputChannels: 0 });
    const waits = isNew && isBusy && !isOpen;
    if (waits && !this.#isTold) notices.info('The input opens when playback stops.');
    this.#isTold = waits;
    if (isBusy) return success(null);
    this.#wasWanted = this.#isWanted;
    if (isNew && !isOpen) {
      const required = await engine.require({ inputChannels: 1, outputChannels: 0 });
      return required.ok ? success(null) : required;
    }
    if (isOver) await engine.releaseInput();
    return success(null);
  }
}
