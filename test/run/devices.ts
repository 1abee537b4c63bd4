import { spawnSync } from 'node:child_process';

/** The audio devices that tests on this machine can play on, in words. */
export function detectedDevices(): string {
  const hasJack = spawnSync('jackd', ['--version']).error === undefined;
  return hasJack
    ? "Virtual loopback, loopback of JACK's dummy driver"
    : 'Virtual loopback (no JACK here)';
}
