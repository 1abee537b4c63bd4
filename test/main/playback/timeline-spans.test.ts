import { expect, test } from 'vitest';
import { TimelineSpans } from '../../../main/playback/timeline-spans.ts';

test('what is told after a jump, a loop pass or Stop finds its place of before', () => {
  const spans = new TimelineSpans();
  const observe = (
    frame: number,
    playing: [originFrame: number, fromFrame: number] | null,
    runNumber: number | null = null,
  ) =>
    spans.observe({
      runNumber,
      streamNumber: 1,
      frame,
      playing: playing === null ? null : { originFrame: playing[0], fromFrame: playing[1] },
    });
  observe(500, null);
  observe(1_000, [1_200, 1_200], 1);
  observe(3_100, [3_000, 3_000], 1);
  observe(4_000, [3_000, 3_000], 1);
  observe(5_000, null);
  observe(6_000, [1_100, 6_100], 2);
  const places = [900, 1_100, 2_999, 3_000, 4_999, 5_500, 6_050, 7_000];
  expect(places.map((frame) => spans.placeAt(1, frame))).toEqual([
    { originFrame: null, runNumber: null },
    // Between Play and its first frame.
    { originFrame: 1_200, runNumber: 1 },
    { originFrame: 1_200, runNumber: 1 },
    { originFrame: 3_000, runNumber: 1 },
    { originFrame: 3_000, runNumber: 1 },
    { originFrame: null, runNumber: null },
    { originFrame: 1_100, runNumber: 2 },
    { originFrame: 1_100, runNumber: 2 },
  ]);
  expect(spans.placeAt(2, 2_000)).toEqual({ originFrame: null, runNumber: null });
});

test('a run has places on the timeline from its Play until its last action has ended', () => {
  const spans = new TimelineSpans();
  const observe = (frame: number, runNumber: number | null, originFrame: number | null) =>
    spans.observe({
      streamNumber: 1,
      frame,
      runNumber,
      playing: originFrame === null ? null : { originFrame, fromFrame: originFrame },
    });
  observe(0, null, null);
  // The run has begun, and its first group is not handed over yet.
  observe(100, 7, null);
  observe(150, 7, 300);
  // Stopped, and fading.
  observe(900, 7, null);
  observe(1_000, null, null);
  const origins = [50, 120, 500, 950, 1_001].map((frame) => spans.placeAt(1, frame).originFrame);
  expect(origins).toEqual([null, 300, 300, 300, null]);
  expect(spans.placeAt(1, 120).runNumber).toBe(7);
});
