/** The metronome's clicks beside the beats of the timeline. */
import { expect, test } from 'vitest';
import { beatFrame, firstBeatFrom } from '../../../main/playback/metronome.ts';
import type { Project } from '../../../preload/project.ts';
import { clip, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const TEMPO = { beatsPerMinute: 113, beatsPerBar: 3, beatUnit: 4 } as const;
const METRONOME = { enabled: true, gainDb: 0, outputChannels: [2, 9] };
const LONG = [clip('one', { lengthFrames: 100_000 })];

async function playing(values: Partial<Project>) {
  const fake = await fakeStudio();
  await fill(fake, projectOf(LONG, { tempo: TEMPO, metronome: METRONOME, ...values }));
  await fake.studio.transport.play(null);
  const { stream } = fake.native;
  /** Frames of the timeline, and which of the two clicks it is. */
  const clicks = () => {
    const origin = fake.studio.transport.status.originFrame ?? 0;
    return stream.actions.flatMap(({ request, requestedFrame }) =>
      request.type === 'playBuffer' && request.samples instanceof Float32Array
        ? [{ frame: (requestedFrame ?? 0) - origin, samples: request.samples, request }]
        : [],
    );
  };
  const edit = async (patch: Partial<Project>) => {
    fake.studio.project.applyOwn({ kind: 'patchProject', patch });
    await fake.advance(100);
  };
  return { ...fake, stream, clicks, edit };
}

const beats = (from: number, to: number) =>
  Array.from({ length: 2_000 }, (_, beat) => beatFrame(TEMPO, beat, 48_000)).filter(
    (frame) => frame >= from && frame < to,
  );

test('The metronome clicks on every beat to the frame, with an accent on the first of a bar', async () => {
  const { clicks, advance } = await playing({});
  for (let second = 0; second < 2; second += 1) await advance(24_000);
  const all = clicks();
  expect(all.length).toBeGreaterThan(8);
  expect(all.map(({ frame }) => frame)).toEqual(beats(0, (all.at(-1)?.frame ?? 0) + 1));
  const accents = all.map(({ samples }) => samples === all[0]?.samples);
  expect(accents).toEqual(all.map((_, beat) => beat % 3 === 0));
  expect(all[0]?.request).toMatchObject({ matrix: [{ from: 1, to: 2 }], allowBelated: false });
});

test('The metronome has no rows among the actions, and the timeline ends without it', async () => {
  const { studio, clicks, advance, stream } = await playing({});
  await advance(200_000);
  await advance(1_000);
  expect(studio.transport.isPlaying).toBe(false);
  expect(studio.actionLog.newest(20_000).map(({ name }) => name)).toContain('one');
  expect(studio.actionLog.newest(20_000).filter(({ clipId }) => clipId === null)).toEqual(
    studio.actionLog.newest(20_000).filter(({ name }) => name === 'Stop'),
  );
  await advance(2_000);
  expect(stream.players).toEqual([]);
  expect(clicks().length).toBeGreaterThan(0);
});

test('The metronome follows jumps, loop passes, another tempo and its switch', async () => {
  const { studio, clicks, advance, edit, stream } = await playing({
    loop: { enabled: true, startFrame: 30_000, endFrame: 70_000 },
  });
  const before = clicks().length;
  const older = new Set(stream.actions);
  await studio.transport.play(35_000);
  const origin = studio.transport.status.originFrame ?? 0;
  await advance(500);
  await advance(500);
  const heard = clicks().slice(before);
  const first = heard.map(({ frame }) => frame).filter((frame) => frame < 70_000);
  expect(first).toEqual(beats(35_000, 70_000));
  const second = heard.map(({ frame }) => frame - 40_000).filter((frame) => frame >= 30_000);
  expect(second[0]).toBe(beats(30_000, 70_000)[0]);
  await edit({ tempo: { ...TEMPO, beatsPerMinute: 60 } });
  await advance(100);
  const waiting = () =>
    stream.players.filter((each) => 'matrix' in each.request && !older.has(each));
  const now = stream.frame - origin;
  const left = waiting().map(({ requestedFrame }) => (requestedFrame ?? 0) - origin);
  const inPass = left.filter((frame) => frame > now && frame < 70_000);
  expect(inPass).toEqual([48_000].filter((frame) => frame > now));
  await edit({ metronome: { ...METRONOME, enabled: false } });
  await advance(100);
  expect(waiting().filter(({ state }) => state === 'pending')).toEqual([]);
});

test('A beat is found from any frame on', () => {
  for (const frame of [0, 1, 25_486, 25_487, 25_488, 10_000_000]) {
    const beat = firstBeatFrom(TEMPO, frame, 48_000);
    expect(beatFrame(TEMPO, beat, 48_000)).toBeGreaterThanOrEqual(frame);
    if (beat > 0) expect(beatFrame(TEMPO, beat - 1, 48_000)).toBeLessThan(frame);
  }
});
