/** How many seconds of takes fit on the disk, and the warnings while a take is recorded. */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '../../preload/project.ts';
import type { SampleRate, Seconds } from '../../preload/units.ts';
import type { Notices } from '../notices.ts';

const BYTES_PER_SAMPLE = 4;
/** Each is told once in a take. */
const WARNINGS = [
  { seconds: 600, words: '10 minutes' },
  { seconds: 120, words: '2 minutes' },
] as const;

/** Of all armed tracks together, or of one stereo take. */
export function channelsToRecord(project: Project): number {
  const armed = project.tracks.filter((track) => track.armed);
  return armed.reduce((sum, track) => sum + track.inputChannels.length, 0) || 2;
}

/** null = the system does not say. A folder that was deleted is asked for by those above it. */
export async function takeSecondsLeft(
  folder: string,
  channels: number,
  sampleRate: SampleRate,
): Promise<Seconds | null> {
  const places = [folder, path.dirname(folder), path.dirname(path.dirname(folder))];
  for (const place of places) {
    const space = await statfs(place).catch(() => null);
    if (space === null) continue;
    const bytesPerSecond = channels * BYTES_PER_SAMPLE * sampleRate;
    return Math.floor((space.bavail * space.bsize) / bytesPerSecond);
  }
  return null;
}

export class DiskTimeWarnings {
  readonly #notices: Pick<Notices, 'warn'>;
  /** Seconds of the last warning; takes that begin later are warned of again. */
  #warnedAt = Number.POSITIVE_INFINITY;

  constructor(notices: Pick<Notices, 'warn'>) {
    this.#notices = notices;
  }

  /** @param secondsLeft null = unknown, or nothing is recorded */
  update(secondsLeft: Seconds | null): void {
    if (secondsLeft === null) {
      this.#warnedAt = Number.POSITIVE_INFINITY;
      return;
    }
    const due = WARNINGS.findLast(({ seconds }) => secondsLeft <= seconds);
    if (due === undefined || due.seconds >= this.#warnedAt) return;
    this.#warnedAt = due.seconds;
    this.#notices.warn(
      `The disk has room for less than ${due.words} of this recording. Free some space, or stop before it is full.`,
      'disk',
    );
  }
}
