import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  _electron,
  type Browser,
  chromium,
  type ElectronApplication,
  errors,
  type Page,
} from '@playwright/test';
import { electronHost } from './electron-host.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const closingTimeMs = 15_000;
const relaunchTimeMs = 30_000;
/** A start takes about 4 s, many times as long on a machine with much else to do. */
const launchTimeMs = 90_000;

/** How the app is started. */
export interface LaunchOptions {
  /** The app's folder, with its package.json; by default the project itself, built. */
  readonly appFolder?: string;
  /** Where the app keeps its data; by default a new folder, which close() and kill() remove. */
  readonly userDataDir?: string;
  /** Further arguments: `--host-api=NAME`, `--device=NAME`, files to open. */
  readonly args?: readonly string[];
  /** Variables that differ from the ones of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a window is to be seen, on DISPLAY. Electron itself is always headed. */
  readonly headed?: boolean;
}

/** A running app under test. */
export interface LaunchedApp {
  readonly electronApp: ElectronApplication;
  /** The first window's page. Dead once its renderer was killed: then take freshWindow(). */
  readonly window: Page;
  readonly userDataDir: string;
  /** 'Electron 45.4.1', or 'stand-in for Electron 45.4.1'. */
  readonly host: string;
  /** What main printed so far, both streams. */
  output(): string;
  /**
   * A new page object for the first window. After a crash Playwright's own page stays dead
   * although the window lives on; this one comes from a second connection.
   */
  freshWindow(): Promise<Page>;
  /** Kills the first window's renderer process, as the system does when memory runs out. */
  killRenderer(): Promise<void>;
  /**
   * The first window of the program that takes the place of this one, which restarts itself. Ended by
   * close(), like this one.
   */
  relaunched(): Promise<Page>;
  /** Quits as the user does; kills when that takes more than fifteen seconds. */
  close(): Promise<void>;
  /** Ends everything at once, as a power cut would; user data that was given stays. */
  kill(): Promise<void>;
}

/** Starts the app on Electron where it is installed, else on the stand-in. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const userDataDir = options.userDataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'rtmixer-e2e-'));
  const host = electronHost();
  const electronApp = await launchInTime({
    executablePath: host.executable,
    args: [options.appFolder ?? root, `--user-data-dir=${userDataDir}`, ...(options.args ?? [])],
    env: environment(options),
    timeout: launchTimeMs,
  });
  const output = collectOutput(electronApp);
  const app = new RunningApp(electronApp, userDataDir, options.userDataDir === undefined);
  try {
    const window = await electronApp.firstWindow();
    await window.waitForURL(({ href }) => href !== 'about:blank', { waitUntil: 'commit' });
    return {
      electronApp,
      window,
      userDataDir,
      host: host.name,
      output: () => output.text,
      freshWindow: () => app.freshWindow(),
      relaunched: () => app.relaunched(),
      killRenderer: () => killRenderer(electronApp),
      close: () => app.close(),
      kill: () => app.kill(),
    };
  } catch (error) {
    await app.kill();
    throw new Error(`The app opened no window. It printed:\n${output.text}`, { cause: error });
  }
}

/** One start that hangs is tried again, and told. */
async function launchInTime(
  options: Parameters<typeof _electron.launch>[0],
): Promise<ElectronApplication> {
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    console.error(
      `UNSTEADY: the app did not start within ${launchTimeMs / 1_000} s, and is started again.`,
    );
    console.error(error.message);
    return _electron.launch(options);
  }
}

/** The life of one launched app, up to its end. */
class RunningApp {
  private readonly electronApp: ElectronApplication;
  private readonly main: ReturnType<ElectronApplication['process']>;
  private readonly userDataDir: string;
  private readonly removesUserData: boolean;
  private readonly ended: Promise<void>;
  private second: Browser | undefined;
  /** What Chromium announced in the program that was launched. */
  private readonly announced: string;
  private wasRelaunched = false;

  constructor(electronApp: ElectronApplication, userDataDir: string, removesUserData: boolean) {
    this.electronApp = electronApp;
    this.main = electronApp.process();
    this.userDataDir = userDataDir;
    this.removesUserData = removesUserData;
    this.ended = new Promise((resolve) => electronApp.once('close', () => resolve()));
    this.announced = this.announcement() ?? '';
  }

  /** Chromium's debugging port and address; null = it has left none. */
  private announcement(): string | null {
    const file = path.join(this.userDataDir, 'DevToolsActivePort');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
  }

  async freshWindow(): Promise<Page> {
    await this.second?.close();
    const [port, address] = (this.announcement() ?? '').split('\n');
    // Electron refuses what Playwright sets by default: it has no browser contexts of its own.
    const options = { noDefaults: true };
    this.second = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${address}`, options);
    const page = this.second.contexts().flatMap((context) => context.pages())[0];
    if (!page) throw new Error('The app has no window.');
    return page;
  }

  async relaunched(): Promise<Page> {
    this.wasRelaunched = true;
    for (const deadline = Date.now() + relaunchTimeMs; ; await delay(50)) {
      const announced = this.announcement();
      if (announced !== null && announced !== this.announced && announced.includes('\n')) break;
      if (Date.now() > deadline) throw new Error('The app did not start again.');
    }
    const page = await this.freshWindow();
    await page.waitForURL(({ href }) => href !== 'about:blank', { waitUntil: 'commit' });
    return page;
  }

  async close(): Promise<void> {
    const quit = this.wasRelaunched ? this.quitSecond() : this.electronApp.close().catch(() => {});
    const inTime = await Promise.race([
      Promise.all([quit, this.ended]).then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, closingTimeMs, false).unref()),
    ]);
    if (inTime) await this.cleanUp();
    else await this.kill();
  }

  /** A program that restarted itself is not Playwright's; it prints where the first one did, whose end
   * Playwright therefore sees with its own. */
  private async quitSecond(): Promise<void> {
    const session = await this.second?.newBrowserCDPSession();
    session?.send('Browser.close').catch(() => {});
  }

  async kill(): Promise<void> {
    // With what it has started instead of itself: Playwright makes it the leader of a group.
    if (this.wasRelaunched && this.main.pid !== undefined) process.kill(-this.main.pid, 'SIGKILL');
    else this.main.kill('SIGKILL');
    await this.ended;
    await this.cleanUp();
  }

  private async cleanUp(): Promise<void> {
    await this.second?.close().catch(() => {});
    if (!this.removesUserData) return;
    const patience = { maxRetries: 20, retryDelay: 100 };
    fs.rmSync(this.userDataDir, { recursive: true, force: true, ...patience });
  }
}

async function killRenderer(electronApp: ElectronApplication): Promise<void> {
  await electronApp.evaluate(async ({ BrowserWindow }) => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId();
      if (pid) return process.kill(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The renderer process of the first window is not known.');
  });
}

function environment({ env = {}, headed = false }: LaunchOptions): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  return { ...Object.fromEntries(own), RTMIXER_HEADED: headed ? '1' : '0', ...env };
}

function collectOutput(electronApp: ElectronApplication): { text: string } {
  const collected = { text: '' };
  const { stdout, stderr } = electronApp.process();
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      collected.text += chunk.toString('utf8');
    });
  }
  return collected;
}
