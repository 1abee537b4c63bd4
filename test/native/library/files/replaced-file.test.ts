import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openMedia } from '../../../../native/index.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';

/** An AU file of 16 bit samples. */
function au(channels: number, bytes: number): Buffer {
  const file = Buffer.alloc(24 + bytes, 0x11);
  file.write('.snd', 0);
  for (const [index, value] of [24, bytes, 3, 48_000, channels].entries()) {
    file.writeUInt32BE(value, 4 + 4 * index);
  }
  return file;
}

test('A file that is replaced by one of more channels and the same length is refused, not read beyond its buffers', async () => {
  const file = path.join(temporaryFolder(), 'swapped.au');
  const bytes = 64 * 2 * 48_000;
  writeFileSync(file, au(1, bytes));
  using media = await openMedia(file, { sampleRate: 48_000, residentLimitFrames: 1_000 });
  writeFileSync(file, au(64, bytes));
  using _reader = await media.openReader({ startFrame: 0, lengthFrames: 480_000 });
  await expect(media.read(0, 480_000)).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringContaining('has been replaced by another sound'),
  });
});
