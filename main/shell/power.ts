/** Keeps the system awake while something sounds or is recorded; closes takes before it sleeps. */
import { powerMonitor, powerSaveBlocker } from 'electron';

export class PowerGuard {
  #blocker: number | null = null;

  readonly #type: 'prevent-app-suspension' | 'prevent-display-sleep';

  /**
   * @param onSuspend the system goes to sleep in a moment
   * @param keepsDisplay the display and its screen saver are held off, too
   */
  constructor(onSuspend: () => void, keepsDisplay: boolean) {
    this.#type = keepsDisplay ? 'prevent-display-sleep' : 'prevent-app-suspension';
    powerMonitor.on('suspend', onSuspend);
  }

  /** Call it whenever that may have changed. */
  keepAwake(isBusy: boolean): void {
    if (isBusy && this.#blocker === null) {
      this.#blocker = powerSaveBlocker.start(this.#type);
    } else if (!isBusy && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }
}
