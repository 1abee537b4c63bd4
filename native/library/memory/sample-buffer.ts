/** Interleaved float32 samples in native memory, which any number of actions share. */

import { addon } from '../addon.ts';
import type { AddonSampleBuffer } from '../addon-interface.ts';
import {
  channelCount,
  counted,
  described,
  numberBetween,
  requireMemoryOf,
  requireObject,
  wholeNumber,
} from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import { refuseCloning } from '../uncloneable.ts';

/** The most samples of one buffer: 8 GiB of float32. */
const maxSamples = 2 ** 31;
/** Up to this the free memory is not checked. */
const smallBytes = 2 ** 26;

/** The memory is written when it is made, so too much would end the whole process. */
function requireMemory(samples: number): void {
  const bytes = samples * Float32Array.BYTES_PER_ELEMENT;
  if (bytes > smallBytes && bytes > 0.9 * process.availableMemory()) {
    throw new RtMixerError(
      'out-of-memory',
      `There is not enough free memory for ${Math.ceil(bytes / 2 ** 20)} MiB of samples; stream the sound from disk instead.`,
    );
  }
}

const fromNames: OptionNames<Parameters<typeof SampleBuffer.from>[1]> = {
  channels: true,
  sampleRate: true,
};

const createNames: OptionNames<Parameters<typeof SampleBuffer.create>[0]> = {
  ...fromNames,
  frames: true,
};

let wrapSamples: (native: AddonSampleBuffer) => SampleBuffer;
let nativeSamples: (buffer: SampleBuffer) => AddonSampleBuffer;
/** The addon's number of it, valid as long as the object exists. */
let samplesNumber: (buffer: SampleBuffer) => number;

/** Interleaved float32 samples in native memory, which many actions may share without a copy. Made
 * by create(), from() and decodeFile(); freed when it is no longer referred to.
 *
 * @example
 * const stereo = Float32Array.of(0.1, 0.2, 0.3, 0.4);
 * const buffer = SampleBuffer.from(stereo, { channels: 2, sampleRate: 48_000 });
 * assert.deepEqual([buffer.frames, buffer.channels], [2, 2]);
 * assert.deepEqual(buffer.copy(1), Float32Array.of(0.3, 0.4));
 */
export class SampleBuffer {
  /** How many samples a frame has. */
  readonly channels: number;
  /** How long it is. */
  readonly frames: number;
  /** Hz. */
  readonly sampleRate: number;
  readonly #native: AddonSampleBuffer;
  readonly #number: number;

  static {
    wrapSamples = (native) => new SampleBuffer(native);
    nativeSamples = (buffer) => buffer.#native;
    samplesNumber = (buffer) => buffer.#number;
  }

  private constructor(native: AddonSampleBuffer) {
    this.#native = native;
    refuseCloning(
      this,
      'A SampleBuffer cannot be sent or cloned: send what copy() returns, and make one of it there with SampleBuffer.from().',
    );
    [this.channels, this.frames, this.sampleRate, this.#number] = native.info();
  }

  /** Silence of `frames` frames, for instance to record into. Throws `invalid-argument`,
   * `invalid-channel`, `out-of-memory`. */
  static create(options: { channels: number; frames: number; sampleRate: number }): SampleBuffer {
    requireObject(options, 'The options');
    refuseUnknownOptions(options, createNames, 'SampleBuffer.create');
    const channels = channelCount(options.channels);
    const sampleRate = numberBetween(options.sampleRate, 1, 1e6, 'The sample rate');
    const most = Math.floor(maxSamples / channels);
    const frames = wholeNumber(options.frames, 0, 'The number of frames', most);
    requireMemory(channels * frames);
    return new SampleBuffer(addon().createSampleBuffer(channels, frames, sampleRate));
  }

  /** A copy of interleaved samples. Refuses NaN and infinite samples with the place of the first
   * one. Throws `invalid-argument`, `invalid-channel`, `out-of-memory`. */
  static from(
    samples: Float32Array,
    options: { channels: number; sampleRate: number },
  ): SampleBuffer {
    requireObject(options, 'The options');
    refuseUnknownOptions(options, fromNames, 'SampleBuffer.from');
    const channels = channelCount(options.channels);
    requireSamples(samples, channels);
    const frames = samples.length / channels;
    const buffer = SampleBuffer.create({ channels, frames, sampleRate: options.sampleRate });
    const bad = buffer.#native.copyIn(samples);
    if (bad >= 0) {
      const frame = Math.floor(bad / channels);
      const channel = bad % channels;
      throw invalidArgument(
        `Samples must be finite: frame ${frame}, channel ${channel + 1} is ${buffer.copy(frame, 1)[channel]}.`,
      );
    }
    return buffer;
  }

  /** Frames filled so far: all of them, unless a file is still being decoded into the buffer. */
  get readyFrames(): number {
    return this.#native.readyFrames();
  }

  /** Interleaved samples from `startFrame` on, as many as there are. */
  copy(startFrame = 0, frames = this.frames): Float32Array<ArrayBuffer> {
    const start = Math.min(wholeNumber(startFrame, 0, 'The first frame'), this.frames);
    const count = Math.min(wholeNumber(frames, 0, 'The number of frames'), this.frames - start);
    const target = new Float32Array(count * this.channels);
    this.#native.copyOut(target, start * this.channels, 0, target.length);
    return target;
  }
}

/** Throws `invalid-argument` for anything but a Float32Array of whole frames. */
export function requireSamples(
  samples: unknown,
  channels: number,
): asserts samples is Float32Array {
  // A proxy is an instance, but has no samples.
  if (!(samples instanceof Float32Array && ArrayBuffer.isView(samples))) {
    throw invalidArgument(
      `Samples must be a Float32Array or a SampleBuffer, not ${described(samples)}.`,
    );
  }
  requireMemoryOf(samples, 'the samples');
  if (samples.length % channels !== 0) {
    throw invalidArgument(
      `The array has ${counted(samples.length, 'sample')}, which is not a whole number of frames of ${counted(channels, 'channel')}.`,
    );
  }
}

export { nativeSamples, samplesNumber, wrapSamples };
