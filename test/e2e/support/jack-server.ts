import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from '@playwright/test';

/** A JACK server without a sound card, whose device 'loopback' gives back what it is given. */
export interface JackServer {
  /** What the app needs in its environment to find this server and no other. */
  readonly env: { readonly JACK_DEFAULT_SERVER: string };
  /** The server's period in frames; the loopback delays by exactly as much. */
  readonly periodFrames: number;
  readonly sampleRate: number;
  /** Ends the server. */
  stop(): Promise<void>;
  /** Kills the server, as a crash would. */
  kill(): Promise<void>;
  /** Stops the server as a debugger would, or lets it go on. */
  pause(paused: boolean): void;
  /** Starts the server again, with the same name, after it was killed. */
  restart(): Promise<void>;
}

const sampleRate = 48_000;
const periodFrames = 1024;
const startTimeMs = 15_000;
let started = 0;

/** Skips the test, with the reason, where JACK is not installed. */
export function skipWithoutJack(): void {
  const found = spawnSync('jackd', ['--version'], { stdio: 'ignore' }).error === undefined;
  test.skip(!found, 'JACK is not installed (Debian: apt-get install jackd2)');
}

/** Starts a JACK server of its own name: dummy driver in realtime, with a loopback of two channels. */
export async function startJackServer(): Promise<JackServer> {
  started += 1;
  const name = `rtmixer-${process.pid}-${started}`;
  const env = { JACK_DEFAULT_SERVER: name };
  let server = await startServer(name, env);
  return {
    env,
    periodFrames,
    sampleRate,
    stop: () => server.end('SIGTERM'),
    kill: () => server.end('SIGKILL'),
    pause: (paused) => void server.process.kill(paused ? 'SIGSTOP' : 'SIGCONT'),
    restart: async () => {
      server = await startServer(name, env);
    },
  };
}

interface RunningServer {
  readonly process: ChildProcess;
  /** Resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

async function startServer(name: string, env: JackServer['env']): Promise<RunningServer> {
  const driver = ['-d', 'dummy', '-r', String(sampleRate), '-p', String(periodFrames)];
  const server = spawn('jackd', ['-n', name, '-P', '70', '-L', '2', ...driver], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = () => server.kill('SIGKILL');
  process.once('exit', killWithUs);
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const exited = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    process.removeListener('exit', killWithUs);
    server.kill(signal);
    await Promise.race([exited, delay(5000, undefined, { ref: false })]);
    server.kill('SIGKILL');
    await exited;
  };
  for (const deadline = Date.now() + startTimeMs; !hasLoopback(env); await delay(100)) {
    if (server.exitCode === null && Date.now() < deadline) continue;
    await end('SIGTERM');
    throw new Error(`The JACK server did not start. It printed:\n${output}`);
  }
  return { process: server, end };
}

function hasLoopback(env: JackServer['env']): boolean {
  const { stdout } = spawnSync('jack_lsp', [], {
    env: { ...process.env, ...env, JACK_NO_START_SERVER: '1' },
    encoding: 'utf8',
    timeout: 5000,
  });
  return /^loopback:playback_2$/m.test(stdout ?? '');
}
