/** Files of kinds that RtMixer does not read: converted by ffmpeg, real or invented. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Studio } from '../../../main/studio.ts';
import {
  convertFile,
  decodeFile,
  findConverter,
  probeFile,
  RtMixerError,
} from '../../../native/index.ts';
import { type FakeStudio, fakeStudio, temporaryFolder } from '../../support/fake-studio.ts';

const M4A = { channels: 2, frames: 44_100, sampleRate: 44_100, format: 'WAV' };

function putForeign({ native, folder }: FakeStudio, name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `content of ${name}`);
  native.convertible.set(file, M4A);
  return file;
}

function copiesOf(studio: Studio): readonly string[] {
  return readdirSync(studio.folder.copies);
}

describe('A file of a kind that RtMixer does not read', () => {
  test('is converted when it is imported, once for the same content, and plays at the next start', async () => {
    const fake = await fakeStudio();
    const { studio, native, folder, settle } = fake;
    const files = [putForeign(fake, 'song.m4a'), putForeign(fake, 'song.m4a')];
    expect(await studio.imports.importFiles(files, null)).toMatchObject({
      value: { refusals: [], sourceIds: [{}, {}] },
    });
    await settle();
    const { buffers } = studio.project.project;
    expect(buffers[0]).toMatchObject({
      name: 'song.m4a',
      path: files[0],
      frames: 48_000,
      sourceSampleRate: 44_100,
      format: 'M4A, converted by ffmpeg',
    });
    await expect.poll(() => studio.media.whyUnplayable(buffers[0]?.id ?? '')).toBeNull();
    expect(native.convertedCount).toBe(1);
    expect(copiesOf(studio)).toHaveLength(1);
    await studio.close();

    const again = await fakeStudio({
      userDataFolder: folder,
      prepare: (other) => other.convertible.set(files[0] ?? '', M4A),
    });
    await expect
      .poll(() => again.studio.media.statuses)
      .toMatchObject([{ state: 'ready' }, { state: 'ready' }]);
    expect(again.native.convertedCount).toBe(0);
  });

  test('is converted again where its copy is gone', async () => {
    const fake = await fakeStudio();
    const { studio, folder } = fake;
    const file = putForeign(fake, 'song.m4a');
    await studio.imports.importFiles([file], null);
    await studio.close();
    rmSync(studio.folder.copies, { recursive: true });
    const again = await fakeStudio({
      userDataFolder: folder,
      prepare: (other) => other.convertible.set(file, M4A),
    });
    await expect.poll(() => again.studio.media.statuses).toMatchObject([{ state: 'ready' }]);
    expect(again.native.convertedCount).toBe(1);
  });

  test('is refused with a sentence that names ffmpeg where that is not installed', async () => {
    const fake = await fakeStudio();
    fake.native.converter = null;
    const file = putForeign(fake, 'song.m4a');
    const report = await fake.studio.imports.importFiles([file], null);
    expect(report).toMatchObject({
      value: {
        refusals: [
          { code: 'file-unsupported', message: expect.stringContaining('With ffmpeg installed') },
        ],
      },
    });
    expect(copiesOf(fake.studio)).toEqual([]);
  });

  test('whose conversion is cancelled is not imported, and the next one is', async () => {
    const fake = await fakeStudio();
    const { studio, native } = fake;
    const convert = native.convertFile;
    native.convertFile = (source, target, options) => {
      if (!source.endsWith('long.m4a')) return convert(source, target, options);
      writeFileSync(target, 'half');
      options?.onProgress?.(0.5);
      return new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () =>
          reject(new RtMixerError('job-cancelled', 'Converting was cancelled.')),
        );
      });
    };
    const imported = studio.imports.importFiles(
      [putForeign(fake, 'long.m4a'), putForeign(fake, 'short.m4a')],
      null,
    );
    await expect
      .poll(() => studio.snapshot().conversions)
      .toMatchObject([{ name: 'long.m4a', fraction: 0.5 }]);
    studio.conversions.cancel(studio.conversions.statuses[0]?.id ?? 0);
    expect(await imported).toMatchObject({
      value: { sourceIds: [{}], refusals: [{ name: 'long.m4a', code: 'job-cancelled' }] },
    });
    expect(studio.conversions.statuses).toEqual([]);
    await expect.poll(() => copiesOf(studio)).toHaveLength(1);
  });

  test('that ffmpeg could convert in part only is told', async () => {
    const fake = await fakeStudio();
    const convert = fake.native.convertFile;
    fake.native.convertFile = async (...args) => ({
      ...(await convert(...args)),
      errors: ['decoding failed'],
      soundtracks: 2,
    });
    await fake.studio.imports.importFiles([putForeign(fake, 'broken.m4a')], null);
    const messages = fake.studio.notices.all.map(({ message }) => message);
    expect(messages.join('\n')).toContain('could not convert all of it (decoding failed)');
    expect(messages.join('\n')).toContain('“broken.m4a” has 2 soundtracks; the first one is read.');
  });
});

describe('ffmpeg', () => {
  /** Sound and pictures as ffmpeg itself makes them. */
  async function made(name: string, ...args: readonly string[]): Promise<string> {
    const converter = await findConverter();
    if (converter === null) throw new Error('ffmpeg is not installed; npm test installs it');
    const file = path.join(temporaryFolder(), name);
    const { status, stderr } = spawnSync(converter, ['-v', 'error', ...args, file]);
    expect(`${stderr}`).toBe('');
    expect(status).toBe(0);
    return file;
  }
  const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=441:duration=1:sample_rate=44100'];
  const FILM = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=64x64:rate=10'];

  test.each([
    ['aac.m4a', ['-c:a', 'aac']],
    ['alac.m4a', ['-c:a', 'alac']],
    ['wavpack.wv', ['-c:a', 'wavpack']],
    ['windows media.wma', ['-c:a', 'wmav2']],
    ['ac3.ac3', ['-c:a', 'ac3']],
  ])('converts %s to the samples that are in it', async (name, args) => {
    const source = await made(name, ...TONE, ...args);
    const target = path.join(temporaryFolder(), 'copy.wav');
    const fractions: (number | null)[] = [];
    const { errors } = await convertFile(source, target, {
      onProgress: (fraction) => fractions.push(fraction),
    });
    expect(errors).toEqual([]);
    expect(fractions.at(-1)).toBe(1);
    expect(await probeFile(target)).toMatchObject({
      channels: 1,
      sampleRate: 44_100,
      truncated: false,
    });
    const decoder = (await findConverter()) ?? '';
    const raw = spawnSync(decoder, ['-v', 'error', '-i', source, '-f', 'f32le', '-']).stdout;
    const wanted = new Float32Array(raw.length / 4);
    Buffer.from(wanted.buffer).set(raw);
    expect(wanted.length).toBeGreaterThan(40_000);
    expect((await decodeFile(target)).copy()).toEqual(wanted);
  });

  test('takes the sound of a film, and says of a silent one that it has none', async () => {
    const film = await made('film.mkv', ...FILM, ...TONE, '-c:v', 'mpeg4', '-c:a', 'libopus');
    const silent = await made('silent.mkv', ...FILM, '-c:v', 'mpeg4');
    const target = path.join(temporaryFolder(), 'copy.wav');
    await convertFile(film, target);
    expect((await probeFile(target)).frames).toBeGreaterThan(40_000);
    const other = path.join(temporaryFolder(), 'other.wav');
    await expect(convertFile(silent, other)).rejects.toMatchObject({ code: 'file-not-audio' });
    expect(existsSync(other)).toBe(false);
  });

  test('opens no playlist, and nothing that a file leads to', async () => {
    const folder = temporaryFolder();
    const tone = await made('tone.wav', ...TONE);
    writeFileSync(path.join(folder, 'list.m3u8'), `#EXTM3U\n#EXTINF:1,\n${tone}\n`);
    writeFileSync(path.join(folder, 'list.ffconcat'), `ffconcat version 1.0\nfile '${tone}'\n`);
    for (const name of ['list.m3u8', 'list.ffconcat']) {
      const target = path.join(folder, `${name}.wav`);
      await expect(convertFile(path.join(folder, name), target)).rejects.toMatchObject({
        code: 'file-unsupported',
        message: expect.not.stringContaining(folder),
      });
      expect(existsSync(target)).toBe(false);
    }
  });

  test('counts the sounds beside each other, of which the first is converted', async () => {
    const both = ['-map', '0', '-map', '1'];
    for (const [name, args, soundtracks] of [
      ['one.m4a', TONE, 1],
      ['two.m4a', [...TONE, ...TONE, ...both], 2],
    ] as const) {
      const target = path.join(temporaryFolder(), 'copy.wav');
      expect(await convertFile(await made(name, ...args), target)).toMatchObject({ soundtracks });
    }
  });

  test('overwrites nothing', async () => {
    const target = path.join(temporaryFolder(), 'mine.wav');
    writeFileSync(target, 'mine');
    const source = await made('aac.m4a', ...TONE);
    await expect(convertFile(source, target)).rejects.toMatchObject({ code: 'file-write-failed' });
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  test('ends at once when it is cancelled, and leaves nothing', async () => {
    const source = await made('aac.m4a', ...TONE);
    const target = path.join(temporaryFolder(), 'copy.wav');
    const converter = path.join(temporaryFolder(), 'slow-ffmpeg');
    const script = '#!/bin/sh\necho half a file\necho out_time_us=1 >&3\nexec sleep 60\n';
    writeFileSync(converter, script, { mode: 0o755 });
    const abort = new AbortController();
    const { signal } = abort;
    const converting = convertFile(source, target, {
      converter,
      signal,
      onProgress: () => abort.abort(),
    });
    await expect(converting).rejects.toMatchObject({ code: 'job-cancelled' });
    expect(existsSync(target)).toBe(false);
  });

  test('is ended where it reports for a minute that it does not get ahead', async () => {
    const folder = temporaryFolder();
    const converter = path.join(folder, 'converter');
    const [file, copy] = [path.join(folder, 'a.bin'), path.join(folder, 'copy.wav')];
    writeFileSync(file, 'content');
    writeFileSync(
      converter,
      '#!/bin/sh\nwhile :; do printf "total_size=80\\nout_time_us=7\\n" >&3; sleep 0.02; done\n',
      { mode: 0o755 },
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const reports = vi.fn();
      const end = convertFile(file, copy, { converter, onProgress: reports }).catch((e) => e);
      await vi.waitUntil(() => reports.mock.calls.length > 1, { timeout: 60_000 });
      vi.advanceTimersByTime(59_000);
      const heard = reports.mock.calls.length;
      await vi.waitUntil(() => reports.mock.calls.length > heard, { timeout: 60_000 });
      vi.advanceTimersByTime(2_000);
      const result = await Promise.race([end, sleep(60_000, 'it goes on')]);
      expect(result).toMatchObject({ code: 'file-unsupported' });
      expect(`${result}`).toContain('does not get ahead');
    } finally {
      vi.useRealTimers();
    }
    expect(existsSync(copy)).toBe(false);
  });

  test('that cannot be run is named', async () => {
    const source = await made('aac.m4a', ...TONE);
    const target = path.join(temporaryFolder(), 'copy.wav');
    const options = { converter: path.join(temporaryFolder(), 'no-ffmpeg') };
    await expect(convertFile(source, target, options)).rejects.toMatchObject({
      code: 'file-unsupported',
      message: expect.stringContaining('needs ffmpeg'),
    });
  });
});
