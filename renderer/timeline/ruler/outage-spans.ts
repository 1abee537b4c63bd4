/** The outages in view as spans of the ruler. Pure. */
import type { Outage } from '../../../preload/dropouts.ts';
import type { LoopRange } from '../../../preload/project.ts';
import type { Frames, SampleRate } from '../../../preload/units.ts';
import { timeText } from '../../ui/time-text.ts';

/** Of the timeline, without its device. */
export interface OutageSpan {
  readonly id: number;
  readonly fromFrame: Frames;
  readonly toFrame: Frames;
  readonly outage: Outage;
}

/** @param position where the timeline is now: the end of an outage that lasts; null = its beginning alone is
 * wanted. A timeline that went round its loop meanwhile was without its device in all of it */
export function outageSpans(
  outages: readonly Outage[],
  loop: LoopRange,
  position: Frames | null,
): readonly OutageSpan[] {
  return outages.flatMap((outage) => {
    const { id, fromTimelineFrame: from, toTimelineFrame, seconds } = outage;
    if (from === null) return [];
    const to = toTimelineFrame ?? (seconds === null ? (position ?? from) : from);
    if (to >= from) return [{ id, fromFrame: from, toFrame: to, outage }];
    const fromFrame = Math.min(loop.startFrame, to);
    return [{ id, fromFrame, toFrame: Math.max(loop.endFrame, from), outage }];
  });
}

/** `Outage 0:02.500 to 0:04.000: USB Audio was lost` */
export function outageWords(
  { fromFrame, toFrame, outage }: OutageSpan,
  sampleRate: SampleRate,
): string {
  const from = timeText(fromFrame, sampleRate);
  const lasts = outage.seconds === null;
  const to = lasts ? 'now' : timeText(toFrame, sampleRate);
  const what = lasts ? 'is lost; the timeline runs on' : 'was lost; the timeline ran on';
  return `Outage ${from} to ${to}: ${outage.device} ${what}`;
}
