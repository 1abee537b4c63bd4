import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { skipWithoutJack, startJackServer } from './support/jack-server.ts';

function ports(env: { JACK_DEFAULT_SERVER: string }): string {
  const options = { env: { ...process.env, ...env, JACK_NO_START_SERVER: '1' }, timeout: 10_000 };
  return spawnSync('jack_lsp', [], { ...options, encoding: 'utf8' }).stdout;
}

test('a JACK server has a loopback, and another one beside it is a different one', async () => {
  skipWithoutJack();
  const first = await startJackServer();
  const second = await startJackServer();
  try {
    expect(first.env.JACK_DEFAULT_SERVER).not.toBe(second.env.JACK_DEFAULT_SERVER);
    await first.stop();
    expect(ports(first.env)).not.toContain('loopback');
    expect(ports(second.env)).toContain('loopback:capture_2');
  } finally {
    await first.stop();
    await second.stop();
  }
});
