/** How often the window shows what only moves. */
import { beforeEach, expect, test, vi } from 'vitest';

let pace: typeof import('../../../renderer/store/pace.ts');

beforeEach(async () => {
  vi.resetModules();
  pace = await import('../../../renderer/store/pace.ts');
});

function observe(milliseconds: number, pictures: number): number {
  for (let picture = 0; picture < pictures; picture += 1) pace.observePicture(milliseconds);
  return pace.paceMilliseconds();
}

test('cheap pictures come at the fastest pace, dear ones at a slower one, never slower than ten a second', () => {
  expect(pace.paceMilliseconds()).toBe(50);
  expect(observe(1, 100)).toBe(50);
  expect(observe(2.4, 100)).toBe(80);
  expect(observe(30, 100)).toBe(100);
});

test('one slow picture changes little', () => {
  observe(1, 100);
  expect(observe(5, 1)).toBe(50);
});
