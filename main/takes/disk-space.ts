/** How many seconds of takes fit on the disk. */
import { statfs } from 'node:fs/promises';
import type { Project } from '../../preload/project.ts';
import type { Seconds } from '../../preload/units.ts';

const BYTES_PER_SAMPLE = 4;

/** Of all armed tracks together, or of one stereo take; null = the system does not say. */
export async function takeSecondsLeft(folder: string, project: Project): Promise<Seconds | null> {
  const space = await statfs(folder).catch(() => null);
  if (space === null) return null;
  const armed = project.tracks.filter((track) => track.armed);
  const channels = armed.reduce((sum, track) => sum + track.inputChannels.length, 0) || 2;
  const bytesPerSecond = channels * BYTES_PER_SAMPLE * project.sampleRate;
  return Math.floor((space.bavail * space.bsize) / bytesPerSecond);
}
