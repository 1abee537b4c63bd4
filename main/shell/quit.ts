/** Quitting: takes are closed and everything is written first. Closing the window while recording asks. */
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, dialog } from 'electron';
import type { Studio } from '../studio.ts';

/** A disk that hangs does not delay the end further; what a take has on the disk stays valid. */
const CLOSING_SECONDS = 10;

export class QuitGuard {
  readonly #studio: Studio;
  #state: 'running' | 'closing' | 'closed' = 'running';
  #isAsking = false;

  constructor(studio: Studio) {
    this.#studio = studio;
    app.on('before-quit', (event) => {
      if (this.#state === 'closed') return;
      event.preventDefault();
      this.#close();
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => app.quit());
    }
  }

  /** May the window close at once? Else it asks, and closes it when the person says so. */
  mayClose(window: BrowserWindow | null): boolean {
    if (this.#state !== 'running' || !this.#studio.takes.isRecording) return true;
    if (window !== null && !this.#isAsking) void this.#ask(window);
    return false;
  }

  async #ask(window: BrowserWindow): Promise<void> {
    this.#isAsking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: 'A take is being recorded.',
      detail: 'It is kept up to here when you close the window.',
      buttons: ['Stop recording and close', 'Keep recording'],
      defaultId: 1,
      cancelId: 1,
    });
    this.#isAsking = false;
    if (response !== 0) return;
    await this.#studio.takes.closeAll();
    window.close();
  }

  #close(): void {
    if (this.#state !== 'running') return;
    this.#state = 'closing';
    const closed = this.#studio
      .close()
      .catch((error: unknown) => this.#studio.notices.record('closing', error));
    void Promise.race([closed, delay(CLOSING_SECONDS * 1000, undefined, { ref: false })]).then(
      () => {
        this.#state = 'closed';
        app.quit();
      },
    );
  }
}
