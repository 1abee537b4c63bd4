/** How loud the channels of a stream were. */

/** One number per channel, linear, over all frames since the last take: peak and RMS are always of
 * the same frames. 0 where there were none. NaN counts as silence. */
export interface Levels {
  /** The largest absolute sample. */
  readonly peak: Float32Array;
  /** Root of the mean square: 0.7071 for a sine of full scale, 1 for a square wave. Right to six
   * digits, however long nobody looked. */
  readonly rms: Float32Array;
}

/** The levels of a whole mixer. */
export interface MixerLevels {
  /** Of the input channels, in their order. */
  readonly input: Levels;
  /** Of the output channels, in their order. */
  readonly output: Levels;
  /** Of each bus, after its gain, mute and solo, by its name. */
  readonly buses: ReadonlyMap<string, Levels>;
}

/** Levels of `channels` channels from `first` (counted from 0) on. */
export function unpackLevels(packed: Float32Array, first: number, channels: number): Levels {
  const peak = new Float32Array(channels);
  const rms = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    peak[c] = packed[2 * (first + c)] ?? 0;
    rms[c] = packed[2 * (first + c) + 1] ?? 0;
  }
  return { peak, rms };
}
