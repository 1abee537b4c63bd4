/** Random schedules against the reference mixer. A schedule that fails is reduced and printed
 * with its seed and path, which run it again:
 *   RTMIXER_SEED=5 RTMIXER_PATH=71:2 npm run test:unit -- test/native/library/reference/reference-mixer.test.ts
 * RTMIXER_RUNS makes more of them than 10,000. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountType, Action } from '../../../../native/index.ts';
import { fadeCurves } from '../../../../native/library/names.ts';
import { randomNumbers } from '../../support/signals.ts';
import { type PlayedSchedule, playedSchedule, untouched } from './native-schedule.ts';
import { busNames, channels, schedules } from './random-schedules.ts';
import { framesOf, type ModelScene, type ModelTurn, ReferenceMixer } from './reference-mixer.ts';
import type { ModelRecorder } from './reference-recorder.ts';
import type { ModelLoop, ModelVoice } from './reference-voice.ts';

const { RTMIXER_SEED: seed, RTMIXER_PATH: path, RTMIXER_RUNS: runs } = process.env;

function noise(frames: number, seed: number): Float32Array {
  const random = randomNumbers(seed);
  return Float32Array.from({ length: frames }, () => 2 * random() - 1);
}

const scene: ModelScene = {
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

const atRandom = {
  seed: Number(seed ?? 20_261_122),
  numRuns: Number(runs ?? 10_000),
  ...(path === undefined ? {} : { path }),
};

/** What of the schedules stands for each type; null = the reference does not know it. */
const kindOfType: Readonly<Record<AccountType, string | null>> = {
  playBuffer: 'play',
  playRingBuffer: 'ring, ended',
  recordBuffer: 'record',
  recordRingBuffer: 'record to a ring',
  cancel: 'cancel',
  setGain: 'setGain',
  setLoop: 'setLoop',
  setBus: 'setBus',
  fetchAndResetStats: null,
};

function nameOfLoop({ times }: ModelLoop): string {
  const isWhole = typeof times === 'number';
  return isWhole ? 'loop' : times === 'endless' ? 'endless loop' : 'loop of a length';
}

describe('random schedules', () => {
  test('sound and are recorded as in the reference mixer, to the bit', () => {
    fc.assert(
      fc.property(schedules, (turns) => compare(turns, playedSchedule(turns, scene))),
      atRandom,
    );
  }, 600_000);

  test('hold a good deal of everything', () => {
    const kinds = [
      ...Object.values(kindOfType).filter((kind) => kind !== null),
      ...['stop', 'chain', 'gap', 'loop', 'endless loop', 'loop of a length', 'loop left'],
      ...['gain line', 'matrix', 'piece'],
      ...['ring, end', 'ring, silence', 'on a bus', 'placed', 'solo'],
      ...['solo safe', 'pan', 'master'],
      ...fadeCurves.flatMap((curve) => [`fade in, ${curve}`, `fade out, ${curve}`]),
      ...['cancel with a fade', 'cancel of a chain', 'gain ramp', 'completed', 'cancelled'],
      ...['cancelled-before-start', 'belated', 'starved', 'overflowed'],
    ];
    const counts = new Map<string, number>();
    const count = (what: string | null | false | undefined) => {
      if (what) {
        counts.set(what, (counts.get(what) ?? 0) + 1);
      }
    };
    const samples = fc.sample(schedules, { seed: 1, numRuns: 1000 });
    for (const turns of samples) {
      for (const request of turns.flatMap(({ requests }) => requests)) {
        count(request.kind);
        if (request.kind === 'play') {
          const { after, gap, ring, loop, fadeIn, fadeOut, bus } = request;
          count(after !== null && 'chain');
          count(after !== null && gap > 0 && 'gap');
          count(ring !== null && `ring, ${ring.ended ? 'ended' : ring.onStarve}`);
          count(loop !== null && nameOfLoop(loop));
          count(request.gainLine !== null && 'gain line');
          count(request.matrix !== null && 'matrix');
          count(request.piece !== null && 'piece');
          count(fadeIn.frames > 0 && `fade in, ${fadeIn.curve}`);
          count(fadeOut.frames > 0 && `fade out, ${fadeOut.curve}`);
          count(bus > 0 && 'on a bus');
          count(request.isPlaced && 'placed');
        }
        count(request.kind === 'cancel' && request.fade.frames > 0 && 'cancel with a fade');
        count(request.kind === 'cancel' && request.chain && 'cancel of a chain');
        count(request.kind === 'setGain' && request.ramp > 0 && 'gain ramp');
        count(request.kind === 'setLoop' && request.loop === null && 'loop left');
        if (request.kind === 'setBus') {
          count(request.soloed === true && 'solo');
          count(request.soloSafe === true && 'solo safe');
          count(request.pan !== null && 'pan');
          count(request.bus === 0 && 'master');
        }
        count(request.kind === 'record' && request.ring !== null && 'record to a ring');
      }
      const model = new ReferenceMixer(turns, scene);
      for (const { outcome } of [...model.voices, ...model.recorders]) {
        count(outcome);
      }
    }
    const seldom = kinds.filter((kind) => (counts.get(kind) ?? 0) < samples.length / 20);
    expect(seldom).toEqual([]);
  });
});
