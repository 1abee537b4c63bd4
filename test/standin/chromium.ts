import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { findBrowser } from '../../native/system-packages.mjs';
import { CdpConnection, CdpSession } from './cdp.ts';
import { debugLog } from './debug-log.ts';

/** A Chromium of this stand-in: it ends when this process ends, however that happens. */
export interface Chromium {
  readonly connection: CdpConnection;
  readonly browser: CdpSession;
  /** Where a second client, such as Playwright, can attach. */
  readonly endpoint: string;
  /** Ends Chromium, letting it write its profile first, the pages' storage with it; at most ten seconds. */
  close(): Promise<void>;
  /** Ends Chromium at once. */
  kill(): void;
}

/** What makes the browser behave like a window of an application. */
const switches = [
  '--remote-debugging-pipe',
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--mute-audio',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-extensions',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-hang-monitor',
  '--hide-crash-restore-bubble',
  '--password-store=basic',
  '--use-mock-keychain',
  '--hide-scrollbars',
  '--force-color-profile=srgb',
  // window.open() and target=_blank go to setWindowOpenHandler; nothing opens by itself.
  '--block-new-web-contents',
  // One renderer process a window, so that the process of a window can be told.
  '--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,Translate',
  // Nothing leaves the machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

const startAttempts = 20;
const startPauseMs = 250;
/** One that has not said by then where it listens never does; it is ended and started again. */
const announcementMs = 40_000;
/** On a machine with much else to do. */
const closingMs = 10_000;

/**
 * Starts Chromium with a profile of its own inside the app's user data.
 * @param profileFolder kept between runs, so that localStorage survives as in Electron
 * @param headed whether a window is to be seen
 */
export async function startChromium(profileFolder: string, headed: boolean): Promise<Chromium> {
  const executable = findBrowser();
  if (executable === undefined) {
    throw new Error(
      'No Chromium was found. Install one (Debian: apt-get install chromium) or set RTMIXER_CHROMIUM to its path.',
    );
  }
  fs.mkdirSync(profileFolder, { recursive: true });
  const args = [
    ...switches,
    `--user-data-dir=${profileFolder}`,
    ...(headed
      ? ['--app=data:text/html,<title>RtMixer</title>', '--test-type']
      : ['--headless=new', 'about:blank']),
  ];
  // A predecessor that was killed may still be giving up the profile.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(executable, args);
    } catch (error) {
      if (attempt === startAttempts) throw error;
      debugLog('Chromium did not start, trying again:', error);
      await delay(startPauseMs);
    }
  }
}

/** Chromium loses files whose names its locale cannot spell; one without UTF-8 gets it. */
function localeOfChromium(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  return /utf-?8/iu.test(locale) ? env : { ...env, LC_ALL: 'C.UTF-8' };
}

async function startOnce(executable: string, args: readonly string[]): Promise<Chromium> {
  const child = spawn(executable, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: localeOfChromium(process.env),
  });
  const connection = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const endpoint = await announcedEndpoint(child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const browser = new CdpSession(connection);
  return {
    connection,
    browser,
    endpoint,
    kill: () => void child.kill('SIGKILL'),
    async close() {
      browser.send('Browser.close').catch(() => {});
      await Promise.race([exited, delay(closingMs, undefined, { ref: false })]);
      child.kill('SIGKILL');
    },
  };
}

function announcedEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      debugLog(text.trimEnd());
      output = (output + text).slice(-4000);
      const match = /^DevTools listening on (ws:\S+)\s/m.exec(output);
      if (match?.[1]) resolve(match[1]);
    });
    const late = () => reject(new Error(`Chromium does not answer.\n${output}`));
    setTimeout(late, announcementMs).unref();
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}.\n${output}`)));
  });
}
