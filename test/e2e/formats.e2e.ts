/** The same spoken words in every format: dropped, played on time, and heard as they are. */
import { channelOf, readWav } from '../support/wav-file.ts';
import { expect, test, VIRTUAL_DELAY_FRAMES } from './support/app-test.ts';
import { firstFrameNotHeard, heardFrame, likeness, recordedTake } from './support/recorded-take.ts';
import {
  convertedRecording,
  resampledRecording,
  skipWithoutRecordings,
  spokenRecording,
} from './support/recordings.ts';
import { figureOf } from './support/studio-page.ts';

test('one recording as WAV, FLAC, AIFF, Ogg, MP3 and at 44.1 kHz plays on time, the lossless ones to the sample', async ({
  launch,
  folder,
}) => {
  skipWithoutRecordings();
  const source = spokenRecording('Front_Center');
  const spoken = channelOf(readWav(source), 1);
  const lossy = ['ogg', 'mp3'] as const;
  const files = [
    source,
    ...(['flac', 'aiff', ...lossy] as const).map((ending) =>
      convertedRecording(source, folder, ending),
    ),
    resampledRecording(source, folder),
  ];
  const { studio } = await launch();
  await studio.page.keyboard.press('-');
  for (const [index, file] of files.entries()) {
    await studio.dropOnTrack([file], 0, 0.5 + 1.5 * index);
    await expect(studio.clip(/^Front_Center/)).toHaveCount(index + 1);
  }
  await studio.button('Record').click();
  await expect(studio.row('ended', 'Front_Center')).toHaveCount(files.length, {
    timeout: 40_000,
  });
  await studio.stop();

  const take = await recordedTake(studio);
  for (const ending of ['wav', 'flac', 'aiff', 'ogg', 'mp3']) {
    const cells = await studio.finished(`Front_Center.${ending}`);
    const [done, total] = (cells['done/total frames'] ?? '').split('/').map(figureOf);
    expect(cells.outcome, ending).toContain('completed');
    expect(figureOf(cells.error), ending).toBe(0);
    expect(done, ending).toBe(total);
    const isLossy = lossy.some((each) => each === ending);
    if (!isLossy) {
      expect(total, ending).toBe(spoken.length);
      expect(firstFrameNotHeard(take, cells, VIRTUAL_DELAY_FRAMES, spoken), ending).toBeNull();
    } else {
      const heard = heardFrame(take, cells, VIRTUAL_DELAY_FRAMES);
      expect(closestLikeness(take.samples, spoken, heard), ending).toBeGreaterThan(0.9);
    }
  }

  const slow = readWav(files.at(-1) ?? '');
  const cells = await studio.finished('Front_Center 44.1.wav');
  const resampledFrames = Math.round((slow.frames * 48_000) / 44_100);
  expect(cells.outcome).toContain('completed');
  expect(figureOf(cells.error)).toBe(0);
  expect(cells['done/total frames']?.split('/').map(figureOf)).toEqual([
    resampledFrames,
    resampledFrames,
  ]);
  const heard = heardFrame(take, cells, VIRTUAL_DELAY_FRAMES);
  expect(likeness(take.samples, spoken, heard)).toBeGreaterThan(0.99);
  const entry = studio.library.getByRole('listitem').filter({ hasText: 'Front_Center 44.1.wav' });
  await expect(entry).toContainText('44.1k');
});

/** MP3 begins with its encoder's delay: the best likeness within the next 3,000 frames. */
function closestLikeness(recorded: Float32Array, expected: Float32Array, heard: number): number {
  const middle = expected.subarray(20_000, 30_000);
  let best = 0;
  for (let delay = 0; delay < 3_000; delay += 1) {
    best = Math.max(best, likeness(recorded, middle, heard + 20_000 + delay));
    if (best > 0.9) break;
  }
  return best;
}
