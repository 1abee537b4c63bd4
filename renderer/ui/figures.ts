/**
 * How figures are written: groups of three digits apart by no-break spaces, differences with their
 * sign, a constant width while a figure changes.
 */
import {
  type Frames,
  MAX_GAIN_DB,
  MIN_GAIN_DB,
  type SampleRate,
  secondsFromFrames,
} from '../../preload/units.ts';

const GROUP = '\u00a0';
export const DASH = '–';

/** `3234432` as `3 234 432`. */
export function figure(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, GROUP);
  return value < 0 && digits !== '0' ? `−${grouped}` : grouped;
}

/** `+341`, `−3`, `0`. */
export function signedFigure(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}

/** A difference of times with its sign: `+7.100 ms`. */
export function signedMilliseconds(seconds: number): string {
  const milliseconds = seconds * 1000;
  return `${milliseconds >= 0 ? '+' : '−'}${Math.abs(milliseconds).toFixed(3)} ms`;
}

/** The outputs that had overs: `samples beyond full scale, on output 2: 31`. */
export function oversNote(samplesByChannel: readonly number[]): string {
  const overs = samplesByChannel
    .map((samples, index) => ({ samples, text: `${index + 1}: ${figure(samples)}` }))
    .filter(({ samples }) => samples > 0);
  if (overs.length === 0) return 'samples beyond full scale';
  return `samples beyond full scale, on output ${overs.map(({ text }) => text).join(', ')}`;
}

/** h:m:s.ms, as `00:01:07.384`. */
export function clockText(frames: Frames, sampleRate: SampleRate): string {
  const milliseconds = Math.floor((Math.max(0, frames) / sampleRate) * 1000 + 1e-6);
  const pad = (value: number, width: number) => value.toString().padStart(width, '0');
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const seconds = Math.floor(milliseconds / 1000) % 60;
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(milliseconds % 1000, 3)}`;
}

/** A length, as `0.84 s`, `2:03.5`. */
export function lengthText(frames: Frames, sampleRate: SampleRate): string {
  const seconds = secondsFromFrames(frames, sampleRate);
  if (seconds < 100) return `${seconds.toFixed(2)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(1).padStart(4, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${(minutes % 60).toString().padStart(2, '0')}:${rest}`;
}

/** Seconds with as many decimals as tell frames apart, at least three: `2.000`, `1.500021`. */
export function secondsText(frames: Frames, sampleRate: SampleRate): string {
  const seconds = secondsFromFrames(frames, sampleRate);
  const short = seconds.toFixed(3);
  const isExact = Math.round(Number(short) * sampleRate) === frames;
  return isExact ? short : seconds.toFixed(6);
}

/** `48k`, `44.1k`, `22.05k`. */
export function rateText(sampleRate: SampleRate): string {
  return `${Number((sampleRate / 1000).toFixed(3))}k`;
}

export function decibelText(decibels: number): string {
  if (decibels <= MIN_GAIN_DB) return '−∞ dB';
  const rounded = Math.abs(decibels) < 0.05 ? 0 : decibels;
  const sign = rounded < 0 ? '−' : rounded > 0 ? '+' : '';
  return `${sign}${Math.abs(rounded).toFixed(1)} dB`;
}

/** Of a gain that is typed. */
export const GAIN_RANGE: readonly [number, number] = [MIN_GAIN_DB, MAX_GAIN_DB];

/** `−60 dB`, `+12 dB`. */
export function gainText(decibels: number): string {
  return `${signedFigure(decibels)} dB`;
}

/** Consecutive channel numbers as ranges: `1–2`, `1, 3–4`. */
export function channelText(channels: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < channels.length; ) {
    let last = index;
    while (channels[last + 1] === (channels[last] as number) + 1) last += 1;
    parts.push(last === index ? `${channels[index]}` : `${channels[index]}–${channels[last]}`);
    index = last + 1;
  }
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Milliseconds with one decimal; a dash for an unknown value. */
export function millisecondText(seconds: number | null): string {
  return seconds === null ? DASH : (seconds * 1000).toFixed(1);
}

/** `11 h 40 min`, `12 min`. */
export function roughDuration(seconds: number): string {
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
