import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { OfflineMixer, recoverTake, TakeWriter } from '../../../../native/index.ts';
import { readWav } from '../../../support/wav-file.ts';
import { ramp } from '../../support/signals.ts';
import { codeRejectedBy, codeThrownBy, delayFrames, loopback } from '../../support/streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-takes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of this process, as the system counts them. */
function residentBytes(): number {
  const [, pages] = readFileSync('/proc/self/statm', 'utf8').split(' ');
  return Number(pages) * 4_096;
}

const format = { channels: 2, sampleRate: 48_000 };

describe('a take', () => {
  test('reaches the file bit by bit, frame by frame', async () => {
    const path = join(folder, 'take.wav');
    const samples = ramp(72_000, 2);
    await using mixer = loopback({ virtual: { speed: 1 } });
    const writer = await TakeWriter.open({ path, ...format });
    mixer.playBuffer(samples, { start: { frame: 1000 } });
    const start = { frame: 1000 + delayFrames };
    const take = mixer.recordRingBuffer(writer, { start, length: 72_000 });
    mixer.start();
    await mixer.wait(take);
    expect(take.ring).toBe(writer);
    const status = await writer.finish();
    expect(status).toMatchObject({ state: 'finished', frames: 72_000, failure: null });
    expect(status.maxFillFrames).toBeGreaterThan(0);
    const { knownBins, triples } = writer.peaks(0, 1024, 70);
    expect([knownBins, triples[0], triples[1]]).toEqual([70, samples[0], samples[2 * 1023]]);
    const file = readWav(path);
    expect([file.channels, file.sampleRate, file.frames]).toEqual([2, 48_000, 72_000]);
    expect(file.samples).toEqual(samples);
  });

  test('that is cancelled ends where the cancel was', async () => {
    const path = join(folder, 'cancelled.wav');
    await using mixer = loopback({ virtual: { speed: 1 } });
    const writer = await TakeWriter.open({ path, ...format });
    const take = mixer.recordRingBuffer(writer, { start: { frame: 0 } });
    mixer.cancel(take, { time: { frame: 12_345 } });
    mixer.start();
    await mixer.wait(take);
    expect([take.outcome, take.doneFrames]).toEqual(['cancelled', 12_345]);
    expect(await writer.finish()).toMatchObject({ state: 'finished', frames: 12_345 });
    expect(readWav(path).frames).toBe(12_345);
  });

  test('that is disposed is finished in the background', async () => {
    const path = join(folder, 'disposed.wav');
    await using mixer = loopback({ virtual: { speed: 1 } });
    const writer = await TakeWriter.open({ path, ...format });
    await mixer.startAsync();
    await mixer.wait(mixer.recordRingBuffer(writer, { length: 1000 }));
    writer[Symbol.dispose]();
    writer[Symbol.dispose]();
    expect(codeThrownBy(() => writer.status())).toBe('invalid-argument');
    while (readWav(path).frames < 1000) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

  test.skipIf(process.platform === 'win32')(
    'whose folder is deleted meanwhile says so, and is put back at its end',
    async () => {
      const place = join(folder, 'deleted');
      const path = join(place, 'take.wav');
      mkdirSync(place);
      const samples = ramp(96_000, 2);
      await using mixer = loopback({ virtual: { speed: 1 } });
      const writer = await TakeWriter.open({ path, ...format });
      mixer.playBuffer(samples, { start: { frame: 0 } });
      const start = { frame: delayFrames };
      const take = mixer.recordRingBuffer(writer, { start, length: 96_000 });
      await mixer.startAsync();
      await expect.poll(() => writer.status().safeFrames).toBeGreaterThan(0);
      rmSync(place, { recursive: true });
      await expect.poll(() => writer.status().wasRemoved).toBe(true);
      expect(writer.status()).toMatchObject({ state: 'writing', safeFrames: 0 });
      mkdirSync(place);
      await mixer.wait(take);
      expect(await writer.finish()).toMatchObject({ state: 'finished', safeFrames: 96_000 });
      expect(readWav(path).samples).toEqual(samples);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'whose folder stays deleted fails, and counts nothing as saved',
    async () => {
      const place = join(folder, 'gone');
      mkdirSync(place);
      const writer = await TakeWriter.open({ path: join(place, 'take.wav'), ...format });
      const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [2, 0] });
      mixer.recordRingBuffer(writer, { length: 64 });
      mixer.render(64, new Float32Array(128));
      rmSync(place, { recursive: true });
      const status = await writer.finish();
      expect(status).toMatchObject({ state: 'failed', frames: 0, safeFrames: 0 });
      expect(status.failure?.message).toContain('folder does not exist any more');
    },
  );

  test.skipIf(process.platform !== 'linux')(
    'gives its ring back when it is disposed, without a garbage collection',
    async () => {
      const writers = await Promise.all(
        Array.from({ length: 32 }, (_, index) =>
          TakeWriter.open({ path: join(folder, `many ${index}.wav`), ...format }),
        ),
      );
      const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [2, 0] });
      const takes = writers.map((writer) => mixer.recordRingBuffer(writer, { length: 64 }));
      mixer.render(64, new Float32Array(128));
      expect(takes.map(({ outcome }) => outcome)).toEqual(takes.map(() => 'completed'));
      // 20 s at 48,000 Hz, rounded up to a power of two: 8 MiB each.
      const held = residentBytes();
      for (const writer of writers) {
        await writer.finish();
        writer[Symbol.dispose]();
      }
      await expect.poll(() => held - residentBytes()).toBeGreaterThan(250e6);
    },
  );

  test('whose folder is missing or whose file exists is refused', async () => {
    const path = join(folder, 'twice.wav');
    const nowhere = join(folder, 'nowhere', 'x.wav');
    expect(await codeRejectedBy(TakeWriter.open({ path: nowhere, ...format }))).toBe(
      'file-write-failed',
    );
    const writer = await TakeWriter.open({ path, ...format });
    expect(await codeRejectedBy(TakeWriter.open({ path, ...format }))).toBe('file-write-failed');
    await writer.finish();
    const open = (options: object) =>
      codeRejectedBy(TakeWriter.open({ path: join(folder, 'no.wav'), ...format, ...options }));
    expect(await open({ channels: 0 })).toBe('invalid-channel');
    expect(await open({ sampleRate: Number.NaN })).toBe('invalid-argument');
    expect(await open({ ringSeconds: 1e9 })).toBe('invalid-argument');
  });

  test('that is whole has nothing to recover', async () => {
    const path = join(folder, 'take.wav');
    expect(await recoverTake(path)).toEqual({ frames: 72_000, recoveredFrames: 0 });
    expect(await codeRejectedBy(recoverTake(join(folder, 'gone.wav')))).toBe('file-not-found');
  });
});
