import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Action, OfflineMixer } from '../../native/index.ts';
import { type ModelRequest, type ModelTurn, modelOutput, modelVoices } from './reference-mixer.ts';
import { randomNumbers } from './signals.ts';

const channels = 2;
const noise = (() => {
  const random = randomNumbers(5);
  return Float32Array.from({ length: 400 }, () => 2 * random() - 1);
})();

const frame = fc.option(fc.integer({ min: 0, max: 700 }), { freq: 4 });
const gain = fc.constantFrom(1, 0.5, -1, 0.3, 0, 1.7);

const play = fc.record({
  kind: fc.constant('play' as const),
  frame,
  allowBelated: fc.constantFrom(true, false, 'trim' as const),
  offset: fc.integer({ min: 0, max: 100 }),
  length: fc.integer({ min: 0, max: 300 }),
  gain,
  channel: fc.integer({ min: 1, max: channels }),
});
const target = fc.nat(20);
const cancel = fc.record({ kind: fc.constant('cancel' as const), target, frame });
const setGain = fc.record({ kind: fc.constant('setGain' as const), target, frame, gain });

const turn: fc.Arbitrary<ModelTurn> = fc.record({
  requests: fc.array<ModelRequest>(
    fc.oneof({ arbitrary: play, weight: 4 }, { arbitrary: cancel, weight: 1 }, setGain),
    { maxLength: 8 },
  ),
  frames: fc.integer({ min: 1, max: 300 }),
});

/** Cancels and gains refer to plays that were asked for before them; the others are left out. */
function withKnownTargets(turns: readonly ModelTurn[]): ModelTurn[] {
  let plays = 0;
  return turns.map(({ requests, frames }) => {
    const known = requests.filter((request) => request.kind === 'play' || request.target < plays);
    plays += known.filter((request) => request.kind === 'play').length;
    return { requests: known, frames };
  });
}

function nativeRun(turns: readonly ModelTurn[], blockSize: number) {
  const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, channels], blockSize });
  const actions: Action[] = [];
  const parts = turns.map(({ requests, frames }) => {
    const made = mixer.schedule(
      requests.map((request) => {
        const time = request.frame === null ? 0 : { frame: request.frame };
        if (request.kind === 'play') {
          const { offset, length, allowBelated } = request;
          const options = { start: time, channels: [request.channel], gain: request.gain };
          return { type: 'playBuffer', samples: noise, offset, length, allowBelated, ...options };
        }
        const action = actions[request.target] as Action;
        return request.kind === 'cancel'
          ? { type: 'cancel', action, time }
          : { type: 'setGain', action, time, gain: request.gain, ramp: 0 };
      }),
    );
    actions.push(...made.filter((action) => action.type === 'playBuffer'));
    return mixer.render(frames);
  });
  const output = Float32Array.from(parts.flatMap((part) => [...part]));
  return { actions, output };
}

test('random schedules sound as in a mixer written without any haste, to the bit', () => {
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 1, maxLength: 4 }).map(withKnownTargets),
      fc.constantFrom(1, 7, 64, 1000),
      (turns, blockSize) => {
        const frames = turns.reduce((sum, { frames }) => sum + frames, 0);
        const voices = modelVoices(turns);
        const { actions, output } = nativeRun(turns, blockSize);
        expect(output).toEqual(modelOutput(voices, noise, frames, channels));
        voices.forEach(({ start, end, outcome }, i) => {
          const action = actions[i] as Action;
          if (end <= frames && (start ?? 0) < frames) {
            expect([action.outcome, action.actualFrame]).toEqual([outcome, start]);
          }
        });
      },
    ),
    { numRuns: 2000, seed: 20_261_122 },
  );
});
