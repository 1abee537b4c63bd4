/** One length of a sound at another rate: what main reckons with is what the library makes. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openMedia } from '../../../../native/index.ts';
import { resampledFrames } from '../../../../preload/units.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-resampled-frames-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CASES = process.env.RTMIXER_LONG === '1' ? 5_000 : 150;
const FRAMES_MAX = 1e8;
const RATES = [
  ...[8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000],
  ...[384_000, 44_099, 47_999, 7_919, 1_000, 999_983],
];
const RATIO_MAX = 256;

/** A sparse file of silence: 8 bit, mono. */
function putSilence(path: string, frames: number, sampleRate: number): void {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + frames, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(frames, 40);
  writeFileSync(path, header);
  truncateSync(path, 44 + frames);
}

/** Numbers from 0 to 1, the same in every run. */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

test('A sound has as many frames at another rate as main reckons with, of any length and rate', async () => {
  const random = randomNumbers(20_261_130);
  const pick = () => RATES[Math.floor(random.next().value * RATES.length)] ?? 48_000;
  const path = join(folder, 'silence.wav');
  for (let index = 0; index < CASES; index++) {
    const [from, to] = [pick(), pick()];
    const longest = Math.min(FRAMES_MAX, (FRAMES_MAX * from) / to);
    // As many short ones as long ones.
    const frames = Math.max(1, Math.floor(longest ** random.next().value));
    if (to / from > RATIO_MAX || from / to > RATIO_MAX) continue;
    putSilence(path, frames, from);
    using media = await openMedia(path, {
      sampleRate: to,
      residentLimitFrames: 0,
      copyPath: join(folder, `copy ${index}.wav`),
    });
    expect({ from, to, frames, made: media.status().frames }).toEqual({
      ...{ from, to, frames },
      made: resampledFrames(frames, from, to),
    });
  }
});
