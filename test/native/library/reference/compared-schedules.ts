/** Compares what the native mixer makes of random schedules with what the reference mixer says. A schedule that
 * fails is reduced and printed with its seed and path, which run it again:
 *   RTMIXER_SEED=5 RTMIXER_PATH=71:2 npm run test:unit -- test/native/library/reference/reference-mixer.test.ts */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Action } from '../../../../native/index.ts';
import { randomNumbers } from '../../support/signals.ts';
import { type PlayedSchedule, playedSchedule, untouched } from './native-schedule.ts';
import { busNames, channels, schedules } from './random-schedules.ts';
import { framesOf, type ModelScene, type ModelTurn, ReferenceMixer } from './reference-mixer.ts';
import type { ModelRecorder } from './reference-recorder.ts';
import type { ModelVoice } from './reference-voice.ts';

const { RTMIXER_SEED: seed, RTMIXER_PATH: path } = process.env;

function noise(frames: number, seed: number): Float32Array {
  const random = randomNumbers(seed);
  return Float32Array.from({ length: frames }, () => 2 * random() - 1);
}

/** What the schedules of the tests play and record. */
export const scene: ModelScene = {
  ...{ samples: noise(400, 5), input: noise(20_000, 6), channels, buses: busNames.length },
};

/** How many blocks, the smallest and the largest, from the block of one frame to that of another. */
function blocksBetween(turns: readonly ModelTurn[], first: number, last: number) {
  let end = 0;
  const touched: number[] = [];
  for (const frames of turns.flatMap(({ blocks }) => blocks)) {
    end += frames;
    if (end > first && end - frames <= last) {
      touched.push(frames);
    }
  }
  return [touched.length, Math.min(...touched), Math.max(...touched)];
}

/** An account, and the expected one. */
function checkAccount(
  turns: readonly ModelTurn[],
  action: Action,
  own: ModelVoice | ModelRecorder,
) {
  expect([action.outcome, action.actualFrame, action.doneFrames]).toEqual([
    own.outcome,
    own.start,
    own.done,
  ]);
  if (own.start !== null) {
    expect(action.skippedFrames).toBe(own.skipped);
    const last = own.outcome === null ? framesOf(turns) - 1 : own.lastFrame;
    const { blocks, minBlockSize, maxBlockSize } = action.stats;
    expect([blocks, minBlockSize, maxBlockSize]).toEqual(blocksBetween(turns, own.start, last));
  }
}

function checkVoice(turns: readonly ModelTurn[], action: Action, voice: ModelVoice): void {
  // Of what is cancelled before its start it tells nothing, and may have been changed with that frame.
  if (voice.outcome !== 'cancelled-before-start') {
    expect(action.totalFrames).toBe(voice.totalFrames);
  }
  expect(action.starvedFrames).toBe(voice.starved);
  expect(action.starvedGaps).toBe(voice.starved > 0 ? 1 : 0);
  checkAccount(turns, action, voice);
}

function checkRecorder(turns: readonly ModelTurn[], action: Action, model: ModelRecorder): void {
  checkAccount(turns, action, model);
  const { ring, target } = action;
  const recorded = [...model.recorded].sort(([a], [b]) => a - b).map(([, sample]) => sample);
  if (ring !== null && 'read' in ring) {
    expect(new Float32Array(ring.read().buffer)).toEqual(Float32Array.from(recorded));
  } else if (model.outcome !== null && target instanceof Float32Array) {
    const expected = Array.from(target, (_, at) => model.recorded.get(at) ?? untouched);
    expect([...target]).toEqual(expected);
  }
}

function firstDifference(heard: Float32Array, expected: Float32Array) {
  const at = expected.findIndex((sample, i) => sample !== heard[i]);
  return at < 0 && heard.length === expected.length
    ? null
    : { frame: Math.floor(at / channels), expected: expected[at], heard: heard[at] };
}

function compare(turns: readonly ModelTurn[], result: PlayedSchedule): void {
  const model = new ReferenceMixer(turns, scene);
  expect(firstDifference(result.output, model.output)).toBe(null);
  model.voices.forEach((voice, i) => {
    checkVoice(turns, result.players[i] as Action, voice);
  });
  model.recorders.forEach((recorder, i) => {
    checkRecorder(turns, result.recorders[i] as Action, recorder);
  });
}

/** Fails with the smallest schedule found of `numRuns` that differs from the reference, in a sample or an account. */
export function compareSchedules(numRuns: number): void {
  fc.assert(
    fc.property(schedules, (turns) => compare(turns, playedSchedule(turns, scene))),
    { seed: Number(seed ?? 20_261_122), numRuns, ...(path === undefined ? {} : { path }) },
  );
}
