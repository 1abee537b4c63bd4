/** Random schedules against the reference mixer; `reference-mixer.long.test.ts` has more of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountType } from '../../../../native/index.ts';
import { fadeCurves } from '../../../../native/library/names.ts';
import { compareSchedules, scene } from './compared-schedules.ts';
import { schedules } from './random-schedules.ts';
import { ReferenceMixer } from './reference-mixer.ts';
import type { ModelLoop } from './reference-voice.ts';

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
    compareSchedules(3000);
  });

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
