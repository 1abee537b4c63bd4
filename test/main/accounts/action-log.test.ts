import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../main/accounts/action-log.ts';
import type { NativeRequest } from '../../../main/engine/native-mixer.ts';
import type { ActionOutcome } from '../../../preload/actions.ts';
import { FakeAction } from '../../support/fake-stream.ts';

const subject = { name: 'clip', clipId: 'c', sourceId: 's', trackId: 't' };
const origin = { run: 3, originFrame: 1_000 };

function player(start: number | null, channels: readonly number[] = [1]): FakeAction {
  const request: NativeRequest = {
    type: 'playBuffer',
    samples: {},
    channels,
    start: 0,
    offset: 0,
    length: 10,
    gain: 1,
    allowBelated: true,
  };
  return new FakeAction(request, start, 0);
}

function finishAll(ledger: Ledger, actions: readonly FakeAction[], outcome: ActionOutcome): void {
  for (const action of actions) action.finish(outcome);
  ledger.finish(actions);
}

describe('The ledger', () => {
  test('keeps an account of what was asked and what became of it', () => {
    const ledger = new Ledger();
    const action = player(1_500);
    ledger.enter([action], subject, origin);
    action.advance(1_505);
    expect(ledger.liveRows()).toMatchObject([{ state: 'active', outcome: null, doneFrames: 5 }]);
    action.advance(1_600);
    ledger.finish([action]);
    expect(ledger.finishedRows).toMatchObject([
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

  test('gives the voices of a clip one row that ends with the last of them', () => {
    const ledger = new Ledger();
    const voices = [player(5, [1]), player(5, [2])];
    ledger.enterVoices(voices, subject, origin);
    finishAll(ledger, voices.slice(0, 1), 'completed');
    expect(ledger.liveCount).toBe(1);
    expect(ledger.liveActions(voices[0]!.id)).toEqual([voices[1]]);
    finishAll(ledger, voices.slice(1), 'starved');
    expect(ledger.finishedRows).toMatchObject([{ channels: [1, 2], outcome: 'starved' }]);
    expect(ledger.liveCount).toBe(0);
  });

  test('shows everything active and the nearest 500 pending ones, the nearest first', () => {
    const ledger = new Ledger();
    const actions = Array.from({ length: 700 }, (_, index) => player(10_000 - index));
    ledger.enter(actions, subject, origin);
    const rows = ledger.liveRows();
    expect(rows).toHaveLength(500);
    expect(rows[0]?.requestedFrame).toBe(9_301);
    expect(ledger.liveCount).toBe(700);
  });

  test('keeps the last 20,000 accounts and counts all', () => {
    const ledger = new Ledger();
    const actions = Array.from({ length: 25_000 }, (_, index) => player(index));
    ledger.enter(actions, subject, origin);
    finishAll(ledger, actions, 'completed');
    expect(ledger.finishedCount).toBe(25_000);
    expect(ledger.finishedRows).toHaveLength(20_000);
    expect(ledger.page(5_000, 2).map(({ requestedFrame }) => requestedFrame)).toEqual([
      5_000, 5_001,
    ]);
    expect(ledger.page(4_000, 1_001)).toHaveLength(1);
    expect(ledger.page(24_999, 10)).toHaveLength(1);
    expect(ledger.newest(1)[0]?.requestedFrame).toBe(24_999);
  });

  test('judges a clip by its newest player', () => {
    const ledger = new Ledger();
    const [first, second] = [player(1), player(2)];
    ledger.enter([first, second], subject, origin);
    finishAll(ledger, [first], 'cancelled');
    finishAll(ledger, [second], 'completed');
    expect(ledger.clipResults).toMatchObject({ c: { outcome: 'completed' } });
  });

  test('closes the books of a stream that is gone, and of no other', () => {
    const ledger = new Ledger();
    ledger.enter([player(1)], subject, origin);
    ledger.enter([player(1)], subject, { ...origin, run: 4 });
    ledger.closeRun(3);
    expect(ledger.finishedRows).toMatchObject([{ outcome: 'stream-stopped' }]);
    expect(ledger.liveCount).toBe(1);
  });

  test('tells each account once, in the order in which actions finish', () => {
    const ledger = new Ledger();
    const told: number[] = [];
    ledger.onFinished((rows) => told.push(...rows.map(({ id }) => id)));
    const actions = [player(1), player(2)];
    ledger.enter(actions, subject, origin);
    finishAll(ledger, actions.toReversed(), 'completed');
    ledger.finish(actions);
    expect(told).toEqual([actions[1]!.id, actions[0]!.id]);
  });
});
