/** JACK's eight names of servers come back, whatever way a server or its test ends. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { deadJackNames, freeJackNames, jackMissing, startJackServer } from './jack-server.ts';

const folder = '/dev/shm';

/** Names and files of a server that JACK still keeps. */
function kept(name: string): string[] {
  const registry = readFileSync(path.join(folder, 'jack-shm-registry'), 'latin1');
  const files = readdirSync(folder).filter((file) => file.includes(`_${name}_`));
  return registry.includes(`:${name}:`) ? [name, ...files] : files;
}

/** Runs `program` with `server`, which it has started, in a process that is then killed; gives the name. */
function inKilledProcess(program: string): string {
  const module = JSON.stringify(path.join(import.meta.dirname, 'jack-server.ts'));
  const lines = [
    `const server = await (await import(${module})).startJackServer();`,
    program,
    'console.log(server.name);',
    "process.kill(process.pid, 'SIGKILL');",
  ];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', lines.join('\n')],
    { encoding: 'utf8' },
  );
  expect(stdout, stderr).toMatch(/^rtmixer-test-\d+-1\n$/);
  return stdout.trim();
}

describe("the name of a test's JACK server is given back", () => {
  const missing = jackMissing();
  beforeEach(({ skip }) => skip(missing !== null, `JACK is not tested: ${missing}`));

  test('when it is stopped after it was killed', async () => {
    const server = await startJackServer();
    await server.kill();
    expect(kept(server.name)).toContain(server.name);
    await server.stop();
    expect(kept(server.name)).toEqual([]);
  });

  test('when its test is killed', async () => {
    const name = inKilledProcess('');
    // By the server, or, where that does not end well, by whoever needs a name next.
    await expect
      .poll(async () => {
        await freeJackNames();
        return kept(name);
      })
      .toEqual([]);
  });

  test('when tests begin after it and its test were killed', async () => {
    const name = inKilledProcess('await server.kill();');
    await freeJackNames();
    expect(deadJackNames()).not.toContain(name);
    expect(kept(name)).toEqual([]);
  });
});
