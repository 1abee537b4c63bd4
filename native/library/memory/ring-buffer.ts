/** A ring of equal elements between one writer and one reader: JavaScript on one side, the audio
 * callback on the other. Its memory is a SharedArrayBuffer, so that regions are views of it. */

import { types } from 'node:util';
import { addon } from '../addon.ts';
import type { AddonRingBuffer } from '../addon-interface.ts';
import { described, requireMemoryOf, wholeNumber } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import { refuseCloning } from '../uncloneable.ts';

type Bytes = Uint8Array<SharedArrayBuffer>;
/** Any typed array or DataView whose bytes are elements. */
type ElementData = ArrayBufferView;

let nativeRing: (ring: RingBuffer) => AddonRingBuffer;

function bytesOf(data: ElementData): Uint8Array {
  if (!ArrayBuffer.isView(data)) {
    throw invalidArgument(`Ring buffer data must be a typed array, not ${described(data)}.`);
  }
  requireMemoryOf(data, 'the array');
  return data.byteLength === 0
    ? new Uint8Array()
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Bytes of shared memory before the elements: what both sides share. As RING_HEADER_BYTES in C. */
const headerBytes = 192;
/** Places of 4 bytes in the header. */
const headerFields = { state: 0, elementSize: 2, size: 3 };
/** The state of a header that is ready. */
const stateMade = 0x52_4d_54_52;

/** The capacity of the ring in `memory`, or of the largest that fits where there is none. */
function sizeIn(memory: SharedArrayBuffer, elementSize: number): number {
  if (memory.byteLength < headerBytes + elementSize) {
    return 0;
  }
  const header = new Int32Array(memory, 0, headerBytes / Int32Array.BYTES_PER_ELEMENT);
  if (Atomics.load(header, headerFields.state) === stateMade) {
    return Atomics.load(header, headerFields.size);
  }
  return 2 ** Math.floor(Math.log2((memory.byteLength - headerBytes) / elementSize));
}

/** All counts are elements. One thread or callback may read and one other may write at a time;
 * `flush()` only while neither does. Rings over the same memory are one ring, in whatever thread: send
 * `ring.buffer` to a worker and construct a RingBuffer over it there. A RingBuffer itself cannot be
 * sent.
 *
 * @example
 * const ring = new RingBuffer(4, 4); // four elements of one float32
 * assert.equal(ring.write(Float32Array.of(1, 2, 3)), 3);
 * assert.deepEqual([ring.readAvailable, ring.writeAvailable], [3, 1]);
 * const target = new Float32Array(2);
 * assert.equal(ring.readInto(target), 2);
 * assert.deepEqual([...target], [1, 2]);
 * const same = new RingBuffer(4, undefined, ring.buffer); // as another thread would
 * assert.deepEqual([...new Float32Array(same.read().buffer)], [3]);
 * assert.equal(ring.readAvailable, 0);
 */
export class RingBuffer {
  /** Bytes; a frame of n float32 channels has 4 * n. */
  readonly elementSize: number;
  /** Capacity in elements, a power of two. */
  readonly size: number;
  /** Its memory, with 192 bytes before the elements: what to send to another thread. */
  readonly buffer: SharedArrayBuffer;
  readonly #native: AddonRingBuffer;
  readonly #bytes: Bytes;

  static {
    nativeRing = (ring) => ring.#native;
  }

  /** Bytes of shared memory that a ring needs. Throws `invalid-argument`. */
  static bytes(elementSize: number, size: number): number {
    const bytes = wholeNumber(elementSize, 1, 'The element size', 2 ** 20);
    return headerBytes + bytes * wholeNumber(size, 1, 'The size', Math.floor(2 ** 32 / bytes));
  }

  /** In `buffer`, if it is given: memory of another ring, which this one joins, or fresh memory of
   * `RingBuffer.bytes(elementSize, size)` or more. `size` may be left out then. Throws
   * `invalid-argument` also for memory that holds something else, `out-of-memory`. */
  constructor(elementSize: number, size?: number, buffer?: SharedArrayBuffer) {
    this.elementSize = wholeNumber(elementSize, 1, 'The element size', 2 ** 20);
    // Not instanceof: a proxy is an instance, but has no memory.
    if (buffer !== undefined && !types.isSharedArrayBuffer(buffer)) {
      throw invalidArgument(
        `A ring buffer's memory must be a SharedArrayBuffer, not ${described(buffer)}.`,
      );
    }
    if (size === undefined && buffer === undefined) {
      throw invalidArgument('A ring buffer needs a size in elements or a SharedArrayBuffer.');
    }
    const given = buffer === undefined ? 0 : sizeIn(buffer, elementSize);
    if (size === undefined && given < 1) {
      throw invalidArgument(
        `The SharedArrayBuffer is too small for a ring of elements of ${elementSize} bytes; ` +
          `give ${RingBuffer.bytes(elementSize, 1)} bytes or more.`,
      );
    }
    this.size = wholeNumber(size ?? given, 1, 'The size', Math.floor(2 ** 32 / elementSize));
    if (!Number.isInteger(Math.log2(this.size))) {
      throw invalidArgument(`The size must be a power of two, not ${this.size}.`);
    }
    const bytes = RingBuffer.bytes(elementSize, this.size);
    if (buffer !== undefined && buffer.byteLength < bytes) {
      throw invalidArgument(
        `The SharedArrayBuffer of ${buffer.byteLength} bytes is too small for the ring, which needs ` +
          `${bytes}: RingBuffer.bytes() tells; give a larger one or a smaller size.`,
      );
    }
    this.buffer = buffer ?? new SharedArrayBuffer(bytes);
    this.#bytes = new Uint8Array(this.buffer, headerBytes, this.size * elementSize);
    const memory = new Uint8Array(this.buffer, 0, bytes);
    this.#native = addon().createRingBuffer(elementSize, this.size, memory);
    refuseCloning(
      this,
      'A RingBuffer cannot be sent or cloned: send its buffer, and construct a RingBuffer over it there.',
    );
  }

  /** Elements to be read. */
  get readAvailable(): number {
    return this.#native.readAvailable();
  }

  /** Elements that there is room for. */
  get writeAvailable(): number {
    return this.#native.writeAvailable();
  }

  /** A copy of up to `count` elements, which the writer may then overwrite. */
  read(count?: number): Uint8Array<ArrayBuffer> {
    const elements = this.#count(count, this.readAvailable);
    const target = new Uint8Array(Math.min(elements, this.readAvailable) * this.elementSize);
    this.#native.readInto(target);
    return target;
  }

  /** Fills `target` with as many whole elements as there are; returns how many. */
  readInto(target: ElementData): number {
    return this.#native.readInto(bytesOf(target));
  }

  /** Writes as many whole elements as fit, at most `count`; returns how many. */
  write(source: ElementData, count?: number): number {
    const bytes = bytesOf(source);
    const elements = this.#count(count, Math.floor(bytes.length / this.elementSize));
    return this.#native.writeFrom(bytes.subarray(0, elements * this.elementSize));
  }

  /** Elements there and views of them (the second is empty unless the ring wraps). Read them, then
   * call `advanceReadIndex()`. */
  getReadBuffers(count?: number): [count: number, first: Bytes, second: Bytes] {
    return this.#views(this.#native.readRegion(this.#count(count, this.size)));
  }

  /** Frees elements for the writer; returns the new index. */
  advanceReadIndex(count: number): number {
    return this.#native.advanceRead(this.#count(count, 0));
  }

  /** Free elements and views of them; fill them, then call `advanceWriteIndex()`. */
  getWriteBuffers(count?: number): [count: number, first: Bytes, second: Bytes] {
    return this.#views(this.#native.writeRegion(this.#count(count, this.size)));
  }

  /** Hands elements over to the reader; returns the new index. */
  advanceWriteIndex(count: number): number {
    return this.#native.advanceWrite(this.#count(count, 0));
  }

  /** Empties the ring. Only while neither side reads or writes. */
  flush(): void {
    this.#native.flush();
  }

  /** "No more will come": a player that then empties the ring ends `completed`, not `starved`. */
  setEnded(ended = true): void {
    this.#native.setEnded(ended === true);
  }

  #count(count: number | undefined, otherwise: number): number {
    return count === undefined ? otherwise : wholeNumber(count, 0, 'The count', 2 ** 32 - 1);
  }

  #views([offset, first, second]: [number, number, number]): [number, Bytes, Bytes] {
    const end = offset + first * this.elementSize;
    return [
      first + second,
      this.#bytes.subarray(offset, end),
      this.#bytes.subarray(0, second * this.elementSize),
    ];
  }
}

export { nativeRing };
