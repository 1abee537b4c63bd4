/** Relink: another file for a sound, without losing anything on the timeline. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { relinkBuffer } from '../../../main/media/relink.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  putSound,
} from '../../support/fake-studio.ts';

async function threeClips(): Promise<FakeStudio> {
  const fake = await fakeStudio();
  const clips = [
    clip('head', { lengthFrames: 400 }),
    clip('across', { startFrame: 1_000, offsetFrames: 300, lengthFrames: 400 }),
    clip('tail', { startFrame: 2_000, offsetFrames: 90_000, lengthFrames: 1_000 }),
  ];
  await fill(fake, projectOf(clips));
  return fake;
}

const messages = ({ studio }: FakeStudio) =>
  studio.notices.all.map(({ message }) => message).join('\n');

test('Relinking to a shorter file keeps every clip and names those that are cut', async () => {
  const fake = await threeClips();
  const before = fake.studio.project.project;
  const shorter = putSound(fake, 'shorter.wav', { frames: 500 });
  expect(await relinkBuffer(fake.studio, 'tone', shorter)).toMatchObject({ ok: true });
  const { clips, buffers } = fake.studio.project.project;
  expect(clips).toEqual(before.clips);
  expect(buffers[0]).toMatchObject({ id: 'tone', path: shorter, frames: 500 });
  expect(messages(fake)).toMatch(/500 frames instead of 100\s000.*“across” and “tail”/u);
  expect(messages(fake)).not.toContain('“head”');
  fake.studio.project.undo();
  expect(fake.studio.project.project).toEqual(before);
});

test('Relinking to a file with more channels than its tracks names the clips that are silent', async () => {
  const fake = await threeClips();
  const wide = putSound(fake, 'wide.wav', { frames: 200_000, channels: 4 });
  expect(await relinkBuffer(fake.studio, 'tone', wide)).toMatchObject({ ok: true });
  expect(fake.studio.project.project.clips).toHaveLength(3);
  expect(messages(fake)).toMatch(/4 channels.*“head”, “across” and “tail”/);
});

test('Relinking to what is no sound changes nothing and says why', async () => {
  const fake = await threeClips();
  const before = fake.studio.project.project;
  const outcome = await relinkBuffer(fake.studio, 'tone', '/nowhere.wav');
  expect(outcome).toMatchObject({ ok: false, code: 'file-not-found' });
  expect(fake.studio.project.project).toBe(before);
});

test('Finding the file of a take puts it back in its place, and never over another one', async () => {
  const fake = await fakeStudio();
  const { takes: folder } = fake.studio.folder;
  const take = {
    id: 'take',
    name: 'Take 1',
    file: 'take-1.wav',
    channels: 2,
    frames: 1_000,
    sampleRate: 48_000,
    trackId: null,
    recoveredFrames: 0,
    dropouts: [],
    dropoutCount: 0,
    account: null,
    content: null,
  };
  fake.studio.project.applyOwn({ kind: 'insertTakes', takes: [take] });
  const chosen = putSound(fake, 'elsewhere.wav');
  expect(await relinkBuffer(fake.studio, 'take', chosen)).toEqual({ ok: true, value: null });
  expect(readFileSync(path.join(folder, 'take-1.wav'), 'utf8')).toBe('sound');
  writeFileSync(path.join(folder, 'take-1.wav'), 'precious');
  const again = await relinkBuffer(fake.studio, 'take', chosen);
  expect(again).toMatchObject({
    code: 'file-system',
    message: expect.stringContaining('is still'),
  });
  expect(readFileSync(path.join(folder, 'take-1.wav'), 'utf8')).toBe('precious');
});
