/** A Node stream that plays what is written to it. JavaScript's main thread on one side of its ring,
 * the audio callback on the other. */
import { Writable } from 'node:stream';
import { type Action, whenFinished } from '../actions/action.ts';
import { described, requireMemoryOf, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument, type RtMixerError } from '../failure.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { PlayRingBufferOptions } from '../requests/request.ts';
import type { RingBuffer } from './ring-buffer.ts';
import {
  cancelled,
  channelsOrAll,
  type Done,
  errorOf,
  pollMilliseconds,
  type RingPlayer,
  requireMixer,
  ringFor,
} from './stream-ring.ts';

/** How a PlaybackStream plays. */
export interface PlaybackStreamOptions
  extends Omit<PlayRingBufferOptions, 'length' | 'matrix' | 'piece'> {
  /** Frames of the ring, a power of two; default the first that holds half a second. */
  size?: number;
  /** Frames to be in the ring before the action is scheduled, default half the ring. */
  prefill?: number;
}

const optionNames: OptionNames<PlaybackStreamOptions> = {
  ...{ size: true, prefill: true, start: true, allowBelated: true, channels: true, gain: true },
  ...{ ramp: true, fadeIn: true, fadeOut: true, gainLine: true, onStarve: true, bus: true },
};

/** Other typed arrays are refused: their bytes would sound as noise. */
function isFrames(chunk: unknown): chunk is Float32Array | Uint8Array | DataView {
  return (
    ArrayBuffer.isView(chunk) &&
    (chunk instanceof Float32Array || chunk instanceof Uint8Array || chunk instanceof DataView)
  );
}

/** The memory of a chunk, not a copy. */
function bytesOf(chunk: Float32Array | Uint8Array | DataView): Buffer {
  // The view is empty if its memory was transferred.
  return chunk.byteLength === 0
    ? Buffer.alloc(0)
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function goneBytes(): RtMixerError {
  return invalidArgument(
    'The memory of a chunk was transferred or shrunk before it was played; keep it until write() calls back.',
  );
}

/** A Writable that plays: interleaved float32 frames, as Float32Array or as bytes that may be cut
 * anywhere. `write()` returns false when to wait for `drain`, as always. A producer that is
 * too slow is heard as silence and counted in `action.starvedFrames`, unless `onStarve` says
 * otherwise. `finish` comes when the mixer has played the last frame; `mixer.stop()` then lets it
 * sound. Samples are not checked: keep them finite. Emits RtMixerError: `invalid-argument` for
 * anything but frames and for chunks whose memory was transferred, `device-lost`, `stream-not-active`,
 * `stream-timeout`, `job-cancelled`, `invalid-time` when playing ends early.
 *
 * @example
 * await using mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
 * mixer.start();
 * const playback = new PlaybackStream(mixer);
 * await pipeline([new Float32Array(4800), new Float32Array(4800)], playback);
 * assert.deepEqual([playback.action?.outcome, playback.action?.doneFrames], ['completed', 9600]);
 */
export class PlaybackStream extends Writable {
  /** Between JavaScript and the audio callback. */
  readonly ring: RingBuffer;
  readonly #mixer: RingPlayer;
  readonly #options: PlayRingBufferOptions;
  readonly #prefill: number;
  #action: Action | null = null;
  /** The beginning of a frame that is not complete yet. */
  #cut: Uint8Array = new Uint8Array(0);
  /** The bytes of each waiting chunk when it was written. */
  readonly #givenBytes = new WeakMap<Uint8Array, number>();
  #timer: NodeJS.Timeout | undefined;

  /** Schedules when the ring is filled for the first time. Throws `invalid-argument`, `invalid-
   * channel`, `out-of-memory`. */
  constructor(mixer: RingPlayer, options: PlaybackStreamOptions = {}) {
    super({ decodeStrings: false });
    requireMixer(mixer, 'playRingBuffer');
    requireObject(options, 'Playback options');
    const { size, prefill, ...play } = options;
    if ((play as PlayRingBufferOptions).length !== undefined) {
      throw invalidArgument('A PlaybackStream plays all that is written; leave length out.');
    }
    refuseUnknownOptions(options, optionNames, 'a PlaybackStream');
    const channels = channelsOrAll(play.channels, mixer, 1);
    this.ring = ringFor(channels, size, mixer.sampleRate, 0.5);
    this.#prefill = wholeNumber(prefill ?? this.ring.size / 2, 0, 'prefill', this.ring.size);
    this.#mixer = mixer;
    this.#options = { onStarve: 'silence', ...play, channels };
  }

  /** The playing action; null until the ring is filled for the first time. */
  get action(): Action | null {
    return this.#action;
  }

  /** As with every Writable; anything but frames ends the stream with `invalid-argument`. */
  override write(chunk: unknown, encoding?: BufferEncoding | Done | null, done?: Done): boolean {
    const whenDone = typeof encoding === 'function' ? encoding : done;
    if (!isFrames(chunk)) {
      const error = invalidArgument(
        `Frames must be a Float32Array or bytes, not ${described(chunk)}.`,
      );
      this.destroy(error);
      whenDone?.(error);
      return false;
    }
    const bytes = bytesOf(chunk);
    try {
      requireMemoryOf(chunk, 'a chunk');
    } catch (error) {
      this.destroy(error as Error);
      whenDone?.(error as Error);
      return false;
    }
    this.#givenBytes.set(bytes, bytes.length);
    return super.write(bytes, whenDone);
  }

  /** As with every Writable; `chunk` is what comes last. */
  override end(chunk?: unknown, encoding?: BufferEncoding | Done | null, done?: Done): this {
    const whenDone = [chunk, encoding, done].find((given) => typeof given === 'function') as Done;
    if (chunk !== undefined && chunk !== null && chunk !== whenDone) {
      this.write(chunk);
    }
    return super.end(whenDone);
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    if (chunk.length !== this.#givenBytes.get(chunk)) {
      done(goneBytes());
      return;
    }
    const bytes = this.#cut.length === 0 ? chunk : Buffer.concat([this.#cut, chunk]);
    const whole = bytes.length - (bytes.length % this.ring.elementSize);
    // A copy: the caller may use the chunk again when it is done.
    this.#cut = Uint8Array.from(bytes.subarray(whole));
    this.#push(bytes.subarray(0, whole), whole, done);
  }

  /** Writes what fits, and the rest when there is room. */
  #push(frames: Uint8Array, givenBytes: number, done: Done): void {
    if (frames.length !== givenBytes) {
      done(goneBytes());
      return;
    }
    try {
      const written = this.ring.write(frames) * this.ring.elementSize;
      if (this.ring.readAvailable >= this.#prefill) {
        this.#begin();
      }
      if (written === frames.length) {
        done();
      } else {
        const rest = frames.subarray(written);
        this.#later(() => this.#push(rest, givenBytes - written, done));
      }
    } catch (error) {
      done(error as Error);
    }
  }

  #begin(): Action {
    if (this.#action === null) {
      const action = this.#mixer.playRingBuffer(this.ring, this.#options);
      this.#action = action;
      whenFinished(action, () => {
        if (!this.destroyed && action.outcome !== 'completed') {
          this.destroy(errorOf(action));
        }
      });
    }
    return this.#action;
  }

  override _final(done: Done): void {
    if (this.#cut.length > 0) {
      done(
        invalidArgument(
          `The last frame is incomplete: ${this.#cut.length} bytes are left over; write whole frames.`,
        ),
      );
      return;
    }
    if (this.#action === null && this.ring.readAvailable === 0) {
      done();
      return;
    }
    try {
      this.ring.setEnded();
      this.#waitForEnd(this.#begin(), done);
    } catch (error) {
      done(error as Error);
    }
  }

  #waitForEnd(action: Action, done: Done): void {
    if (action.state !== 'finished') {
      this.#later(() => this.#waitForEnd(action, done));
    } else {
      done(action.outcome === 'completed' ? null : errorOf(action));
    }
  }

  /** Keeps the program running, as a pending wait() does. */
  #later(call: () => void): void {
    this.#timer = setTimeout(call, pollMilliseconds);
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#timer);
    done(cancelled(this.#mixer, this.#action, error));
  }
}
