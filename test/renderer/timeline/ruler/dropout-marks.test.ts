/** The dropouts on the ruler: where they are marked, and what is said of them. */
import { expect, test } from 'vitest';
import type { Dropout } from '../../../../preload/engine.ts';
import { dropoutMarks, dropoutWords } from '../../../../renderer/timeline/ruler/dropout-marks.ts';

const VIEW = { framesPerPixel: 480, scrollFrame: 48_000 };

function dropout(timelineFrame: number | null, values: Partial<Dropout> = {}): Dropout {
  const kinds = ['output-underflow'] as const;
  return { streamNumber: 1, streamFrame: 0, timelineFrame, kinds, count: 1, ...values };
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
    dropoutMarks(dropouts, VIEW, 1_000).map((mark) => dropoutWords(mark, 48_000, 'JACK'))[0];
  expect(words(dropout(120_000))).toEqual({
    title: 'Dropout 0:02.500, output',
    source: 'reported by JACK',
  });
  const inferred = dropout(120_100, { kinds: ['inferred'] });
  expect(words(inferred)).toEqual({
    title: 'Dropout 0:02.502',
    source: 'inferred: the clock jumped',
  });
  const input = dropout(120_000, { kinds: ['input-overflow'], count: 2 });
  expect(words(input, inferred)).toEqual({
    title: '3 dropouts from 0:02.500, input',
    source: 'reported by JACK; inferred: the clock jumped',
  });
});
