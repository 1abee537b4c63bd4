/** Plays part of a file that is too long for memory: the disk thread keeps its ring full. */
import { markAsUncloneable } from 'node:worker_threads';
import type { AddonDiskReader, AddonRingBuffer } from '../addon-interface.ts';
import type { MixerFailure } from '../failure.ts';

let wrapReader: (native: AddonDiskReader, frames: number) => DiskReader;
let nativeReaderRing: (reader: DiskReader) => AddonRingBuffer;
let readerPrefilled: (reader: DiskReader) => boolean;

/** Made by `media.openReader()`; stands as `samples` of one playBuffer request. Dispose it when that
 * action is finished.
 *
 * @example
 * const path = join(folder, 'long.wav');
 * using writer = await TakeWriter.open({ path, channels: 1, sampleRate: 48_000 });
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 1] });
 * mixer.recordRingBuffer(writer, { length: 4 });
 * mixer.render(4, Float32Array.of(0.1, 0.2, 0.3, 0.4));
 * await writer.finish();
 * // A file of more than 2 frames counts as long here, so it is streamed from the disk.
 * using media = await openMedia(path, { sampleRate: 48_000, residentLimitFrames: 2 });
 * using reader = await media.openReader({ startFrame: 1, lengthFrames: 3 });
 * mixer.playBuffer(reader);
 * assert.deepEqual(mixer.render(4, new Float32Array(4)), Float32Array.of(0.2, 0.3, 0.4, 0));
 */
export class DiskReader {
  /** Frames from its start to its end. */
  readonly frames: number;
  readonly #native: AddonDiskReader;

  static {
    wrapReader = (native, frames) => new DiskReader(native, frames);
    nativeReaderRing = (reader) => reader.#native.ring();
    readerPrefilled = (reader) => reader.#native.prefilled();
  }

  private constructor(native: AddonDiskReader, frames: number) {
    this.#native = native;
    markAsUncloneable(this);
    this.frames = frames;
  }

  /** A read error while streaming: the action gets no samples after it. */
  get failure(): MixerFailure | null {
    return this.#native.failure();
  }

  /** Frames that are read and not played yet. An offline mixer that renders no more than these, or all that is
   * left, never waits for the disk. */
  get bufferedFrames(): number {
    return this.#native.bufferedFrames();
  }

  /** Ends the reading; an action that still plays gets what is in the ring. */
  [Symbol.dispose](): void {
    this.#native.release();
  }
}

export { nativeReaderRing, readerPrefilled, wrapReader };
