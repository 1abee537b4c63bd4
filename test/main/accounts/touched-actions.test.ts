/** Which accounts a dropout is entered into, by its stream frame. */
import { describe, expect, test } from 'vitest';
import { ActionLog } from '../../../main/accounts/action-log.ts';
import type { StreamRequest } from '../../../main/engine/native-mixer.ts';
import { isTouched } from '../../../preload/dropouts.ts';
import { actionRow } from '../../support/action-rows.ts';
import { FakeAction } from '../../support/fake-stream.ts';

const subject = { clipId: 'c', sourceId: 's', trackId: 't' };
const origin = { streamNumber: 3, originFrame: 0 };

function player(start: number, length: number): FakeAction {
  const request: StreamRequest = {
    type: 'playBuffer',
    samples: { frames: length },
    channels: [1],
    start: 0,
    offset: 0,
    length,
    gain: 1,
    allowBelated: true,
  };
  return new FakeAction(request, start, 0);
}

function at(streamFrame: number, direction: 'input' | 'output' | 'both' = 'output') {
  return { streamNumber: 3, streamFrame, direction, count: 1 };
}

describe('A dropout touches', () => {
  const row = actionRow({ streamNumber: 3, actualFrame: 1_000, doneFrames: 500 });
  const touches = (streamFrame: number, values = {}, direction?: 'input' | 'output' | 'both') =>
    isTouched({ ...row, ...values }, at(streamFrame, direction));

  test('what has frames on both of its sides', () => {
    expect([1_000, 1_001, 1_499, 1_500].map((frame) => touches(frame))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(touches(1_500, { starvedFrames: 10 })).toBe(true);
    expect(touches(1_600, { state: 'active' })).toBe(true);
    expect(touches(1_100, { streamNumber: 2 })).toBe(false);
    expect(touches(1_100, { actualFrame: null })).toBe(false);
  });

  test('players where output was lost, recorders where input was, both where both were', () => {
    const recorder = { type: 'recordRingBuffer' } as const;
    expect(touches(1_100, {}, 'input')).toBe(false);
    expect(touches(1_100, {}, 'both')).toBe(true);
    expect(touches(1_100, recorder, 'output')).toBe(false);
    expect(touches(1_100, recorder, 'input')).toBe(true);
    expect(touches(1_100, recorder, 'both')).toBe(true);
    expect(touches(1_100, { type: 'setBus' }, 'both')).toBe(false);
  });

  test('nothing that was silent there', () => {
    const silences = [{ fromFrame: 1_100, toFrame: 1_200 }];
    expect([1_100, 1_101, 1_200, 1_201].map((frame) => touches(frame, { silences }))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

test('a dropout that is told late is in the accounts of what ended meanwhile, and of what goes on', () => {
  const actionLog = new ActionLog();
  actionLog.openStream(3, 48_000);
  const [short, long, later] = [player(1_000, 500), player(1_200, 9_000), player(2_000, 10)];
  for (const [name, action] of Object.entries({ short, long, later })) {
    action.streamNumber = 3;
    actionLog.enter([action], { name, ...subject }, origin);
    action.advance(1_800);
  }
  actionLog.finish([short]);
  const amended: string[] = [];
  actionLog.onAmended((rows) => amended.push(...rows.map(({ name }) => name)));
  const [first, second] = actionLog.touch([at(1_100), at(1_300)]);
  expect(first?.map(({ name }) => name)).toEqual(['short']);
  expect(second?.map(({ name }) => name)).toEqual(['short', 'long']);
  expect(amended).toEqual(['short', 'short']);
  expect(actionLog.newest(20_000)).toMatchObject([{ name: 'short', dropouts: 2 }]);
  expect(actionLog.clipResults.c?.row.dropouts).toBe(2);
  expect(actionLog.live().activeActions).toMatchObject([
    { name: 'long', dropouts: 1 },
    { name: 'later', dropouts: 0 },
  ]);
});
