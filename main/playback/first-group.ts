/** Which clips begin with Play, and which are scheduled, slice by slice, while those sound. Pure. */
import type { Frames, Seconds } from '../../preload/units.ts';
import type { PlannedClip } from './plan.ts';

/** Clips that are scheduled before main does something else: some 10 ms. */
export const SLICE_CLIPS = 1_000;
/** So many are one group, wherever they begin. */
const GROUP_CLIPS = 2 * SLICE_CLIPS;
/** What is scheduled while others sound begins later than this, whatever it costs. */
const LEAST_AHEAD_SECONDS: Seconds = 3;
/** Of what the slices before a clip are expected to cost. */
const MARGIN = 2;

/** Both in the order of their starts, so that what is summed together is summed in the same order, however
 * much is scheduled at first. */
export interface FirstGroup {
  readonly first: readonly PlannedClip[];
  readonly later: readonly PlannedClip[];
}

/** @param secondsFor seconds until so many clips can be on the stream, with a margin */
export function firstGroup(
  clips: readonly PlannedClip[],
  { fromFrame, sampleRate }: { readonly fromFrame: Frames; readonly sampleRate: number },
  secondsFor: (clips: number) => Seconds,
): FirstGroup {
  const byStart = inOrderOfStart(clips);
  const secondsPerClip = secondsFor(clips.length) / Math.max(1, clips.length);
  const isLater = ({ startFrame }: PlannedClip, before: number) =>
    (startFrame - fromFrame) / sampleRate > LEAST_AHEAD_SECONDS + MARGIN * secondsPerClip * before;
  let count = clips.length;
  while (count > GROUP_CLIPS && isLater(byStart[count - 1] as PlannedClip, count)) count -= 1;
  return { first: byStart.slice(0, count), later: byStart.slice(count) };
}

/** By the starts of the whole clips, so that what is summed in one order from their beginning is summed in
 * the same one from their middle. */
export function inOrderOfStart(clips: readonly PlannedClip[]): readonly PlannedClip[] {
  return clips.toSorted(
    (one, other) =>
      one.startFrame - other.startFrame || one.request.startFrame - other.request.startFrame,
  );
}
