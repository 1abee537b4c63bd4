/** Sound files made playable: decoded into memory, streamed from the file, or streamed from a
 * decoded copy, with peaks for drawing. Native threads do the work. */
import { setTimeout as delay } from 'node:timers/promises';
import { markAsUncloneable } from 'node:worker_threads';
import { addon } from '../addon.ts';
import type { AddonMedia, Peaks } from '../addon-interface.ts';
import { described, filePath, numberBetween, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument, type MixerFailure } from '../failure.ts';
import { type SampleBuffer, wrapSamples } from '../memory/sample-buffer.ts';
import { mediaKinds, mediaStates, type ResampleQuality, resampleQualities } from '../names.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import { type DiskReader, readerPrefilled, wrapReader } from './disk-reader.ts';
import { requireScanOptions, scanned } from './scan.ts';

const prefillPollMilliseconds = 4;

/** What openMedia() is asked for. */
export interface MediaOptions {
  /** Hz: what the file is played at. */
  sampleRate: number;
  /** Longer files (in frames at that rate) are not held in memory. */
  residentLimitFrames: number;
  /** Where a decoded copy may go, replacing what is there; without it a long file of another rate is
   * held in memory. */
  copyPath?: string | undefined;
  /** Where peaks are kept for the next time, replacing what is there. */
  peaksPath?: string | undefined;
  /** Default by length: best up to 2 minutes, medium up to 10, fastest beyond. */
  quality?: ResampleQuality | undefined;
  /** Ends the opening when it is aborted; afterwards there is cancel(). */
  signal?: AbortSignal | undefined;
}

const mediaNames: OptionNames<MediaOptions> = {
  sampleRate: true,
  residentLimitFrames: true,
  copyPath: true,
  peaksPath: true,
  quality: true,
  signal: true,
};

/** The range that a reader plays. */
export interface DiskReaderOptions {
  /** Of the file. */
  startFrame: number;
  /** At most; with a loop all of them. */
  lengthFrames: number;
  /** From its end the reader goes back to its start, and on, until it has read `lengthFrames`. It lies
   * within the file and has 4096 frames or more; `startFrame` lies before its end. A shorter one is
   * played from memory: `read()` and a player's `loop`. */
  loop?: { readonly startFrame: number; readonly lengthFrames: number } | undefined;
}

const readerNames: OptionNames<DiskReaderOptions> = {
  startFrame: true,
  lengthFrames: true,
  loop: true,
};

const loopNames: OptionNames<NonNullable<DiskReaderOptions['loop']>> = {
  startFrame: true,
  lengthFrames: true,
};

/** The state of a media file. */
export interface DecodeStatus {
  /** In memory, streamed from the file, or streamed from a decoded copy. */
  readonly kind: (typeof mediaKinds)[number];
  /** State, frames that are ready, and why it failed. */
  readonly state: (typeof mediaStates)[number];
  /** At the rate asked for. */
  readonly frames: number;
  /** Playable from the front. */
  readonly readyFrames: number;
  /** As many as the file has. */
  readonly channels: number;
  /** Hz, the file's own. */
  readonly sourceSampleRate: number;
  /** null = not resampled. */
  readonly quality: ResampleQuality | null;
  /** NaN and infinite samples of the file, now 0. */
  readonly replacedSamples: number;
  /** For instance "WAV, 24 bit". */
  readonly format: string;
  /** Why the work failed; null = it did not. */
  readonly failure: MixerFailure | null;
}

let wrapMedia: (native: AddonMedia, sampleRate: number) => Media;

/** A sound file made playable, whatever its length and rate. Made by openMedia(); dispose it when
 * nothing plays it any more.
 *
 * @example
 * const path = join(folder, 'media.wav');
 * using writer = await TakeWriter.open({ path, channels: 1, sampleRate: 48_000 });
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 1] });
 * mixer.recordRingBuffer(writer, { length: 4 });
 * mixer.render(4, Float32Array.of(0.1, 0.2, 0.3, 0.4));
 * await writer.finish();
 * using media = await openMedia(path, { sampleRate: 48_000, residentLimitFrames: 1000 });
 * while (media.status().state === 'decoding') {
 *   await new Promise(setImmediate);
 * }
 * assert.equal(media.status().kind, 'resident');
 * assert.deepEqual((await media.read(1, 2)).copy(), Float32Array.of(0.2, 0.3));
 */
export class Media {
  /** Hz. */
  readonly sampleRate: number;
  readonly #native: AddonMedia;
  #samples: SampleBuffer | null = null;

  static {
    wrapMedia = (native, sampleRate) => new Media(native, sampleRate);
  }

  private constructor(native: AddonMedia, sampleRate: number) {
    this.#native = native;
    markAsUncloneable(this);
    this.sampleRate = sampleRate;
  }

  /** State, frames that are ready, and why it failed. */
  status(): DecodeStatus {
    const status = this.#native.status();
    return {
      ...status,
      kind: mediaKinds[status.kind] ?? 'resident',
      state: mediaStates[status.state] ?? 'failed',
      quality: resampleQualities[status.quality] ?? null,
    };
  }

  /** The samples of a resident file, which may still grow; else null. */
  get samples(): SampleBuffer | null {
    if (this.#samples === null) {
      const native = this.#native.samples();
      this.#samples = native === null ? null : wrapSamples(native);
    }
    return this.#samples;
  }

  /** Peaks of `count` bins of `framesPerBin` frames (fractions allowed) from `startFrame`, found on
   * a worker thread. */
  async peaks(startFrame: number, framesPerBin: number, count: number): Promise<Peaks> {
    return await this.#native.peaks(
      wholeNumber(startFrame, 0, 'The first frame'),
      numberBetween(framesPerBin, 1, 2 ** 40, 'The frames per bin'),
      wholeNumber(count, 0, 'The number of bins', 2 ** 20),
    );
  }

  /** A copy of the frames there are from `startFrame` on. */
  async read(startFrame: number, frames: number): Promise<SampleBuffer> {
    const start = wholeNumber(startFrame, 0, 'The first frame');
    const count = wholeNumber(frames, 0, 'The number of frames', 2 ** 31);
    return wrapSamples(await this.#native.read(start, count, this.sampleRate));
  }

  /** Of a streamed or copied file: a reader that is ready to play, to stand as `samples` of one
   * playBuffer request. */
  async openReader(options: DiskReaderOptions): Promise<DiskReader> {
    requireObject(options, 'Reader options');
    refuseUnknownOptions(options, readerNames, 'a reader');
    const start = wholeNumber(options.startFrame, 0, 'startFrame');
    const asked = wholeNumber(options.lengthFrames, 0, 'lengthFrames');
    const { loop } = options;
    const rest = loop === undefined ? this.status().frames - start : asked;
    const frames = Math.max(0, Math.min(asked, rest));
    const [loopStart, loopEnd] = loop === undefined ? [0, 0] : readerLoop(loop);
    const native = await this.#native.openReader(start, frames, loopStart, loopEnd, 0);
    const reader = wrapReader(native, frames);
    while (!readerPrefilled(reader)) {
      await delay(prefillPollMilliseconds);
    }
    return reader;
  }

  /** Ends the work under way; what is ready stays playable. */
  cancel(): void {
    this.#native.cancel();
  }

  /** Cancels the work and releases the file; actions that play it keep what they need. */
  [Symbol.dispose](): void {
    this.#native.release();
  }
}

function readerLoop(loop: NonNullable<DiskReaderOptions['loop']>): [start: number, end: number] {
  requireObject(loop, 'loop');
  refuseUnknownOptions(loop, loopNames, "a reader's loop");
  const start = wholeNumber(loop.startFrame, 0, 'loop.startFrame');
  return [start, start + wholeNumber(loop.lengthFrames, 1, 'loop.lengthFrames')];
}

/** Opens the file and begins to decode it. Rejects with `file-not-found`, `file-unreadable`,
 * `file-empty`, `file-not-audio`, `file-unsupported`, `file-damaged`, `file-too-large`,
 * `out-of-memory`, `disk-full`, `invalid-argument`, and with `job-cancelled` when aborted. */
export async function openMedia(path: string, options: MediaOptions): Promise<Media> {
  requireObject(options, 'Media options');
  refuseUnknownOptions(options, mediaNames, 'a media file');
  const { quality, copyPath, peaksPath } = options;
  if (quality !== undefined && !resampleQualities.includes(quality)) {
    throw invalidArgument(
      `quality must be 'best', 'medium' or 'fastest', not ${described(quality)}.`,
    );
  }
  const sampleRate = numberBetween(options.sampleRate, 1, 1e6, 'The sample rate');
  requireScanOptions({ signal: options.signal });
  const settings = {
    path: filePath(path),
    sampleRate,
    residentLimitFrames: wholeNumber(options.residentLimitFrames, 0, 'residentLimitFrames'),
    copyPath: copyPath === undefined ? null : filePath(copyPath),
    peaksPath: peaksPath === undefined ? null : filePath(peaksPath),
    quality: quality === undefined ? -1 : resampleQualities.indexOf(quality),
  };
  const native = await scanned(
    { signal: options.signal },
    async (scan) => await addon().openMedia({ ...settings, scan }),
  );
  return wrapMedia(native, sampleRate);
}
