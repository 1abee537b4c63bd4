/**
 * What became of an action, in one word and one tone. The same words on the clip, in the table and
 * in the Inspector. Colour only repeats what the word says.
 */
import { type ActionRow, errorFrames, type XrunStats } from '../../preload/actions.ts';
import { counted, signedFigure } from './figures.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'plain';

export interface Verdict {
  /** Short, for the clip: `0 fr`, `+341 fr`, `dropped`. */
  readonly text: string;
  readonly tone: Tone;
  /** One sentence fragment for Inspector and screen reader: `on time`. */
  readonly words: string;
}

export function xrunCount(stats: XrunStats): number {
  return (
    stats.inputUnderflows + stats.inputOverflows + stats.outputUnderflows + stats.outputOverflows
  );
}

/** Began behind the frame that was asked for, or was dropped because that had passed. */
export function isLate(row: ActionRow): boolean {
  return row.outcome === 'belated' || (errorFrames(row) ?? 0) > 0;
}

/** null while there is nothing to say. */
export function verdictOf(row: ActionRow): Verdict | null {
  if (row.state === 'pending') return null;
  if (row.state === 'active') return activeVerdict(row);
  switch (row.outcome) {
    case 'belated':
      return { text: 'dropped', tone: 'warn', words: 'dropped, it was too late' };
    case 'cancelled':
    case 'cancelled-before-start':
      return endedVerdict(row, 'cancelled', row.outcome.replaceAll('-', ' '));
    case 'stream-stopped':
      return endedVerdict(row, 'stopped', 'stopped with the stream');
    case 'starved':
    case 'overflowed':
      return { text: row.outcome, tone: 'bad', words: row.outcome };
    case 'device-lost':
      return { text: 'device lost', tone: 'bad', words: 'the device was lost' };
    default:
      return completedVerdict(row);
  }
}

/** Ended on somebody's word: what had gone wrong until then is still to be said. */
function endedVerdict(row: ActionRow, text: string, words: string): Verdict {
  const trouble = row.actualFrame === null ? null : troubles(row);
  if (trouble === null) return { text, tone: 'plain', words };
  return { ...trouble, text: `${trouble.text} · ${text}`, words: `${trouble.words}, ${words}` };
}

function activeVerdict(row: ActionRow): Verdict {
  const trouble = troubles(row);
  if (trouble !== null) return trouble;
  const isRecording = row.type.startsWith('record');
  return { text: 'now', tone: 'run', words: isRecording ? 'recording now' : 'playing now' };
}

function completedVerdict(row: ActionRow): Verdict {
  const trouble = troubles(row);
  if (trouble !== null) return trouble;
  const error = errorFrames(row);
  if (error === null) return { text: 'played', tone: 'plain', words: 'completed' };
  return { text: '0 fr', tone: 'ok', words: 'on time' };
}

/** Lateness, gaps and dropouts, whatever there was of them. */
function troubles(row: ActionRow): Verdict | null {
  const error = errorFrames(row) ?? 0;
  const xruns = xrunCount(row.stats);
  const texts: string[] = [];
  const words: string[] = [];
  if (error !== 0) {
    texts.push(`${signedFigure(error)} fr`);
    words.push(`${error > 0 ? 'late' : 'early'} by ${counted(Math.abs(error), 'frame')}`);
  }
  if (row.starvedFrames > 0) {
    texts.push(`${signedFigure(row.starvedFrames)} fr gap`);
    words.push(`${counted(row.starvedFrames, 'frame')} of silence, the disk was late`);
  }
  if (xruns > 0) {
    texts.push(counted(xruns, 'xrun'));
    words.push(counted(xruns, 'xrun'));
  }
  if (texts.length === 0) return null;
  return { text: texts.join(' · '), tone: 'warn', words: words.join(', ') };
}

/** The words of the Outcome column. */
export function outcomeText(row: ActionRow): string {
  if (row.outcome !== null) return row.outcome;
  if (row.state === 'pending') return 'pending';
  return row.type.startsWith('record') ? 'recording' : 'playing';
}

export function outcomeTone(row: ActionRow): Tone {
  if (row.state === 'pending') return 'plain';
  if (row.state === 'active') return 'run';
  return verdictOf(row)?.tone ?? 'plain';
}
