import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followPresses, mergeKeyOf } from '../../../renderer/store/merge-keys.ts';
import { FakeElement, stubPage } from '../../support/fake-page.ts';

let end: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  stubPage(new FakeElement(['body']));
  end = followPresses();
  pointer('pointerdown');
  pointer('pointerup');
});

afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function pointer(type: string): void {
  window.dispatchEvent(new Event(type));
}

test('edits of one kind in a run of keys are one step, a pause begins another', () => {
  const first = mergeKeyOf('nudge');
  vi.advanceTimersByTime(1_400);
  expect(mergeKeyOf('nudge')).toBe(first);
  vi.advanceTimersByTime(1_600);
  expect(mergeKeyOf('nudge')).not.toBe(first);
});

test('edits of another kind begin another step, and so do those after it', () => {
  const first = mergeKeyOf('nudge');
  expect(mergeKeyOf('gain')).not.toBe(first);
  expect(mergeKeyOf('nudge')).not.toBe(first);
});

test('edits of one press are one step, however long it lasts; the next press begins another', () => {
  pointer('pointerdown');
  const first = mergeKeyOf('gain');
  vi.advanceTimersByTime(60_000);
  expect(mergeKeyOf('gain')).toBe(first);
  pointer('pointerup');
  pointer('pointerdown');
  expect(mergeKeyOf('gain')).not.toBe(first);
});
