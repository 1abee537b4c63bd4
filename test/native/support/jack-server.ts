/** A JACK server of its own for one test file: the dummy driver with its loopback, whose outputs are
 * its inputs one period later. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

export const periodFrames = 1024;
export const jackSampleRate = 48_000;

/** Why JACK cannot be tested here; null = it can. */
export function jackMissing(): string | null {
  for (const program of ['jackd', 'jack_lsp']) {
    if (spawnSync(program, ['--version']).error !== undefined) {
      return `${program} is not installed (Debian: apt-get install jackd2)`;
    }
  }
  return null;
}

function isReady(name: string): boolean {
  const { stdout } = spawnSync('jack_lsp', [], {
    encoding: 'utf8',
    timeout: 5000,
    env: { ...process.env, JACK_DEFAULT_SERVER: name },
  });
  return stdout?.includes('loopback:playback_2') ?? false;
}

/** Starts the server and makes this process use it; stop it after the streams are closed. */
export async function startJack(period = periodFrames): Promise<{ stop: () => Promise<void> }> {
  const name = `rtmixer-test-${process.pid}`;
  const options = ['-n', name, '-P', '70', '-L', '2', '-d', 'dummy'];
  const format = ['-r', String(jackSampleRate), '-p', String(period)];
  const server = spawn('jackd', [...options, ...format], { stdio: 'ignore' });
  process.env.JACK_DEFAULT_SERVER = name;
  process.env.JACK_NO_START_SERVER = '1';
  for (let attempt = 0; !isReady(name); attempt++) {
    if (attempt === 100 || server.exitCode !== null) {
      await stop(server);
      throw new Error('jackd did not become ready');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { stop: () => stop(server) };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) {
    return;
  }
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const hard = setTimeout(() => server.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(hard);
}
