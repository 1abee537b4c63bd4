/** What ffmpeg made binds the limit of the decoded copies while the program runs. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { type FakeStudio, fakeStudio } from '../../support/fake-studio.ts';

const COPY_BYTES = 5 * 2 ** 30;

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  // Each copy is said to be so large that only one of them is within the limit.
  const lstat = async (file: string) =>
    Object.assign(await real.lstat(file), /-1\.wav$/.test(file) ? { size: COPY_BYTES } : {});
  return { ...real, lstat };
});

async function importForeign(fake: FakeStudio, name: string, isStreamed: boolean): Promise<string> {
  const { studio, native, folder } = fake;
  const file = path.join(folder, name);
  writeFileSync(file, name);
  const sound = { channels: 2, frames: 48_000, sampleRate: 48_000, format: 'WAV', isStreamed };
  native.convertible.set(file, sound);
  const report = await studio.imports.importFiles([file], null);
  const sourceId = (report.ok && report.value.sourceIds[0]) || '';
  await expect.poll(() => studio.media.whyUnplayable(sourceId)).toBeNull();
  return sourceId;
}

const copies = ({ studio }: FakeStudio) => readdirSync(studio.folder.copies);

test('A converted file that is in memory gives its copy back when there is no more room', async () => {
  const fake = await fakeStudio();
  await importForeign(fake, 'first.m4a', false);
  const [first] = copies(fake);
  await importForeign(fake, 'second.m4a', false);
  await expect.poll(() => copies(fake)).toHaveLength(1);
  expect(copies(fake)).not.toContain(first);
});

test('A copy that is played from the disk stays until its sound leaves the session', async () => {
  const fake = await fakeStudio();
  const { studio } = fake;
  const first = await importForeign(fake, 'first.m4a', true);
  const second = await importForeign(fake, 'second.m4a', true);
  await fake.settle();
  expect(copies(fake)).toHaveLength(2);
  studio.project.editOwn('Remove', { kind: 'removeSources', sourceIds: [first] });
  await expect.poll(() => copies(fake)).toHaveLength(1);
  expect(studio.media.whyUnplayable(second)).toBeNull();
  await importForeign(fake, 'third.m4a', true);
  await fake.settle();
  expect(copies(fake)).toHaveLength(2);
});

test('A file whose converted copy had to go is not converted again where its own copy is kept', async () => {
  const prepare = (native: FakeStudio['native'], folder: string) => {
    const sound = { channels: 2, frames: 44_100, sampleRate: 44_100, format: 'WAV' };
    native.convertible.set(path.join(folder, 'song.m4a'), { ...sound, isCopied: true });
  };
  const fake = await fakeStudio({ prepare });
  const { studio, folder } = fake;
  writeFileSync(path.join(folder, 'song.m4a'), 'song');
  await studio.imports.importFiles([path.join(folder, 'song.m4a')], null);
  await expect.poll(() => studio.media.statuses).toMatchObject([{ hasCopy: true }]);
  await studio.close();
  // Both copies are beyond the limit: what was used last is kept.
  expect(copies(fake)).toMatchObject([expect.stringMatching(/-48000-1\.wav$/)]);
  const again = await fakeStudio({ userDataFolder: folder, prepare });
  await expect
    .poll(() => again.studio.media.statuses)
    .toMatchObject([{ state: 'ready', playsCopy: true }]);
  expect(again.native.convertedCount).toBe(0);
});
