/** Memory that a minute of sound takes once it is loaded. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DiskReader, type Media, openMedia } from '../../native/index.ts';
import { type Bench, figure } from './figure.ts';
import { writeLongSound } from './long-sound.ts';

const sampleRate = 48_000;
const minuteFrames = 60 * sampleRate;
const rounds = 5;

export const loadedMinute: Bench = {
  name: 'loaded-minute',
  how: `Growth of the resident set (process.memoryUsage.rss) of plain Node per openMedia() of a stereo
WAV of one minute, 16 bit, 48 kHz, until all of it is ready and its peaks are known; ${rounds} of them
are kept open, after one that does not count. Its samples as float32 are 22.0 MiB. Streamed: the same
with nothing held in memory, and with a reader opened for playing.`,
  limitSeconds: 40,
  async measure() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
    const file = path.join(folder, 'minute.wav');
    const kept: (Media | DiskReader)[] = [];
    try {
      writeLongSound(file, sampleRate, 60);
      const resident: number[] = [];
      const streamed: number[] = [];
      const withReader: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const memory = await growth(kept, () => load(file, minuteFrames));
        const opened = await growth(kept, () => load(file, 0));
        const reader = await growth(kept, () =>
          (kept.at(-1) as Media).openReader({ startFrame: 0, lengthFrames: minuteFrames }),
        );
        if (round >= 0) {
          resident.push(memory);
          streamed.push(opened);
          withReader.push(opened + reader);
        }
      }
      return [
        figure('resident, stereo, 48 kHz', resident, 'MiB per minute'),
        figure('streamed', streamed, 'MiB per minute'),
        figure('streamed, ready to play', withReader, 'MiB per minute'),
      ];
    } finally {
      for (const each of kept) each[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function load(file: string, residentLimitFrames: number): Promise<Media> {
  const media = await openMedia(file, { sampleRate, residentLimitFrames });
  while (media.status().state === 'decoding') await pause(5);
  await media.peaks(0, minuteFrames / 100, 100);
  return media;
}

/** MiB by which the process grows. */
async function growth<Kept extends Media | DiskReader>(
  kept: (Media | DiskReader)[],
  open: () => Promise<Kept>,
): Promise<number> {
  const before = process.memoryUsage.rss();
  kept.push(await open());
  return (process.memoryUsage.rss() - before) / 2 ** 20;
}
