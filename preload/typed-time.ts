/** The one grammar of typed times, of fields and of the command line: `1:06.5`, `66.5`, `3168000 fr`. */
import type { Frames, SampleRate } from './units.ts';

export const NO_TIME = 'Not a time. Write 1:06.5, 66.5 or 3168000 fr.';

/** null = not a time. Comma or point, spaces between groups, a unit after it; negative ones, too. */
export function framesFromText(text: string, sampleRate: SampleRate): Frames | null {
  const cleaned = text
    .replace(/[\s\u00a0\u2009\u202f]/gu, '')
    .replace(/^[−–]/u, '-')
    .replace(',', '.')
    .toLowerCase();
  const frames = /^(-?\d+)(?:fr|frames?)$/.exec(cleaned);
  if (frames !== null) return safe(Number(frames[1]));
  const time = /^(-?)(?:(?:(\d+):)?(\d+):)?(\d*)(\.\d*)?s?$/.exec(cleaned);
  if (time === null) return null;
  const [, sign, hours, minutes, seconds = '', part = ''] = time;
  if (!/\d/.test(seconds + part) || (seconds === '' && minutes !== undefined)) return null;
  if (minutes !== undefined && Number(seconds) >= 60) return null;
  if (hours !== undefined && Number(minutes) >= 60) return null;
  const whole = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds);
  // Apart: a long time with its decimals has no room for them in one number.
  const total = whole * sampleRate + Number(`0${part}`) * sampleRate;
  return safe(Math.round(total) * (sign === '-' ? -1 : 1));
}

function safe(frames: number): Frames | null {
  return Number.isSafeInteger(frames) ? frames + 0 : null;
}
