/** Keeps the system awake while something sounds or is recorded; closes takes before it sleeps. */
import { powerMonitor, powerSaveBlocker } from 'electron';

export class PowerGuard {
  #blocker: number | null = null;

  /** @param onSuspend the system goes to sleep in a moment */
  constructor(onSuspend: () => void) {
    powerMonitor.on('suspend', onSuspend);
  }

  /** Call it whenever that may have changed. */
  keepAwake(isBusy: boolean): void {
    if (isBusy && this.#blocker === null) {
      this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    } else if (!isBusy && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }
}
