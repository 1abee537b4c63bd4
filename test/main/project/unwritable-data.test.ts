/** The program's own folder cannot be used; running as root, only what is no folder refuses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  clip,
  fakeStudio,
  fill,
  projectOf,
  putSound,
  temporaryFolder,
} from '../../support/fake-studio.ts';

function messagesOf(studio: { notices: { all: readonly { message: string }[] } }): string {
  return studio.notices.all.map(({ message }) => message).join('\n');
}

describe('A session folder that cannot be used', () => {
  async function withoutFolder() {
    const userDataFolder = temporaryFolder();
    writeFileSync(path.join(userDataFolder, 'session'), 'a file where the folder should be');
    const fake = await fakeStudio({ userDataFolder });
    await fill(fake, projectOf([clip('one')]));
    return fake;
  }

  test('is told in one sentence, and clips play', async () => {
    const fake = await withoutFolder();
    expect(messagesOf(fake.studio)).toContain(path.join(fake.folder, 'session'));
    expect(await fake.studio.transport.play(null)).toEqual({ ok: true, value: null });
  });

  test('takes what is dropped', async () => {
    const fake = await withoutFolder();
    const { studio } = fake;
    const file = putSound(fake, 'dropped.wav');
    const place = { trackId: null, startFrame: 0, rule: 'stack' } as const;
    expect(await studio.imports.importFiles([file], place)).toMatchObject({
      value: { refusals: [], clipIds: [expect.any(String)] },
    });
  });

  test.each([
    ['takes', /takes cannot be made, so that nothing can be recorded/],
    ['peaks', /peaks cannot be made, so that waveforms are drawn again/],
  ])(
    'in its part %s is told with what that part is for, and the session is saved',
    async (part, told) => {
      const userDataFolder = temporaryFolder();
      mkdirSync(path.join(userDataFolder, 'session'));
      writeFileSync(
        path.join(userDataFolder, 'session', part),
        'a file where the folder should be',
      );
      const { studio } = await fakeStudio({ userDataFolder });
      expect(messagesOf(studio)).toMatch(told);
      expect(messagesOf(studio)).not.toContain('Nothing can be kept');
      studio.project.applyOwn({ kind: 'patchProject', patch: { name: 'kept' } });
      expect(await studio.save()).toBe(true);
    },
  );

  test('is told again only after the session could be saved once', async () => {
    const fake = await withoutFolder();
    for (let retry = 0; retry < 3; retry += 1) {
      fake.studio.project.applyOwn({ kind: 'patchProject', patch: { name: `try ${retry}` } });
      await fake.studio.save();
    }
    expect(messagesOf(fake.studio).match(/could not be saved/g)).toHaveLength(1);
  });
});
