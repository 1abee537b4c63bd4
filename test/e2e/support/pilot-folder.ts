/** The pilot session on disk, with sounds that have the shapes of what they are called. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BufferEntry, Project } from '../../../preload/project.ts';
import { writeProject } from '../../bench/ui/sized-session.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { writeWav } from '../../support/wav-file.ts';

const RATE = 48_000;

/** Loudness of a sound at a time in seconds, 0...1, and whether it is a tone or noise. */
interface Shape {
  readonly loudness: (seconds: number) => number;
  readonly toneHz: number | null;
}

function burst(seconds: number, starts: readonly number[], decay: number): number {
  const begun = starts.filter((start) => start <= seconds).at(-1);
  return begun === undefined ? 0 : Math.exp(-(seconds - begun) * decay);
}

/** Syllables of a voice. */
function syllables(seconds: number): number {
  const inPhrase = Math.sin(seconds * 2.1) > -0.55 ? 1 : 0.05;
  return inPhrase * (0.15 + 0.75 * Math.sin(seconds * 13 + Math.sin(seconds * 5)) ** 2);
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'b-knock': { loudness: (at) => burst(at, [0.05, 0.21, 0.36], 14), toneHz: null },
  'b-tone': { loudness: () => 0.5, toneHz: 441 },
  'b-left': { loudness: syllables, toneHz: 180 },
  'b-right': { loudness: (at) => syllables(at + 3), toneHz: 150 },
  'b-rain': { loudness: (at) => 0.35 + 0.15 * Math.sin(at * 1.7), toneHz: null },
  'b-beat': {
    loudness: (at) => burst(at, [0, 0.667, 1.333, 2, 2.667, 3.333, 4, 4.667], 60),
    toneHz: 900,
  },
  'b-glass': { loudness: (at) => 0.9 * burst(at, [0], 4), toneHz: 2_300 },
};

function writeSound(folder: string, buffer: BufferEntry): BufferEntry {
  const shape = SHAPES[buffer.id];
  if (shape === undefined) throw new Error(`${buffer.name} has no shape.`);
  const name = `${path.parse(buffer.name).name.replaceAll('"', '')}.wav`;
  const file = path.join(folder, name);
  const samples = new Float32Array(buffer.frames * buffer.channels);
  let noise = 1;
  for (let frame = 0; frame < buffer.frames; frame += 1) {
    const seconds = frame / RATE;
    noise = (noise * 48_271) % 2_147_483_647;
    const wave =
      shape.toneHz === null
        ? noise / 1_073_741_823.5 - 1
        : Math.sin(seconds * shape.toneHz * 2 * Math.PI);
    const sample = wave * shape.loudness(seconds);
    samples.fill(sample, frame * buffer.channels, (frame + 1) * buffer.channels);
  }
  writeWav(file, samples, { channels: buffer.channels, sampleRate: RATE });
  return { ...buffer, name, path: file, sourceSampleRate: RATE, format: 'WAV, 32 bit float' };
}

/** Writes it into a user data folder, for an application that is started afterwards. */
export function writePilotSession(userDataDir: string): Project {
  const sounds = path.join(userDataDir, 'sounds');
  mkdirSync(sounds, { recursive: true });
  const session = pilotSession();
  const buffers = session.buffers.map((buffer) => writeSound(sounds, buffer));
  const names = new Map(buffers.map(({ id, name }) => [id, path.parse(name).name]));
  const clips = session.clips.map((clip) => ({ ...clip, name: names.get(clip.sourceId) ?? '' }));
  const project = { ...session, buffers, clips };
  writeProject(userDataDir, project);
  return project;
}
