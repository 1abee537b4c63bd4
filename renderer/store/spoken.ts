/**
 * What screen readers are told by themselves: notices, recording and playing, and how many actions were late or
 * dropped and how many dropouts there were. At most one sentence a second: counts are folded, a newer
 * state replaces an older one, and of many notices the number is told.
 */
import { createStore } from 'zustand/vanilla';
import { counted } from '../../preload/units.ts';
import { spokenDropouts } from '../dropouts/dropout-text.ts';
import type { Mirror } from './mirror.ts';

const PACE_MILLISECONDS = 1_000;
/** More notices that wait are one sentence. */
const MOST_WAITING = 2;

/** The sentence that is told now; `number` tells two equal ones apart. */
export interface SpokenSentence {
  readonly text: string;
  readonly number: number;
}

export const spokenStore = createStore<SpokenSentence>(() => ({ text: '', number: 0 }));

interface TroubleCounts {
  readonly late: number;
  readonly dropped: number;
  /** Those that are not told yet. */
  readonly dropouts: Mirror['dropouts'];
}

const NO_COUNTS: TroubleCounts = { late: 0, dropped: 0, dropouts: [] };

let state: string | null = null;
let sentences: string[] = [];
let counts = NO_COUNTS;
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(sentence: string): void {
  sentences.push(sentence);
  schedule();
}

type SpokenState = Pick<
  Mirror,
  'transportState' | 'lateCount' | 'droppedCount' | 'dropouts' | 'dropoutTotals' | 'stream'
>;

/** Tells what has changed for the worse, and what the transport does. */
export function sayTroubles(before: SpokenState, after: SpokenState): void {
  if (before.transportState !== after.transportState) state = STATE_WORDS[after.transportState];
  // Counts of another stream begin again.
  const isSameStream = before.stream.streamNumber === after.stream.streamNumber;
  counts = {
    late: counts.late + grown(isSameStream ? before.lateCount : 0, after.lateCount),
    dropped: counts.dropped + grown(isSameStream ? before.droppedCount : 0, after.droppedCount),
    dropouts: [...counts.dropouts, ...newDropouts(before, after)],
  };
  if (state !== null || countWords() !== '') schedule();
}

const STATE_WORDS: Readonly<Record<Mirror['transportState'], string>> = {
  stopped: 'Stopped.',
  playing: 'Playing.',
  recording: 'Recording.',
};

function grown(before: number, after: number): number {
  return Math.max(0, after - before);
}

/** Those of a run: while nothing is played or recorded they touch nothing. */
function newDropouts(before: SpokenState, after: SpokenState): Mirror['dropouts'] {
  if (before.dropouts === after.dropouts) return [];
  const isSameRun = before.dropoutTotals.runNumber === after.dropoutTotals.runNumber;
  // Those of an earlier start are no news.
  if (!isSameRun && after.transportState === 'stopped') return [];
  const newest = before.dropouts.at(-1)?.id ?? 0;
  return after.dropouts.filter(({ id, runNumber }) => id > newest && runNumber !== null);
}

function schedule(): void {
  // What comes in the same update is told together.
  if (timer === undefined) timer = setTimeout(flush, 0);
}

function flush(): void {
  timer = undefined;
  const text = next();
  if (text === null) return;
  spokenStore.setState(({ number }) => ({ text, number: number + 1 }));
  timer = setTimeout(flush, PACE_MILLISECONDS);
}

/** The sentence that is due: the transport first, then notices, then counts. */
function next(): string | null {
  if (state !== null) {
    const text = state;
    state = null;
    return text;
  }
  if (sentences.length > MOST_WAITING) {
    const text = `${counted(sentences.length, 'notice')}; the newest: ${sentences.at(-1)}`;
    sentences = [];
    return text;
  }
  const sentence = sentences.shift();
  if (sentence !== undefined) return sentence;
  const words = countWords();
  counts = NO_COUNTS;
  return words === '' ? null : words;
}

function countWords(): string {
  const { late, dropped, dropouts } = counts;
  const words = [
    late > 0 ? `${counted(late, 'action')} late` : '',
    dropped > 0 ? `${counted(dropped, 'action')} dropped` : '',
    spokenDropouts(dropouts),
  ].filter((word) => word !== '');
  const [first = '', ...others] = words;
  if (first === '') return '';
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...others].join(', ')}.`;
}
