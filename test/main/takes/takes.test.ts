import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { snapshotText } from '../../../main/project/session-state.ts';
import type { FakeNative } from '../../support/fake-native.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  track,
} from '../../support/fake-studio.ts';
import { savedSession } from '../../support/saved-session.ts';

/** 0.003 s at 48,000 Hz. */
const LATENCY_FRAMES = 144;

async function recordFor(fake: FakeStudio, frames: number): Promise<void> {
  expect(await fake.studio.takes.record()).toEqual({ ok: true, value: null });
  const origin = fake.studio.transport.status.originFrame ?? 0;
  await fake.advance(origin + LATENCY_FRAMES - fake.native.stream.frame + frames);
  for (const writer of fake.native.writers) if (!writer.isFinished) writer.frames = frames;
}

async function stop(fake: FakeStudio): Promise<void> {
  fake.studio.transport.stop();
  await fake.advance(1);
  await fake.studio.takes.closeAll();
  await fake.settle();
}

describe('Record', () => {
  test('counts the seconds of silence by a clock that is not set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const fake = await fakeStudio();
    await recordFor(fake, 480);
    fake.studio.takes.takePeaks();
    vi.setSystemTime(Date.now() - 3_600_000);
    const [take] = fake.studio.takes.inProgress();
    expect(take?.silentSeconds).toBeGreaterThanOrEqual(0);
  });

  test('makes and arms a track if there is none, and the take appears with its clip', async () => {
    const fake = await fakeStudio();
    await recordFor(fake, 4_800);
    expect(fake.studio.transport.status.state).toBe('recording');
    expect(fake.studio.takes.inProgress()).toMatchObject([
      { name: 'Take 1', startFrame: 0, frames: 4_800, channels: [1, 2] },
    ]);
    await stop(fake);
    const { project } = fake.studio.project;
    expect(project.tracks).toMatchObject([{ name: 'Track 1', armed: true }]);
    expect(project.takes).toMatchObject([{ name: 'Take 1', frames: 4_800, channels: 2 }]);
    expect(project.clips).toMatchObject([
      { name: 'Take 1', startFrame: 0, offsetFrames: 0, lengthFrames: 4_800 },
    ]);
    expect(fake.studio.takes.isRecording).toBe(false);
  });

  test('takes one channel where the device has one', async () => {
    const prepare = (native: FakeNative) => {
      const [device] = native.list.devices;
      const mono = { ...device!, maxInputChannels: 1, maxOutputChannels: 1 };
      native.list = { ...native.list, devices: [mono] };
    };
    const fake = await fakeStudio({ prepare });
    await recordFor(fake, 480);
    expect(fake.studio.takes.inProgress()).toMatchObject([{ channels: [1] }]);
    const said = fake.studio.notices.all.map(({ message }) => message);
    expect(said.filter((message) => message.includes('Track 1'))).toEqual([]);
  });

  test('starts in the same group as what plays, behind it by the round trip', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one')], { tracks: [track('a', { armed: true })] }));
    await fake.settle();
    expect(await fake.studio.takes.record()).toMatchObject({ ok: true });
    expect(fake.native.stream.batches).toBe(1);
    const [player, recorder] = fake.native.stream.actions;
    expect((recorder?.requestedFrame ?? 0) - (player?.requestedFrame ?? 0)).toBe(LATENCY_FRAMES);
  });

  test('places the take at its raw start minus the driver’s latency, and keeps both', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
    await fake.studio.transport.seek(10_000);
    await recordFor(fake, 4_800);
    await stop(fake);
    const [take] = fake.studio.project.project.takes;
    expect(fake.studio.project.project.clips.at(-1)?.startFrame).toBe(10_000);
    const account = take?.account;
    expect(account).toMatchObject({ latencyFrames: LATENCY_FRAMES, latencySource: 'driver' });
    const raw = (account?.startStreamFrame ?? 0) - (account?.originFrame ?? 0);
    expect(raw).toBe(10_000 + LATENCY_FRAMES);
  });

  test('joins what plays already where the input is open', async () => {
    const fake = await fakeStudio();
    const tracks = [track('a', { armed: true })];
    await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })], { tracks }));
    await fake.settle();
    await fake.studio.transport.play(null);
    await fake.advance(20_000);
    const [player] = fake.native.stream.players;
    expect(await fake.studio.takes.record()).toMatchObject({ ok: true });
    expect(fake.native.stream.players).toEqual([player]);
    const recorder = fake.native.stream.actions.at(-1);
    await fake.advance(10_000);
    for (const writer of fake.native.writers) writer.frames = 5_000;
    await stop(fake);
    const origin = fake.studio.project.project.takes[0]?.account?.originFrame ?? 0;
    const expected = (recorder?.requestedFrame ?? 0) - origin - LATENCY_FRAMES;
    expect(fake.studio.project.project.clips.at(-1)?.startFrame).toBe(expected);
  });

  test('records every armed track into a file of its own', async () => {
    const fake = await fakeStudio();
    const tracks = [
      track('a', { armed: true, inputChannels: [1] }),
      track('b', { armed: true, inputChannels: [2] }),
    ];
    await fill(fake, projectOf([], { tracks }));
    await recordFor(fake, 480);
    await stop(fake);
    expect(fake.studio.project.project.takes.map(({ name, trackId }) => [name, trackId])).toEqual([
      ['Take 1', 'a'],
      ['Take 2', 'b'],
    ]);
    expect(new Set(fake.native.writers.map((writer) => writer.path)).size).toBe(2);
    // One recording is one step of Undo.
    expect(fake.studio.project.project.clips).toHaveLength(2);
    expect(fake.studio.project.undoLabel).toBe('Record several takes');
    fake.studio.project.undo();
    expect(fake.studio.project.project.clips).toEqual([]);
    fake.studio.project.redo();
    expect(fake.studio.project.project.clips).toHaveLength(2);
  });

  test('goes on behind the last clip until somebody stops it', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one')]));
    await recordFor(fake, 48_000 * 60);
    expect(fake.studio.transport.status.state).toBe('recording');
  });

  test('on a track whose inputs the device does not have is refused with a sentence', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([], { tracks: [track('a', { armed: true, inputChannels: [9] })] }));
    expect(await fake.studio.takes.record()).toMatchObject({ ok: false, code: 'channels-refused' });
    expect(fake.native.writers).toEqual([]);
  });

  test('can be undone: the clip goes, the take stays', async () => {
    const fake = await fakeStudio();
    await recordFor(fake, 480);
    await stop(fake);
    expect(fake.studio.project.undoLabel).toBe('Record Take 1');
    fake.studio.project.undo();
    expect(fake.studio.project.project.clips).toEqual([]);
    expect(fake.studio.project.project.takes).toHaveLength(1);
  });

  test('ends with the device, keeps the take, and one notice says so', async () => {
    const fake = await fakeStudio();
    await recordFor(fake, 480);
    fake.native.stream.die();
    await fake.settle();
    const { takes } = fake.studio.project.project;
    expect(takes).toMatchObject([{ frames: 480, account: { outcome: 'device-lost' } }]);
    const told = fake.studio.notices.all.filter(({ severity }) => severity === 'error');
    expect(told).toMatchObject([
      { cause: 'stream', message: expect.stringContaining('The take ends there and is safe') },
    ]);
  });

  test('is closed when the program quits', async () => {
    const fake = await fakeStudio();
    await recordFor(fake, 480);
    const closing = fake.studio.close();
    fake.native.stream.advance(1);
    await closing;
    const saved = savedSession(path.join(fake.folder, 'session'));
    expect(saved?.project.takes).toMatchObject([{ name: 'Take 1' }]);
  });
});

test('a take whose file another program cuts while it is recorded goes on, and says so', async () => {
  const fake = await fakeStudio();
  await recordFor(fake, 4_800);
  for (const writer of fake.native.writers) writer.cutFrames = 24_000;
  fake.studio.takes.watch();
  const cut = 'Another program cut 0.5 s off the file of “Take 1”';
  expect(fake.studio.notices.all.filter(({ message }) => message.includes(cut))).toHaveLength(1);
  expect(fake.studio.takes.isRecording).toBe(true);
  await stop(fake);
  const [take] = fake.studio.project.project.takes;
  expect(take?.account?.writeFailure).toContain(cut);
});

describe('A take during which its device lost frames', () => {
  const lost = { inputFrames: 512, outputFrames: 0, filledFrames: 512, source: 'told' } as const;

  test('has their places in its account, in the journal and as cue points in its file', async () => {
    const fake = await fakeStudio();
    await recordFor(fake, 4_800);
    const action = fake.native.stream.actions.find(({ type }) => type === 'recordRingBuffer');
    if (action === undefined) return expect.unreachable();
    action.losses = [
      { ...lost, frame: 3_000, streamFrame: 3_100 },
      {
        ...lost,
        frame: 960,
        filledFrames: 0,
        inputFrames: null,
        source: 'reported',
        streamFrame: 1,
      },
    ];
    action.lossCount = 3;
    fake.studio.takes.watch();
    const dropouts = [
      { ...lost, frame: 960, filledFrames: 0, inputFrames: null, source: 'reported' },
      { ...lost, frame: 3_000 },
    ];
    const folder = path.join(fake.folder, 'session');
    await vi.waitFor(() => expect(savedSession(folder)?.takes).toMatchObject([{ dropouts }]));
    await stop(fake);
    const [take] = fake.studio.project.project.takes;
    expect(take).toMatchObject({ dropouts, dropoutCount: 3 });
    expect(fake.native.writers[0]?.cues).toEqual([
      { frame: 960, frames: 0, label: 'frames lost' },
      { frame: 3_000, frames: 512, label: '512 input frames lost, filled with silence' },
    ]);
  });

  test('has those of its end, too, which become known after its recorder has ended', async () => {
    const fake = await fakeStudio();
    await recordFor(fake, 24_000);
    const { stream } = fake.native;
    const action = stream.actions.find(({ type }) => type === 'recordRingBuffer');
    if (action?.actualFrame == null) return expect.unreachable();
    const before = { ...lost, frame: 960, streamFrame: action.actualFrame + 960 };
    action.losses = [before];
    action.lossCount = 1;
    action.stats = { ...action.stats, inputOverflows: 2, outputUnderflows: 1 };
    fake.studio.transport.stop();
    await fake.advance(1);
    const closing = fake.studio.takes.closeAll();
    await fake.settle();
    expect(fake.studio.project.project.takes).toEqual([]);
    const at = (frame: number) => ({
      ...LOST_BOTH,
      streamNumber: fake.studio.engine.status.streamNumber,
      frame: (action.actualFrame ?? 0) + frame,
    });
    // Of what it knows, of its end, and of after it.
    stream.dropouts = [at(960), at(23_000), at(24_100)];
    await fake.advance(20_000);
    await closing;
    const [take] = fake.studio.project.project.takes;
    const late = { ...lost, frame: 23_000 + 512, outputFrames: 512, filledFrames: 0 };
    expect(take).toMatchObject({
      dropouts: [
        { ...lost, frame: 960 },
        { ...late, source: 'reported' },
      ],
      dropoutCount: 2,
    });
    expect(fake.native.writers[0]?.cues).toHaveLength(2);
  });

  test('keeps them when the program was killed', async () => {
    const dropouts = [{ ...lost, frame: 100 }];
    const project = projectOf([]);
    const snapshot = {
      id: 'x',
      before: null,
      revision: 1,
      project,
      takes: [{ ...KILLED, dropouts }],
    };
    const prepare = (native: FakeNative, folder: string) => {
      const session = path.join(folder, 'session');
      mkdirSync(path.join(session, 'takes'), { recursive: true });
      writeFileSync(path.join(session, 'session.rtmixer'), snapshotText(snapshot));
      writeFileSync(path.join(session, 'takes', KILLED.file), 'sound');
      native.broken.set(KILLED.file, { frames: 960, recoveredFrames: 7 });
    };
    const { studio, native } = await fakeStudio({ prepare });
    expect(studio.project.project.takes).toMatchObject([{ dropouts, dropoutCount: 1 }]);
    expect(native.repairedCues.get(KILLED.file)).toMatchObject([{ frame: 100, frames: 512 }]);
  });
});

const LOST_BOTH = {
  inputFrames: 512,
  outputFrames: 512,
  isEstimate: false,
  source: 'reported',
  flags: ['inputOverflow', 'outputUnderflow'],
  before: null,
  after: { frame: 0, frames: 256, time: null, flags: [] },
  lateSeconds: null,
  load: null,
  count: 1,
} as const;

const KILLED = {
  file: 'take-0001.wav',
  takeId: 'id',
  name: 'Take 1',
  trackId: 'a',
  startFrame: 5_000,
  channels: 2,
  sampleRate: 48_000,
  state: 'recording',
} as const;

describe('After a crash', () => {
  function crashed(takes: readonly object[], files: Record<string, number>) {
    return (native: FakeNative, folder: string) => {
      const session = path.join(folder, 'session');
      mkdirSync(path.join(session, 'takes'), { recursive: true });
      writeFileSync(path.join(session, 'takes.json'), JSON.stringify({ takes }));
      for (const [file, frames] of Object.entries(files)) {
        writeFileSync(path.join(session, 'takes', file), 'sound');
        if (frames >= 0) native.broken.set(file, { frames, recoveredFrames: 7 });
      }
    };
  }
  const record = {
    file: 'take-0001.wav',
    takeId: 'id',
    name: 'Take 1',
    trackId: 'a',
    startFrame: 5_000,
    channels: 2,
    sampleRate: 48_000,
    state: 'recording',
  };

  test('a take that was being recorded is offered where it sounded', async () => {
    const { studio } = await fakeStudio({ prepare: crashed([record], { 'take-0001.wav': 960 }) });
    const { project } = studio.project;
    expect(project.takes).toMatchObject([
      { id: 'id', name: 'Take 1', frames: 960, recoveredFrames: 7, account: null },
    ]);
    expect(project.clips).toMatchObject([{ trackId: 'a', startFrame: 5_000, lengthFrames: 960 }]);
    expect(studio.notices.all[0]?.message).toContain('while “Take 1” was being recorded');
  });

  test('it is offered once: removed by the person it stays removed', async () => {
    const prepare = crashed([record], { 'take-0001.wav': 960 });
    const first = await fakeStudio({ prepare });
    first.studio.project.applyOwn({ kind: 'removeSources', sourceIds: ['id'] });
    await first.studio.close();
    const second = await fakeStudio({
      userDataFolder: first.folder,
      prepare: (native) => native.broken.set('take-0001.wav', { frames: 960, recoveredFrames: 0 }),
    });
    expect(second.studio.project.project.takes).toEqual([]);
  });

  test('an unlisted file is offered in Takes alone', async () => {
    const { studio } = await fakeStudio({ prepare: crashed([], { 'unknown.wav': 100 }) });
    expect(studio.project.project.takes).toMatchObject([{ name: 'unknown', trackId: null }]);
    expect(studio.project.project.clips).toEqual([]);
  });

  test('with a lost session finished takes are offered again, too', async () => {
    const finished = { ...record, state: 'finished' };
    const { studio } = await fakeStudio({ prepare: crashed([finished], { 'take-0001.wav': 10 }) });
    expect(studio.project.project.takes).toHaveLength(1);
    expect(studio.notices.all[0]?.message).toBe(
      '“Take 1” (0.0 s) was not in the session. It is in Takes.',
    );
  });

  test('a file that cannot be repaired is told and left alone', async () => {
    const { studio } = await fakeStudio({ prepare: crashed([record], { 'take-0001.wav': -1 }) });
    expect(studio.project.project.takes).toEqual([]);
    expect(studio.notices.all[0]).toMatchObject({ severity: 'error' });
  });

  test('a take without a single frame is told and not offered', async () => {
    const { studio } = await fakeStudio({ prepare: crashed([record], { 'take-0001.wav': 0 }) });
    expect(studio.project.project.takes).toEqual([]);
    expect(studio.notices.all[0]?.message).toContain('no sound');
  });
});
