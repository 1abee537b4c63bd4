/** Plays a stretch of a file that is too long for memory: the disk thread keeps its ring full. */
import type { NativeDiskReader, NativeRingBuffer } from './addon-interface.ts';
import type { Failure } from './failure.ts';

let wrapReader: (native: NativeDiskReader, frames: number) => DiskReader;
let nativeReaderRing: (reader: DiskReader) => NativeRingBuffer;
let readerPrefilled: (reader: DiskReader) => boolean;

/** Made by `media.openReader()`; stands as `samples` of one playBuffer request. Dispose it when that
 * action is finished. */
export class DiskReader {
  /** Frames from its start to its end. */
  readonly frames: number;
  readonly #native: NativeDiskReader;

  static {
    wrapReader = (native, frames) => new DiskReader(native, frames);
    nativeReaderRing = (reader) => reader.#native.ring();
    readerPrefilled = (reader) => reader.#native.prefilled();
  }

  private constructor(native: NativeDiskReader, frames: number) {
    this.#native = native;
    this.frames = frames;
  }

  /** A read error while streaming: from there on the action gets nothing more. */
  get failure(): Failure | null {
    return this.#native.failure();
  }

  /** The disk thread lets go; an action that still plays gets what is in the ring. */
  [Symbol.dispose](): void {
    this.#native.release();
  }
}

export { nativeReaderRing, readerPrefilled, wrapReader };
