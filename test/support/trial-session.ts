/** A session folder of short trials at even distances, written by the simplest means. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { snapshotText } from '../../main/project/session-state.ts';
import { newClip, newTrack } from '../../preload/builders.ts';
import { type BufferEntry, emptyProject, type Project } from '../../preload/project.ts';
import { writeWav } from './wav-file.ts';

const RATE = 48_000;
const TONE_FRAMES = 2_400;

export interface TrialSession {
  /** The session's folder. */
  readonly root: string;
  readonly sound: string;
}

/** @param change of the project before it is written */
export function writeTrialSession(
  folder: string,
  trials: number,
  intervalFrames: number,
  change: (project: Project) => Project = (project) => project,
): TrialSession {
  const root = path.join(folder, 'Trials.rtmix');
  mkdirSync(root, { recursive: true });
  const sound = path.join(folder, 'tone.wav');
  const samples = Float32Array.from({ length: TONE_FRAMES }, (_, index) => Math.sin(index / 9) / 4);
  writeWav(sound, samples, { channels: 1, sampleRate: RATE });
  const buffer: BufferEntry = {
    id: 'tone',
    name: 'tone.wav',
    path: sound,
    relativePath: null,
    content: null,
    usesCopy: false,
    channels: 1,
    frames: TONE_FRAMES,
    sourceSampleRate: RATE,
    format: 'WAV, 32 bit float',
  };
  const track = newTrack([], 'track', { inputChannels: 2, outputChannels: 2 });
  const clips = Array.from({ length: trials }, (_, index) => {
    const clip = newClip(buffer, `clip-${index}`, track.id, index * intervalFrames);
    if (clip === null) throw new Error('The tone has no frame.');
    return { ...clip, name: `trial ${index + 1}` };
  });
  const empty = emptyProject('Trials', RATE);
  const project = change({ ...empty, tracks: [track], buffers: [buffer], clips });
  const snapshot = { id: 'written', before: null, revision: 0, takes: [], project };
  writeFileSync(path.join(root, 'session.rtmixer'), snapshotText(snapshot));
  return { root, sound };
}
