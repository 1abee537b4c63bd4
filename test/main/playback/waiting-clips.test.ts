/** Clips that wait for their sounds, or whose edit was not heard, while others play. */
import { expect, test } from 'vitest';
import type { Clip } from '../../../preload/project.ts';
import { clip, type FakeStudio, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';
import { messagesOf, patch, play, soundingOf } from '../../support/playing-clips.ts';

async function studioOf(clips: readonly Clip[]): Promise<FakeStudio> {
  const fake = await fakeStudio();
  await fill(fake, projectOf(clips));
  return fake;
}

/** The voice is opened when the promise is resolved. */
function openSlowly({ native, studio }: FakeStudio): PromiseWithResolvers<void> {
  const disk = Promise.withResolvers<void>();
  const probe = native.probeFile.bind(native);
  native.probeFile = async (file) => {
    if (file.includes('voice')) await disk.promise;
    return probe(file);
  };
  studio.media.reopen('voice');
  return disk;
}

test('A clip whose file is opened only after its time is told once, and Play ends with the last clip', async () => {
  const fake = await studioOf([
    clip('one', { lengthFrames: 9_000 }),
    clip('slow', { sourceId: 'voice', startFrame: 1_000, lengthFrames: 2_000 }),
  ]);
  const disk = openSlowly(fake);
  await play(fake);
  for (let turn = 0; turn < 4; turn += 1) await fake.advance(24_000);
  expect(fake.studio.transport.isPlaying).toBe(false);
  expect(messagesOf(fake).filter((message) => message.includes('slow'))).toEqual([
    '“slow” on Track a cannot play: its sound was not ready in time. Wait until the Library shows it, then play again.',
  ]);
  expect(fake.studio.actionLog.clipResults).toMatchObject({
    slow: { row: { cannotPlay: { code: 'source-unplayable' } } },
  });
  disk.resolve();
});

test('A clip that waits for its file and is moved before the playhead is not told as missed', async () => {
  const fake = await studioOf([
    clip('one', { lengthFrames: 90_000 }),
    clip('slow', { sourceId: 'voice', startFrame: 80_000, lengthFrames: 2_000 }),
  ]);
  const disk = openSlowly(fake);
  await play(fake);
  await fake.advance(24_000);
  await patch(fake, 'slow', { startFrame: 1_000 });
  await fake.advance(24_000);
  await fake.advance(24_000);
  expect(messagesOf(fake).filter((message) => message.includes('slow'))).toEqual([]);
  disk.resolve();
});

test('A clip whose file was opened while the program was held up is not told to have waited for it', async () => {
  const fake = await studioOf([
    clip('one', { lengthFrames: 90_000 }),
    clip('slow', { sourceId: 'voice', startFrame: 50_000, lengthFrames: 2_000 }),
  ]);
  const disk = openSlowly(fake);
  await play(fake);
  await fake.advance(10_000);
  disk.resolve();
  await fake.advance(70_000);
  expect(messagesOf(fake).filter((message) => message.includes('slow'))).toEqual([
    expect.stringContaining('“slow” on Track a cannot play: the program was held up'),
  ]);
});

test('An edit that was not heard because of a fault is heard with the next edit of another clip', async () => {
  const fake = await studioOf([
    clip('one', { lengthFrames: 90_000 }),
    clip('two', { startFrame: 500_000, lengthFrames: 2_000 }),
  ]);
  await play(fake);
  const { media } = fake.studio;
  const isOpening = media.isOpening.bind(media);
  media.isOpening = () => {
    throw new Error('A fault.');
  };
  await patch(fake, 'two', { startFrame: 50_000, lengthFrames: 90_000 });
  media.isOpening = isOpening;
  expect(messagesOf(fake)).toContainEqual(
    expect.stringContaining('The edit is not heard before the next edit or Play.'),
  );
  await patch(fake, 'one', { gainDb: -6 });
  await fake.advance(60_000);
  expect(soundingOf(fake)).toHaveLength(2);
});
