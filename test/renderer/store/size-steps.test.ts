/** The steps by which the window gets smaller. */
import { beforeEach, expect, test, vi } from 'vitest';
import {
  followWindowSize,
  isUnder,
  onSizeSteps,
  sizeStepsNow,
  sizeStepsOf,
} from '../../../renderer/store/size-steps.ts';

const page = new EventTarget();
const size = { innerWidth: 1_440, innerHeight: 900 };
const dataset: Record<string, string> = {};

beforeEach(() => {
  Object.assign(size, { innerWidth: 1_440, innerHeight: 900 });
  vi.stubGlobal('window', Object.assign(page, size));
  vi.stubGlobal('document', { documentElement: { dataset } });
  return () => vi.unstubAllGlobals();
});

function resize(innerWidth: number, innerHeight: number): void {
  Object.assign(page, { innerWidth, innerHeight });
  page.dispatchEvent(new Event('resize'));
}

test.each([
  [3_840, 2_160, null, null],
  [1_360, 800, null, null],
  [1_359, 799, 1_360, 800],
  [1_280, 600, 1_360, 800],
  [1_160, 600, 1_280, 800],
  [1_159.5, 599.5, 1_160, 600],
  [1_100, 900, 1_160, null],
  [1_024, 700, 1_100, 800],
  [899, 900, 900, null],
  [640, 400, 900, 600],
])('%s by %s pixels are under the steps %s and %s', (width, height, widthStep, heightStep) => {
  expect(sizeStepsOf(width, height)).toEqual({ width: widthStep, height: heightStep });
});

test('a step counts for every smaller one, too', () => {
  expect(isUnder(900, 1_160)).toBe(true);
  expect(isUnder(1_160, 1_160)).toBe(true);
  expect(isUnder(1_360, 1_160)).toBe(false);
  expect(isUnder(null, 1_160)).toBe(false);
});

test('the root names every step that the window is under, and listeners hear of steps only', () => {
  followWindowSize();
  expect(dataset).toEqual({ narrower: '', lower: '' });
  const heard: unknown[] = [];
  const end = onSizeSteps((steps) => heard.push(steps));
  resize(1_400, 850);
  expect(heard).toEqual([]);
  resize(1_024, 700);
  expect(dataset).toEqual({ narrower: '1360 1280 1160 1100', lower: '800' });
  expect(heard).toEqual([{ width: 1_100, height: 800 }]);
  resize(640, 400);
  expect(dataset).toEqual({ narrower: '1360 1280 1160 1100 900', lower: '800 600' });
  resize(2_560, 1_440);
  expect(dataset).toEqual({ narrower: '', lower: '' });
  expect(sizeStepsNow()).toEqual({ width: null, height: null });
  end();
});
