/** The dropouts on the ruler: where they are marked, and what is said of them. */
import { expect, test } from 'vitest';
import type { Dropout } from '../../../../preload/dropouts.ts';
import { dropoutMarks, dropoutWords } from '../../../../renderer/timeline/ruler/dropout-marks.ts';
import { inventedDropout } from '../../../support/invented-dropout.ts';

const VIEW = { framesPerPixel: 480, scrollFrame: 48_000 };

function dropout(timelineFrame: number | null, values: Partial<Dropout> = {}): Dropout {
  return inventedDropout({ timelineFrame, ...values });
}

test('dropouts that would lie on one another are one mark, those out of view none', () => {
  const frames = [480_000, 96_000, 98_000, 0, null, 48_000_000];
  const marks = dropoutMarks(
    frames.map((frame) => dropout(frame)),
    VIEW,
    1_000,
  );
  expect(marks.map(({ leftPixels, dropouts }) => [leftPixels, dropouts.length])).toEqual([
    [100, 2],
    [900, 1],
  ]);
});

test('a mark says its time, its direction and whose word it is', () => {
  const words = (...dropouts: Dropout[]) =>
    dropoutMarks(dropouts, VIEW, 1_000).map(dropoutWords)[0];
  expect(words(dropout(120_000))).toEqual({
    title: 'Dropout 0:02.500, output',
    source: 'reported by JACK',
  });
  const inferred = dropout(120_100, { source: 'inferred', direction: 'both' });
  expect(words(inferred)).toEqual({
    title: 'Dropout 0:02.502, input and output',
    source: 'inferred: the clock jumped',
  });
  const input = dropout(120_000, { direction: 'input' });
  expect(words(input, inferred)).toEqual({
    title: '2 dropouts from 0:02.500, input, input and output',
    source: 'reported by JACK; inferred: the clock jumped',
  });
});

test('a dropout before the timeline’s beginning has no mark, not even half of one at the edge', () => {
  const view = { framesPerPixel: 480, scrollFrame: 0 };
  const marks = dropoutMarks([dropout(-576), dropout(-1), dropout(0)], view, 1_000);
  expect(marks.map(({ frame }) => frame)).toEqual([0]);
});
