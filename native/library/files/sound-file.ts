/** Sound files for scripts: what a file is, and all of its samples. */
import { setTimeout as delay } from 'node:timers/promises';
import { addon } from '../addon.ts';
import type { SoundFileInfo } from '../addon-interface.ts';
import { filePath, numberBetween, requireObject } from '../argument.ts';
import { RtMixerError } from '../failure.ts';
import type { SampleBuffer } from '../memory/sample-buffer.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import { type Media, openMedia } from './media.ts';
import { requireGoing, requireScanOptions, scanned } from './scan.ts';

const decodePollMilliseconds = 5;

/** How a file is looked at. */
export interface ProbeFileOptions {
  /** Ends the work when it is aborted. */
  signal?: AbortSignal | undefined;
  /** From 0 to 1, for kinds that are read whole to know their length (MP3, Ogg). */
  onProgress?: ((fraction: number) => void) | undefined;
}

const probeNames: OptionNames<ProbeFileOptions> = { signal: true, onProgress: true };

/** Rejects with `file-not-found`, `file-unreadable`, `file-empty`, `file-not-audio`,
 * `file-unsupported` (a kind of sound that is not read), `file-damaged`, `file-too-large`, and with
 * `job-cancelled` when aborted. */
export async function probeFile(
  path: string,
  options: ProbeFileOptions = {},
): Promise<SoundFileInfo> {
  requireObject(options, 'Probing options');
  refuseUnknownOptions(options, probeNames, 'probeFile');
  requireScanOptions(options);
  const file = filePath(path);
  return await scanned(options, async (scan) => await addon().probeFile(file, scan));
}

/** The version text of the library that reads most sound files, for instance `libsndfile-1.2.0`. */
export function soundFileVersion(): string {
  return addon().soundFileVersion();
}

/** How a file is decoded. */
export interface DecodeOptions {
  /** Hz; resampled where the file's differs. Default the file's own. */
  sampleRate?: number;
  /** Ends the work when it is aborted. */
  signal?: AbortSignal;
  /** From 0 to 1. */
  onProgress?: (fraction: number) => void;
}

const decodeNames: OptionNames<DecodeOptions> = {
  sampleRate: true,
  signal: true,
  onProgress: true,
};

/** All samples of a file. Rejects as openMedia(), and with `job-cancelled` when aborted. */
export async function decodeFile(path: string, options: DecodeOptions = {}): Promise<SampleBuffer> {
  requireObject(options, 'Decoding options');
  refuseUnknownOptions(options, decodeNames, 'decodeFile');
  const { signal, onProgress } = options;
  requireScanOptions(options);
  requireGoing(signal);
  const sampleRate =
    options.sampleRate === undefined
      ? (await probeFile(path, { signal })).sampleRate
      : numberBetween(options.sampleRate, 1, 1e6, 'The sample rate');
  const media = await openMedia(path, {
    sampleRate,
    residentLimitFrames: Number.MAX_SAFE_INTEGER,
    quality: 'best',
    signal,
  });
  try {
    return await decoded(media, signal, onProgress);
  } finally {
    media[Symbol.dispose]();
  }
}

async function decoded(
  media: Media,
  signal: AbortSignal | undefined,
  onProgress: ((fraction: number) => void) | undefined,
): Promise<SampleBuffer> {
  for (;;) {
    requireGoing(signal);
    const status = media.status();
    onProgress?.(status.frames === 0 ? 1 : status.readyFrames / status.frames);
    if (status.failure !== null) {
      throw new RtMixerError(status.failure.code, status.failure.message);
    }
    if (status.state === 'ready') {
      if (media.samples === null) {
        throw new RtMixerError('internal', 'The decoded samples are missing.');
      }
      return media.samples;
    }
    await delay(decodePollMilliseconds);
  }
}
