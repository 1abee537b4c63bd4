import { describe, expect, test } from 'vitest';
import { deviceKeys } from '../../../main/engine/device-keys.ts';
import { RtMixerError } from '../../../native/index.ts';
import type { DeviceChoice } from '../../../preload/engine.ts';
import type { OnDeviceLoss } from '../../../preload/project.ts';
import { type FakeNative, fakeDevice, fakeDeviceList } from '../../support/fake-native.ts';
import { clip, fakeStudio, fill, listenTo, projectOf, track } from '../../support/fake-studio.ts';

const card = fakeDevice({ index: 0, hostApi: 'ALSA', name: 'Card', defaultSampleRate: 44_100 });
const virtual = fakeDevice({ index: 1, name: 'Virtual loopback' });

function withCard(native: FakeNative): void {
  native.list = fakeDeviceList([card, virtual]);
}

function choiceOf(values: Partial<DeviceChoice> = {}): DeviceChoice {
  const [key = null] = deviceKeys([card]);
  return {
    hostApi: 'ALSA',
    inputKey: key,
    outputKey: key,
    sampleRate: 48_000,
    blockSize: 64,
    latency: 'low',
    ...values,
  };
}

describe('At the start', () => {
  test('a machine without a sound card begins on the virtual device and says so', async () => {
    const { studio } = await fakeStudio();
    expect(studio.engine.status).toMatchObject({
      state: 'active',
      hostApi: 'Virtual',
      streamNumber: 1,
    });
    expect(studio.engine.status.notice).toContain('virtual device');
    expect(studio.notices.all).toMatchObject([{ severity: 'warning' }]);
  });

  test('the stream is output only: no microphone is opened for nothing', async () => {
    const { native, studio } = await fakeStudio({ prepare: withCard });
    expect(native.stream.setup).toMatchObject({ inputIndex: null, outputIndex: 0 });
    expect(studio.engine.status).toMatchObject({ inputDevice: null, inputLatency: null });
  });

  test('a card that cannot be opened is told, and the virtual device stands in', async () => {
    const { studio } = await fakeStudio({
      prepare: (native) => {
        withCard(native);
        native.refusal = ({ hostApi }) =>
          hostApi === 'ALSA' ? new RtMixerError('device-refused', 'Card is busy.') : null;
      },
    });
    expect(studio.engine.status).toMatchObject({ state: 'active', hostApi: 'Virtual' });
    expect(studio.engine.status.notice).toContain('Card is busy.');
  });

  test('an empty session takes the rate over that the card insists on', async () => {
    const { studio } = await fakeStudio({
      prepare: (native) => {
        withCard(native);
        native.refusal = ({ hostApi, sampleRate }) =>
          hostApi === 'ALSA' && sampleRate !== 44_100
            ? new RtMixerError('rate-refused', 'Only 44,100 Hz.')
            : null;
      },
    });
    expect(studio.project.project.sampleRate).toBe(44_100);
    expect(studio.engine.status).toMatchObject({ hostApi: 'ALSA', sampleRate: 44_100 });
  });

  test('a machine on which nothing opens still has a studio that says so', async () => {
    const { studio } = await fakeStudio({
      prepare: (native) => {
        native.refusal = () => new RtMixerError('host-error', 'No.');
      },
    });
    expect(studio.engine.status.state).toBe('closed');
    expect(await studio.actions.schedule([{ type: 'fetchAndResetStats' }])).toMatchObject([
      { ok: false, code: 'stream-closed' },
    ]);
  });
});

describe('The input', () => {
  test('opens when a track is armed and closes when none is', async () => {
    const fake = await fakeStudio({ prepare: withCard });
    await fill(fake, projectOf([], { tracks: [track('a')] }));
    fake.studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
    await fake.settle();
    expect(fake.studio.engine.status).toMatchObject({ inputDevice: 'Card', outputDevice: 'Card' });
    fake.studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: false } });
    await fake.settle();
    expect(fake.studio.engine.status).toMatchObject({ inputDevice: null, streamNumber: 3 });
  });

  test('waits while something plays and says so', async () => {
    const fake = await fakeStudio({ prepare: withCard });
    await fill(fake, projectOf([clip('one')]));
    await fake.studio.transport.play(null);
    fake.studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { armed: true } });
    await fake.settle();
    expect(fake.studio.engine.status.inputDevice).toBeNull();
    expect(fake.studio.notices.all.at(-1)?.message).toContain('when playback stops');
    const told = fake.studio.notices.all.length;
    for (const gainDb of [-1, -2, -3]) {
      fake.studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { gainDb } });
      await fake.settle();
    }
    expect(fake.studio.notices.all).toHaveLength(told);
    fake.studio.transport.stop();
    await fake.advance(10);
    fake.studio.transport.seek(0);
    await fake.settle();
    expect(fake.studio.engine.status.inputDevice).toBe('Card');
  });

  test('that cannot be opened leaves the output open', async () => {
    const fake = await fakeStudio({ prepare: withCard });
    const { studio, native } = fake;
    native.refusal = ({ inputIndex }) =>
      inputIndex === null ? null : new RtMixerError('device-refused', 'The input is busy.');
    await fill(fake, projectOf([], { tracks: [track('a', { armed: true })] }));
    expect(studio.notices.all.at(-1)).toMatchObject({
      severity: 'error',
      message: 'The input is busy.',
    });
    expect(studio.engine.status).toMatchObject({ state: 'active', outputDevice: 'Card' });
  });

  test('that the system denies is a sentence, never silence', async () => {
    const fake = await fakeStudio({ prepare: withCard, mayUseInput: async () => false });
    const { studio } = fake;
    await fill(fake, projectOf([], { tracks: [track('a', { armed: true })] }));
    expect(studio.notices.all.at(-1)?.message).toContain('The system denies the microphone.');
    expect(studio.engine.status.state).toBe('active');
  });
});

describe('The priority of the callback', () => {
  test('that rtkit gives after the start is told, once', async () => {
    const { studio, native } = await fakeStudio({ prepare: withCard });
    const { engine } = studio;
    const told: unknown[] = [];
    engine.onStatus(({ priority }) => told.push(priority));
    engine.poll();
    expect(told).toEqual([]);
    native.stream.priority = { policy: 'realtime', level: 5, grantedBy: 'rtkit' };
    engine.poll();
    engine.poll();
    expect(told).toEqual([native.stream.priority]);
    expect(studio.snapshot().stream.priority).toEqual(native.stream.priority);
  });
});

describe('Another device', () => {
  test('that is refused leaves the earlier one open', async () => {
    const { studio, native } = await fakeStudio({ prepare: withCard });
    native.refusal = ({ blockSize }) =>
      blockSize === 64 ? new RtMixerError('device-refused', 'No 64.') : null;
    expect(await studio.engine.apply(choiceOf())).toMatchObject({ ok: false, message: 'No 64.' });
    expect(studio.engine.status).toMatchObject({ state: 'active', notice: 'No 64.' });
  });

  test('that was plugged in meanwhile is found by looking again', async () => {
    const { studio, native } = await fakeStudio({ prepare: withCard });
    const plugged = fakeDevice({ index: 2, hostApi: 'ALSA', name: 'Plugged' });
    const after = fakeDeviceList([card, virtual, plugged]);
    native.refreshDevices = async () => {
      native.list = after;
    };
    const outputKey = deviceKeys(after.devices)[2] ?? null;
    const applied = await studio.engine.apply(choiceOf({ outputKey, inputKey: null }));
    expect(applied).toMatchObject({ ok: true, value: { outputDevice: 'Plugged' } });
  });

  test('that is not there leaves the earlier one open', async () => {
    const { studio } = await fakeStudio({ prepare: withCard });
    const applied = await studio.engine.apply(choiceOf({ outputKey: '["ALSA","Gone",2,2]#1' }));
    expect(applied).toMatchObject({ ok: false, code: 'device-not-found' });
    expect(studio.engine.status).toMatchObject({ state: 'active', outputDevice: 'Card' });
  });

  test('with an input is opened for both directions', async () => {
    const { studio } = await fakeStudio({ prepare: withCard });
    const applied = await studio.engine.apply(choiceOf());
    expect(applied).toMatchObject({
      ok: true,
      value: { inputDevice: 'Card', outputDevice: 'Card', blockSize: 64 },
    });
  });

  test('ends what was scheduled on the earlier stream with an account', async () => {
    const fake = await fakeStudio({ prepare: withCard });
    await fill(fake, projectOf([clip('one')]));
    await fake.studio.actions.schedule([listenTo('tone')]);
    await fake.studio.engine.apply(choiceOf());
    expect(fake.studio.actionLog.newest(20_000)).toMatchObject([{ outcome: 'stream-stopped' }]);
    expect(fake.studio.actionLog.liveCount).toBe(0);
  });
});

describe('A device that is missing in the list', () => {
  const lost = async (refusal: RtMixerError | null) => {
    const fake = await fakeStudio({ prepare: withCard });
    await fill(fake, projectOf([clip('one')]));
    await fake.studio.engine.apply(choiceOf());
    fake.native.list = fakeDeviceList([virtual]);
    fake.native.refreshDevices = async () => {
      if (refusal !== null) throw refusal;
    };
    fake.native.stream.die();
    return fake.studio;
  };

  test.each([
    [
      'restart-needed',
      /Restart RtMixer; undo ends with it, and it comes back to this session and place\.$/,
    ],
    [
      'stream-active',
      /could not be closed, .* Restart RtMixer; undo ends with it, and it comes back/,
    ],
    ['stream-timeout', /^The audio server does not answer\.$/],
  ] as const)(
    'because nothing can be searched (%s): Play and Record say so, not that it is not there',
    async (code, message) => {
      const studio = await lost(new RtMixerError(code, 'The audio server does not answer.'));
      const refused = { ok: false, code, message: expect.stringMatching(message) };
      expect(await studio.takes.record()).toMatchObject(refused);
      expect(await studio.transport.play(null)).toMatchObject(refused);
      const told = code === 'restart-needed' ? message : /^Card cannot be opened so far: /;
      expect(studio.engine.status).toMatchObject({
        state: 'dead',
        lookingFor: 'Card',
        notice: expect.stringMatching(told),
        noticeCode: code,
      });
    },
  );

  test('is told by its name, also by Record: an input was chosen', async () => {
    const studio = await lost(null);
    for (const outcome of [await studio.takes.record(), await studio.transport.play(null)]) {
      expect(outcome).toMatchObject({
        code: 'device-not-found',
        message: expect.stringContaining('“Card” is not there.'),
      });
    }
  });
});

describe('The stream', () => {
  test('that opened but did not start is closed, so that the device is free again', async () => {
    const { native, studio } = await fakeStudio({ prepare: withCard });
    const opening = native.openStream.bind(native);
    const closed: number[] = [];
    native.openStream = async (options) => {
      const opened = await opening(options);
      if (options.hostApi === 'Virtual') return opened;
      opened.stream.startAsync = async () => {
        throw new RtMixerError('stream-timeout', 'The device does not answer.');
      };
      opened.stream.close = async () => void closed.push(options.sampleRate);
      return opened;
    };
    expect(await studio.engine.apply(choiceOf())).toMatchObject({ code: 'stream-timeout' });
    expect(closed.length).toBeGreaterThan(0);
  });

  test('keeps the input that the person chose when a track needs more outputs', async () => {
    const wide = { ...card, maxOutputChannels: 8 };
    const { native, studio } = await fakeStudio({
      prepare: (prepared) => {
        prepared.list = fakeDeviceList([wide, virtual]);
      },
    });
    const [key = null] = deviceKeys([wide]);
    await studio.engine.apply(choiceOf({ inputKey: key, outputKey: key }));
    const needs = { inputChannels: 0, outputChannels: 4 };
    expect(await studio.engine.require(needs)).toMatchObject({ ok: true });
    expect(native.stream.setup).toMatchObject({ inputIndex: 0, outputChannels: 4 });
    expect(await studio.engine.require({ inputChannels: 2, outputChannels: 0 })).toMatchObject({
      ok: true,
    });
    expect(native.stream.setup).toMatchObject({ inputIndex: 0, outputChannels: 4 });
  });
});

describe('The loss of a device tells what it ended', () => {
  async function noticeOfLoss(
    plays: 'nothing' | 'a clip to come' | 'a clip',
    onDeviceLoss: OnDeviceLoss = 'rejoin',
  ): Promise<string> {
    const fake = await fakeStudio();
    const { native, studio } = fake;
    const startFrame = plays === 'a clip' ? 0 : 500_000;
    const clips = [clip('one', { startFrame, lengthFrames: 50_000 })];
    await fill(fake, projectOf(clips, { onDeviceLoss }));
    if (plays !== 'nothing') {
      await studio.transport.play(0);
      await fake.advance(20_000);
    }
    native.stream.die();
    await fake.settle();
    return studio.engine.status.notice ?? '';
  }

  test('nothing, where nothing was scheduled', async () => {
    expect(await noticeOfLoss('nothing')).toBe(
      'Virtual loopback stopped answering. RtMixer looks for it and opens it again by itself. Or choose another device in Devices.',
    );
  });

  test('what played, but not what can play when it is back', async () => {
    expect(await noticeOfLoss('a clip to come')).toBe(
      'Virtual loopback stopped answering. The timeline runs on; RtMixer looks for the device and rejoins by itself. Or choose another device in Devices.',
    );
    expect(await noticeOfLoss('a clip')).toContain('. What it played has ended as device-lost.');
  });

  test('what was to play, where the session waits for Play', async () => {
    const notice = await noticeOfLoss('a clip to come', 'wait');
    expect(notice).toContain('. What it was to play has ended as device-lost. RtMixer looks for');
    expect(notice).toContain('press Play when it is back');
  });

  test('not what played on the stream before', async () => {
    const fake = await fakeStudio();
    const { native, studio } = fake;
    await fill(fake, projectOf([clip('one', { lengthFrames: 50_000 })]));
    await studio.transport.play(0);
    await fake.advance(20_000);
    native.stream.die();
    await fake.settle();
    await studio.engine.require({ inputChannels: 0, outputChannels: 2 });
    native.stream.die();
    await fake.settle();
    expect(native.streams).toHaveLength(2);
    expect(studio.engine.status.notice).not.toContain('device-lost');
  });
});
