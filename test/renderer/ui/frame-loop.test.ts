/** The paint loop: when it paints, and when it rests. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let loop: typeof import('../../../renderer/ui/frame-loop.ts');
let frames: (() => void)[];

/** The next animation frame; tells whether one was requested. */
function nextFrame(): boolean {
  const due = frames;
  frames = [];
  for (const paint of due) paint();
  return due.length > 0;
}

beforeEach(async () => {
  frames = [];
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => frames.push(paint));
  vi.resetModules();
  loop = await import('../../../renderer/ui/frame-loop.ts');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a painter', () => {
  test('paints once when it is added, and rests', () => {
    const painter = vi.fn(() => loop.REST);
    loop.addPainter(painter);
    expect(nextFrame()).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(nextFrame()).toBe(false);
    expect(painter).toHaveBeenCalledTimes(1);
  });

  test('paints with the next frame when it asks for it', () => {
    const painter = vi.fn(() => loop.NEXT_PAINT);
    loop.addPainter(painter);
    for (let frame = 0; frame < 5; frame += 1) expect(nextFrame()).toBe(true);
    expect(painter).toHaveBeenCalledTimes(5);
  });

  test('that waits is painted after its pause', () => {
    loop.addPainter(() => 50);
    nextFrame();
    expect(nextFrame()).toBe(false);
    vi.advanceTimersByTime(49);
    expect(nextFrame()).toBe(false);
    vi.advanceTimersByTime(50);
    expect(nextFrame()).toBe(true);
  });

  test('that was removed is not painted', () => {
    const painter = vi.fn(() => loop.NEXT_PAINT);
    const remove = loop.addPainter(painter);
    remove();
    nextFrame();
    expect(painter).not.toHaveBeenCalled();
  });
});

test('the most impatient painter sets the pace, and all are painted', () => {
  const calm = vi.fn(() => loop.REST);
  loop.addPainter(calm);
  loop.addPainter(() => loop.NEXT_PAINT);
  nextFrame();
  expect(nextFrame()).toBe(true);
  expect(calm).toHaveBeenCalledTimes(2);
});

test('a change of the view paints, once for many changes', async () => {
  const { changeView } = await import('../../../renderer/store/view.ts');
  const painter = vi.fn(() => loop.REST);
  loop.addPainter(painter);
  nextFrame();
  for (let frame = 0; frame < 5; frame += 1) changeView({ scrollFrame: frame });
  expect(frames).toHaveLength(1);
  nextFrame();
  expect(painter).toHaveBeenCalledTimes(2);
});

test('without painters nothing is requested', () => {
  loop.requestPaint();
  expect(frames).toHaveLength(0);
});
