/**
 * Quitting: takes are closed and everything is written first; it asks where something could not be
 * written. Closing the window while recording asks.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, dialog } from 'electron';
import { writeFailureOf } from '../failure-of.ts';
import type { Studio } from '../studio.ts';

/** A disk that hangs does not delay the end further; what a take has on the disk stays valid. */
const CLOSING_SECONDS = 10;
const DISK_HANGS = 'The disk does not answer.';

export class QuitGuard {
  readonly #studio: Studio;
  readonly #onStay: () => void;
  #state: 'running' | 'closing' | 'closed' = 'running';
  #isAsking = false;
  #isEndedBySystem = false;

  /** @param onStay quitting was called off; the window may be closed already */
  constructor(studio: Studio, onStay: () => void) {
    this.#studio = studio;
    this.#onStay = onStay;
    app.on('before-quit', (event) => {
      if (this.#state === 'closed') return;
      event.preventDefault();
      void this.#close(!this.#isEndedBySystem);
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.#isEndedBySystem = true;
        app.quit();
      });
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

  /** @param mayAsk false: the system ends the program, and nobody may be there to answer */
  async #close(mayAsk: boolean): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'closing';
    const studio = this.#studio;
    const reason = await withPatience(studio.settle(), DISK_HANGS).catch((error: unknown) => {
      studio.notices.record('closing', error);
      return null;
    });
    if (reason !== null && mayAsk && !(await this.#mayLose(reason))) {
      this.#state = 'running';
      this.#onStay();
      return;
    }
    const closed = studio.close().catch((error) => studio.notices.record('closing', error));
    await withPatience(closed, undefined);
    this.#state = 'closed';
    app.quit();
  }

  /** The session could not be saved: asks until it is, or may be lost. False = go on working. */
  async #mayLose(reason: string): Promise<boolean> {
    const studio = this.#studio;
    let why: string | null = reason;
    while (why !== null) {
      const { response }: Electron.MessageBoxReturnValue = await dialog.showMessageBox({
        type: 'warning',
        message: 'The session is not saved.',
        detail: `It cannot be written to ${studio.folder.sessionFile}. ${why} You can try again, or save a copy on another disk; RtMixer opens a copy that lies in a session folder as session.json.`,
        buttons: ['Try again', 'Save a copy…', 'Quit without saving', 'Cancel'],
        defaultId: 0,
        cancelId: 3,
      });
      if (response === 2) return true;
      if (response === 3) return false;
      why =
        response === 0 ? await withPatience(studio.settle(), DISK_HANGS) : await this.#copy(why);
    }
    return true;
  }

  /** Null = it was saved elsewhere; else why not. */
  async #copy(why: string): Promise<string | null> {
    const chosen = await dialog.showSaveDialog({
      title: 'Save a copy of the session',
      defaultPath: 'session.json',
      filters: [{ name: 'RtMixer session', extensions: ['json'] }],
    });
    if (chosen.canceled || chosen.filePath === '') return why;
    try {
      await this.#studio.saveCopy(chosen.filePath);
      return null;
    } catch (error) {
      return `The copy was not saved either. ${writeFailureOf(error, chosen.filePath).message}`;
    }
  }
}

/** What a step gives; `otherwise` when the disk hangs. */
function withPatience<Value>(step: Promise<Value>, otherwise: Value): Promise<Value> {
  return Promise.race([step, delay(CLOSING_SECONDS * 1000, otherwise, { ref: false })]);
}
