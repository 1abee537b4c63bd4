/** Sessions of any size on disk, for an application that is started afterwards. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { snapshotText } from '../../../main/project/session-state.ts';
import { newClip, newTrack } from '../../../preload/builders.ts';
import {
  type BufferEntry,
  type Clip,
  emptyProject,
  type Project,
  type Track,
} from '../../../preload/project.ts';
import { writeLongSound } from '../long-sound.ts';

const sampleRate = 48_000;
export const soundSeconds = 60;
const sourceId = 'sound-minute';
const stereo = { inputChannels: 2, outputChannels: 2 };

export interface SessionSize {
  readonly name: string;
  readonly trackCount: number;
  readonly clipsOnTrack: number;
  /** From the start of a clip to that of the next one on its track, and of that how much sounds. */
  readonly periodSeconds: number;
  readonly clipSeconds: number;
}

export const sessionSizes: readonly SessionSize[] = [
  { name: '5/50', trackCount: 5, clipsOnTrack: 10, periodSeconds: 2.5, clipSeconds: 2 },
  { name: '100/2,000', trackCount: 100, clipsOnTrack: 20, periodSeconds: 2.5, clipSeconds: 2 },
  { name: '1,000/20,000', trackCount: 1_000, clipsOnTrack: 20, periodSeconds: 2.5, clipSeconds: 2 },
  { name: '1/10,000', trackCount: 1, clipsOnTrack: 10_000, periodSeconds: 0.5, clipSeconds: 0.4 },
];

/** Writes a session of one minute of sound that is cut into clips, into a user data folder. */
export function writeSession(userDataDir: string, size: SessionSize): void {
  mkdirSync(userDataDir, { recursive: true });
  const sound = path.join(userDataDir, 'minute.wav');
  writeLongSound(sound, sampleRate, soundSeconds);
  writeProject(userDataDir, sizedProject(size, sound));
}

export function writeProject(userDataDir: string, project: Project): void {
  const folder = path.join(userDataDir, 'session');
  mkdirSync(folder, { recursive: true });
  const others = { id: 'sized', before: null, revision: 0, takes: [] };
  writeFileSync(path.join(folder, 'session.rtmixer'), snapshotText({ ...others, project }));
}

export function sizedProject(size: SessionSize, soundPath: string): Project {
  const tracks: Track[] = [];
  const clips: Clip[] = [];
  const source = bufferEntry(soundPath);
  for (let index = 0; index < size.trackCount; index++) {
    tracks.push({ ...newTrack(tracks, `track-${index}`, stereo), gainDb: -40 });
    for (let place = 0; place < size.clipsOnTrack; place++) clips.push(clipAt(size, index, place));
  }
  return { ...emptyProject('Bench', sampleRate), tracks, clips, buffers: [source] };
}

function clipAt(size: SessionSize, track: number, place: number): Clip {
  const clip = newClip(
    { id: sourceId, name: `minute ${track + 1}.${place + 1}`, frames: soundSeconds * sampleRate },
    `clip-${track}-${place}`,
    `track-${track}`,
    Math.round((place * size.periodSeconds + (track % 7) * 0.05) * sampleRate),
  );
  if (clip === null) throw new Error('The sound is empty.');
  const offsetSeconds = (place * size.clipSeconds) % (soundSeconds - size.clipSeconds);
  return {
    ...clip,
    offsetFrames: Math.round(offsetSeconds * sampleRate),
    lengthFrames: Math.round(size.clipSeconds * sampleRate),
  };
}

function bufferEntry(soundPath: string): BufferEntry {
  return {
    id: sourceId,
    name: path.basename(soundPath),
    path: soundPath,
    relativePath: null,
    content: null,
    usesCopy: false,
    channels: 2,
    frames: soundSeconds * sampleRate,
    sourceSampleRate: sampleRate,
    format: 'WAV, 16 bit',
  };
}
