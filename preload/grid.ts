/** The grid of a session and its tempo: how they are written, and how far their lines are apart. Pure. */
import { BEAT_UNITS, type Grid, type Project, type Tempo } from './project.ts';
import { LIMITS } from './project-limits.ts';
import { framesFromText } from './typed-time.ts';
import { groupedFigure, type SampleRate } from './units.ts';

type GridDivision = Extract<Grid, { readonly kind: 'beats' }>['division'];
export type Timed = Pick<Project, 'grid' | 'tempo' | 'sampleRate'>;

/** Frames of a beat; a fraction where the rate does not divide. Line n of a grid is the nearest frame to n
 * times this: nothing drifts. */
export function beatFrames({ beatsPerMinute }: Tempo, sampleRate: SampleRate): number {
  return (60 * sampleRate) / beatsPerMinute;
}

const BEATS_OF: Readonly<Record<GridDivision, (tempo: Tempo) => number>> = {
  bar: ({ beatsPerBar }) => beatsPerBar,
  beat: () => 1,
  half: () => 1 / 2,
  quarter: () => 1 / 4,
};

/** Frames from one line of the grid to the next, fractions allowed; the first line is frame 0. */
export function gridStepFrames({ grid, tempo, sampleRate }: Timed): number {
  if (grid.kind === 'frames') return grid.frames;
  if (grid.kind === 'time') return grid.seconds * sampleRate;
  return BEATS_OF[grid.division](tempo) * beatFrames(tempo, sampleRate);
}

const PARTS_OF_BEAT = { beat: 1, half: 2, quarter: 4 } as const;

/** `0:00.100`, `4 800 fr`, `bar`, `1/8`: what `gridFromText` reads. */
export function gridText(grid: Grid, { beatUnit }: Tempo): string {
  if (grid.kind === 'frames') return `${groupedFigure(grid.frames)}\u00a0fr`;
  if (grid.kind === 'beats') {
    return grid.division === 'bar' ? 'bar' : `1/${beatUnit * PARTS_OF_BEAT[grid.division]}`;
  }
  const milliseconds = Math.round(grid.seconds * 1_000);
  const [minutes, rest] = [Math.floor(milliseconds / 60_000), milliseconds % 60_000];
  const seconds = (rest / 1_000).toFixed(3).padStart(6, '0');
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

export const NO_GRID = 'Not a grid. Write 0.1, 4800 fr, 1/4, beat or bar.';

/** A time, frames, a note, `beat` or `bar`. */
export function gridFromText(text: string, tempo: Tempo): Grid | string {
  const word = text.trim().toLowerCase();
  if (word === 'bar' || word === 'beat') return { kind: 'beats', division: word };
  const note = /^1\s*\/\s*(\d+)$/.exec(word);
  if (note !== null) return gridOfNote(Number(note[1]), tempo);
  if (/fr|frames?$/.test(word)) {
    const frames = framesFromText(word, 1);
    if (frames === null) return NO_GRID;
    const isFit = frames >= 1 && frames <= LIMITS.gridFrames;
    return isFit ? { kind: 'frames', frames } : GRID_BOUNDS;
  }
  const milliseconds = framesFromText(word, 1_000);
  if (milliseconds === null) return NO_GRID;
  const seconds = milliseconds / 1_000;
  const { least, most } = LIMITS.gridSeconds;
  return seconds >= least && seconds <= most ? { kind: 'time', seconds } : GRID_BOUNDS;
}

const GRID_BOUNDS = 'A grid goes from 1 ms to 1 hour, or from 1 frame on.';

function gridOfNote(note: number, { beatUnit }: Tempo): Grid | string {
  const divisions = Object.entries(PARTS_OF_BEAT) as [GridDivision, number][];
  const found = divisions.find(([, parts]) => parts * beatUnit === note);
  if (found !== undefined) return { kind: 'beats', division: found[0] };
  const notes = divisions.map(([, parts]) => `1/${parts * beatUnit}`).join(', ');
  return `With beats of 1/${beatUnit} the grid can be bar, ${notes}.`;
}

/** `4/4` */
export function signatureText({ beatsPerBar, beatUnit }: Tempo): string {
  return `${beatsPerBar}/${beatUnit}`;
}

/** `120`, `92.5` */
export function beatsPerMinuteText({ beatsPerMinute }: Tempo): string {
  return String(Math.round(beatsPerMinute * 1_000) / 1_000);
}

export type Signature = Pick<Tempo, 'beatsPerBar' | 'beatUnit'>;

/** A signature, or why it is none. */
export function signatureFromText(text: string): Signature | string {
  const typed = /^(\d+)\s*\/\s*(\d+)$/.exec(text.trim());
  if (typed === null) return 'Not a signature. Write 4/4 or 6/8.';
  const beatsPerBar = Number(typed[1]);
  const beatUnit = BEAT_UNITS.find((unit) => unit === Number(typed[2]));
  if (beatsPerBar >= 1 && beatsPerBar <= LIMITS.beatsPerBar && beatUnit !== undefined) {
    return { beatsPerBar, beatUnit };
  }
  return `A bar has 1 to ${LIMITS.beatsPerBar} beats of 1, 2, 4, 8 or 16.`;
}

/** Beats a minute, or why they are none. */
export function beatsPerMinuteFromText(text: string): number | string {
  const value = Number(
    text
      .trim()
      .replace(',', '.')
      .replace(/\s*bpm$/i, ''),
  );
  if (text.trim() === '' || !Number.isFinite(value)) return 'Not a tempo. Write 120 or 92.5.';
  const { least, most } = LIMITS.beatsPerMinute;
  if (value < least || value > most) return `A tempo goes from ${least} to ${most} beats a minute.`;
  return value;
}

/** Both in one text, `120 4/4`, or one of them. */
export function tempoFromText(text: string, before: Tempo): Tempo | string {
  let tempo = before;
  const joined = text.replace(/\s*\/\s*/g, '/').replace(/\s*bpm\b/i, '');
  const words = joined.trim().split(/\s+/);
  for (const word of words) {
    const part = word.includes('/') ? signatureFromText(word) : beatsPerMinuteFromText(word);
    if (typeof part === 'string') return part;
    tempo = typeof part === 'number' ? { ...tempo, beatsPerMinute: part } : { ...tempo, ...part };
  }
  return tempo;
}

export function tempoText(tempo: Tempo): string {
  return `${beatsPerMinuteText(tempo)} ${signatureText(tempo)}`;
}

/** Bar and beat of a frame, from 1; the beat counts on inside its parts. */
export function barOf(
  frame: number,
  tempo: Tempo,
  sampleRate: SampleRate,
): { readonly bar: number; readonly beat: number } {
  // A line that was rounded to a frame belongs to what begins there.
  const beats = Math.floor((frame + 0.5) / beatFrames(tempo, sampleRate));
  const { beatsPerBar } = tempo;
  return { bar: Math.floor(beats / beatsPerBar) + 1, beat: (beats % beatsPerBar) + 1 };
}
