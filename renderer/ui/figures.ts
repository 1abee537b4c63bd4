/**
 * How figures are written: groups of three digits apart by no-break spaces, differences with their
 * sign. Times: `time-text.ts`.
 */
import { MAX_GAIN_DB, MIN_GAIN_DB, type SampleRate } from '../../preload/units.ts';

const GROUP = '\u00a0';
/** Does not exist. */
export const DASH = '–';
/** The host API never reports it: nobody can say that there was none. */
export const NOT_REPORTED = 'n/a';

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

/** The outputs that had overs: `samples beyond full scale, on output 2: 31`. */
export function oversNote(samplesByChannel: readonly number[]): string {
  const overs = samplesByChannel
    .map((samples, index) => ({ samples, text: `${index + 1}: ${figure(samples)}` }))
    .filter(({ samples }) => samples > 0);
  if (overs.length === 0) return 'samples beyond full scale';
  return `samples beyond full scale, on output ${overs.map(({ text }) => text).join(', ')}`;
}

/** `48k`, `44.1k`, `22.05k`. */
export function rateText(sampleRate: SampleRate): string {
  return `${Number((sampleRate / 1000).toFixed(3))}k`;
}

/** @param silence the level that is none */
export function decibelText(decibels: number, silence = MIN_GAIN_DB): string {
  return `${decibelFigure(decibels, silence)} dB`;
}

/** The same without its unit. */
export function decibelFigure(decibels: number, silence = MIN_GAIN_DB): string {
  if (decibels <= silence) return '−∞';
  const rounded = Math.abs(decibels) < 0.05 ? 0 : decibels;
  const sign = rounded < 0 ? '−' : rounded > 0 ? '+' : '';
  return `${sign}${Math.abs(rounded).toFixed(1)}`;
}

/** Of a gain that is typed. */
export const GAIN_RANGE: readonly [number, number] = [MIN_GAIN_DB, MAX_GAIN_DB];

/** `−60 dB`, `+12 dB`. */
export function gainText(decibels: number): string {
  return `${signedFigure(decibels)} dB`;
}

/** `off`, `C`, `30 L`, `100 R`: hundredths of the way to a side. */
export function panText(pan: number | null): string {
  if (pan === null) return 'off';
  const share = Math.round(Math.abs(pan) * 100);
  if (share === 0) return 'C';
  return `${share} ${pan < 0 ? 'L' : 'R'}`;
}

/** A pan as people type it: `off` (null), `C`, `30 L`, `-30`, `R`; undefined = none. */
export function panFromText(text: string): number | null | undefined {
  const typed = text.trim().replace(/^−/, '-').toUpperCase();
  if (typed === 'OFF') return null;
  if (/^(C|CENTRE|CENTER|0)$/.test(typed)) return 0;
  const match = /^([-+]?)(\d{1,3}(?:[.,]\d+)?)?\s*%?\s*([LR]?)$/.exec(typed);
  if (match === null) return undefined;
  const [, sign = '', digits, side = ''] = match;
  if (digits === undefined && side === '') return undefined;
  if (sign !== '' && side !== '') return undefined;
  const share = digits === undefined ? 100 : Number(digits.replace(',', '.'));
  if (share > 100) return undefined;
  const pan = Math.round(share) / 100;
  return sign === '-' || side === 'L' ? -pan : pan;
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
