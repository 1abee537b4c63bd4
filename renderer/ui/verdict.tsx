/**
 * The verdict of an action: one word and one tone, the same on the clip, in the table and in the
 * Inspector. Colour only repeats the word.
 */
import { ACTION_KINDS, type ActionRow, errorFrames } from '../../preload/actions.ts';
import { reportedDropouts } from './dropout-counters.ts';
import { counted, figure, signedFigure } from './figures.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'plain';

export interface Verdict {
  /** Short, for the clip: `0 fr`, `+341 fr`, `dropped`. */
  readonly text: string;
  readonly tone: Tone;
  /** One sentence fragment for Inspector and screen reader: `on time`. */
  readonly words: string;
}

/** Began after the requested frame, or was dropped because that had passed. */
export function isLate(row: ActionRow): boolean {
  return row.outcome === 'belated' || (errorFrames(row) ?? 0) > 0;
}

/** null = no verdict yet. */
export function verdictOf(row: ActionRow): Verdict | null {
  if (row.cannotPlay !== null) {
    return { text: 'cannot play', tone: 'bad', words: `cannot play: ${row.cannotPlay.message}` };
  }
  if (row.state === 'pending') return null;
  if (row.state === 'active') return activeVerdict(row);
  switch (row.outcome) {
    case 'belated':
      return { text: 'dropped', tone: 'warn', words: 'dropped because it was too late' };
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
    case 'completed':
    case null:
      return completedVerdict(row);
  }
}

/** Ended by a command; trouble before it is shown, too. */
function endedVerdict(row: ActionRow, text: string, words: string): Verdict {
  const trouble = row.actualFrame === null ? null : troubles(row);
  if (trouble === null) return { text, tone: 'plain', words };
  return { ...trouble, text: `${trouble.text} · ${text}`, words: `${trouble.words}, ${words}` };
}

/** A command lasts for one frame; it is never seen alive for long. */
const LIVE_TEXTS = { player: 'playing', recorder: 'recording', command: 'playing' } as const;

function activeVerdict(row: ActionRow): Verdict {
  const trouble = troubles(row);
  if (trouble !== null) return trouble;
  return { text: 'now', tone: 'run', words: `${LIVE_TEXTS[ACTION_KINDS[row.type]]} now` };
}

function completedVerdict(row: ActionRow): Verdict {
  const trouble = troubles(row);
  if (trouble !== null) return trouble;
  const error = errorFrames(row);
  if (error === null) return { text: 'played', tone: 'plain', words: 'completed' };
  return { text: '0 fr', tone: 'ok', words: 'on time' };
}

/** Lateness, silence of a starved action and dropouts; null = none of them. */
function troubles(row: ActionRow): Verdict | null {
  const error = errorFrames(row) ?? 0;
  const dropouts = reportedDropouts(row.stats);
  const texts: string[] = [];
  const words: string[] = [];
  if (error !== 0) {
    texts.push(`${signedFigure(error)} fr`);
    words.push(`${error > 0 ? 'late' : 'early'} by ${counted(Math.abs(error), 'frame')}`);
  }
  if (row.starvedFrames > 0) {
    texts.push(`ran dry ${figure(row.starvedFrames)} fr`);
    words.push(`ran dry for ${counted(row.starvedFrames, 'frame')}`);
  }
  if (dropouts > 0) {
    texts.push(counted(dropouts, 'dropout'));
    words.push(counted(dropouts, 'dropout'));
  }
  if (texts.length === 0) return null;
  return { text: texts.join(' · '), tone: 'warn', words: words.join(', ') };
}

/** Text of the Outcome column. */
export function outcomeText(row: ActionRow): string {
  if (row.outcome !== null) return row.outcome;
  if (row.cannotPlay !== null) return 'cannot play';
  if (row.state === 'pending') return 'pending';
  return LIVE_TEXTS[ACTION_KINDS[row.type]];
}

export function outcomeTone(row: ActionRow): Tone {
  if (row.state === 'pending') return 'plain';
  if (row.state === 'active') return 'run';
  return verdictOf(row)?.tone ?? 'plain';
}

/** A word with its tone; the dot repeats the tone. */
export function ToneText({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`tone tone-${tone}`}>
      <span className="tone-dot" aria-hidden />
      {children}
    </span>
  );
}
