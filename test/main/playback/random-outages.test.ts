/**
 * Random losses, returns, edits, jumps and stops, with both clocks driven by the test. After Stop nothing
 * sounds; what is due while the device is away, and was not moved there since, is accounted device lost.
 */
import { expect, test } from 'vitest';
import { timelineFrame } from '../../../preload/actions.ts';
import { verdictOfAction } from '../../../preload/verdict.ts';
import { randomNumbers } from '../../native/support/signals.ts';
import { fakeDevice, fakeDeviceList } from '../../support/fake-native.ts';
import { clip, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const RATE = 48_000;
const STEPS = 60;
const CLIPS = 40;
const card = fakeDevice({ index: 0, name: 'Card', hostApi: 'ALSA' });
const virtual = fakeDevice({ index: 1, name: 'Virtual loopback' });

test.each([1, 2])(
  'whatever happens to the device, nothing due is forgotten (seed %s)',
  async (seed) => {
    const random = randomNumbers(seed);
    let milliseconds = 0;
    const fake = await fakeStudio({
      now: () => milliseconds,
      prepare: (native) => {
        native.list = fakeDeviceList([card, virtual]);
      },
    });
    const { studio, native } = fake;
    const clips = Array.from({ length: CLIPS }, (_, index) =>
      clip(`c${index}`, { startFrame: index * 10_000 + 5_000, lengthFrames: 8_000 }),
    );
    await fill(fake, projectOf(clips));
    const bringBack = async () => {
      native.list = fakeDeviceList([card, virtual]);
      studio.engine.lookNow();
      await fake.settle();
    };
    /** Both clocks go on; what was due without a device has its row. */
    const pass = async (frames: number) => {
      const isAway = studio.transport.isRunningOn;
      const from = studio.transport.status.positionFrame;
      milliseconds += (frames / RATE) * 1_000;
      await fake.advance(native.stream.active ? frames : 0);
      if (!isAway || !studio.transport.isRunningOn) return;
      const to = studio.transport.status.positionFrame;
      const due = studio.project.project.clips.filter(
        ({ startFrame }) => startFrame > from && startFrame < to - 0.1 * RATE,
      );
      const lost = studio.actionLog
        .newest(20_000)
        .filter((row) => verdictOfAction(row).kind === 'deviceLost');
      const places = lost.map((row) => `${row.clipId} ${timelineFrame(row, row.requestedFrame)}`);
      for (const { id, startFrame } of due) expect(places).toContain(`${id} ${startFrame}`);
    };
    const steps = [
      () => pass(3_000 + Math.floor(random() * 12_000)),
      () => pass(3_000 + Math.floor(random() * 12_000)),
      async () => {
        if (studio.engine.stream === null) return;
        native.list = fakeDeviceList([virtual]);
        native.stream.die();
        await fake.settle();
      },
      bringBack,
      async () => void (await studio.transport.seek(Math.floor(random() * 300_000))),
      async () => void (await studio.transport.play(Math.floor(random() * 100_000))),
      async () => {
        const clipId = `c${Math.floor(random() * CLIPS)}`;
        const startFrame = Math.floor(random() * 400_000);
        studio.project.applyOwn({
          kind: 'patchClips',
          patches: [{ clipId, patch: { startFrame } }],
        });
        await fake.settle();
      },
      async () => {
        studio.transport.stop();
        await pass(2_000);
        await pass(2_000);
        expect(native.streams.flatMap(({ players }) => players)).toEqual([]);
        expect(studio.transport.status.state).toBe('stopped');
      },
    ];
    await studio.transport.play(0);
    for (let step = 0; step < STEPS; step += 1) {
      await steps[Math.floor(random() * steps.length)]?.();
      await fake.settle();
    }
    await bringBack();
    studio.transport.stop();
    await pass(5_000);
    await pass(5_000);
    expect(native.streams.flatMap(({ players }) => players)).toEqual([]);
    expect(studio.actionLog.liveCount).toBe(0);
  },
);
