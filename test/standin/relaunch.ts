import { spawn } from 'node:child_process';
import type Electron from 'electron';
import { runningApp } from './running-app.ts';

const asked: Electron.RelaunchOptions[] = [];

/** Waits until the process `$0` has ended, then becomes the program of the other arguments. */
const AFTER_THE_END = 'while kill -0 "$0" 2> /dev/null; do sleep 0.05; done; exec "$@"';

/** Electron's app.relaunch(): once this process has ended another one begins, each time it is asked. */
export function relaunch(options: Electron.RelaunchOptions = {}): void {
  asked.push(options);
}

/** The last thing before the process ends. What it prints goes where this process prints. */
export function startRelaunched(): void {
  for (const { execPath = runningApp.executable, args = process.argv.slice(1) } of asked) {
    const command = ['-c', AFTER_THE_END, String(process.pid), execPath, ...args];
    spawn('sh', command, {
      stdio: 'inherit',
      env: { ...process.env, RTMIXER_STANDIN_RELAUNCHED: '1' },
    }).unref();
  }
}
