/** The one grammar of times that people type: `1:06.5`, `66.5`, `3168000 fr`. */
import type { Frames, SampleRate } from '../../preload/units.ts';

export const NO_TIME = 'Not a time. Write 1:06.5, 66.5 or 3168000 fr.';

/** null = not a time. Comma or point, spaces between groups, a unit after it; negative ones, too. */
export function framesFromText(text: string, sampleRate: SampleRate): Frames | null {
  const cleaned = text
    .replace(/[\s\u00a0\u202f]/gu, '')
    .replace('−', '-')
    .replace(',', '.')
    .toLowerCase();
  const frames = /^(-?\d+)(?:fr|frames?)$/.exec(cleaned);
  if (frames !== null) return safe(Number(frames[1]));
  const time = /^(-?)(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?|\.\d+)s?$/.exec(cleaned);
  if (time === null) return null;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = time;
  const isOver = (part: string, isTop: boolean) => !isTop && Number(part) >= 60;
  if (isOver(seconds, time[3] === undefined) || isOver(minutes, time[2] === undefined)) return null;
  const total = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return safe(Math.round(total * sampleRate) * (sign === '-' ? -1 : 1));
}

function safe(frames: number): Frames | null {
  return Number.isSafeInteger(frames) ? frames : null;
}
