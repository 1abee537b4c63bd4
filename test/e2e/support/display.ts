import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { test } from '@playwright/test';

/** A display in memory. */
export interface Display {
  /** What the app needs in its environment to open its window there. */
  readonly env: { readonly DISPLAY: string };
  stop(): Promise<void>;
}

/** Skips the test, with the reason, where Xvfb is not installed. */
export function skipWithoutXvfb(): void {
  const found = spawnSync('Xvfb', ['-version'], { stdio: 'ignore' }).error === undefined;
  test.skip(!found, 'Xvfb is not installed (Debian: apt-get install xvfb)');
}

/** Starts an X server without a screen, under the first free number. */
export async function startDisplay(width = 1600, height = 1000): Promise<Display> {
  const screen = ['-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'];
  const server = spawn('Xvfb', ['-displayfd', '3', ...screen], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const exited = once(server, 'exit');
  const killWithUs = () => server.kill('SIGKILL');
  process.once('exit', killWithUs);
  const announced = (server.stdio[3] as Readable).setEncoding('utf8');
  const number = await Promise.race([
    once(announced, 'data').then(([text]) => String(text).trim()),
    exited.then(() => {
      throw new Error('Xvfb ended before it gave a display.');
    }),
  ]);
  return {
    env: { DISPLAY: `:${number}` },
    async stop() {
      process.removeListener('exit', killWithUs);
      server.kill('SIGTERM');
      await exited;
    },
  };
}
