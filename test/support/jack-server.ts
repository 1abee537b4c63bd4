/**
 * JACK servers of the tests: the dummy driver in real time with its loopback, whose outputs are its
 * inputs one period later. Each has a name of its own that tells which process asked for it.
 *
 * JACK keeps the names of eight servers, and one that does not end well keeps its name until a server of
 * that name does. So every server here gives its name back, and `freeJackNames` those of processes that
 * could not: killed ones.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const jackSampleRate = 48_000;
export const periodFrames = 1024;

export interface JackServer {
  readonly name: string;
  /** What a program needs in its environment to find this server and no other. */
  readonly env: { readonly JACK_DEFAULT_SERVER: string; readonly JACK_NO_START_SERVER: string };
  /** The loopback delays by exactly as much. */
  readonly periodFrames: number;
  readonly sampleRate: number;
  /** Ends the server and gives its name back; at best after its clients have ended. */
  stop(): Promise<void>;
  /** Kills the server, as a crash would. */
  kill(): Promise<void>;
  /** Stops the server as a debugger would, or lets it go on. */
  pause(paused: boolean): void;
  /** Starts the server again, with the same name, after it was killed. */
  restart(): Promise<void>;
  /** What it has printed since it was started; its own word of periods that it ran without a client. */
  output(): string;
}

/** Where JACK 2 keeps its names and its semaphores on Linux. */
const sharedMemory = '/dev/shm';
const startTimeMs = 60_000;
const giveBackTimeMs = 20_000;
const endTimeMs = 10_000;
let started = 0;
/** Names that could not be given back; they are not tried again. */
const stuck = new Set<string>();

/** Why JACK cannot be tested here; null = it can. */
export function jackMissing(): string | null {
  const missing = ['jackd', 'jack_lsp'].find(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
  );
  return missing === undefined
    ? null
    : `${missing} is not installed (Debian: apt-get install jackd2)`;
}

export async function startJackServer(period = periodFrames): Promise<JackServer> {
  await freeJackNames();
  started += 1;
  const name = `rtmixer-test-${process.pid}-${started}`;
  let server = await startServer(name, period);
  /** False from a bad end until a good one. */
  let endedWell = true;
  const end = async (signal: NodeJS.Signals) => {
    if (!server.hasEnded()) endedWell = await server.end(signal);
  };
  return {
    name,
    env: { JACK_DEFAULT_SERVER: name, JACK_NO_START_SERVER: '1' },
    periodFrames: period,
    sampleRate: jackSampleRate,
    stop: async () => {
      await end('SIGTERM');
      if (!endedWell) endedWell = await giveBack(name);
    },
    kill: async () => await end('SIGKILL'),
    pause: (paused) => void server.process.kill(paused ? 'SIGSTOP' : 'SIGCONT'),
    restart: async () => {
      server = await startServer(name, period);
    },
    output: () => server.output(),
  };
}

/** Names in JACK's registry whose server and whose test have ended. A server that still ends gives its name
 * back itself; a second one of that name would disturb it. */
export function deadJackNames(folder = sharedMemory): string[] {
  const entries = registeredServers(folder);
  return entries
    .filter(({ name, pid }) => isOwnerDead(name) && isDead(pid))
    .map(({ name }) => name);
}

function registeredServers(folder: string): { readonly name: string; readonly pid: number }[] {
  let registry: Buffer;
  try {
    registry = readFileSync(path.join(folder, 'jack-shm-registry'));
  } catch {
    return []; // No JACK has run here, or it is not JACK 2.
  }
  const names = registry.toString('latin1').matchAll(/jack-\d+:(rtmixer-test-\d+(?:-\d+)?):/g);
  return [...names].map(({ 1: name = '', index }) => ({ name, pid: serverPid(registry, index) }));
}

/** The number before a name is its server's process (JACK 2, `common/shm.h`). */
function serverPid(registry: Buffer, nameOffset: number): number {
  return nameOffset < 4 ? 0 : registry.readInt32LE(nameOffset - 4);
}

/** Gives back the names of servers that were killed together with the tests that had started them, and
 * removes what their clients left. One process at a time does so; the others wait until it is done. */
export async function freeJackNames(): Promise<void> {
  if (deadJackNames().every((name) => stuck.has(name)) && leftSemaphores().length === 0) return;
  const giveUp = await lockNames();
  try {
    for (const name of deadJackNames()) {
      if (!stuck.has(name) && !(await giveBack(name))) stuck.add(name);
    }
    for (const { file } of leftSemaphores()) rmSync(path.join(sharedMemory, file), { force: true });
  } finally {
    giveUp();
  }
}

const namesLock = path.join(tmpdir(), 'rtmixer-test-jack-names.lock');

/** Resolves with the function that gives the lock up. A lock of a process that has ended is none. */
async function lockNames(): Promise<() => void> {
  const deadline = Date.now() + startTimeMs;
  for (;;) {
    try {
      writeFileSync(namesLock, String(process.pid), { flag: 'wx' });
      return () => rmSync(namesLock, { force: true });
    } catch {
      if (isLockLeft() || Date.now() > deadline) rmSync(namesLock, { force: true });
      else await delay(50);
    }
  }
}

function isLockLeft(): boolean {
  try {
    const pid = Number(readFileSync(namesLock, 'utf8'));
    return pid > 0 && isDead(pid); // An empty one is being written.
  } catch {
    return false;
  }
}

function isOwnerDead(name: string): boolean {
  return isDead(Number(name.split('-')[2]));
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Those that clients left which ended after their server and their test. */
function leftSemaphores(): { readonly file: string; readonly owner: string }[] {
  const registered = new Set(registeredServers(sharedMemory).map(({ name }) => name));
  return semaphores().filter(({ owner }) => isOwnerDead(owner) && !registered.has(owner));
}

function semaphores(): { readonly file: string; readonly owner: string }[] {
  if (!existsSync(sharedMemory)) return [];
  return readdirSync(sharedMemory).flatMap((file) => {
    const owner = /^jack_sem\.\d+_(rtmixer-test-\d+(?:-\d+)?)_/.exec(file)?.[1];
    return owner === undefined ? [] : [{ file, owner }];
  });
}
/** A server of that name takes it over from the dead one and, without clients, ends well. */
async function giveBack(name: string): Promise<boolean> {
  let endedWell = false;
  for (let attempt = 0; attempt < 2 && !endedWell; attempt += 1) {
    try {
      const server = await startServer(name, periodFrames, giveBackTimeMs);
      endedWell = await server.end('SIGTERM');
    } catch {
      // Another one gives it back at the same time.
    }
  }
  if (!endedWell) return false;
  for (const { file, owner } of semaphores()) {
    if (owner === name) rmSync(path.join(sharedMemory, file), { force: true });
  }
  return true;
}

interface RunningServer {
  readonly process: ChildProcess;
  output(): string;
  hasEnded(): boolean;
  /** Resolves when it has ended: true = by itself, with its name given back. */
  end(signal: NodeJS.Signals): Promise<boolean>;
}

/** Where util-linux is, a server ends with the process that started it, however that ends. */
const withParent = spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;

function spawnServer(name: string, period: number): { server: ChildProcess; output: () => string } {
  const driver = ['-d', 'dummy', '-r', String(jackSampleRate), '-p', String(period)];
  const command = ['jackd', '-n', name, '-P', '70', '-L', '2', ...driver];
  const [program = '', ...args] = withParent
    ? ['setpriv', '--pdeathsig', 'TERM', ...command]
    : command;
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  return { server, output: () => output };
}

async function startServer(
  name: string,
  period: number,
  timeMs = startTimeMs,
): Promise<RunningServer> {
  const deadline = Date.now() + timeMs;
  let { server, output } = spawnServer(name, period);
  const endWithUs = () => server.kill('SIGTERM');
  process.once('exit', endWithUs);
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    process.removeListener('exit', endWithUs);
    const ended = hasEnded()
      ? Promise.resolve()
      : new Promise<void>((resolve) => server.once('close', () => resolve()));
    server.kill(signal);
    await Promise.race([ended, delay(endTimeMs, undefined, { ref: false })]);
    server.kill('SIGKILL');
    await ended;
    return server.exitCode === 0;
  };
  while (hasEnded() || !hasLoopback(name)) {
    if (Date.now() > deadline) {
      await end('SIGTERM');
      throw new Error(`The JACK server did not start. It printed:\n${output()}`);
    }
    await delay(100);
    // All names are in use, or one before it has not let go of this one yet.
    if (hasEnded()) ({ server, output } = spawnServer(name, period));
  }
  return { process: server, output: () => output(), hasEnded, end };
}

/** Periods that a server ran without a client that had not finished in time, its loopback among them, by its own
 * log. A client is not told of each. */
export function periodsWithoutClient({ output }: Pick<JackServer, 'output'>): number {
  return output().match(/XRun: client = .* was not finished/g)?.length ?? 0;
}

function hasLoopback(name: string): boolean {
  const { stdout } = spawnSync('jack_lsp', [], {
    env: { ...process.env, JACK_DEFAULT_SERVER: name, JACK_NO_START_SERVER: '1' },
    encoding: 'utf8',
    timeout: 5000,
  });
  return /^loopback:playback_2$/m.test(stdout ?? '');
}
