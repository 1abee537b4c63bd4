/** The input that is kept open for the meters of armed tracks. */
import { expect, test } from 'vitest';
import { clip, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

test('A track that is armed while Play is prepared does not end what begins to play', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
  const { studio, native } = fake;
  const files = Promise.withResolvers<void>();
  const prepare = studio.media.prepare.bind(studio.media);
  studio.media.prepare = async (...asked) => {
    await files.promise;
    return prepare(...asked);
  };
  const played = studio.transport.play(0);
  await fake.settle();
  const devices = Promise.withResolvers<void>();
  const list = native.listDevices.bind(native);
  native.listDevices = async () => {
    await devices.promise;
    return list();
  };
  studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
  await fake.settle();
  files.resolve();
  expect(await played).toEqual({ ok: true, value: null });
  devices.resolve();
  await fake.advance(4_800);
  expect(studio.transport.isPlaying).toBe(true);
  expect(native.streams).toHaveLength(1);
  studio.transport.stop();
  await fake.advance(4_800);
  expect(studio.inputMonitor.isOpen).toBe(true);
});

test('A track that is armed while a Play is prepared that is refused has its input open', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one')]));
  const { studio, native } = fake;
  native.files.delete('/sounds/tone.wav');
  studio.media.reopen('tone');
  await fake.settle();
  const played = studio.transport.play(0);
  studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
  expect(await played).toMatchObject({ ok: false });
  await fake.settle();
  expect(studio.inputMonitor.isOpen).toBe(true);
});

test('A track that is armed while something plays has its input open once that was stopped', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
  const { studio } = fake;
  await studio.transport.play(0);
  await fake.advance(9_600);
  studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
  await fake.settle();
  expect(studio.notices.all.at(-1)?.message).toBe('The input opens when playback stops.');
  expect(studio.inputMonitor.isOpen).toBe(false);
  studio.transport.stop();
  await fake.advance(4_800);
  expect(studio.inputMonitor.isOpen).toBe(true);
});

test('A track that was armed while something plays opens no stream at the end of the program', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
  const { studio, native } = fake;
  await studio.transport.play(0);
  await fake.advance(9_600);
  studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
  await studio.close();
  await fake.settle();
  expect(native.streams.filter(({ active }) => active)).toEqual([]);
});
