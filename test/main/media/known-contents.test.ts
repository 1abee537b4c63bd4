/** What files hold is read once, and again after any change. */
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContentHash } from '../../../main/media/content-hash.ts';
import { KnownContents } from '../../../main/media/known-contents.ts';
import { fakeStudio, putSound, temporaryFolder } from '../../support/fake-studio.ts';

const OTHER_HASH = 'f'.repeat(64);

/** As another program would, without a trace in size and time of change. */
function overwriteUnseen(file: string, text: string): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, text);
  utimesSync(file, atime, mtime);
}

async function contents(folder: string): Promise<[ContentHash, KnownContents]> {
  const known = new KnownContents(path.join(folder, 'contents.json'), () => {});
  await known.begin();
  return [new ContentHash(known, () => false), known];
}

const always = () => true;

describe('A file', () => {
  test('that is as it was is not read again, in this start and in later ones', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'sound.wav');
    writeFileSync(file, 'sound');
    const [hash, known] = await contents(folder);
    const first = await hash.contentOf(file, always);
    expect(first).toMatchObject({ bytes: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await known.close();
    // What is remembered is believed: it was not read.
    const list = path.join(folder, 'contents.json');
    writeFileSync(list, readFileSync(list, 'utf8').replace(first?.hash ?? '', OTHER_HASH));
    expect(await hash.contentOf(file, always)).toEqual(first);
    const [again] = await contents(folder);
    expect(await again.contentOf(file, always)).toEqual({ bytes: 5, hash: OTHER_HASH });
  });

  test('that was changed is read again, also where its size and its time were kept', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'sound.wav');
    writeFileSync(file, 'sound');
    const [hash] = await contents(folder);
    const first = await hash.contentOf(file, always);
    overwriteUnseen(file, 'noise');
    const second = await hash.contentOf(file, always);
    expect(second).toMatchObject({ bytes: 5 });
    expect(second?.hash).not.toBe(first?.hash);
  });

  test('is read where the list of what files hold is damaged, and one of a newer version stays', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'sound.wav');
    const list = path.join(folder, 'contents.json');
    writeFileSync(file, 'sound');
    const newer = JSON.stringify({ format: 'rtmixer-contents', version: 9, files: [] });
    for (const text of ['{"format": "rtmixer-contents", "version": 2, "files": [1, {', newer]) {
      writeFileSync(list, text);
      const [hash, known] = await contents(folder);
      expect(await hash.contentOf(file, always)).toMatchObject({ bytes: 5 });
      await known.close();
    }
    expect(readFileSync(list, 'utf8')).toBe(newer);
  });
});

test('A start reads no sound that is as it was at the last one', async () => {
  const fake = await fakeStudio();
  const file = putSound(fake, 'sound.wav');
  await fake.studio.imports.importFiles([file], null);
  const hashes = ({ studio }: typeof fake) =>
    studio.media.statuses.map(({ found }) => found?.hash ?? null);
  await expect.poll(() => hashes(fake)).toMatchObject([expect.any(String)]);
  const [hash] = hashes(fake);
  await fake.studio.close();
  const { contentsFile } = fake.studio.folder;
  writeFileSync(contentsFile, readFileSync(contentsFile, 'utf8').replace(hash ?? '', OTHER_HASH));
  const again = await fakeStudio({
    userDataFolder: fake.folder,
    prepare: ({ files }) => files.set(file, fake.native.files.get(file)!),
  });
  await expect.poll(() => hashes(again)).toEqual([OTHER_HASH]);
});
