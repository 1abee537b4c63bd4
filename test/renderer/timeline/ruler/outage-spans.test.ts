import { expect, test } from 'vitest';
import type { Outage } from '../../../../preload/dropouts.ts';
import { outageSpans, outageWords } from '../../../../renderer/timeline/ruler/outage-spans.ts';

const outage: Outage = {
  id: 1,
  lostStreamNumber: 1,
  backStreamNumber: 2,
  device: 'USB Audio',
  fromTimelineFrame: 48_000,
  toTimelineFrame: 96_000,
  sampleRate: 48_000,
  fromWallTime: 0,
  toWallTime: 1_000,
  seconds: 1,
};
const loop = { enabled: true, startFrame: 24_000, endFrame: 120_000 };

function spans(values: Partial<Outage>, position = 0) {
  return outageSpans([{ ...outage, ...values }], loop, position).map(
    ({ fromFrame, toFrame }) => [fromFrame, toFrame] as const,
  );
}

test('an outage is the span in which the timeline ran on', () => {
  expect(spans({})).toEqual([[48_000, 96_000]]);
});

test('one that lasts ends where the timeline is now', () => {
  expect(spans({ toTimelineFrame: null, seconds: null }, 60_000)).toEqual([[48_000, 60_000]]);
});

test('one that went round the loop covers all of it, one while nothing played nothing', () => {
  expect(spans({ toTimelineFrame: 30_000 })).toEqual([[24_000, 120_000]]);
  expect(spans({ fromTimelineFrame: null, toTimelineFrame: null })).toEqual([]);
});

test('an outage is told with its times and its device', () => {
  const [span] = outageSpans([outage], loop, 0);
  expect(span && outageWords(span, 48_000)).toBe(
    'Outage 0:01.000 to 0:02.000: USB Audio was lost; the timeline ran on',
  );
});
