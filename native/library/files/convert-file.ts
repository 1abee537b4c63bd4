/** Sound files of kinds that the library does not read, converted by an installed ffmpeg: AAC, ALAC,
 * Windows Media, WavPack, AC-3, and the sound of films. */
import { spawn } from 'node:child_process';
import { access, constants, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { described, filePath, requireFunction, requireObject } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';

/** What ffmpeg may open: files of sound and film, no playlists, whose entries lead elsewhere. */
const demuxers = [
  'aac,ac3,act,adx,aiff,amr,amrnb,amrwb,ape,apm,aptx,asf,ast,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv',
  'g722,g723_1,g726,g729,gsm,iff,ilbc,kvag,loas,matroska,webm,mlp,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,mpc8',
  'mpeg,mpegts,mxf,nut,ogg,oma,pvf,qcp,r3d,rm,rso,sbc,sds,shn,sln,sol,sox,spdif,svag,tak,truehd,tta',
  'vag,voc,vqf,w64,wav,wsd,wsvqa,wv,xa,xwma',
].join(',');

/** A converter that does not get ahead for so long, whatever it reports, is ended. */
const stallMilliseconds = 60_000;
/** A larger copy is given up: more than 6 hours of stereo at 48 kHz. */
const largestCopyBytes = 8 * 2 ** 30;
const keptErrorLines = 20;

/** Where ffmpeg is when PATH of a program that was started from a desktop does not say so. */
const usualFolders =
  process.platform === 'darwin' ? ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'] : [];

/** How a file is converted. */
export interface ConvertOptions {
  /** Ends the work when it is aborted. */
  signal?: AbortSignal | undefined;
  /** From 0 to 1; null = the file does not tell its length. */
  onProgress?: ((fraction: number | null) => void) | undefined;
  /** Path of ffmpeg. Default what findConverter() finds. */
  converter?: string | undefined;
}

const convertNames: OptionNames<ConvertOptions> = {
  signal: true,
  onProgress: true,
  converter: true,
};

/** What is known of a converted file. */
export interface Conversion {
  /** The sound's own format, for instance "aac (LC)"; null = ffmpeg did not say. */
  readonly format: string | null;
  /** What ffmpeg found wrong with the file, in its words; then a part of the sound may be missing. */
  readonly errors: readonly string[];
  /** Sounds beside each other in the file, for instance the languages of a film; the first is converted. */
  readonly soundtracks: number;
}

/** The path of an installed ffmpeg: on PATH, else where package managers put it. null = none.
 *
 * @example
 * const converter = await findConverter();
 * assert(converter === null || converter.includes('ffmpeg'));
 */
export async function findConverter(): Promise<string | null> {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of [...folders, ...usualFolders]) {
    const file = path.join(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere && path.isAbsolute(file)) {
      return file;
    }
  }
  return null;
}

/**
 * Converts the first sound of a file into a float32 WAV file of the same rate and channels at
 * `target`, which must not exist yet. A target that was not finished is removed. Rejects with
 * `file-unsupported` (also without ffmpeg), `file-not-audio`, `file-not-found`, `file-unreadable`,
 * `file-write-failed`, `disk-full`, `file-too-large` (8 GiB), `job-cancelled`.
 *
 * @example
 * const path = join(folder, 'any.wav');
 * using writer = await TakeWriter.open({ path, channels: 1, sampleRate: 48_000 });
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 1] });
 * mixer.recordRingBuffer(writer, { length: 4 });
 * mixer.render(4, Float32Array.of(0.1, 0.2, 0.3, 0.4));
 * await writer.finish();
 * if ((await findConverter()) !== null) {
 *   await convertFile(path, join(folder, 'copy.wav'));
 *   assert.equal((await decodeFile(join(folder, 'copy.wav'))).frames, 4);
 * }
 */
export async function convertFile(
  source: string,
  target: string,
  options: ConvertOptions = {},
): Promise<Conversion> {
  requireObject(options, 'Converting options');
  refuseUnknownOptions(options, convertNames, 'convertFile');
  const { signal, onProgress } = options;
  if (onProgress !== undefined) {
    requireFunction(onProgress, 'onProgress');
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgument(`signal must be an AbortSignal, not ${described(signal)}.`);
  }
  const file = path.resolve(filePath(source));
  const copy = path.resolve(filePath(target));
  await requireReadable(file);
  const converter = options.converter ?? (await findConverter());
  if (converter === null) {
    throw new RtMixerError(
      'file-unsupported',
      `${path.basename(file)} needs ffmpeg to be read. Install ffmpeg and try again.`,
    );
  }
  // Made here, exclusively; ffmpeg gets no path to write to.
  const handle = await open(copy, 'wx').catch((error: unknown) => {
    throw new RtMixerError('file-write-failed', `${copy} cannot be written. ${textOf(error)}`);
  });
  try {
    return await new Converting(converter, file, handle.fd, signal, onProgress).end;
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function requireReadable(file: string): Promise<void> {
  try {
    if ((await stat(file)).isFile()) {
      return;
    }
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RtMixerError(
      isGone ? 'file-not-found' : 'file-unreadable',
      `${path.basename(file)} cannot be opened. ${textOf(error)}`,
    );
  }
  throw new RtMixerError('file-unreadable', `${path.basename(file)} is not a file.`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One run of ffmpeg. */
class Converting {
  readonly end: Promise<Conversion>;
  readonly #file: string;
  readonly #name: string;
  readonly #onProgress: ((fraction: number | null) => void) | undefined;
  readonly #errors: string[] = [];
  #format: string | null = null;
  #soundtracks = 0;
  /** ffmpeg describes the file first, then what it makes of it. */
  #isDescribed = false;
  #seconds: number | null = null;
  /** The largest that it has reported. */
  readonly #reached: Record<string, number> = { out_time_us: 0, total_size: 0 };
  /** Why it is being ended before its end. */
  #stopped: RtMixerError | null = null;
  #stall: NodeJS.Timeout | undefined;
  #kill: () => void = () => {};

  constructor(
    converter: string,
    file: string,
    target: number,
    signal: AbortSignal | undefined,
    onProgress: ((fraction: number | null) => void) | undefined,
  ) {
    this.#file = file;
    this.#name = path.basename(file);
    this.#onProgress = onProgress;
    this.end = this.#run(converter, target, signal).finally(() => clearTimeout(this.#stall));
  }

  async #run(
    converter: string,
    target: number,
    signal: AbortSignal | undefined,
  ): Promise<Conversion> {
    const cancelled = () => new RtMixerError('job-cancelled', 'Converting was cancelled.');
    if (signal?.aborted) {
      throw cancelled();
    }
    const child = spawn(converter, argumentsFor(this.#file), {
      stdio: ['ignore', target, 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C' },
      windowsHide: true,
    });
    this.#kill = () => child.kill('SIGKILL');
    const abort = () => this.#stop(cancelled());
    signal?.addEventListener('abort', abort);
    this.#watch();
    this.#readLines(child.stdio[2], (line) => this.#noteLog(line));
    this.#readLines(child.stdio[3] as Readable, (line) => this.#noteProgress(line));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error) => reject(this.#cannotRun(error)));
      child.once('close', resolve);
    }).finally(() => signal?.removeEventListener('abort', abort));
    if (this.#stopped !== null) {
      throw this.#stopped;
    }
    if (code !== 0) {
      throw this.#failure();
    }
    this.#onProgress?.(1);
    return { format: this.#format, errors: this.#errors, soundtracks: this.#soundtracks };
  }

  #readLines(stream: Readable | null, take: (line: string) => void): void {
    if (stream !== null) {
      createInterface({ input: stream }).on('line', take);
    }
  }

  #stop(reason: RtMixerError): void {
    this.#stopped ??= reason;
    this.#kill();
  }

  /** Ends it when it does not get ahead for too long. */
  #watch(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => {
      const sentence = `${this.#name} cannot be converted: ffmpeg does not get ahead with it.`;
      this.#stop(new RtMixerError('file-unsupported', sentence));
    }, stallMilliseconds);
  }

  #noteLog(line: string): void {
    const duration = /^\[info\]\s+Duration: (\d+):(\d+):([\d.]+)/.exec(line);
    if (duration !== null) {
      this.#seconds = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
    }
    this.#isDescribed ||= /^\[info\]\s*(Stream mapping:|Output #0)/.test(line);
    const stream = /^\[info\]\s+Stream #0:\S+ Audio: ([^,]+)/.exec(line);
    if (stream !== null && !this.#isDescribed) {
      this.#soundtracks += 1;
      this.#format ??= (stream[1] ?? '').replace(/ \([^)]*0x[^)]*\)/, '').trim();
    }
    if (/\[(error|fatal|panic)\]/.test(line) && this.#errors.length < keptErrorLines) {
      const said = line.replace(/^.*\[(error|fatal|panic)\]\s*/, '');
      this.#errors.push(said.replaceAll(`file:${this.#file}`, this.#name).slice(0, 300));
    }
  }

  #noteProgress(line: string): void {
    const [, name, value] = /^(out_time_us|total_size)=(\d+)/.exec(line) ?? [];
    if (name !== undefined && Number(value) > (this.#reached[name] ?? 0)) {
      this.#reached[name] = Number(value);
      this.#watch();
    }
    if (name === 'total_size' && Number(value) > largestCopyBytes) {
      const sentence = `${this.#name} is longer than can be converted. Cut it into parts.`;
      this.#stop(new RtMixerError('file-too-large', sentence));
    }
    if (name !== 'out_time_us') {
      return;
    }
    const seconds = Number(value) / 1e6;
    const isKnown = this.#seconds !== null && this.#seconds > 0;
    this.#onProgress?.(isKnown ? Math.min(1, seconds / (this.#seconds ?? 1)) : null);
  }

  #cannotRun(error: Error): RtMixerError {
    return new RtMixerError(
      'file-unsupported',
      `${this.#name} needs ffmpeg to be read, and that cannot be run (${error.message}). Install it again.`,
    );
  }

  #failure(): RtMixerError {
    const said = this.#errors.join(' ');
    const name = this.#name;
    if (/No space left|Disk quota/i.test(said)) {
      const sentence = `There is no room on the disk for a converted copy of ${name}. Free some space and try again.`;
      return new RtMixerError('disk-full', sentence);
    }
    if (/matches no streams|does not contain any stream/i.test(said)) {
      return new RtMixerError('file-not-audio', `${name} has no sound in it; choose another file.`);
    }
    const reason = this.#errors.at(-1) ?? 'it gave no reason';
    const sentence = `${name} cannot be converted by ffmpeg (${reason}). Convert it to WAV, AIFF, FLAC, Ogg, Opus or MP3 with the program that made it.`;
    return new RtMixerError('file-unsupported', sentence);
  }
}

function argumentsFor(file: string): readonly string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+info'],
    ...['-stats_period', '0.2', '-progress', 'pipe:3'],
    ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', demuxers],
    ...['-i', `file:${file}`, '-map', '0:a:0', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'],
  ];
}
