import { expect, test } from 'vitest';
import { type Action, createAction } from '../../../../native/library/actions/action.ts';
import { UnfinishedActions } from '../../../../native/library/actions/unfinished-actions.ts';

const key = { buses: [] };
const parts = { samples: null, ring: null, target: null, channels: [], offset: 0 };
const withId = (id: number): Action => createAction(id, 'playBuffer', null, key, parts);

function idsOf(actions: UnfinishedActions): number[] {
  return [...actions].map(({ id }) => id).sort((a, b) => a - b);
}

test('an action is found until it is deleted', () => {
  const actions = new UnfinishedActions();
  const first = withId(63);
  const second = withId(64);
  actions.add(first);
  actions.add(second);
  expect([actions.get(63), actions.get(64), actions.get(65)]).toEqual([first, second, null]);
  actions.delete(63);
  actions.delete(63);
  actions.delete(7_000);
  expect([actions.has(63), actions.has(64), actions.size]).toEqual([false, true, 1]);
});

test('ids may have gaps, come late and end in any order', () => {
  const actions = new UnfinishedActions();
  const known = new Map<number, Action>();
  for (let step = 0; step < 20_000; step++) {
    // Ascending with gaps, sometimes an old one; every third step ends one of the last few.
    const id = step % 50 === 7 ? step : step * 3 + (step % 1000 === 0 ? 500 : 0);
    if (!known.has(id)) {
      const action = withId(id);
      known.set(id, action);
      actions.add(action);
    }
    const over = (step * 7919) % (step * 3 + 1);
    if (step % 3 === 0 && known.delete(over)) {
      actions.delete(over);
    }
  }
  expect(actions.size).toBe(known.size);
  expect(idsOf(actions)).toEqual([...known.keys()].sort((a, b) => a - b));
  for (const [id, action] of known) {
    expect(actions.get(id)).toBe(action);
    actions.delete(id);
  }
  expect([actions.size, idsOf(actions)]).toEqual([0, []]);
});

test('numbers beyond 32 bits are ids, too', () => {
  const actions = new UnfinishedActions();
  const far = withId(2 ** 40 + 1);
  actions.add(far);
  expect([actions.get(2 ** 40 + 1), actions.get(1), actions.size]).toEqual([far, null, 1]);
});
