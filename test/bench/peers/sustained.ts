/** How many voices one core mixes in time. */
import { type Figure, figure } from '../figure.ts';
import type { Participant } from './participant.ts';

const rounds = 5;
const blockFrames = 64;
const blockMicroseconds = (blockFrames / 48_000) * 1e6;
const wantedVoices = 12_000;
const wantedShare = 70;

const source = `${blockFrames} frames, 64 shared buffers of 1 s`;

export async function sustained(core: Participant): Promise<Figure[]> {
  console.error(`peers: ${wantedVoices} voices`);
  const medians: number[] = [];
  const tails: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [middle = Number.NaN, tail = Number.NaN] = await shares(core, wantedVoices);
    medians.push(middle);
    tails.push(tail);
  }
  const name = `12,000 voices, ${source}`;
  const goal = { bound: 'at most', value: wantedShare } as const;
  const most = await mostVoices(core, medians);
  return [
    figure(`${name}: median block`, medians, '% of its time', { goal }),
    figure(`${name}: 99.9 % of the blocks within`, tails, '% of its time'),
    figure(`voices that one core sustains, ${source}`, [most], 'voices', {
      goal: { bound: 'at least', value: wantedVoices },
    }),
  ];
}

/** Median and 99.9th percentile of the blocks, in percent of what a block lasts. */
async function shares(core: Participant, voices: number): Promise<number[]> {
  const answer = await core.ask(`sustain ${voices} ${blockFrames}`);
  return answer.map((microseconds) => (microseconds / blockMicroseconds) * 100);
}

/** The largest number tried, in steps of 500, whose median block keeps to the wanted share. */
async function mostVoices(core: Participant, medians: readonly number[]): Promise<number> {
  let load = Math.max(...medians);
  let voices = wantedVoices;
  let most = load <= wantedShare ? wantedVoices : 0;
  for (let attempt = 0; attempt < 5; attempt++) {
    // A little less than what the last attempt promises; the caches make it no straight line.
    const next = Math.floor((voices * wantedShare * 0.98) / load / 500) * 500;
    if (next === voices || next === 0) break;
    voices = next;
    load = (await shares(core, voices))[0] ?? Number.NaN;
    if (load <= wantedShare) most = Math.max(most, voices);
  }
  return most;
}
