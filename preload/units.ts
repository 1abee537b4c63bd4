/**
 * Units of the contract; aliases of number. Conversions name their target first. Times in the project
 * are frames at the session's rate; times in the mixer are stream frames (64-bit counters, exact in a
 * double up to 2^53) or seconds of device time.
 */

/** Seconds of device time or of the timeline. */
export type Seconds = number;
/** A whole number of frames; one frame is one sample per channel. */
export type Frames = number;
/** Frames per second. */
export type SampleRate = number;
/** From 1. */
export type ChannelNumber = number;
/** Gain in decibels; never -Infinity: MIN_GAIN_DB is silence. */
export type Decibels = number;

/** At and below this a gain is exactly 0. */
export const MIN_GAIN_DB: Decibels = -60;
export const MAX_GAIN_DB: Decibels = 12;
/** At this a clip's gain line is exactly 0. */
export const MIN_LINE_DB: Decibels = -90;

/** A count for people: groups of three digits, apart by no-break spaces. */
export function groupedFigure(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}

/** A count with its noun: `1 channel`, `2 channels`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${groupedFigure(count)} ${count === 1 ? singular : plural}`;
}

/** Nearest frame to a time. */
export function framesFromSeconds(seconds: Seconds, sampleRate: SampleRate): Frames {
  return Math.round(seconds * sampleRate);
}

export function secondsFromFrames(frames: Frames, sampleRate: SampleRate): Seconds {
  return frames / sampleRate;
}

/** Frames that a sound of one rate becomes at another; a sound never becomes 0 frames. */
export function resampledFrames(frames: Frames, from: SampleRate, to: SampleRate): Frames {
  return frames === 0 ? 0 : Math.max(1, Math.round((frames * to) / from));
}

/** The nearest gain that a track, a clip or an audition can have, in hundredths of a decibel. */
export function clampGain(decibels: Decibels): Decibels {
  return Math.min(MAX_GAIN_DB, Math.max(MIN_GAIN_DB, Math.round(decibels * 100) / 100));
}

/** Linear factor of a gain; 0 at and below MIN_GAIN_DB. */
export function gainFromDecibels(decibels: Decibels): number {
  return decibels <= MIN_GAIN_DB ? 0 : 10 ** (decibels / 20);
}

/** Of a meter at rest. */
export const SILENT_LEVEL: number = -(2 ** 15);
const LOUDEST_LEVEL = 2 ** 15 - 1;

/** Hundredths of a dB in 16 bits, for meters of many tracks; a linear peak of 0 is `SILENT_LEVEL`. */
export function levelOfPeak(peak: number): number {
  if (peak <= 0) return SILENT_LEVEL;
  const level = Math.round(2_000 * Math.log10(peak));
  return Math.min(LOUDEST_LEVEL, Math.max(SILENT_LEVEL + 1, level));
}

export function decibelsFromGain(gain: number): Decibels {
  return gain <= 0 ? MIN_GAIN_DB : Math.max(MIN_GAIN_DB, 20 * Math.log10(gain));
}
