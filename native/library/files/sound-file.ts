/** Sound files for scripts: what a file is, and all of its samples. */
import { setTimeout as delay } from 'node:timers/promises';
import { addon } from '../addon.ts';
import type { SoundFileInfo } from '../addon-interface.ts';
import { described, filePath, numberBetween, requireFunction, requireObject } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import type { SampleBuffer } from '../memory/sample-buffer.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import { type Media, openMedia } from './media.ts';

const decodePollMilliseconds = 5;

/** Rejects with `file-not-found`, `file-unreadable`, `file-empty`, `file-not-audio`,
 * `file-unsupported` (a kind of sound that is not read), `file-damaged`, `file-too-large`. */
export async function probeFile(path: string): Promise<SoundFileInfo> {
  return await addon().probeFile(filePath(path));
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
  if (onProgress !== undefined) {
    requireFunction(onProgress, 'onProgress');
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgument(`signal must be an AbortSignal, not ${described(signal)}.`);
  }
  requireGoing(signal);
  const sampleRate =
    options.sampleRate === undefined
      ? (await probeFile(path)).sampleRate
      : numberBetween(options.sampleRate, 1, 1e6, 'The sample rate');
  const media = await openMedia(path, {
    sampleRate,
    residentLimitFrames: Number.MAX_SAFE_INTEGER,
    quality: 'best',
  });
  try {
    return await decoded(media, signal, onProgress);
  } finally {
    media[Symbol.dispose]();
  }
}

function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new RtMixerError('job-cancelled', 'Decoding was cancelled.');
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
