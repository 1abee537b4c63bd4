import {
  linkSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type DiskReader,
  decodeFile,
  type Media,
  openMedia,
  probeFile,
  type SampleBuffer,
} from '../../../../native/index.ts';
import { writeWav } from '../../../support/wav-file.ts';
import { ramp } from '../../support/signals.ts';
import { codeRejectedBy, codeThrownBy, delayFrames, loopback } from '../../support/streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-sound-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function wavOf(name: string, samples: Float32Array, channels = 2, sampleRate = 48_000): string {
  const path = join(folder, name);
  writeWav(path, samples, { channels, sampleRate });
  return path;
}

async function whenReady(media: Media): Promise<Media> {
  while (media.status().state === 'decoding') {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return media;
}

/** Plays through the loopback, as fast as the disk allows with `speed`; the recorded frames. */
async function played(source: SampleBuffer | DiskReader, speed = 1): Promise<Float32Array> {
  await using mixer = loopback({ virtual: { speed } });
  const target = new Float32Array(2 * source.frames);
  const hit = mixer.playBuffer(source, { start: { frame: 0 } });
  mixer.recordBuffer(target, { start: { frame: delayFrames } });
  mixer.start();
  await mixer.wait();
  expect([hit.outcome, hit.doneFrames]).toEqual(['completed', source.frames]);
  return target;
}

describe('decodeFile', () => {
  test('gives the samples of the file, bit by bit, at its own rate', async () => {
    const samples = ramp(10_000, 2);
    const progress: number[] = [];
    const buffer = await decodeFile(wavOf('own rate.wav', samples, 2, 44_100), {
      onProgress: (fraction) => progress.push(fraction),
    });
    expect([buffer.channels, buffer.frames, buffer.sampleRate]).toEqual([2, 10_000, 44_100]);
    expect(buffer.copy()).toEqual(samples);
    expect(progress.at(-1)).toBe(1);
  });

  test('resamples to the rate asked for', async () => {
    const path = wavOf('resampled.wav', new Float32Array(4410).fill(0.5), 1, 44_100);
    const buffer = await decodeFile(path, { sampleRate: 48_000 });
    expect([buffer.frames, buffer.sampleRate]).toEqual([4800, 48_000]);
    expect(buffer.copy(2000, 100).every((sample) => Math.abs(sample - 0.5) < 1e-3)).toBe(true);
  });

  test('can be aborted, before and while', async () => {
    const path = wavOf('aborted.wav', ramp(100_000, 2));
    const aborted = decodeFile(path, { signal: AbortSignal.abort() });
    expect(await codeRejectedBy(aborted)).toBe('job-cancelled');
    const controller = new AbortController();
    const decoding = decodeFile(path, {
      sampleRate: 96_000,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(await codeRejectedBy(decoding)).toBe('job-cancelled');
  });

  test('takes names with quotes, emoji and line breaks', async () => {
    const path = wavOf('it\'s "loud" 🔊\nand long.wav', ramp(10, 2));
    expect((await decodeFile(path)).frames).toBe(10);
  });

  test('says what is wrong with a file', async () => {
    const text = join(folder, 'text.wav');
    writeFileSync(text, 'This is not a sound.');
    const empty = join(folder, 'empty.wav');
    writeFileSync(empty, '');
    expect(await codeRejectedBy(decodeFile(text))).toBe('file-not-audio');
    expect(await codeRejectedBy(decodeFile(empty))).toBe('file-empty');
    expect(await codeRejectedBy(decodeFile(join(folder, 'gone.wav')))).toBe('file-not-found');
    expect(await codeRejectedBy(decodeFile(folder))).toBe('file-unreadable');
    expect(await codeRejectedBy(decodeFile(wavOf('none.wav', ramp(0))))).toBe('file-empty');
    expect(await codeRejectedBy(decodeFile(text, { sampleRate: Number.NaN }))).toBe(
      'invalid-argument',
    );
  });
});

describe('probeFile', () => {
  test('returns what a file is', async () => {
    const info = await probeFile(wavOf('probed.wav', ramp(500, 2), 2, 96_000));
    expect(info).toMatchObject({ channels: 2, frames: 500, sampleRate: 96_000, truncated: false });
    expect(info.format).toMatch(/WAV/);
  });

  test('counts the frames that a truncated file really has', async () => {
    const path = wavOf('truncated.wav', ramp(1000, 2));
    truncateSync(path, statSync(path).size - 8 * 400);
    expect(await probeFile(path)).toMatchObject({
      frames: 600,
      claimedFrames: 1000,
      truncated: true,
    });
  });

  test('can be cancelled', async () => {
    const path = wavOf('cancelled.wav', ramp(1000, 2));
    const signal = AbortSignal.abort();
    expect(await codeRejectedBy(probeFile(path, { signal }))).toBe('job-cancelled');
    const opening = openMedia(path, { sampleRate: 48_000, residentLimitFrames: 0, signal });
    expect(await codeRejectedBy(opening)).toBe('job-cancelled');
    const going = new AbortController().signal;
    expect((await probeFile(path, { signal: going, onProgress: () => {} })).frames).toBe(1000);
  });
});

describe('a medium', () => {
  const session = { sampleRate: 48_000 };

  test('that is short is resident, plays bit by bit and has peaks', async () => {
    const samples = ramp(20_000, 2);
    const path = wavOf('short.wav', samples);
    const media = await whenReady(
      await openMedia(path, { ...session, residentLimitFrames: 50_000 }),
    );
    expect(media.status()).toMatchObject({
      kind: 'resident',
      state: 'ready',
      frames: 20_000,
      readyFrames: 20_000,
      channels: 2,
      quality: null,
      failure: null,
    });
    expect(await played(media.samples as SampleBuffer, 0)).toEqual(samples);
    const { knownBins, triples } = await media.peaks(0, 1024, 19);
    expect([knownBins, triples.length]).toEqual([19, 19 * 2 * 3]);
    expect([triples[0], triples[1]]).toEqual([samples[0], samples[2 * 1023]]);
    expect((await media.read(19_990, 100)).copy()).toEqual(samples.slice(2 * 19_990));
    media[Symbol.dispose]();
    expect(codeThrownBy(() => media.status())).toBe('invalid-argument');
  });

  test('that is long streams from the file, bit by bit', async () => {
    const samples = ramp(96_000, 2);
    const path = wavOf('long.wav', samples);
    const media = await whenReady(await openMedia(path, { ...session, residentLimitFrames: 1000 }));
    expect([media.status().kind, media.samples]).toEqual(['streamed', null]);
    const reader = await media.openReader({ startFrame: 0, lengthFrames: 96_000 });
    expect(await played(reader)).toEqual(samples);
    const part = await media.openReader({ startFrame: 30_001, lengthFrames: 12_345 });
    expect(await played(part)).toEqual(samples.slice(2 * 30_001, 2 * (30_001 + 12_345)));
    expect(part.failure).toBe(null);
    part[Symbol.dispose]();
    expect((await media.read(50_000, 10)).copy()).toEqual(samples.slice(100_000, 100_020));
  });

  test.each([
    ['emptied', (path: string) => truncateSync(path, 0)],
    ['cut', (path: string) => truncateSync(path, 200_000)],
    ['removed', (path: string) => rmSync(path)],
  ])(
    'that is long and %s before it plays ends the action as starved, never as completed',
    async (how, change) => {
      const path = wavOf(`${how}.wav`, ramp(96_000, 2));
      using media = await whenReady(
        await openMedia(path, { sampleRate: 48_000, residentLimitFrames: 1_000 }),
      );
      change(path);
      for (const onStarve of ['end', 'silence', 'skip'] as const) {
        using reader = await media.openReader({ startFrame: 40_000, lengthFrames: 56_000 });
        await using mixer = loopback({ virtual: { speed: 50 } });
        const hit = mixer.playBuffer(reader, { start: { frame: 0 }, onStarve });
        mixer.start();
        await mixer.wait();
        expect([hit.outcome, hit.doneFrames]).toEqual(['starved', 0]);
        expect(reader.failure?.message).toContain(`"${how}.wav"`);
      }
    },
  );

  test('that is long and cut while it plays ends the action as starved with the last frame', async () => {
    const path = wavOf('cut later.wav', ramp(960_000, 2));
    using media = await whenReady(
      await openMedia(path, { sampleRate: 48_000, residentLimitFrames: 1_000 }),
    );
    using reader = await media.openReader({ startFrame: 0, lengthFrames: 960_000 });
    truncateSync(path, 44 + 600_000 * 4);
    await using mixer = loopback({ virtual: { speed: 50 } });
    const hit = mixer.playBuffer(reader, { start: { frame: 0 }, onStarve: 'silence' });
    mixer.start();
    await mixer.wait();
    expect(hit.outcome).toBe('starved');
    expect(hit.doneFrames).toBeGreaterThanOrEqual(4 * 48_000);
    expect(hit.doneFrames).toBeLessThan(960_000);
    expect(reader.failure?.code).toBe('file-damaged');
  });

  test('that is long and of another rate streams from a decoded copy', async () => {
    const path = wavOf('copied.wav', new Float32Array(2 * 44_100).fill(0.25), 2, 44_100);
    const copyPath = join(folder, 'copy.wav');
    const media = await openMedia(path, {
      ...session,
      residentLimitFrames: 1000,
      copyPath,
      peaksPath: join(folder, 'copied.peaks'),
      quality: 'fastest',
    });
    const reader = await media.openReader({ startFrame: 20_000, lengthFrames: 20_000 });
    const heard = await played(reader);
    expect(heard.every((sample) => Math.abs(sample - 0.25) < 1e-2)).toBe(true);
    expect((await whenReady(media)).status()).toMatchObject({
      kind: 'copied',
      state: 'ready',
      frames: 48_000,
      quality: 'fastest',
      sourceSampleRate: 44_100,
    });
  });

  test('whose decoded copy was replaced by one of more channels is not read beyond its memory', async () => {
    const path = wavOf('replaced.wav', new Float32Array(44_100).fill(0.25), 1, 44_100);
    const wider = wavOf('wider.wav', new Float32Array(8 * 44_100).fill(0.5), 8, 44_100);
    const copyPath = join(folder, 'replaced-copy.wav');
    const options = { ...session, residentLimitFrames: 1000, quality: 'fastest' as const };
    const copied = async (of: string, to: string) =>
      await whenReady(await openMedia(of, { ...options, copyPath: to }));
    const media = await copied(path, copyPath);
    using other = await copied(wider, join(folder, 'wider-copy.wav'));
    expect(other.status().kind).toBe('copied');
    renameSync(join(folder, 'wider-copy.wav'), copyPath);
    expect(await codeRejectedBy(media.read(0, 40_000))).toBe('file-not-audio');
    media[Symbol.dispose]();
  });

  test('can be cancelled, and keeps what was ready', async () => {
    const path = wavOf('cancelled.wav', ramp(400_000, 2), 2, 44_100);
    const media = await openMedia(path, { ...session, residentLimitFrames: 1e9, quality: 'best' });
    media.cancel();
    await whenReady(media);
    const { state, failure } = media.status();
    expect(['cancelled', 'ready']).toContain(state);
    expect(failure?.code ?? 'job-cancelled').toBe('job-cancelled');
  });

  test('counts samples of the file that are not numbers and plays zeros for them', async () => {
    const samples = ramp(100, 2);
    samples[7] = Number.NaN;
    samples[8] = Infinity;
    const path = wavOf('broken numbers.wav', samples);
    const media = await whenReady(await openMedia(path, { ...session, residentLimitFrames: 1e6 }));
    expect(media.status().replacedSamples).toBe(2);
    expect(media.samples?.copy(3, 2)[1]).toBe(0);
  });

  test('that was truncated gives the frames there are, not silence for the rest', async () => {
    const samples = ramp(96_000, 2);
    const path = wavOf('cut.wav', samples);
    const media = await whenReady(await openMedia(path, { ...session, residentLimitFrames: 1000 }));
    truncateSync(path, statSync(path).size - 46_000 * 8);
    const read = await media.read(49_000, 10_000);
    expect(read.frames).toBe(1000);
    expect(read.copy()).toEqual(samples.slice(2 * 49_000, 2 * 50_000));
  });

  test('is never replaced by its own copy or its own peaks', async () => {
    const path = wavOf('own.wav', ramp(4000), 1, 44_100);
    const link = join(folder, 'link.wav');
    linkSync(path, link);
    const before = readFileSync(path);
    const open = (options: object) =>
      codeRejectedBy(openMedia(path, { ...session, residentLimitFrames: 10, ...options }));
    expect(await open({ copyPath: path })).toBe('invalid-argument');
    expect(await open({ copyPath: join(folder, '.', 'own.wav') })).toBe('invalid-argument');
    expect(await open({ peaksPath: link })).toBe('invalid-argument');
    const both = join(folder, 'both');
    expect(await open({ copyPath: both, peaksPath: both })).toBe('invalid-argument');
    expect(readFileSync(path)).toEqual(before);
  });

  test('refuses invalid options', async () => {
    const path = wavOf('options.wav', ramp(10, 2));
    const open = (options: object) =>
      codeRejectedBy(openMedia(path, { ...session, residentLimitFrames: 10, ...options }));
    expect(await open({ sampleRate: Number.NaN })).toBe('invalid-argument');
    expect(await open({ residentLimitFrames: -1 })).toBe('invalid-argument');
    expect(await open({ quality: 'superb' })).toBe('invalid-argument');
    expect(await open({ copyPath: 7 })).toBe('invalid-argument');
    const media = await openMedia(path, { ...session, residentLimitFrames: 10 });
    expect(await codeRejectedBy(media.peaks(-1, 1, 1))).toBe('invalid-argument');
    expect(await codeRejectedBy(media.peaks(0, 0.5, 1))).toBe('invalid-argument');
    expect(await codeRejectedBy(media.peaks(0, 1, 1e12))).toBe('invalid-argument');
    expect(await codeRejectedBy(media.read(0, -1))).toBe('invalid-argument');
  });
});
