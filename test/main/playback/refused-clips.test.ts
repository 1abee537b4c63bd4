/** Clips that cannot play: each is named with the reason, and stops nothing else. */
import { describe, expect, test } from 'vitest';
import { RtMixerError } from '../../../native/index.ts';
import type { Clip, Project } from '../../../preload/project.ts';
import { fakeDevice, fakeDeviceList } from '../../support/fake-native.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  track,
} from '../../support/fake-studio.ts';
import { messagesOf, patch, play, soundingOf } from '../../support/playing-clips.ts';

/** A studio on a device of so many channels, with a project in which `wide` has four. */
async function studioOf(
  clips: readonly Clip[],
  channels: { readonly outputs?: number; readonly inputs?: number } = {},
  values: Partial<Project> = {},
): Promise<FakeStudio> {
  const fake = await fakeStudio({
    prepare: (native) => {
      const { inputs: maxInputChannels = 2, outputs: maxOutputChannels = 2 } = channels;
      const device = { index: 0, name: 'Card', maxInputChannels, maxOutputChannels };
      native.list = fakeDeviceList([fakeDevice(device)]);
    },
  });
  const { buffers } = projectOf([]);
  const wide = {
    ...buffers[0]!,
    id: 'wide',
    name: 'wide.wav',
    path: '/sounds/wide.wav',
    channels: 4,
  };
  await fill(fake, projectOf(clips, { buffers: [...buffers, wide], ...values }));
  return fake;
}

async function expectSilenceAfterStop(fake: FakeStudio): Promise<void> {
  fake.studio.transport.stop();
  await fake.advance(1_000);
  expect(fake.native.streams.flatMap(({ players }) => players)).toEqual([]);
}

describe('A clip on a channel that the device does not have', () => {
  const long = { lengthFrames: 90_000 };
  const third = { ...long, sourceId: 'voice', channels: [3] };

  test('alone is refused by Play with its name, and nothing sounds', async () => {
    const fake = await studioOf([clip('one', third)]);
    expect(await fake.studio.transport.play(0)).toEqual({
      ok: false,
      code: 'channels-refused',
      message:
        '“one” on Track a plays on channel 3; Card has 2. Choose lower channels, or another device in Devices.',
    });
    expect(fake.studio.transport.isPlaying).toBe(false);
    await expectSilenceAfterStop(fake);
    expect(fake.studio.actionLog.clipResults).toMatchObject({
      one: {
        row: { cannotPlay: { code: 'channels-refused' }, totalFrames: 90_000, channels: [3] },
      },
    });
  });

  test('is named by Play, and the others are heard', async () => {
    const fake = await studioOf([clip('one', third), clip('two', long)]);
    await play(fake);
    expect(soundingOf(fake).map(({ channels }) => channels)).toEqual([[1, 2]]);
    expect(messagesOf(fake)).toContainEqual(expect.stringContaining('“one” on Track a'));
    await expectSilenceAfterStop(fake);
  });

  test('that it was given while it played is silent at once and after Stop', async () => {
    const fake = await studioOf([clip('one', { ...third, channels: [1] }), clip('two', long)]);
    await play(fake);
    expect(soundingOf(fake)).toHaveLength(2);
    await patch(fake, 'one', { channels: [3] });
    await fake.advance(10);
    expect(soundingOf(fake)).toHaveLength(1);
    expect(messagesOf(fake)).toContainEqual(expect.stringContaining('“one” on Track a'));
    await patch(fake, 'one', { channels: [2] });
    await fake.advance(10);
    expect(soundingOf(fake)).toHaveLength(2);
    await expectSilenceAfterStop(fake);
  });

  test('is told once, not at every edit and every loop pass', async () => {
    const loop = { enabled: true, startFrame: 0, endFrame: 48_000 };
    const clips = [clip('one', third), clip('two', long)];
    const fake = await studioOf(clips, {}, { loop });
    await play(fake);
    for (let second = 0; second < 5; second += 1) {
      await patch(fake, 'two', { gainDb: -second });
      await fake.advance(48_000);
    }
    expect(messagesOf(fake).filter((message) => message.includes('“one”'))).toHaveLength(1);
    const rows = fake.studio.actionLog.newest(20_000).filter((row) => row.cannotPlay !== null);
    expect(rows).toHaveLength(1);
  });
});

describe('A sound that is dropped while a stream with too few channels plays', () => {
  const wide = clip('wide', { sourceId: 'wide', trackId: 'four', lengthFrames: 90_000 });
  const tracks = [track('a'), track('b'), track('four', { outputChannels: [1, 2, 3, 4] })];
  const drop = async (fake: FakeStudio) => {
    fake.studio.project.applyOwn({ kind: 'insertClips', clips: [wide] });
    await fake.settle();
  };

  test('is named; every later edit is heard, and Stop is silence', async () => {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })], {}, { tracks });
    await play(fake);
    await drop(fake);
    expect(messagesOf(fake)).toContainEqual(
      '“wide” on Track four plays on channel 4; Card has 2. Choose lower channels, or another device in Devices.',
    );
    const added = clip('two', { lengthFrames: 90_000 });
    fake.studio.project.applyOwn({ kind: 'insertClips', clips: [added] });
    await fake.settle();
    await fake.advance(10);
    expect(soundingOf(fake)).toHaveLength(2);
    fake.studio.project.applyOwn({ kind: 'removeClips', clipIds: ['one'] });
    await fake.settle();
    await fake.advance(10);
    expect(soundingOf(fake)).toHaveLength(1);
    await expectSilenceAfterStop(fake);
  });

  test('is heard after the next Play where the device has more', async () => {
    const fake = await studioOf(
      [clip('one', { lengthFrames: 90_000 })],
      { outputs: 8 },
      { tracks },
    );
    await play(fake);
    await drop(fake);
    expect(messagesOf(fake)).toContainEqual(
      '“wide” on Track four plays on channel 4; the open stream has 2. It is heard after the next Play.',
    );
    await play(fake);
    expect(soundingOf(fake).map(({ channels }) => channels.length)).toEqual([2, 4]);
  });

  test('is named with the reason where the device refuses to open more', async () => {
    const clips = [clip('one', { lengthFrames: 90_000 }), wide];
    const fake = await studioOf(clips, { outputs: 8 }, { tracks });
    fake.native.refusal = ({ outputChannels }) =>
      outputChannels > 2 ? new RtMixerError('device-refused', 'Only two at this rate.') : null;
    await play(fake);
    expect(soundingOf(fake)).toHaveLength(1);
    expect(messagesOf(fake)).toContainEqual(
      expect.stringMatching(/“wide” on Track four plays on channel 4.*Only two at this rate\./),
    );
  });
});

test('A stereo clip that is moved to a track of one channel while it plays is named', async () => {
  const tracks = [track('a'), track('b', { outputChannels: [1] })];
  const fake = await studioOf([clip('one', { lengthFrames: 90_000 })], {}, { tracks });
  await play(fake);
  await patch(fake, 'one', { trackId: 'b' });
  await fake.advance(10);
  expect(soundingOf(fake)).toEqual([]);
  expect(messagesOf(fake)).toContain(
    '“one” on Track b has 2 channels and plays on 1. Give the track more output channels in its header, or use another track.',
  );
});

test('A file whose channels are not those of the session any more is named, and the rest plays', async () => {
  const long = { lengthFrames: 90_000 };
  const mono = clip('one', { ...long, sourceId: 'voice', channels: [1] });
  const fake = await studioOf([mono, clip('two', long)]);
  fake.native.stream.refusal = (request) =>
    'channels' in request && (request.channels as number[]).length === 1
      ? new RtMixerError('invalid-channel', 'Request 1: There are 1 channel numbers for 2.')
      : null;
  await play(fake);
  expect(soundingOf(fake)).toHaveLength(1);
  const said = messagesOf(fake).filter((message) => message.includes('“one” on Track a'));
  expect(said).toHaveLength(1);
  expect(said[0]).not.toContain('Request');
  await expectSilenceAfterStop(fake);
});

describe('A jump', () => {
  const loop = { enabled: true, startFrame: 0, endFrame: 48_000 };

  test('to where nothing can play is refused, and what plays goes on', async () => {
    const late = clip('late', { sourceId: 'voice', startFrame: 60_000, channels: [3] });
    const fake = await studioOf([clip('one', { lengthFrames: 48_000 }), late], {}, { loop });
    await play(fake);
    const before = soundingOf(fake);
    expect(await fake.studio.transport.seek(60_000)).toMatchObject({ ok: false });
    await fake.advance(1_000);
    expect(soundingOf(fake)).toEqual(before);
    expect(fake.studio.transport.status.state).toBe('playing');
    await expectSilenceAfterStop(fake);
  });

  test('that the stream refuses lets what plays go on', async () => {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })]);
    await play(fake);
    const before = soundingOf(fake);
    fake.native.stream.refusal = ({ type }) =>
      type === 'playBuffer' ? new RtMixerError('out-of-memory', 'No.') : null;
    expect(await fake.studio.transport.seek(40_000)).toMatchObject({
      ok: false,
      code: 'out-of-memory',
      message: expect.stringContaining('“one” on Track a'),
    });
    await fake.advance(1_000);
    expect(soundingOf(fake)).toEqual(before);
    await expectSilenceAfterStop(fake);
  });

  test('that is refused while Play is being prepared leaves Play as it was', async () => {
    const late = clip('late', { sourceId: 'voice', startFrame: 95_000, channels: [3] });
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 }), late]);
    const played = fake.studio.transport.play(0);
    expect(await fake.studio.transport.seek(94_000)).toMatchObject({ ok: false });
    await played;
    await fake.settle();
    expect(fake.studio.transport.status).toMatchObject({ state: 'playing', positionFrame: 0 });
  });
});

describe('Stop', () => {
  test('ends what an earlier jump has left to end a little later', async () => {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })]);
    await play(fake);
    await fake.studio.transport.seek(40_000);
    fake.studio.transport.stop();
    // Far less than the lead of the jump.
    await fake.advance(64);
    await fake.advance(64);
    expect(fake.native.stream.players).toEqual([]);
  });

  test('is asked for again when the stream refuses to cancel', async () => {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })]);
    await play(fake);
    fake.native.stream.refusal = ({ type }) =>
      type === 'cancel' ? new RtMixerError('out-of-memory', 'No.') : null;
    fake.studio.transport.stop();
    await fake.advance(100);
    expect(soundingOf(fake)).toHaveLength(1);
    fake.native.stream.refusal = () => null;
    await fake.advance(24_000);
    await fake.advance(100);
    expect(soundingOf(fake)).toEqual([]);
  });

  test('reaches what sounds when the books about it could not be kept', async () => {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })]);
    const { actionLog } = fake.studio;
    const { enter } = actionLog;
    actionLog.enter = () => {
      throw new Error('no books');
    };
    await expect(fake.studio.transport.play(0)).rejects.toThrow('no books');
    actionLog.enter = enter;
    await fake.advance(48_000);
    expect(fake.native.stream.players).toEqual([]);
    await play(fake);
    actionLog.enter = () => {
      throw new Error('no books');
    };
    await patch(fake, 'one', { startFrame: 10 });
    actionLog.enter = enter;
    await expectSilenceAfterStop(fake);
  });
});

describe('Without an output', () => {
  async function withoutOutput(): Promise<FakeStudio> {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })]);
    const { choice } = fake.studio.engine.status;
    const devices = await fake.studio.devices.list(false, false);
    const inputKey = devices.devices[0]?.key ?? null;
    const applied = await fake.studio.engine.apply({ ...choice, inputKey, outputKey: null });
    expect(applied).toMatchObject({ ok: true, value: { outputChannels: 0 } });
    return fake;
  }

  test('one take after another is recorded', async () => {
    const fake = await withoutOutput();
    for (let take = 1; take <= 2; take += 1) {
      await fake.studio.transport.seek(0);
      expect(await fake.studio.takes.record()).toEqual({ ok: true, value: null });
      fake.native.writers.at(-1)!.frames = 500;
      await fake.advance(4_000);
      fake.studio.transport.stop();
      await fake.advance(100);
      await fake.settle();
      await fake.studio.takes.closeAll();
      expect(fake.studio.project.project.takes).toHaveLength(take);
    }
    expect(messagesOf(fake)).toContainEqual(
      '“one” on Track a cannot be heard: no output device is chosen. Choose one in Devices.',
    );
  });

  test('Play and listening say that none is chosen', async () => {
    const fake = await withoutOutput();
    const sentence = expect.stringContaining('no output device is chosen');
    expect(await fake.studio.transport.play(0)).toMatchObject({ ok: false, message: sentence });
    const listen = {
      type: 'playBuffer' as const,
      sourceId: 'voice',
      offsetFrames: 0,
      lengthFrames: 10,
      startFrame: null,
      gain: 1,
      channels: null,
      belated: 'start' as const,
    };
    expect(await fake.studio.actions.schedule([listen])).toMatchObject([
      { ok: false, message: sentence },
    ]);
  });
});

describe('Recording', () => {
  test('on a track whose input the device lacks is told, and the other tracks are recorded', async () => {
    const armed = { armed: true };
    const tracks = [track('a', { ...armed, inputChannels: [7] }), track('b', armed)];
    const fake = await studioOf([], {}, { tracks });
    expect(await fake.studio.takes.record()).toEqual({ ok: true, value: null });
    expect(fake.studio.takes.inProgress()).toMatchObject([{ trackId: 'b' }]);
    expect(messagesOf(fake)).toContainEqual(
      expect.stringContaining('Track a has no input channel'),
    );
  });

  test('that the stream refuses for one track is told, and the other is recorded', async () => {
    const armed = { armed: true };
    const tracks = [track('a', { ...armed, inputChannels: [1] }), track('b', armed)];
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })], {}, { tracks });
    await play(fake);
    await fake.studio.engine.require({ inputChannels: 2, outputChannels: 2 });
    fake.studio.transport.stop();
    await play(fake);
    fake.native.stream.refusal = (request) =>
      request.type === 'recordRingBuffer' && (request.channels as number[]).length === 1
        ? new RtMixerError('out-of-memory', 'No.')
        : null;
    expect(await fake.studio.takes.record()).toEqual({ ok: true, value: null });
    expect(fake.studio.takes.inProgress()).toMatchObject([{ trackId: 'b' }]);
    expect(messagesOf(fake)).toContainEqual(expect.stringContaining('Track a is not recorded'));
    expect(soundingOf(fake)).toHaveLength(1);
  });

  test('that may not use the input lets what plays go on', async () => {
    const mayUseInput = async () => false;
    const fake = await fakeStudio({ mayUseInput });
    await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
    await play(fake);
    const before = soundingOf(fake);
    expect(await fake.studio.takes.record()).toMatchObject({ ok: false, code: 'input-denied' });
    await fake.advance(100);
    expect(soundingOf(fake)).toEqual(before);
    expect(fake.studio.transport.status.state).toBe('playing');
  });

  test('whose input does not open goes on playing from where it was', async () => {
    const fake = await studioOf([clip('one', { lengthFrames: 90_000 })]);
    await play(fake);
    fake.native.refusal = ({ inputChannels }) =>
      inputChannels > 0 ? new RtMixerError('device-refused', 'In use.') : null;
    expect(await fake.studio.takes.record()).toMatchObject({ ok: false, code: 'device-refused' });
    expect(fake.studio.transport.status.state).toBe('playing');
    await fake.advance(4_000);
    expect(soundingOf(fake)).toHaveLength(1);
    await expectSilenceAfterStop(fake);
  });
});
