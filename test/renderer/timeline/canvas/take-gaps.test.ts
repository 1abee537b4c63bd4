import { expect, test } from 'vitest';
import {
  type Clip,
  emptyProject,
  type Take,
  type TakeDropout,
} from '../../../../preload/project.ts';
import type { Context2D } from '../../../../renderer/timeline/canvas/canvas.ts';
import { paintTakeGaps } from '../../../../renderer/timeline/canvas/take-gaps.ts';

const lost = (frame: number, filledFrames: number): TakeDropout => ({
  frame,
  filledFrames,
  inputFrames: filledFrames,
  outputFrames: 0,
  source: 'told',
});

/** From left to right: left edge and width of what is drawn. */
function gapsOf(dropouts: readonly TakeDropout[], offsetFrames = 0, sampleRate = 48_000) {
  const drawn: [number, number][] = [];
  const context = {
    fillRect: (left: number, _top: number, width: number) => drawn.push([left, width]),
  } as unknown as Context2D;
  const clip = { offsetFrames } as Clip;
  const take = { dropouts, sampleRate } as Take;
  const rectangle = { left: 100, top: 0, width: 200, height: 50 };
  const view = { width: 250, framesPerPixel: 10, colour: 'amber' };
  const parts = { clip, take, project: emptyProject('', 48_000) };
  paintTakeGaps(context, parts, rectangle, { top: 10, height: 30 }, view);
  return drawn;
}

test('a gap of a take is a sliver at its place on the clip, as wide as its silence', () => {
  expect(gapsOf([lost(100, 0), lost(500, 300)])).toEqual([
    [110, 2],
    [150, 30],
  ]);
});

test('gaps before the clip, after it and outside of the view are not drawn', () => {
  const dropouts = [lost(100, 0), lost(400, 300), lost(1_450, 400), lost(2_100, 10)];
  expect(gapsOf(dropouts, 500)).toEqual([
    [100, 20],
    [195, 40],
  ]);
  expect(gapsOf([lost(1_400, 400)])).toEqual([[240, 10]]);
});

test('gaps of a take of another rate lie where they sound', () => {
  expect(gapsOf([lost(300, 240)], 0, 24_000)).toEqual([[160, 48]]);
});

test('thousands of gaps are drawn once a pixel', () => {
  const drawn = gapsOf(Array.from({ length: 4_096 }, (_, index) => lost(index / 4, 0)));
  expect(drawn.length).toBeLessThan(110);
});
