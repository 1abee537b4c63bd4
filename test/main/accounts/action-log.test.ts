import { describe, expect, test } from 'vitest';
import { ActionLog } from '../../../main/accounts/action-log.ts';
import type { StreamRequest } from '../../../main/engine/native-mixer.ts';
import type { ActionOutcome } from '../../../preload/actions.ts';
import { FakeAction } from '../../support/fake-stream.ts';

const subject = { name: 'clip', clipId: 'c', sourceId: 's', trackId: 't' };
const origin = { streamNumber: 3, originFrame: 1_000 };

function player(start: number | null, channels: readonly number[] = [1]): FakeAction {
  const request: StreamRequest = {
    type: 'playBuffer',
    samples: { frames: 1 },
    channels,
    start: 0,
    offset: 0,
    length: 10,
    gain: 1,
    allowBelated: true,
  };
  return new FakeAction(request, start, 0);
}

function finishAll(
  actionLog: ActionLog,
  actions: readonly FakeAction[],
  outcome: ActionOutcome,
): void {
  for (const action of actions) action.finish(outcome);
  actionLog.finish(actions);
}

describe('The action log', () => {
  test('keeps an account of what was asked and what became of it', () => {
    const actionLog = new ActionLog();
    const action = player(1_500);
    actionLog.enter([action], subject, origin);
    action.advance(1_505);
    expect(actionLog.live().activeActions).toMatchObject([
      { state: 'active', outcome: null, doneFrames: 5 },
    ]);
    action.advance(1_600);
    actionLog.finish([action]);
    expect(actionLog.newest(20_000)).toMatchObject([
      {
        ...subject,
        ...origin,
        outcome: 'completed',
        requestedFrame: 1_500,
        actualFrame: 1_500,
        doneFrames: 10,
        totalFrames: 10,
      },
    ]);
  });

  test('has a row and a result with the reason for what never reached the mixer', () => {
    const actionLog = new ActionLog();
    const failure = { code: 'channels-refused', message: 'It plays on channel 3.' } as const;
    const asked = { requestedFrame: 1_500, totalFrames: 10, channels: [3], ...origin };
    actionLog.refuse([{ subject, failure, ...asked }]);
    const row = { ...subject, ...asked, state: 'finished', outcome: null, cannotPlay: failure };
    expect(actionLog.newest(20_000)).toMatchObject([row]);
    expect(actionLog.clipResults).toMatchObject({ c: { row } });
    expect(actionLog.newest(20_000)[0]?.id).toBeLessThan(0);
  });

  test('gives the cancels of an edit one row that ends with the last of them', () => {
    const actionLog = new ActionLog();
    const cancels = [player(5, [1, 2]), player(5, [2, 3])];
    actionLog.enter(cancels, subject, origin);
    finishAll(actionLog, cancels.slice(0, 1), 'completed');
    expect(actionLog.liveCount).toBe(1);
    expect(actionLog.liveActions(cancels[0]!.id)).toEqual([cancels[1]]);
    finishAll(actionLog, cancels.slice(1), 'cancelled-before-start');
    expect(actionLog.newest(20_000)).toMatchObject([
      { channels: [1, 2, 3], outcome: 'cancelled-before-start' },
    ]);
    expect(actionLog.liveCount).toBe(0);
  });

  test('shows everything active and the nearest 500 pending ones, the nearest first', () => {
    const actionLog = new ActionLog();
    const actions = Array.from({ length: 700 }, (_, index) => player(10_000 - index));
    for (const each of actions) actionLog.enter([each], subject, origin);
    const rows = actionLog.live().activeActions;
    expect(rows).toHaveLength(500);
    expect(rows[0]?.requestedFrame).toBe(9_301);
    expect(actionLog.liveCount).toBe(700);
  });

  test('keeps the last 20,000 accounts and counts all, thousands that end together some at a time', async () => {
    const actionLog = new ActionLog();
    const actions = Array.from({ length: 25_000 }, (_, index) => player(index));
    for (const each of actions) actionLog.enter([each], subject, origin);
    const told: number[] = [];
    actionLog.onFinished((rows) => told.push(rows.length));
    finishAll(actionLog, actions, 'completed');
    expect(actionLog.finishedCount).toBe(250);
    expect(actionLog.liveCount).toBe(24_750);
    for (let turn = 0; turn < 200 && actionLog.liveCount > 0; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Math.max(...told)).toBe(250);
    expect(actionLog.finishedCount).toBe(25_000);
    expect(actionLog.newest(20_000)).toHaveLength(20_000);
    expect(actionLog.newest(20_000)[0]?.requestedFrame).toBe(5_000);
    expect(actionLog.newest(1)[0]?.requestedFrame).toBe(24_999);
  });

  test('judges a clip by its newest player', () => {
    const actionLog = new ActionLog();
    const [first, second] = [player(1), player(2)];
    for (const each of [first, second]) actionLog.enter([each], subject, origin);
    finishAll(actionLog, [first], 'cancelled');
    finishAll(actionLog, [second], 'completed');
    expect(actionLog.clipResults).toMatchObject({ c: { row: { outcome: 'completed' } } });
  });

  test('tells what a lost device ended before thousands of accounts are made', () => {
    const actionLog = new ActionLog();
    const actions = Array.from({ length: 3_000 }, (_, index) => player(10_000 + index));
    for (const action of actions) actionLog.enter([action], subject, origin);
    const [first] = actions;
    finishAll(actionLog, actions.slice(1), 'device-lost');
    expect(actionLog.lostWith(3)).toBe('waiting');
    expect(actionLog.lostWith(4)).toBe(null);
    first?.advance(20_000);
    finishAll(actionLog, actions.slice(0, 1), 'device-lost');
    expect(actionLog.lostWith(3)).toBe('begun');
    expect(actionLog.newest(3_000).length).toBeLessThan(2_999);
  });

  test('has the accounts of all that had ended when its stream goes, however many', () => {
    const actionLog = new ActionLog();
    const actions = Array.from({ length: 1_000 }, (_, index) => player(index));
    for (const each of actions) actionLog.enter([each], subject, origin);
    finishAll(actionLog, actions, 'completed');
    actionLog.openStream(4, 48_000);
    expect(actionLog.liveCount).toBe(0);
    expect(new Set(actionLog.newest(20_000).map(({ outcome }) => outcome))).toEqual(
      new Set(['completed']),
    );
  });

  test('closes the books of a stream that is gone, and of no other', () => {
    const actionLog = new ActionLog();
    actionLog.enter([player(1)], subject, origin);
    actionLog.enter([player(1)], subject, { ...origin, streamNumber: 4 });
    actionLog.openStream(4, 48_000);
    expect(actionLog.newest(20_000)).toMatchObject([{ outcome: 'stream-stopped' }]);
    expect(actionLog.liveCount).toBe(1);
  });

  test('tells each account once, in the order in which actions finish', () => {
    const actionLog = new ActionLog();
    const told: number[] = [];
    actionLog.onFinished((rows) => told.push(...rows.map(({ id }) => id)));
    const actions = [player(1), player(2)];
    for (const each of actions) actionLog.enter([each], subject, origin);
    finishAll(actionLog, actions.toReversed(), 'completed');
    actionLog.finish(actions);
    expect(told).toEqual([actions[1]!.id, actions[0]!.id]);
  });
});

describe('What is remembered of clips', () => {
  test('is bounded by those there are and that undo can bring back', () => {
    const inReach = new Set(['kept']);
    const actionLog = new ActionLog(() => inReach);
    const forgotten: string[] = [];
    actionLog.onForgotten((clipIds) => forgotten.push(...clipIds));
    const play = (clipId: string) => {
      const action = player(1_500);
      actionLog.enter([action], { ...subject, clipId }, origin);
      finishAll(actionLog, [action], 'completed');
    };
    play('kept');
    for (let count = 0; count < 5_000; count += 1) play(`gone ${count}`);
    expect(actionLog.clipRequests.length).toBeLessThan(2_000);
    expect(Object.keys(actionLog.clipResults).length).toBeLessThan(2_000);
    expect(actionLog.clipResults).toHaveProperty('kept');
    expect(forgotten.length + actionLog.clipRequests.length).toBe(5_001);
    expect(forgotten).not.toContain('kept');
  });

  test('stays forgotten when the end of a clip is told later', () => {
    const actionLog = new ActionLog(() => new Set());
    const late = player(1_500);
    actionLog.enter([late], { ...subject, clipId: 'late' }, origin);
    for (let count = 0; count < 1_000; count += 1) {
      actionLog.enter([player(1_500)], { ...subject, clipId: `clip ${count}` }, origin);
    }
    finishAll(actionLog, [late], 'completed');
    expect(actionLog.clipResults).toEqual({});
  });
});
