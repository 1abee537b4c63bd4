/**
 * The one grammar of times, in texts and in fields.
 *
 * - Times and lengths: `h:mm:ss.mmm`, the hour left out while it is 0, always at least `m:ss`. Whole seconds
 *   on the ruler and of estimates only.
 * - Differences: ms, with their sign where it matters. Frames: `3 168 000 fr`.
 * - A field takes `1:06.5`, `66.5`, `3168000 fr`. What a text says for a typed time is that time again.
 */
import {
  type Frames,
  type SampleRate,
  type Seconds,
  secondsFromFrames,
} from '../../preload/units.ts';
import { DASH, figure } from './figures.ts';

/** `1:06.500`, `0:02.000`, `1:02:03.500`, `−0:01.000`. */
export function timeText(frames: Frames, sampleRate: SampleRate): string {
  const { sign, hours, minutes, seconds, milliseconds } = partsOf(frames, sampleRate);
  return `${sign}${clocked(hours, minutes, seconds)}.${padded(milliseconds, 3)}`;
}

/** A position with its hour always, as `0:01:07` and `.384`. */
export function clockParts(frames: Frames, sampleRate: SampleRate): readonly [string, string] {
  const { hours, minutes, seconds, milliseconds } = partsOf(Math.max(0, frames), sampleRate);
  const whole = `${hours}:${padded(minutes, 2)}:${padded(seconds, 2)}`;
  return [whole, `.${padded(milliseconds, 3)}`];
}

/** A difference of two times with its sign: `+0:01.100`. */
export function shiftText(frames: Frames, sampleRate: SampleRate): string {
  return frames < 0 ? timeText(frames, sampleRate) : `+${timeText(frames, sampleRate)}`;
}

/** A time of the ruler, which has room for no more than its ticks need. @param decimals 0 to 3 */
export function tickText(frames: number, sampleRate: SampleRate, decimals: number): string {
  const total = Math.round((frames / sampleRate) * 10 ** decimals);
  const whole = Math.floor(total / 10 ** decimals);
  const part = decimals === 0 ? '' : `.${padded(total % 10 ** decimals, decimals)}`;
  return `${clocked(Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60)}${part}`;
}

/** `3 168 000 fr`. */
export function framesText(frames: Frames): string {
  return `${figure(frames)}\u00a0fr`;
}

/** Seconds for accessible names, with as many decimals as tell frames apart, at least three: `2.000`,
 * `1.500021`. */
export function secondsText(frames: Frames, sampleRate: SampleRate): string {
  const seconds = secondsFromFrames(frames, sampleRate);
  const short = seconds.toFixed(3);
  const isExact = Math.round(Number(short) * sampleRate) === frames;
  return isExact ? short : seconds.toFixed(6);
}

/** A difference of times with its sign: `+7.100 ms`. */
export function signedMilliseconds(seconds: Seconds): string {
  const text = Math.abs(seconds * 1000).toFixed(3);
  const sign = Number(text) === 0 ? '' : seconds > 0 ? '+' : '−';
  return `${sign}${text} ms`;
}

/** A difference of frames as a difference of times, with as many decimals as tell a frame apart:
 * `+7.1 ms`, `−0.021 ms`, `0 ms`. */
export function signedErrorText(frames: Frames, sampleRate: SampleRate): string {
  if (frames === 0) return '0 ms';
  const milliseconds = (Math.abs(frames) / sampleRate) * 1000;
  const text = milliseconds < 1 ? milliseconds.toFixed(3) : milliseconds.toFixed(1);
  const [whole = '', decimals = ''] = text.split('.');
  return `${frames > 0 ? '+' : '−'}${figure(Number(whole))}.${decimals} ms`;
}

/** Milliseconds with their unit, as `10.683 ms`; a dash for an unknown value. */
export function millisecondText(seconds: Seconds | null, decimals = 3): string {
  return seconds === null ? DASH : `${(seconds * 1000).toFixed(decimals)} ms`;
}

/** An estimate: `11 h 40 min`, `12 min`. */
export function roughDuration(seconds: Seconds): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${figure(Math.floor(minutes / 1440))} days`;
}

/** Wall clock as hh:mm:ss. */
export function wallClockText(wallTime: number): string {
  return new Date(wallTime).toTimeString().slice(0, 8);
}

/** The same, after its date where that is not today's: `2026-11-30 09:41:07`. */
export function wallTimeText(wallTime: number, today = new Date()): string {
  const date = new Date(wallTime);
  const time = wallClockText(wallTime);
  return date.toDateString() === today.toDateString()
    ? time
    : `${date.toLocaleDateString('sv')} ${time}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `today 14:02`, `yesterday 17:20`, `28 Nov 17:20`, `28 Nov 2025 17:20`. */
export function dayTimeText(wallTime: number, today = new Date()): string {
  const date = new Date(wallTime);
  const time = wallClockText(wallTime).slice(0, 5);
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return `today ${time}`;
  if (date.toDateString() === yesterday.toDateString()) return `yesterday ${time}`;
  const year = date.getFullYear() === today.getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year} ${time}`;
}

interface TimeParts {
  readonly sign: '' | '−';
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
}

/** A time that has not come is not told: half a frame more than the frame, or half a millisecond where that is
 * less, is what rounding a typed time may have taken. */
function partsOf(frames: Frames, sampleRate: SampleRate): TimeParts {
  const size = Math.abs(frames);
  const whole = Math.floor(size / sampleRate);
  const rest = ((size - whole * sampleRate) * 1000) / sampleRate;
  const milliseconds = Math.min(999, Math.floor(rest + Math.min(0.5, 500 / sampleRate)));
  const isNothing = whole === 0 && milliseconds === 0;
  return {
    sign: frames < 0 && !isNothing ? '−' : '',
    hours: Math.floor(whole / 3600),
    minutes: Math.floor(whole / 60) % 60,
    seconds: whole % 60,
    milliseconds,
  };
}

function clocked(hours: number, minutes: number, seconds: number): string {
  const short = `${minutes}:${padded(seconds, 2)}`;
  return hours === 0 ? short : `${hours}:${padded(minutes, 2)}:${padded(seconds, 2)}`;
}

function padded(value: number, width: number): string {
  return value.toString().padStart(width, '0');
}
