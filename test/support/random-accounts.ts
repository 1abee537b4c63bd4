/** Accounts of actions with every outcome, cause and flaw, from a seed. */
import {
  ACTION_KINDS,
  ACTION_OUTCOMES,
  type ActionRow,
  type ActionType,
  NO_STATS,
} from '../../preload/actions.ts';
import { actionRow } from './action-rows.ts';

const TYPES = Object.keys(ACTION_KINDS) as ActionType[];

/** Gives a number below `end`. */
export type RandomNumber = (end: number) => number;

export function randomNumbers(seed: number): RandomNumber {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

export function randomAccount(random: RandomNumber, requestNumber: number): ActionRow {
  const chosen = <Value>(values: readonly Value[]) => values[random(values.length)] as Value;
  const requestedFrame = chosen([null, 1_500, 48_000]);
  const begins = random(4) > 0;
  const actualFrame = begins ? (requestedFrame ?? 900) + chosen([0, 0, 0, 1, 340]) : null;
  const isSilent = random(5) === 0;
  return actionRow({
    id: requestNumber,
    requestNumber,
    type: chosen(TYPES),
    outcome: chosen(ACTION_OUTCOMES),
    endedBy: chosen([null, null, 'stop', 'edit', 'cancel']),
    cannotPlay: random(9) === 0 ? { code: 'file-not-found', message: 'It is gone.' } : null,
    requestedFrame,
    actualFrame,
    doneFrames: begins ? chosen([0, 1, 48_000]) : 0,
    skippedFrames: begins ? chosen([0, 0, 7]) : 0,
    starvedFrames: chosen([0, 0, 0, 64]),
    silences: isSilent ? [{ fromFrame: 0, toFrame: chosen([null, 2_000]) }] : [],
    dropouts: chosen([0, 0, 2]),
    clipId: chosen([null, 'c', 'd']),
    stats: { ...NO_STATS, blocks: random(100), outputUnderflows: chosen([0, 0, 1]) },
  });
}
