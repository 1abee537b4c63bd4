/** Devices that are lost and come back while the timeline plays; both clocks are driven by the test. */
import { describe, expect, test } from 'vitest';
import { deviceKeys } from '../../../main/engine/device-keys.ts';
import { RtMixerError } from '../../../native/index.ts';
import type { ActionRow } from '../../../preload/actions.ts';
import type { Clip, Project } from '../../../preload/project.ts';
import { type Verdict, verdictOfAction } from '../../../preload/verdict.ts';
import { fakeDevice, fakeDeviceList } from '../../support/fake-native.ts';
import { clip, type FakeStudio, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const RATE = 48_000;
const card = fakeDevice({ index: 0, name: 'Card', hostApi: 'ALSA' });
const other = fakeDevice({ index: 1, name: 'Other', hostApi: 'ALSA' });
const virtual = fakeDevice({ index: 2, name: 'Virtual loopback' });

class Outages {
  readonly fake: FakeStudio;
  readonly #clock: { milliseconds: number };

  private constructor(fake: FakeStudio, clock: { milliseconds: number }) {
    this.fake = fake;
    this.#clock = clock;
  }

  static async open(clips: readonly Clip[], values: Partial<Project> = {}): Promise<Outages> {
    const clock = { milliseconds: 0 };
    const fake = await fakeStudio({
      now: () => clock.milliseconds,
      prepare: (native) => {
        native.list = fakeDeviceList([card, virtual]);
      },
    });
    await fill(fake, projectOf(clips, values));
    return new Outages(fake, clock);
  }

  get studio() {
    return this.fake.studio;
  }

  get stream() {
    return this.fake.native.stream;
  }

  get transport() {
    return this.studio.transport.status;
  }

  /** Both clocks go on. */
  async pass(frames: number): Promise<void> {
    this.#clock.milliseconds += (frames / RATE) * 1_000;
    await this.fake.advance(this.stream.active ? frames : 0);
  }

  /** Plays from the start, so far into the timeline. */
  async playTo(frame: number): Promise<void> {
    expect(await this.studio.transport.play(0)).toMatchObject({ ok: true });
    await this.fake.settle();
    await this.pass(frame + (this.transport.originFrame ?? 0) - this.stream.frame);
    expect(this.transport).toMatchObject({ state: 'playing', positionFrame: frame });
  }

  async lose(devices = [virtual]): Promise<void> {
    this.fake.native.list = fakeDeviceList(devices);
    this.stream.die();
    await this.fake.settle();
  }

  async bringBack(devices = [card, virtual]): Promise<void> {
    this.fake.native.list = fakeDeviceList(devices);
    this.studio.engine.lookNow();
    await this.fake.settle();
  }

  /** Verdicts in the order of the timeline. */
  get verdicts(): readonly string[] {
    return this.studio.actionLog
      .newest(20_000)
      .filter(({ type }) => type === 'playBuffer')
      .map((row) => `${row.name} ${at(row)}: ${verdictOfAction(row).kind}`);
  }

  kinds(name: string): readonly Verdict['kind'][] {
    return this.studio.actionLog
      .newest(20_000)
      .filter((row) => row.name === name)
      .map((row) => verdictOfAction(row).kind);
  }

  /** Timeline frames at which players of the newest stream begin, with their first frame of the sound. */
  get starts(): readonly (readonly [number, number])[] {
    const { originFrame } = this.transport;
    return this.stream.players.map(({ request, requestedFrame }) => [
      (requestedFrame ?? 0) - (originFrame ?? 0),
      request.type === 'playBuffer' ? (request.offset ?? 0) : 0,
    ]);
  }
}

function at({ requestedFrame, originFrame }: ActionRow): number {
  return (requestedFrame ?? 0) - (originFrame ?? 0);
}

const early = clip('early', { startFrame: 0, lengthFrames: 20_000 });
const long = clip('long', { startFrame: 10_000, lengthFrames: 90_000 });
const meanwhile = clip('meanwhile', { startFrame: 40_000 });
const late = clip('late', { startFrame: 90_000 });
const CLIPS = [early, long, meanwhile, late];

describe('A device that is lost while clips play', () => {
  test('leaves the timeline running by the monotonic clock, and what is due is device lost', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(30_000);
    await outages.lose();
    expect(outages.studio.engine.status).toMatchObject({ state: 'dead', lookingFor: 'Card' });
    expect(outages.transport).toMatchObject({ state: 'playing', positionFrame: 30_000 });
    expect(outages.verdicts).toEqual([
      'early 0: onTime',
      'long 10000: deviceLost',
      'meanwhile 40000: notBegun',
      'late 90000: notBegun',
    ]);
    await outages.pass(9_999);
    expect(outages.transport.positionFrame).toBe(39_999);
    expect(outages.kinds('meanwhile')).toEqual(['notBegun']);
    await outages.pass(6_000);
    expect(outages.verdicts.slice(4)).toEqual(['meanwhile 40000: deviceLost']);
    expect(outages.studio.notices.all.filter(({ cause }) => cause === 'stream')).toHaveLength(1);
  });

  test('and comes back: what lies in the middle sounds trimmed, all in step to the frame', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(30_000);
    await outages.lose();
    await outages.pass(20_000);
    await outages.bringBack();
    expect(outages.fake.native.streams).toHaveLength(2);
    await outages.pass(20_000);
    expect(outages.transport).toMatchObject({ state: 'playing', positionFrame: 70_000 });
    // 0.2 s after the device was back.
    const joined = 50_000 + 0.2 * RATE;
    expect(outages.starts).toEqual([
      [joined, joined - 10_000],
      [90_000, 0],
    ]);
    expect(outages.stream.players[0]?.request).toMatchObject({ length: 100_000 - joined });
    expect(outages.studio.outageLog.outages).toMatchObject([
      {
        device: 'Card',
        lostStreamNumber: 1,
        backStreamNumber: 2,
        fromTimelineFrame: 30_000,
        toTimelineFrame: joined,
        seconds: expect.closeTo(20_000 / RATE, 9),
      },
    ]);
    await outages.pass(60_000);
    expect(outages.transport.state).toBe('stopped');
    expect(outages.kinds('late')).toEqual(['notBegun', 'onTime']);
    expect(outages.studio.engine.status.notice).toBeNull();
  });

  test('twice in a row, also before anything sounds again', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(30_000);
    await outages.lose();
    await outages.pass(6_000);
    await outages.bringBack();
    await outages.pass(3_000);
    await outages.lose();
    await outages.pass(3_000);
    expect(outages.transport).toMatchObject({ state: 'playing', positionFrame: 42_000 });
    await outages.bringBack();
    await outages.pass(20_000);
    expect(outages.transport).toMatchObject({ state: 'playing', positionFrame: 62_000 });
    expect(outages.kinds('meanwhile')).toEqual(['notBegun', 'deviceLost']);
    expect(outages.studio.outageLog.outages).toMatchObject([
      { lostStreamNumber: 1, backStreamNumber: 2, toTimelineFrame: 45_600 },
      { lostStreamNumber: 2, backStreamNumber: 3, fromTimelineFrame: 39_000 },
    ]);
  });

  test('and a loop goes round: each pass is accounted, and the rest of one is played', async () => {
    const loop = { enabled: true, startFrame: 30_000, endFrame: 50_000 };
    const outages = await Outages.open([meanwhile], { loop });
    await outages.playTo(45_000);
    await outages.lose();
    await outages.pass(5_000 + 2 * 20_000);
    expect(outages.transport).toMatchObject({ positionFrame: 30_000, loopPass: 3 });
    const lost = outages.studio.actionLog
      .newest(20_000)
      .filter((row) => verdictOfAction(row).kind === 'deviceLost');
    expect(lost.map((row) => [row.loopPass, at(row)])).toEqual([
      [1, 40_000],
      [2, 40_000],
    ]);
    await outages.bringBack();
    await outages.pass(10_000);
    expect(outages.transport).toMatchObject({ positionFrame: 40_000, loopPass: 3 });
    expect(outages.starts[0]).toEqual([40_000, 0]);
  });

  test.each(['stop', 'the end'] as const)('until %s: nothing sounds after it', async (end) => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(30_000);
    await outages.lose();
    if (end === 'stop') outages.studio.transport.stop();
    await outages.pass(100_000);
    expect(outages.transport).toMatchObject({
      state: 'stopped',
      positionFrame: end === 'stop' ? 30_000 : 0,
    });
    await outages.bringBack();
    await outages.pass(10_000);
    expect(outages.transport.state).toBe('stopped');
    expect(outages.studio.engine.status.state).toBe('active');
    expect(outages.stream.actions).toEqual([]);
    expect(outages.studio.outageLog.outages).toMatchObject([{ backStreamNumber: null }]);
    const late = outages.kinds('late');
    expect(late).toEqual(end === 'stop' ? ['notBegun'] : ['notBegun', 'deviceLost']);
  });

  test('and a jump goes on without it from there', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(5_000);
    await outages.lose();
    expect(await outages.studio.transport.seek(60_000)).toMatchObject({ ok: true });
    await outages.pass(10_000);
    expect(outages.transport).toMatchObject({ state: 'playing', positionFrame: 70_000 });
    expect(outages.verdicts.slice(-1)).toEqual(['long 60000: deviceLost']);
    await outages.bringBack();
    await outages.pass(15_000);
    expect(outages.transport.positionFrame).toBe(85_000);
    expect(outages.studio.outageLog.outages).toMatchObject([
      { fromTimelineFrame: 5_000, toTimelineFrame: 5_000 },
      { fromTimelineFrame: 60_000, toTimelineFrame: 79_600, backStreamNumber: 2 },
    ]);
  });

  test('and what is edited meanwhile counts as it is then', async () => {
    const outages = await Outages.open([meanwhile, late]);
    const { project } = outages.studio;
    await outages.playTo(5_000);
    await outages.lose();
    const patch = (clipId: string, startFrame: number) =>
      project.applyOwn({ kind: 'patchClips', patches: [{ clipId, patch: { startFrame } }] });
    await outages.pass(10_000);
    patch('meanwhile', 20_000);
    await outages.pass(10_000);
    expect(outages.verdicts.slice(-1)).toEqual(['meanwhile 20000: deviceLost']);
    patch('late', 60_000);
    await outages.bringBack();
    patch('late', 70_000);
    await outages.fake.settle();
    await outages.pass(20_000);
    expect(outages.starts).toEqual([[70_000, 0]]);
  });
});

describe('A session that does not rejoin by itself', () => {
  test('waits for Play where the device was lost, and opens it quietly', async () => {
    const outages = await Outages.open(CLIPS, { onDeviceLoss: 'wait' });
    await outages.playTo(30_000);
    await outages.lose();
    await outages.pass(30_000);
    expect(outages.transport).toMatchObject({ state: 'stopped', positionFrame: 30_000 });
    expect(outages.kinds('late')).toEqual(['deviceLost']);
    await outages.bringBack();
    expect(outages.studio.engine.status).toMatchObject({ state: 'active', notice: null });
    expect(outages.stream.actions).toEqual([]);
    expect(await outages.studio.transport.play(null)).toMatchObject({ ok: true });
  });

  test('goes on with the default device, but not with one that nobody hears', async () => {
    const outages = await Outages.open(CLIPS, { onDeviceLoss: 'use-default' });
    await outages.playTo(30_000);
    await outages.lose();
    await outages.bringBack([virtual]);
    expect(outages.studio.engine.status.state).toBe('dead');
    await outages.bringBack([other, virtual]);
    expect(outages.studio.engine.status).toMatchObject({ outputDevice: 'Other' });
    await outages.pass(20_000);
    expect(outages.starts[0]?.[0]).toBe(39_600);
  });
});

describe('A lost device', () => {
  test('is not taken for another one like it, and what else keeps it away is told once', async () => {
    const twin = { ...card, index: 3 };
    const outages = await Outages.open(CLIPS);
    outages.fake.native.list = fakeDeviceList([card, twin, virtual]);
    expect(await outages.studio.engine.apply(outages.studio.engine.status.choice)).toMatchObject({
      ok: true,
    });
    await outages.lose([twin, virtual]);
    await outages.bringBack([twin, virtual]);
    expect(outages.studio.engine.status.state).toBe('dead');
    for (let look = 0; look < 3; look += 1) {
      await outages.bringBack([{ ...card, maxOutputChannels: 1 }, virtual]);
    }
    const told = outages.studio.notices.all.filter(({ cause }) => cause === 'stream');
    expect(told).toHaveLength(2);
    expect(told.at(-1)?.message).toMatch(
      /^Card is back with 2 input channels and 1 output channel/,
    );
    await outages.bringBack([card, twin, virtual]);
    expect(outages.studio.engine.status).toMatchObject({ state: 'active', notice: null });
  });

  test('that refuses to be opened is tried again, and told once', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(30_000);
    await outages.lose();
    const { native } = outages.fake;
    native.refusal = () => new RtMixerError('rate-refused', 'It runs at 44,100 Hz.');
    await outages.bringBack();
    await outages.bringBack();
    const told = outages.studio.notices.all.filter(({ cause }) => cause === 'stream');
    expect(told.map(({ code }) => code)).toEqual(['device-lost', 'rate-refused']);
    expect(outages.transport.state).toBe('playing');
    native.refusal = null;
    await outages.bringBack();
    await outages.pass(20_000);
    expect(outages.starts[0]?.[0]).toBe(39_600);
  });

  test('gives way to another one that is chosen meanwhile', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.playTo(30_000);
    await outages.lose([other, virtual]);
    const { engine } = outages.studio;
    const [outputKey = null] = deviceKeys([other]);
    const choice = { ...engine.status.choice, inputKey: null, outputKey };
    expect(await engine.apply(choice)).toMatchObject({ ok: true });
    await outages.fake.settle();
    await outages.pass(20_000);
    expect(outages.starts[0]?.[0]).toBe(39_600);
    expect(engine.isLooking).toBe(false);
  });

  test('while Play is being prepared leaves the timeline running from there', async () => {
    const outages = await Outages.open(CLIPS);
    const playing = outages.studio.transport.play(0);
    await outages.lose();
    expect(await playing).toMatchObject({ ok: true });
    expect(outages.transport).toMatchObject({ state: 'playing', positionFrame: 0 });
    await outages.pass(15_000);
    await outages.bringBack();
    await outages.pass(15_000);
    expect(outages.transport.positionFrame).toBe(30_000);
    expect(outages.kinds('early')).toEqual(['deviceLost']);
    expect(outages.studio.outageLog.outages).toHaveLength(1);
  });

  test('that is gone when a recording opens its input is looked for, and what played goes on', async () => {
    const outages = await Outages.open(CLIPS);
    const { studio, fake } = outages;
    await outages.playTo(30_000);
    // Before the heartbeat has told it; the list stays while a stream is open.
    fake.native.refusal = () => new RtMixerError('device-not-found', 'It is not there.');
    expect(await studio.takes.record()).toMatchObject({ ok: false });
    expect(studio.engine.status).toMatchObject({ state: 'dead', lookingFor: 'Card' });
    expect(outages.transport.state).toBe('playing');
    await outages.pass(20_000);
    fake.native.refusal = null;
    await outages.bringBack();
    await outages.pass(20_000);
    expect(outages.starts[0]?.[0]).toBe(59_600);
    expect(studio.takes.isRecording).toBe(false);
  });

  test('that is gone when the input is closed is looked for', async () => {
    const outages = await Outages.open(CLIPS);
    const { engine } = outages.studio;
    expect(await engine.require({ inputChannels: 1, outputChannels: 2 })).toMatchObject({
      ok: true,
    });
    outages.fake.native.refusal = () => new RtMixerError('device-not-found', 'It is not there.');
    await engine.releaseInput();
    expect(engine.status).toMatchObject({ state: 'dead', lookingFor: 'Card' });
    outages.fake.native.refusal = null;
    await outages.bringBack();
    expect(engine.status).toMatchObject({ state: 'active', inputChannels: 0, notice: null });
  });

  test('is asked for by Play once more, which is refused while it is away', async () => {
    const outages = await Outages.open(CLIPS);
    await outages.lose();
    const refused = { ok: false, code: 'device-not-found' };
    expect(await outages.studio.transport.play(0)).toMatchObject(refused);
    expect(outages.transport.state).toBe('stopped');
    expect(outages.studio.engine.status).toMatchObject({ state: 'dead', lookingFor: 'Card' });
  });

  test('ends a take, which is kept; the clips beside it come back, the recording does not', async () => {
    const outages = await Outages.open([clip('far', { startFrame: 90_000 })]);
    const { studio, fake } = outages;
    expect(await studio.takes.record()).toMatchObject({ ok: true });
    await outages.pass(30_000);
    for (const writer of fake.native.writers) writer.frames = 20_000;
    await outages.lose();
    expect(studio.takes.isRecording).toBe(false);
    expect(studio.project.project.takes).toMatchObject([{ frames: 20_000 }]);
    expect(outages.transport.state).toBe('playing');
    expect(studio.engine.status.notice).toContain('recording does not go on by itself');
    await outages.bringBack();
    await outages.pass(20_000);
    expect(outages.transport.state).toBe('playing');
    expect(outages.stream.actions.map(({ type }) => type)).toEqual(['playBuffer']);
  });
});

test('The run of an outage goes on over it, with the outage and the place where it rejoined', async () => {
  const outages = await Outages.open(CLIPS);
  await outages.playTo(30_000);
  await outages.lose();
  await outages.pass(20_000);
  await outages.bringBack();
  await outages.pass(80_000);
  expect(outages.transport.state).toBe('stopped');
  const { studio } = outages;
  await outages.pass(20_000);
  studio.recorder.tick();
  await studio.save();
  await outages.fake.settle();
  const listed = await studio.runs.list();
  const run = await studio.runs.read(listed.ok ? (listed.value[0]?.runId ?? '') : '');
  if (!run.ok) return expect.unreachable(run.message);
  const { origins, streams, streamEnds, end, outages: kept } = run.value;
  expect(
    origins.map(({ cause, streamNumber, timelineFrame }) => [cause, streamNumber, timelineFrame]),
  ).toEqual([
    ['play', 1, 0],
    ['rejoined', 2, 59_600],
  ]);
  expect(streams.map(({ streamNumber }) => streamNumber)).toEqual([1, 2]);
  expect(streamEnds[0]).toMatchObject({ reason: 'device-lost' });
  expect(kept).toMatchObject([{ fromTimelineFrame: 30_000, toTimelineFrame: 59_600 }]);
  expect(end).toMatchObject({ reason: 'end-of-timeline' });
});
