/** Which part of a sound a clip repeats, and where its channels go. */
import type { ChannelNumber, Decibels, Frames } from './units.ts';

/** The part of a source that a clip repeats. */
export interface ClipLoop {
  /** Of the source. */
  readonly startFrame: Frames;
  /** >= 1. */
  readonly lengthFrames: Frames;
}

/** One channel of a sound on one output. */
export interface ChannelGain {
  /** Of the sound. */
  readonly from: ChannelNumber;
  readonly to: ChannelNumber;
  readonly gainDb: Decibels;
}
