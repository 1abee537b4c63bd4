import { expect, test } from 'vitest';
import { renameWhenFree, whenFree } from '../../main/busy-files.ts';

/** A file system in which a scanner keeps a file for the first `busy` attempts. */
function scanned(code: string, busy: number, platform = 'win32') {
  const system = {
    renamed: [] as string[],
    attempts: 0,
    paused: 0,
    waiting: {
      platform,
      pause: async (milliseconds: number) => {
        system.paused += milliseconds;
      },
    },
    rename: async (from: string, to: string) => {
      system.attempts += 1;
      if (system.attempts <= busy) throw Object.assign(new Error(code), { code });
      system.renamed.push(`${from} -> ${to}`);
    },
  };
  return system;
}

test.each(['EPERM', 'EACCES', 'EBUSY'])(
  'a file that a scanner keeps for a moment (%s) is renamed as soon as it is free',
  async (code) => {
    const system = scanned(code, 3);
    await renameWhenFree('a.part', 'a', system.waiting, system.rename);
    expect(system).toMatchObject({ renamed: ['a.part -> a'], attempts: 4, paused: 70 });
  },
);

test('a file that stays busy is given up after a bounded time, with the system’s error', async () => {
  const system = scanned('EPERM', Infinity);
  const renamed = renameWhenFree('a.part', 'a', system.waiting, system.rename);
  await expect(renamed).rejects.toMatchObject({ code: 'EPERM' });
  expect(system).toMatchObject({ renamed: [], attempts: 8, paused: 1270 });
});

test('another reason, and another system than Windows, is not waited for', async () => {
  for (const [code, platform] of [
    ['ENOSPC', 'win32'],
    ['EACCES', 'linux'],
  ] as const) {
    const system = scanned(code, Infinity, platform);
    const renamed = renameWhenFree('a.part', 'a', system.waiting, system.rename);
    await expect(renamed).rejects.toMatchObject({ code });
    expect(system).toMatchObject({ attempts: 1, paused: 0 });
  }
});

test('what an operation gives is passed on', async () => {
  expect(await whenFree(async () => 7)).toBe(7);
});
