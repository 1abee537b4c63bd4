import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Action, type ActionRequest, OfflineMixer } from '../../native/index.ts';
import type { ModelSetBus } from './reference-buses.ts';
import {
  framesInOrder,
  type ModelPlay,
  type ModelRequest,
  type ModelTurn,
  ReferenceMixer,
} from './reference-mixer.ts';
import { randomNumbers } from './signals.ts';

const sampleRate = 48_000;
const busNames = ['one', 'two'];
const channels = 2;
const noise = (() => {
  const random = randomNumbers(5);
  return Float32Array.from({ length: 400 }, () => 2 * random() - 1);
})();

const frame = fc.option(fc.integer({ min: 0, max: 700 }), { freq: 4 });
const gain = fc.constantFrom(1, 0.5, -1, 0.3, 0, 1.7);
const fade = fc.record({
  frames: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
  curve: fc.constantFrom('linear' as const, 'equal-power' as const),
});
const times = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9 }), weight: 5 },
  fc.constant('endless' as const),
);

/** A range that the sound passes. */
const loop = fc.record({ start: fc.nat(), frames: fc.integer({ min: 1, max: 90 }), times });

const play = fc
  .record({
    kind: fc.constant('play' as const),
    frame,
    after: fc.option(fc.nat(20)),
    allowBelated: fc.constantFrom(true, false, 'trim' as const),
    offset: fc.integer({ min: 0, max: 100 }),
    length: fc.integer({ min: 0, max: 300 }),
    gain,
    channel: fc.integer({ min: 1, max: channels }),
    bus: fc.nat(busNames.length),
    fadeIn: fade,
    fadeOut: fade,
    loop: fc.option(loop, { freq: 2 }),
  })
  .map(({ loop, ...play }): ModelPlay => {
    const end = play.offset + play.length;
    if (loop === null || play.length === 0) {
      return { ...play, loop: null };
    }
    const endFrame = end - (loop.start % play.length);
    const startFrame = Math.max(0, endFrame - loop.frames);
    const fadeOut = loop.times === 'endless' ? { ...play.fadeOut, frames: 0 } : play.fadeOut;
    return { ...play, fadeOut, loop: { startFrame, endFrame, times: loop.times } };
  });
const target = fc.nat(20);
const cancel = fc.record({
  kind: fc.constant('cancel' as const),
  target,
  frame,
  fade,
  chain: fc.boolean(),
});
const setGain = fc.record({
  kind: fc.constant('setGain' as const),
  target,
  frame,
  gain,
  ramp: fc.constantFrom(0, 0, 1, 37, 240),
});

const setBus: fc.Arbitrary<ModelSetBus> = fc
  .record({
    kind: fc.constant('setBus' as const),
    frame,
    bus: fc.integer({ min: 1, max: busNames.length }),
    gain: fc.option(gain),
    muted: fc.option(fc.boolean()),
    soloed: fc.option(fc.boolean(), { freq: 2 }),
    ramp: fc.constantFrom(0, 0, 1, 37, 240),
  })
  .filter(({ gain, muted, soloed }) => gain !== null || muted !== null || soloed !== null);

const turn: fc.Arbitrary<ModelTurn> = fc.record({
  requests: fc.array<ModelRequest>(
    fc.oneof({ arbitrary: play, weight: 4 }, { arbitrary: cancel, weight: 1 }, setGain, setBus),
    { maxLength: 8 },
  ),
  frames: fc.integer({ min: 1, max: 700 }),
});

/** The same without buses. */
function straight(turns: readonly ModelTurn[]): ModelTurn[] {
  return turns.map(({ requests, frames }) => ({
    requests: requests
      .filter(({ kind }) => kind !== 'setBus')
      .map((request) => (request.kind === 'play' ? { ...request, bus: 0 } : request)),
    frames,
  }));
}

/** Cancels and gains refer to plays of earlier turns, or they are left out; what follows a play that
 * was not asked before it stands for itself. */
function withKnownTargets(turns: readonly ModelTurn[]): ModelTurn[] {
  let plays = 0;
  return turns.map(({ requests, frames }) => {
    const playsBefore = plays;
    const known = requests.flatMap((request): ModelRequest[] => {
      if (request.kind !== 'play') {
        return !('target' in request) || request.target < playsBefore ? [request] : [];
      }
      const after = request.after !== null && request.after < plays ? request.after : null;
      plays++;
      return [{ ...request, after, frame: after === null ? request.frame : null }];
    });
    return { requests: known, frames };
  });
}

/** An action of an earlier call, or the number of a request of this one. */
function nativeStart(
  { frame, after }: ModelPlay,
  actions: readonly Action[],
  requests: readonly ModelRequest[],
) {
  if (after === null) {
    return frame === null ? 0 : { frame };
  }
  const plays = [...requests.keys()].filter((k) => requests[k]?.kind === 'play');
  const request = (plays[after - actions.length] ?? 0) + 1;
  return { after: actions[after] ?? { request } };
}

function nativeRequest(
  request: ModelRequest,
  actions: readonly Action[],
  requests: readonly ModelRequest[],
): ActionRequest {
  if (request.kind === 'play') {
    const { kind: _, frame: __, after: ___, channel, bus, loop, ...options } = request;
    const start = nativeStart(request, actions, requests);
    return {
      ...{ type: 'playBuffer', samples: noise, channels: [channel], start, ...options },
      ...(loop === null ? {} : { loop }),
      ...(bus === 0 ? {} : { bus: busNames[bus - 1] ?? '' }),
    };
  }
  const time = request.frame === null ? 0 : { frame: request.frame };
  if (request.kind === 'setBus') {
    const { bus, ramp, gain, muted, soloed } = request;
    return {
      ...{ type: 'setBus', bus: busNames[bus - 1] ?? '', time, ramp: ramp / sampleRate },
      ...(gain === null ? {} : { gain }),
      ...(muted === null ? {} : { muted }),
      ...(soloed === null ? {} : { soloed }),
    };
  }
  const action = actions[request.target] as Action;
  return request.kind === 'cancel'
    ? { type: 'cancel', action, time, fade: request.fade, chain: request.chain }
    : { type: 'setGain', action, time, gain: request.gain, ramp: request.ramp / sampleRate };
}

function nativeRun(turns: readonly ModelTurn[], blockSize: number, buses: readonly string[]) {
  const mixer = new OfflineMixer({
    ...{ sampleRate, channels: [0, channels], blockSize },
    ...(buses.length === 0 ? {} : { buses }),
  });
  const actions: Action[] = [];
  const parts = turns.map(({ requests, frames }) => {
    const made = mixer.schedule(
      requests.map((request) => nativeRequest(request, actions, requests)),
    );
    actions.push(...made.filter((action) => action.type === 'playBuffer'));
    return mixer.render(frames);
  });
  const output = Float32Array.from(parts.flatMap((part) => [...part]));
  return { actions, output };
}

function firstDifference(heard: Float32Array, expected: Float32Array) {
  const at = expected.findIndex((sample, i) => sample !== heard[i]);
  return at < 0 && heard.length === expected.length
    ? null
    : { frame: Math.floor(at / channels), expected: expected[at], heard: heard[at] };
}

test('random schedules sound as in a mixer written without any haste, to the bit', () => {
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 1, maxLength: 4 }).map(withKnownTargets),
      fc.constantFrom(1, 7, 64, 1000),
      fc.constantFrom([], busNames),
      (asked, blockSize, buses) => {
        const turns = buses.length === 0 ? straight(asked) : asked;
        const model = new ReferenceMixer(turns, noise, { channels, buses: buses.length });
        const { actions, output } = nativeRun(turns, blockSize, buses);
        expect(firstDifference(output, model.output)).toBe(null);
        model.voices.forEach(({ start, skipped, done, outcome, play }, i) => {
          const action = actions[i] as Action;
          const endless = play.loop?.times === 'endless';
          expect(action.totalFrames).toBe(endless ? null : framesInOrder(play).length);
          expect([action.outcome, action.actualFrame, action.doneFrames]).toEqual([
            outcome,
            start,
            done,
          ]);
          if (start !== null) {
            expect(action.skippedFrames).toBe(skipped);
          }
        });
      },
    ),
    { numRuns: 2000, seed: 20_261_122 },
  );
}, 60_000);
