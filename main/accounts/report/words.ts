/** Figures and dates of reports in words, as the screen has them. */
import {
  type Frames,
  groupedFigure,
  type SampleRate,
  type Seconds,
} from '../../../preload/units.ts';
import { timeText } from '../../../preload/verdict.ts';

/** A length without its sign: `10.4 µs`, `7.1 ms`, `214 ms`, `0:03.200`. */
export function shortTime(seconds: Seconds): string {
  const size = Math.abs(seconds);
  if (size < 0.5e-9) return '0 µs';
  if (size < 1e-7) return `${(size * 1e6).toFixed(3)} µs`;
  if (size < 1e-3) return `${(size * 1e6).toFixed(1)} µs`;
  if (size < 0.1) return `${(size * 1e3).toFixed(1)} ms`;
  if (size < 1) return `${(size * 1e3).toFixed(0)} ms`;
  return runTimeText(size);
}

/** With its sign: `+7.1 ms`, `−4.0 µs`, `0 µs`. */
export function signedTime(seconds: Seconds): string {
  const text = shortTime(seconds);
  if (/^0(\.0+)? /.test(text)) return text;
  return `${seconds < 0 ? '−' : '+'}${text}`;
}

/** `1:04.787`, of the run's own time or a length. */
export function runTimeText(seconds: Seconds): string {
  return timeText(Math.round(seconds * 1_000), 1_000);
}

/** A time of the timeline; a dash = it has none. */
export function placeText(frame: Frames | null, sampleRate: SampleRate): string {
  return frame === null ? '–' : timeText(frame, sampleRate);
}

export function rateText(sampleRate: SampleRate): string {
  return `${groupedFigure(sampleRate)}\u00a0Hz`;
}

export function framesText(frames: Frames): string {
  return `${groupedFigure(frames)}\u00a0fr`;
}

/** `512 fr`, `~512 fr`, `size not known`. */
export function lostText(frames: Frames | null, isEstimate: boolean): string {
  if (frames === null) return 'size not known';
  return `${isEstimate ? '~' : ''}${framesText(frames)}`;
}

export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)}\u00a0%`;
}

/** `1, 2 and 3`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
