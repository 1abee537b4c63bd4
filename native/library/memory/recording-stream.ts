/** A Node stream of what is recorded. The audio callback on one side of its ring, JavaScript's main
 * thread on the other. */
import { Readable } from 'node:stream';
import type { Action } from '../actions/action.ts';
import { requireObject } from '../argument.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { CancelOptions, RecordRingBufferOptions } from '../requests/request.ts';
import type { RingBuffer } from './ring-buffer.ts';
import {
  cancelled,
  channelsOrAll,
  type Done,
  errorOf,
  pollMilliseconds,
  type RingRecorder,
  requireMixer,
  ringFor,
} from './stream-ring.ts';

/** How a RecordingStream records. */
export interface RecordingStreamOptions extends RecordRingBufferOptions {
  /** Frames of the ring, a power of two; default the first that holds two seconds. How late a
   * reader may be before frames are lost. */
  size?: number;
}

const optionNames: OptionNames<RecordingStreamOptions> = {
  ...{ size: true, start: true, allowBelated: true, channels: true, length: true, onLoss: true },
};

/** A Readable of what is recorded, in object mode: each chunk a Float32Array of whole interleaved
 * frames. A reader that pauses leaves its frames in the ring; when that is full, the recording ends:
 * what it has is still given, then comes `stream-timeout`. `end` follows the last frame of a
 * recording with a `length`, of one that `finish()` ended, or of an endless one whose mixer was
 * stopped. Emits RtMixerError: `device-lost`, `stream-not-active`, `stream-timeout`,
 * `invalid-time`.
 *
 * @example
 * await using recorder = new Recorder({ hostApi: 'Virtual', channels: 1 });
 * recorder.start();
 * let samples = 0;
 * for await (const chunk of new RecordingStream(recorder, { length: 4800 })) {
 *   samples += chunk.length;
 * }
 * assert.equal(samples, 4800);
 */
export class RecordingStream extends Readable {
  /** Between JavaScript and the audio callback. */
  readonly ring: RingBuffer;
  /** The recording action. */
  readonly action: Action;
  readonly #mixer: RingRecorder;
  readonly #isEndless: boolean;
  #timer: NodeJS.Timeout | undefined;

  /** Schedules at once. Throws as recordRingBuffer() does. */
  constructor(mixer: RingRecorder, options: RecordingStreamOptions = {}) {
    super({ objectMode: true, highWaterMark: 1 });
    requireMixer(mixer, 'recordRingBuffer');
    requireObject(options, 'Recording options');
    refuseUnknownOptions(options, optionNames, 'a RecordingStream');
    const { size, ...record } = options;
    const channels = channelsOrAll(record.channels, mixer, 0);
    this.ring = ringFor(channels, size, mixer.sampleRate, 2);
    this.#mixer = mixer;
    this.#isEndless = record.length === undefined;
    this.action = mixer.recordRingBuffer(this.ring, { ...record, channels });
  }

  /** Ends the recording, at once or at a time; `end` follows when the last frame was read. */
  finish(options: CancelOptions = {}): void {
    if (this.action.state !== 'finished') {
      this.#mixer.cancel(this.action, options);
    }
  }

  /** The chunks, typed. */
  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<Float32Array<ArrayBuffer>> {
    return super[Symbol.asyncIterator]();
  }

  override _read(): void {
    // First the state: what was recorded before the end is then in the ring.
    const isOver = this.action.state === 'finished';
    if (this.ring.readAvailable > 0) {
      this.push(new Float32Array(this.ring.read().buffer));
    } else if (!isOver) {
      this.#timer = setTimeout(() => this._read(), pollMilliseconds);
    } else if (this.#endedWell()) {
      this.push(null);
    } else {
      this.destroy(errorOf(this.action));
    }
  }

  #endedWell(): boolean {
    const { outcome } = this.action;
    return (
      outcome === 'completed' ||
      outcome === 'cancelled' ||
      outcome === 'cancelled-before-start' ||
      (outcome === 'stream-stopped' && this.#isEndless)
    );
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#timer);
    done(cancelled(this.#mixer, this.action, error));
  }
}
