/**
 * A window on a whole studio, in one process: the window's stores, main's dispatch and services,
 * and the invented native side. Requests and updates are copied and arrive later, as by IPC.
 *
 * Time is the test's: timers and clocks of both sides stand still but in `pass`. A promise that
 * needs time to pass (fetchAndResetStats waits for a block) is awaited after `pass`. Files are put
 * into the session's folder by `putSound` and dropped by their names.
 */
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { dispatch } from '../../main/ipc/dispatch.ts';
import { createHandlers } from '../../main/ipc/handlers.ts';
import type { FileDialogs } from '../../main/shell/file-dialogs.ts';
import type { CommandId } from '../../preload/commands.ts';
import {
  type Bridge,
  type Handlers,
  REQUEST_NAMES,
  type RequestName,
  type Update,
} from '../../preload/contract.ts';
import { emptyProject, type Project } from '../../preload/project.ts';
import { runStore } from '../../renderer/runs/run-store.ts';
import { connectBridge } from '../../renderer/store/bridge.ts';
import { listen } from '../../renderer/store/listen.ts';
import { mirrorStore } from '../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../renderer/store/notices.ts';
import { viewStore } from '../../renderer/store/view.ts';
import type { FakeNative } from './fake-native.ts';
import { type FakeStudio, fakeStudio, fill } from './fake-studio.ts';

const STEP_MILLISECONDS = 10;
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;

export interface WindowOnStudioOptions {
  /** What the session holds; absent = nothing. */
  readonly project?: Project;
  /** Changes the devices and files before the studio is opened. */
  readonly prepare?: (native: FakeNative, folder: string) => void;
  /** What the person answers to the system's dialogs; absent = Cancel. */
  readonly dialogs?: Partial<FileDialogs>;
  /** Turns of the event loop that the next message takes, of each way in its order; absent = one. */
  readonly turns?: () => number;
}

export interface WindowOnStudio extends FakeStudio, Pick<Wire, 'requests' | 'updates'> {
  /** Commands of the application menu that reached the window. */
  readonly commands: readonly CommandId[];
  /** Seconds of stream time pass, and of every timer and clock. */
  pass(seconds: number): Promise<void>;
  /** Time passes until the condition holds (real files are not there at once); throws after 10 s. */
  passUntil(condition: () => boolean): Promise<void>;
  /** The page is loaded again: the stores begin as at the first time, main goes on. */
  reload(): Promise<void>;
  /** Something is chosen in the application menu. */
  choose(command: CommandId): void;
  /** The next update gets lost on its way. */
  loseUpdate(): void;
}

/** Milliseconds on the page's clock at the end of the last test: a clock never goes back. */
let clockMilliseconds = 0;

/** A window that has its first snapshot, until the test ends (in a beforeEach, too). */
export async function windowOnStudio(options: WindowOnStudioOptions = {}): Promise<WindowOnStudio> {
  vi.useFakeTimers({ toFake: [...TIMERS, 'Date', 'performance'], now: Date.now() });
  vi.advanceTimersByTime(clockMilliseconds);
  const { prepare = () => {}, dialogs, project = emptyProject('Untitled', 48_000) } = options;
  const wire = new Wire(options.turns);
  const fake = await fakeStudio({ send: wire.send, prepare, keepsPolling: true });
  await fill(fake, project);
  const commands: CommandId[] = [];
  const begin = async () => {
    connectFreshWindow(wire.bridge(fake, dialogs));
    const end = await listen((command) => commands.push(command));
    await fake.settle();
    return end;
  };
  let endListening = await begin();
  onTestFinished(() => {
    endListening();
    clockMilliseconds = performance.now();
    vi.useRealTimers();
  });
  return {
    ...fake,
    requests: wire.requests,
    updates: wire.updates,
    commands,
    pass: (seconds) => pass(fake, seconds),
    passUntil: async (condition) => {
      for (let left = 100; !condition(); left -= 1) {
        if (left === 0) throw new Error('What was waited for did not happen.');
        await pass(fake, 0.1);
      }
    },
    reload: async () => {
      endListening();
      endListening = await begin();
    },
    choose: (command) => {
      for (const listener of wire.commandListeners) listener(command);
    },
    loseUpdate: () => {
      wire.losesNext = true;
    },
  };
}

async function pass({ native, settle }: FakeStudio, seconds: number): Promise<void> {
  for (let left = Math.round(seconds * 1_000); left > 0; left -= STEP_MILLISECONDS) {
    const step = Math.min(left, STEP_MILLISECONDS);
    const { stream } = native;
    if (stream.active) stream.advance((stream.sampleRate * step) / 1_000);
    await vi.advanceTimersByTimeAsync(step);
    await settle();
  }
}

/** The way between the processes. */
class Wire {
  /** Every request of the window, in order. */
  readonly requests: { readonly name: RequestName; readonly payload: unknown }[] = [];
  /** Every update that was sent to the window, in order. */
  readonly updates: Update[] = [];
  readonly updateListeners = new Set<(update: Update) => void>();
  readonly commandListeners = new Set<(command: CommandId) => void>();
  losesNext = false;
  readonly #toMain: Way;
  readonly #answers: Way;
  readonly #toWindow: Way;

  constructor(turns = () => 1) {
    this.#toMain = new Way(turns);
    this.#answers = new Way(turns);
    this.#toWindow = new Way(turns);
  }

  readonly send = (update: Update): boolean => {
    this.updates.push(structuredClone(update));
    if (!this.losesNext) void this.#deliver(update);
    this.losesNext = false;
    return true;
  };

  async #deliver(update: Update): Promise<void> {
    const copy = await this.#toWindow.carry(update);
    for (const listener of this.updateListeners) listener(copy);
  }

  bridge({ studio, folder }: FakeStudio, dialogs: Partial<FileDialogs> = {}): Bridge {
    const cancelled = {
      chooseSounds: async () => [],
      chooseReport: async () => null,
      chooseExport: async () => null,
    };
    const handlers = createHandlers({
      studio,
      dialogs: { ...cancelled, ...dialogs },
      demoFolder: folder,
      about: async () => ({ versions: [], notices: null }),
      copyText: async () => {},
      restart: async () => {},
      showCrashReport: async () => {},
      keysChanged: () => {},
      greyMenu: () => {},
      appearanceChanged: () => {},
    });
    const onFault = (what: string, error: unknown) => {
      throw new Error(`A fault of the program: ${what}`, { cause: error });
    };
    const functions = REQUEST_NAMES.map((name) => [
      name,
      async (sent: unknown) => {
        const payload = await this.#toMain.carry(sent);
        this.requests.push({ name, payload });
        return this.#answers.carry(await dispatch({ handlers, onFault }, name, payload));
      },
    ]);
    const { importFiles, ...pageRequests } = Object.fromEntries(functions) as Handlers;
    return {
      ...pageRequests,
      importDroppedFiles: (files, placement) =>
        importFiles({ paths: files.map(({ name }) => path.join(folder, name)), placement }),
      onUpdate: (listener) => subscribed(this.updateListeners, listener),
      onCommand: (listener) => subscribed(this.commandListeners, listener),
      platform: 'linux',
    };
  }
}

function subscribed<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Gives copies of messages in later turns of the event loop, none before one that was sent earlier. */
class Way {
  readonly #turns: () => number;
  #before: Promise<unknown> = Promise.resolve();

  constructor(turns: () => number) {
    this.#turns = turns;
  }

  carry<T>(message: T): Promise<T> {
    const copy = structuredClone(message);
    const turns = this.#turns();
    const carried = Promise.all([this.#before, passTurns(turns)]).then(() => copy);
    this.#before = carried;
    return carried;
  }
}

async function passTurns(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The stores are modules: as a reload of the page leaves them. */
function connectFreshWindow(bridge: Bridge): void {
  noticeStore.setState(noticeStore.getInitialState());
  viewStore.setState(viewStore.getInitialState());
  runStore.setState(runStore.getInitialState());
  mirrorStore.setState({ mirror: null });
  connectBridge(bridge);
}
