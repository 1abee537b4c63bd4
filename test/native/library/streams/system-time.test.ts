import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MixerAndRecorder, type StreamOptions } from '../../../../native/index.ts';
import { jackMissing, jackSampleRate, startJack } from '../../support/own-jack.ts';

const missing = jackMissing();
let stopJack: (() => Promise<void>) | undefined;

beforeAll(async () => {
  if (missing === null) {
    stopJack = (await startJack()).stop;
  }
});
afterAll(async () => await stopJack?.());

/** Device time lies between two moments of the system's clock, as far as the reading's bound says. */
async function expectOneRelation(options: StreamOptions): Promise<void> {
  await using mixer = await MixerAndRecorder.open({ channels: [1, 1], ...options });
  expect(() => mixer.readClocks()).toThrow(
    expect.objectContaining({ code: 'stream-not-active' }) as Error,
  );
  await mixer.startAsync();
  const reading = mixer.readClocks();
  expect(reading.bound).toBeGreaterThan(1 / mixer.sampleRate);
  expect(mixer.timeAt(reading.systemTime, reading)).toBe(reading.time);
  expect(mixer.systemTimeAt(reading.time + 1, reading)).toBeCloseTo(reading.systemTime + 1000, 6);
  // How far the two clocks may run apart meanwhile.
  const apart = 0.001;
  const before = performance.now();
  const time = mixer.time;
  const after = performance.now();
  const [early, late] = [mixer.timeAt(before, reading), mixer.timeAt(after, reading)];
  const bound = reading.bound + 1 / mixer.sampleRate + apart;
  expect(time).toBeGreaterThan(early - bound);
  expect(time).toBeLessThan(late + bound);
  const back = mixer.systemTimeAt(mixer.timeAt(before));
  expect(Math.abs(back - before)).toBeLessThan(2000 * (reading.bound + apart));
}

describe("the system's clock and device time", () => {
  test('are related within the bound on the virtual device', async () => {
    await expectOneRelation({ hostApi: 'Virtual', sampleRate: 48_000 });
  });

  test("are related within the bound on JACK's device", async (context) => {
    if (missing !== null) {
      context.skip(`JACK is not tested: ${missing}`);
      return;
    }
    await expectOneRelation({ hostApi: 'JACK', device: 'loopback', sampleRate: jackSampleRate });
  });

  test('are not related by what is no reading', async () => {
    await using mixer = new MixerAndRecorder({ hostApi: 'Virtual', channels: [1, 1] });
    mixer.start();
    const invalid = expect.objectContaining({ code: 'invalid-argument' }) as Error;
    expect(() => mixer.timeAt(Number.NaN)).toThrow(invalid);
    expect(() => mixer.systemTimeAt('1' as never)).toThrow(invalid);
    expect(() => mixer.timeAt(1, 5 as never)).toThrow(invalid);
    expect(() => mixer.timeAt(1, {} as never)).toThrow(invalid);
  });
});
