/** A range of the timeline that is played: it ends at its own frame, by the plan, whoever looks. */
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { openStudio } from '../../../main/studio.ts';
import type { Clip, Project } from '../../../preload/project.ts';
import { verdictOfAction } from '../../../preload/verdict.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  temporaryFolder,
  track,
} from '../../support/fake-studio.ts';
import { writeWav } from '../../support/wav-file.ts';

const LONG = clip('long', { lengthFrames: 60_000 });
const LATER = clip('later', { startFrame: 40_000 });
const LOOP = { enabled: true, startFrame: 0, endFrame: 10_000 };

/** From frame 2,000 to 30,000. */
async function playingRange(
  values: Partial<Project> = {},
  clips: readonly Clip[] = [LONG, LATER],
): Promise<FakeStudio> {
  const fake = await fakeStudio();
  await fill(fake, projectOf(clips, values));
  expect(await fake.studio.transport.play(2_000, 30_000)).toEqual({ ok: true, value: null });
  return fake;
}

function players({ native, studio }: FakeStudio) {
  const origin = studio.transport.status.originFrame ?? 0;
  return native.stream.players.map(({ requestedFrame, request }) => [
    (requestedFrame ?? 0) - origin,
    'length' in request ? request.length : null,
  ]);
}

/** So far into the timeline. */
async function passTo(fake: FakeStudio, frame: number): Promise<void> {
  const { originFrame } = fake.studio.transport.status;
  await fake.advance((originFrame ?? 0) + frame - fake.native.stream.frame);
}

describe('A range that is played', () => {
  test('is asked of the mixer up to its last frame and no further, and leaves the position at its end', async () => {
    const fake = await playingRange();
    expect(players(fake)).toEqual([[2_000, 28_000]]);
    await passTo(fake, 29_999);
    expect(fake.studio.transport.status).toMatchObject({ state: 'playing', positionFrame: 29_999 });
    await passTo(fake, 31_000);
    expect(fake.studio.transport.status).toMatchObject({ state: 'stopped', positionFrame: 30_000 });
    const [row, ...others] = fake.studio.actionLog.newest(10);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ outcome: 'completed', totalFrames: 28_000 });
    expect(row && verdictOfAction(row).kind).toBe('onTime');
  });

  test('goes once, whatever the loop, and through what has no clip', async () => {
    const fake = await playingRange({ loop: LOOP }, [clip('short'), LATER]);
    await passTo(fake, 20_000);
    expect(fake.studio.transport.status).toMatchObject({ positionFrame: 20_000, loopPass: 0 });
    await passTo(fake, 30_500);
    expect(fake.studio.transport.isPlaying).toBe(false);
    expect(fake.native.stream.players).toEqual([]);
  });

  test('keeps its end through edits of its clips and of the loop', async () => {
    const fake = await playingRange();
    await passTo(fake, 5_000);
    const patches = [{ clipId: 'later', patch: { startFrame: 20_000, lengthFrames: 50_000 } }];
    fake.studio.project.applyOwn({ kind: 'patchClips', patches });
    fake.studio.project.applyOwn({ kind: 'patchProject', patch: { loop: LOOP } });
    await fake.settle();
    expect(players(fake)).toEqual([
      [2_000, 28_000],
      [20_000, 10_000],
    ]);
  });

  test('keeps its end after a jump inside it, and goes on to the last clip after one outside', async () => {
    const fake = await playingRange();
    await fake.studio.transport.seek(20_000);
    expect(players(fake).at(-1)).toEqual([20_000, 10_000]);
    await fake.studio.transport.seek(35_000);
    expect(players(fake).slice(-2)).toEqual([
      [35_000, 25_000],
      [40_000, 1_000],
    ]);
  });

  test('has no end once a take is recorded', async () => {
    const armed = [track('a'), track('b', { armed: true })];
    const fake = await playingRange({ tracks: armed });
    expect(await fake.studio.takes.record()).toMatchObject({ ok: true });
    await passTo(fake, 35_000);
    expect(fake.studio.transport.isRecording).toBe(true);
    expect(players(fake).map(([start]) => start)).toContain(40_000);
  });

  test('is refused where it ends before it begins', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([LONG]));
    expect(await fake.studio.transport.play(2_000, 2_000)).toMatchObject({
      ok: false,
      code: 'nothing-to-play',
    });
  });

  test('ends without a device, too, where the device was lost', async () => {
    const clock = { milliseconds: 0 };
    const fake = await fakeStudio({ now: () => clock.milliseconds });
    await fill(fake, projectOf([LONG, LATER], { loop: LOOP }));
    await fake.studio.transport.play(2_000, 30_000);
    await passTo(fake, 12_000);
    fake.native.stream.die();
    await fake.settle();
    expect(fake.studio.transport.isRunningOn).toBe(true);
    clock.milliseconds += 1_000;
    fake.studio.transport.tick();
    expect(fake.studio.transport.status).toMatchObject({ state: 'stopped', positionFrame: 30_000 });
    expect(fake.studio.actionLog.newest(10).map(({ name }) => name)).toEqual(['long']);
  });
});

test('the last frame of a range is the last one that comes back through the virtual device', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'steps.wav');
  const samples = Float32Array.from({ length: 30_000 }, (_, frame) => (frame + 1) / 2 ** 15);
  writeWav(file, samples, { channels: 1, sampleRate: 48_000 });
  const addon = path.resolve('native/build/Release/rtmixer.node');
  const studio = await openStudio({
    userDataFolder: folder,
    native: loadNativeMixer(addon),
    arguments: { hostApi: 'Virtual', device: null, virtual: { delayFrames: 1_024 } },
    send: () => true,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
  });
  onTestFinished(() => studio.close());
  await studio.begin();
  const placement = { trackId: null, startFrame: 0, rule: 'stack' as const };
  expect(await studio.imports.importFiles([file], placement)).toMatchObject({ ok: true });
  const opened = await studio.engine.require({ inputChannels: 1, outputChannels: 2 });
  if (!opened.ok) throw new Error(opened.message);
  const heard = new Float32Array(96_000);
  const [recorder] = opened.value.schedule([
    { type: 'recordBuffer', target: heard, channels: [1], start: 0 },
  ]);
  const begin = 1_234;
  const end = 9_999;
  expect(await studio.transport.play(begin, end)).toEqual({ ok: true, value: null });
  expect(studio.engine.stream).toBe(opened.value);
  await expect.poll(() => studio.transport.isPlaying).toBe(false);
  await expect.poll(() => recorder?.state).toBe('finished');
  const first = heard.findIndex((sample) => sample !== 0);
  const last = heard.findLastIndex((sample) => sample !== 0);
  const inFile = (index: number) => Math.round((heard[index] ?? 0) * 2 ** 15) - 1;
  expect([inFile(first), inFile(last), last - first]).toEqual([begin, end - 1, end - 1 - begin]);
});
