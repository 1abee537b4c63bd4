import { describe, expect, test, vi } from 'vitest';
import type { FakeAction } from '../../support/fake-stream.ts';
import { clip, type FakeStudio, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

async function playing(
  clips: Parameters<typeof projectOf>[0],
  values: Parameters<typeof projectOf>[1] = {},
): Promise<FakeStudio & { readonly origin: number }> {
  const fake = await fakeStudio();
  await fill(fake, projectOf(clips, values));
  const played = await fake.studio.transport.play(null);
  expect(played).toEqual({ ok: true, value: null });
  const origin = fake.studio.transport.status.originFrame ?? Number.NaN;
  return { ...fake, origin };
}

function starts(actions: readonly FakeAction[], origin: number): (number | null)[] {
  return actions.map(({ requestedFrame }) =>
    requestedFrame === null ? null : requestedFrame - origin,
  );
}

describe('Play', () => {
  test('schedules every clip as one group against one origin frame ahead of the stream', async () => {
    const { native, origin } = await playing([
      clip('one'),
      clip('two', { startFrame: 500 }),
      clip('three', { startFrame: 90_000, trackId: 'b' }),
    ]);
    expect(native.stream.batches).toBe(1);
    expect(origin).toBeGreaterThan(native.stream.frame);
    expect(starts(native.stream.players, origin)).toEqual([0, 500, 90_000]);
  });

  test('plays what was edited while it was being prepared as it is now', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one'), clip('two', { startFrame: 5_000 })]));
    const played = fake.studio.transport.play(0);
    const patches = [{ clipId: 'two', patch: { startFrame: 9_000 } }];
    fake.studio.project.applyOwn({ kind: 'patchClips', patches });
    fake.studio.project.applyOwn({ kind: 'removeClips', clipIds: ['one'] });
    await played;
    await fake.settle();
    await fake.advance(10);
    const origin = fake.studio.transport.status.originFrame ?? 0;
    expect(starts(fake.native.stream.players, origin)).toEqual([9_000]);
  });

  test('begins in the middle of a clip with the frame that lies under the position', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one', { startFrame: 100, offsetFrames: 7 })]));
    await fake.studio.transport.play(400);
    const { originFrame } = fake.studio.transport.status;
    const [player] = fake.native.stream.players;
    expect(player?.request).toMatchObject({ offset: 307, length: 700 });
    expect((player?.requestedFrame ?? 0) - (originFrame ?? 0)).toBe(400);
  });

  test('plays a mono clip on every channel of its track as one action, in one row', async () => {
    const { native, studio } = await playing([clip('one', { sourceId: 'voice' })]);
    expect(native.stream.players.map(({ channels }) => channels)).toEqual([[1, 2]]);
    expect(studio.actionLog.live().activeActions.map(({ channels }) => channels)).toEqual([[1, 2]]);
  });

  test('opens more channels of the device where a track plays on higher ones', async () => {
    const fake = await fakeStudio({
      prepare: (native) => {
        native.list = {
          ...native.list,
          devices: [{ ...native.list.devices[0]!, maxOutputChannels: 8 }],
        };
      },
    });
    await fill(fake, projectOf([clip('one', { channels: [7, 8] })]));
    expect(await fake.studio.transport.play(null)).toMatchObject({ ok: true });
    expect(fake.native.stream.setup.outputChannels).toBe(8);
  });

  test('says so when the device has fewer channels than a track plays on', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one', { channels: [7, 8] })]));
    const played = await fake.studio.transport.play(null);
    expect(played).toMatchObject({ ok: false, code: 'channels-refused' });
  });

  test('without a clip after the position is refused with a sentence', async () => {
    const fake = await fakeStudio();
    expect(await fake.studio.transport.play(null)).toMatchObject({
      ok: false,
      code: 'nothing-to-play',
    });
  });

  test('that is sought while its last frame sounds goes on from the new place', async () => {
    const fake = await playing([clip('one')]);
    const seeking = fake.studio.transport.seek(0);
    // The end comes while the jump is still being prepared.
    fake.native.stream.advance(48_000);
    fake.studio.transport.tick();
    expect(await seeking).toEqual({ ok: true, value: null });
    expect(fake.studio.transport.status.state).toBe('playing');
  });

  test('ends by itself behind the last clip and goes back to where it began', async () => {
    const { studio, advance, origin, native } = await playing([clip('one')]);
    await advance(origin - native.stream.frame + 999);
    expect(studio.transport.status).toMatchObject({ state: 'playing', positionFrame: 999 });
    await advance(1);
    expect(studio.transport.status).toMatchObject({ state: 'stopped', positionFrame: 0 });
    expect(studio.actionLog.newest(20_000)).toMatchObject([
      { name: 'one', outcome: 'completed', doneFrames: 1_000 },
    ]);
  });

  test('leaves out what cannot be opened, says so, and plays the rest', async () => {
    const fake = await fakeStudio();
    const project = projectOf([clip('one'), clip('two', { sourceId: 'voice' })]);
    await fill(fake, project);
    fake.native.files.delete('/sounds/voice.wav');
    fake.studio.media.reopen('voice');
    await fake.settle();
    await fake.studio.transport.play(null);
    expect(fake.native.stream.players).toHaveLength(1);
    expect(fake.studio.notices.all.at(-1)?.message).toContain(
      '“two” on Track a cannot play: There is no file',
    );
    await fake.advance(60_000);
    await fake.advance(60_000);
    expect(fake.studio.transport.isPlaying).toBe(false);
  });
});

describe('Stop', () => {
  test('cancels what sounds with a fade and keeps the position', async () => {
    const { studio, native, advance, origin } = await playing([
      clip('one'),
      clip('two', { startFrame: 5_000 }),
    ]);
    await advance(origin - native.stream.frame + 300);
    studio.transport.stop();
    expect(studio.transport.status).toMatchObject({ state: 'stopped', positionFrame: 300 });
    const cancels = native.stream.actions.filter(({ type }) => type === 'cancel');
    expect(cancels.map(({ request }) => request)).toMatchObject([{ fade: 0.005 }, { fade: 0.005 }]);
    await advance(10);
    expect(studio.actionLog.newest(20_000).filter(({ clipId }) => clipId !== null)).toMatchObject([
      { name: 'one', outcome: 'cancelled' },
      { name: 'two', outcome: 'cancelled-before-start' },
    ]);
  });

  test('while sources are still being opened prevents the start', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one')]));
    const played = fake.studio.transport.play(null);
    fake.studio.transport.stop();
    await played;
    expect(fake.native.stream.actions).toEqual([]);
    expect(fake.studio.transport.isPlaying).toBe(false);
  });
});

describe('An edit while playing', () => {
  test('moves one clip and leaves every other action alone', async () => {
    const { studio, native, settle, origin } = await playing([
      clip('one', { startFrame: 10_000 }),
      clip('two', { startFrame: 20_000 }),
    ]);
    const [one, two] = native.stream.players;
    studio.project.applyOwn({
      kind: 'patchClips',
      patches: [{ clipId: 'two', patch: { startFrame: 30_000 } }],
    });
    await settle();
    await studio.transport.tick();
    native.stream.advance(1);
    expect(one?.state).toBe('pending');
    expect(two?.outcome).toBe('cancelled-before-start');
    expect(starts(native.stream.players, origin)).toEqual([10_000, 30_000]);
    expect(native.stream.players[0]).toBe(one);
  });

  test('after edit in one turn is scheduled as the last one says, once', async () => {
    const { native, studio, settle, origin } = await playing([clip('one', { startFrame: 50_000 })]);
    for (const startFrame of [60_000, 70_000, 80_000]) {
      const patches = [{ clipId: 'one', patch: { startFrame } }];
      studio.project.applyOwn({ kind: 'patchClips', patches });
    }
    await settle();
    expect(native.stream.batches).toBe(2);
    expect(native.stream.actions.at(-1)?.requestedFrame).toBe(origin + 80_000);
  });

  test('of a gain changes the gain of the same action', async () => {
    const { studio, native, settle } = await playing([clip('one')]);
    const before = native.stream.players;
    studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { muted: true } });
    await settle();
    native.stream.advance(1);
    expect(native.stream.players).toEqual(before);
    expect(native.stream.actions.at(-1)?.request).toMatchObject({ type: 'setBus', muted: true });
  });

  test('schedules a clip that is dropped before it is due', async () => {
    const { studio, native, settle, origin } = await playing([clip('one')]);
    studio.project.applyOwn({
      kind: 'insertClips',
      clips: [clip('new', { startFrame: 50_000 })],
    });
    await settle();
    expect(starts(native.stream.players, origin)).toEqual([0, 50_000]);
  });

  test('of a clip that is due already plays it in step, and the row says how late', async () => {
    const { studio, native, settle, advance, origin } = await playing([
      clip('one', { lengthFrames: 9_000 }),
    ]);
    await advance(origin - native.stream.frame + 1_000);
    studio.project.applyOwn({
      kind: 'insertClips',
      clips: [clip('late', { startFrame: 400, lengthFrames: 5_000 })],
    });
    await settle();
    await advance(10);
    const row = studio.actionLog.live().activeActions.find(({ name }) => name === 'late');
    expect((row?.requestedFrame ?? 0) - origin).toBe(400);
    expect(row?.skippedFrames).toBe(600);
    expect((row?.actualFrame ?? 0) - origin).toBe(1_000);
  });

  test('that removes the last clip lets the transport end', async () => {
    const { studio, advance, settle } = await playing([clip('one', { startFrame: 50_000 })]);
    studio.project.applyOwn({ kind: 'removeClips', clipIds: ['one'] });
    await settle();
    await advance(5_000);
    await advance(5_000);
    expect(studio.transport.isPlaying).toBe(false);
  });
});

describe('Seek', () => {
  test('while playing goes on from there at one frame', async () => {
    const { studio, native, advance, origin } = await playing([
      clip('one', { lengthFrames: 50_000 }),
    ]);
    await advance(origin - native.stream.frame + 100);
    await studio.transport.seek(40_000);
    const [before, after] = native.stream.players;
    const cancel = native.stream.actions.find(({ type }) => type === 'cancel');
    expect(cancel?.requestedFrame).toBe(after?.requestedFrame);
    expect(after?.request).toMatchObject({ offset: 40_000, length: 10_000 });
    expect(before?.request).toMatchObject({ offset: 0 });
  });

  test('while stopped moves the position only', async () => {
    const fake = await fakeStudio();
    await fake.studio.transport.seek(123);
    expect(fake.studio.transport.status.positionFrame).toBe(123);
    expect(fake.native.stream.actions).toEqual([]);
  });
});

describe('Seek while Play is still being prepared', () => {
  test('plays from the new place', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
    const played = fake.studio.transport.play(0);
    const sought = fake.studio.transport.seek(48_000);
    expect([await played, await sought]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(fake.studio.transport.status).toMatchObject({
      state: 'playing',
      positionFrame: 48_000,
    });
    expect(fake.native.stream.batches).toBe(1);
  });

  test('does not begin again what Stop or the end has ended', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one')]));
    const played = fake.studio.transport.play(0);
    fake.studio.transport.stop();
    await fake.studio.transport.seek(100);
    await played;
    expect(fake.studio.transport.isPlaying).toBe(false);
    await fake.studio.transport.play(0);
    await fake.advance(48_000);
    await fake.advance(1);
    await fake.studio.transport.seek(100);
    expect(fake.studio.transport.isPlaying).toBe(false);
  });
});

describe('Loop', () => {
  const loop = { enabled: true, startFrame: 1_000, endFrame: 49_000 };

  test('schedules the next loop passes ahead, each exactly one loop length after the last', async () => {
    const { native, advance, origin } = await playing(
      [clip('one', { startFrame: 1_000, lengthFrames: 60_000 })],
      { loop },
    );
    await advance(1);
    const requested = starts(native.stream.players, origin);
    expect(requested.length).toBeGreaterThan(2);
    expect(requested.slice(0, 3)).toEqual([1_000, 49_000, 97_000]);
    expect(native.stream.players.map(({ totalFrames }) => totalFrames)).toContain(48_000);
  });

  test('turned off while playing drops the later loop passes and plays on to the end', async () => {
    const { native, studio, advance, settle, origin } = await playing(
      [clip('one', { startFrame: 1_000, lengthFrames: 60_000 })],
      { loop },
    );
    await advance(1);
    await advance(origin - native.stream.frame + 500);
    studio.project.applyOwn({ kind: 'patchProject', patch: { loop: { ...loop, enabled: false } } });
    await settle();
    await advance(10);
    expect(native.stream.players).toHaveLength(1);
    expect(native.stream.players[0]?.totalFrames).toBe(60_000);
  });

  test('after the program was held up goes on in step, without the loop passes that are past', async () => {
    const loop = { enabled: true, startFrame: 0, endFrame: 480 };
    const fake = await playing([clip('one', { lengthFrames: 480 })], { loop });
    fake.native.stream.advance(48_000 * 60);
    const before = fake.native.stream.actions.length;
    await fake.advance(1);
    const { stream } = fake.native;
    const late = stream.actions
      .slice(before)
      .filter(({ requestedFrame }) => (requestedFrame ?? stream.frame) < stream.frame - 480);
    expect(late).toEqual([]);
    const { positionFrame } = fake.studio.transport.status;
    expect(positionFrame).toBeLessThan(480);
    expect((stream.players.at(-1)?.requestedFrame ?? 0) - fake.origin).toBeGreaterThan(0);
    expect(((stream.players.at(-1)?.requestedFrame ?? 0) - fake.origin) % 480).toBe(0);
    const messages = fake.studio.notices.all.map(({ message }) => message);
    expect(messages.filter((message) => message.includes('passes of the loop'))).toHaveLength(1);
  });

  test('counts its loop passes and shows the position inside the loop', async () => {
    const { native, studio, advance, origin } = await playing(
      [clip('one', { startFrame: 1_000, lengthFrames: 40_000 })],
      { loop },
    );
    await advance(1);
    await advance(origin - native.stream.frame + 49_000 + 10);
    expect(studio.transport.status).toMatchObject({ loopPass: 1, positionFrame: 1_010 });
  });
});

describe('Streamed sounds', () => {
  test('get a reader from the frame that is asked, and late ones are opened when they come near', async () => {
    const fake = await fakeStudio();
    const far = Array.from({ length: 20 }, (_, index) =>
      clip(`far ${index}`, { sourceId: 'voice', startFrame: 48_000 * 60 + index, channels: [1] }),
    );
    const project = projectOf(far);
    await fill(fake, project);
    fake.native.files.set('/sounds/voice.wav', {
      channels: 1,
      frames: 100_000,
      sampleRate: 48_000,
      format: 'WAV',
      isStreamed: true,
    });
    fake.studio.media.reopen('voice');
    await fake.settle();
    await fake.studio.transport.play(0);
    expect(fake.native.stream.players).toHaveLength(16);
    expect(fake.native.stream.players[0]?.request).toMatchObject({ offset: 0 });
    await fake.advance(48_000 * 45);
    expect(fake.native.stream.players).toHaveLength(20);
  });
});

test('A long file that is not decoded so far lets the rest begin and joins in step', async () => {
  const fake = await fakeStudio();
  const long = clip('long', { sourceId: 'voice', channels: [1], lengthFrames: 100_000 });
  await fill(fake, projectOf([clip('one'), long]));
  const known = { channels: 1, frames: 100_000, sampleRate: 48_000, format: 'MP3' };
  const file = '/sounds/voice.wav';
  fake.native.files.set(file, { ...known, isStreamed: true, readyFrames: 10 });
  fake.studio.media.reopen('voice');
  await fake.settle();
  await fake.studio.transport.play(0);
  const origin = fake.studio.transport.status.originFrame ?? 0;
  expect(starts(fake.native.stream.players, origin)).toEqual([0]);
  expect(fake.studio.notices.all.at(-1)?.message).toContain('joins when it is ready');
  fake.native.files.set(file, { ...known, isStreamed: true });
  fake.studio.media.poll();
  await fake.advance(30_000);
  const joined = fake.native.stream.players.find(({ channels }) => channels.length === 1);
  const start = (joined?.requestedFrame ?? 0) - origin;
  expect(start).toBeGreaterThan(0);
  expect(joined?.request).toMatchObject({ samples: { startFrame: start } });
});

describe('Stop of thousands', () => {
  test('ends what is due within seconds at once and the rest little by little, in one row', async () => {
    const clips = Array.from({ length: 3_000 }, (_, index) =>
      clip(`clip ${index}`, { startFrame: index * 4_800 }),
    );
    const { native, studio, settle, advance } = await playing(clips);
    while (studio.transport.isHandingOver) await advance(10);
    const cancels = () => native.stream.actions.filter(({ type }) => type === 'cancel');
    expect(native.stream.players).toHaveLength(3_000);
    const scheduled = vi.spyOn(native.stream, 'schedule');
    studio.transport.stop();
    // Five seconds of them, less what has ended.
    const atOnce = cancels().length;
    expect(atOnce).toBeGreaterThan(40);
    expect(atOnce).toBeLessThan(60);
    for (let tries = 0; tries < 2_000 && cancels().length < 2_990; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      studio.transport.tick();
    }
    const batches = scheduled.mock.calls.map(([requests]) => requests.length);
    expect(Math.max(...batches)).toBe(250);
    await advance(4_800);
    for (let tries = 0; tries < 100 && studio.actionLog.liveCount > 0; tries += 1) await settle();
    expect(native.stream.players.every(({ state }) => state === 'finished')).toBe(true);
    const finishedRows = studio.actionLog.newest(20_000);
    expect(finishedRows.filter(({ type }) => type === 'cancel')).toHaveLength(1);
    const players = finishedRows.filter(({ type }) => type === 'playBuffer');
    expect(new Set(players.map(({ endedBy }) => endedBy))).toEqual(new Set(['stop']));
  });
});
