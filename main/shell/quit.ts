/**
 * Quitting and restarting: takes are closed and everything is written first; it asks where something
 * could not be written. Closing the window and restarting while recording ask.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, dialog } from 'electron';
import { writeFailureOf } from '../failure-of.ts';
import type { Studio } from '../studio.ts';

/** A disk that hangs does not delay the end further; what a take has on the disk stays valid. */
const CLOSING_SECONDS = 10;
const DISK_HANGS = 'The disk does not answer.';

export interface QuitGuardOptions {
  /** Quitting was called off; the window may be closed already. */
  readonly onStay: () => void;
  /** The command line of the program that follows at a restart. */
  readonly restartArguments: readonly string[];
  /** The program that follows; undefined = this one. */
  readonly restartProgram: string | undefined;
}

export class QuitGuard {
  readonly #studio: Studio;
  readonly #options: QuitGuardOptions;
  #state: 'running' | 'closing' | 'closed' = 'running';
  #isAsking = false;
  #isRestart = false;
  #isEndedBySystem = false;

  constructor(studio: Studio, options: QuitGuardOptions) {
    this.#studio = studio;
    this.#options = options;
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
    if (window !== null && !this.#isAsking) void this.#askAndClose(window);
    return false;
  }

  /**
   * Ends the program as quitting does and starts it again, on the same session and place. Resolves
   * once it ends, or goes on because the person said so.
   * @param window of the questions; null = none is open
   */
  async restart(window: BrowserWindow | null): Promise<void> {
    if (this.#state !== 'running' || this.#isAsking) return;
    const what = {
      end: 'restart',
      detail: 'when RtMixer restarts; what was done before cannot be undone then',
    };
    const mayEnd = !this.#studio.takes.isRecording || (await this.#mayEndTake(window, what));
    // Quitting meanwhile is no restart.
    if (!mayEnd || this.#isClosing) return;
    this.#isRestart = true;
    await this.#close(true);
  }

  get #isClosing(): boolean {
    return this.#state !== 'running';
  }

  async #askAndClose(window: BrowserWindow): Promise<void> {
    const what = { end: 'close', detail: 'when you close the window' };
    if (!(await this.#mayEndTake(window, what)) || this.#isClosing) return;
    await this.#studio.takes.closeAll();
    window.close();
  }

  async #mayEndTake(
    window: BrowserWindow | null,
    { end, detail }: { readonly end: string; readonly detail: string },
  ): Promise<boolean> {
    const question: Electron.MessageBoxOptions = {
      type: 'question',
      message: 'A take is being recorded.',
      detail: `It is kept up to here ${detail}.`,
      buttons: [`Stop recording and ${end}`, 'Keep recording'],
      defaultId: 1,
      cancelId: 1,
    };
    this.#isAsking = true;
    const { response } = await (window === null
      ? dialog.showMessageBox(question)
      : dialog.showMessageBox(window, question));
    this.#isAsking = false;
    return response === 0;
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

      this.#isRestart = false;
      this.#options.onStay();
      return;
    }

    if (this.#isRestart) studio.keepRestartPlace();
    const closed = studio.close().catch((error) => studio.notices.record('closing', error));
    await withPatience(closed, undefined);
    this.#state = 'closed';
    // A system that ends the program ends it for good.
    if (this.#isRestart && !this.#isEndedBySystem) {
      const { restartArguments, restartProgram } = this.#options;
      const program = restartProgram === undefined ? {} : { execPath: restartProgram };
      app.relaunch({ args: [...restartArguments], ...program });
    }
    app.quit();
  }

  /** The session could not be saved: asks until it is, or may be lost. False = go on working. */
  async #mayLose(reason: string): Promise<boolean> {
    const studio = this.#studio;
    const end = this.#isRestart ? 'Restart' : 'Quit';
    let why: string | null = reason;
    while (why !== null) {
      const { response }: Electron.MessageBoxReturnValue = await dialog.showMessageBox({
        type: 'warning',
        message: 'The session is not saved.',
        detail: `It cannot be written to ${studio.folder.sessionFile}. ${why} You can try again, or save a copy on another disk; RtMixer opens a copy that lies in a session folder as session.rtmixer.`,
        buttons: ['Try again', 'Save a copy…', `${end} without saving`, 'Cancel'],
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
      defaultPath: 'session.rtmixer',
      filters: [{ name: 'RtMixer session', extensions: ['rtmixer'] }],
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
