/** What is rendered offline, beside what the same session plays on the virtual device and records from it. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type * as NativeLibrary from '../../../main/engine/native-library.ts';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { parseHeadless, type RunCommand } from '../../../main/headless/headless-arguments.ts';
import { runSession } from '../../../main/headless/run-session.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { writeTrialSession } from '../../support/trial-session.ts';
import { channelOf, readWav } from '../../support/wav-file.ts';

const rendered = vi.hoisted(() => [] as Float32Array[]);

vi.mock('../../../main/engine/native-library.ts', async (original) => {
  const actual = await original<typeof NativeLibrary>();
  return {
    ...actual,
    openOfflineMixer: (...given: Parameters<typeof actual.openOfflineMixer>) => {
      const mixer = actual.openOfflineMixer(...given);
      const render = mixer.render.bind(mixer);
      return Object.assign(mixer, {
        render: (frames: number) => {
          const samples = render(frames);
          rendered.push(samples);
          return samples;
        },
      });
    },
  };
});

const root = path.resolve(import.meta.dirname, '../../..');
const native = loadNativeMixer(path.join(root, 'native/build/Release/rtmixer.node'));

async function run(folder: string, ...words: string[]): Promise<void> {
  const said: string[] = [];
  const code = await runSession(
    parseHeadless(['run', 'Trials.rtmix', ...words], folder) as RunCommand,
    {
      native,
      versions: [],
      say: () => {},
      warn: (line) => said.push(line),
      interrupted: new AbortController().signal,
    },
  );
  expect({ code, said }).toEqual({ code: 0, said: [] });
}

/** From the first sample that sounds to the last one. */
function sounding(samples: Float32Array): Float32Array {
  const sounds = (sample: number) => sample !== 0;
  return samples.subarray(samples.findIndex(sounds), samples.findLastIndex(sounds) + 1);
}

test('what is rendered offline are the same bits as what is played live', async () => {
  const folder = temporaryFolder();
  const { root: session } = writeTrialSession(folder, 12, 1_100, (project) => ({
    ...project,
    master: { gainDb: -1 },
    tracks: project.tracks.map((track) => ({ ...track, gainDb: -3, pan: 0.2, armed: true })),
    clips: project.clips.map((clip, index) => ({
      ...clip,
      gainDb: -index / 3,
      fadeIn: { ...clip.fadeIn, frames: 37 * index },
      fadeOut: { ...clip.fadeOut, frames: 500 },
    })),
  }));
  const delay = ['--virtual-delay-frames', '1024'];
  // The take lies on the timeline afterwards.
  await run(folder, '--copy', '--offline', '--to', '0.5');
  await run(folder, '--host-api', 'Virtual', ...delay, '--record', '--to', '0.5');
  const [take = ''] = readdirSync(path.join(session, 'takes')).filter((name) =>
    name.endsWith('.wav'),
  );
  const live = sounding(channelOf(readWav(path.join(session, 'takes', take)), 1));
  const frames = rendered.reduce((sum, { length }) => sum + length / 2, 0);
  const samples = new Float32Array(2 * frames);
  let at = 0;
  for (const piece of rendered) {
    samples.set(piece, at);
    at += piece.length;
  }
  const offline = sounding(samples.filter((_, index) => index % 2 === 0));
  expect(live.length).toBeGreaterThan(13_000);
  expect(offline.length).toBe(live.length);
  expect(offline.findIndex((sample, index) => sample !== live[index])).toBe(-1);
});
