/**
 * When a player was silent by its gain. Main asks every gain (clip, track, mute and solo are one
 * factor) by a setGain, and each has an account of the frame at which it happened: so what nobody
 * heard follows from these frames, and the callback counts nothing. Pure.
 */
import type { FrameSpan } from '../../preload/actions.ts';
import type { Frames } from '../../preload/units.ts';
import type { StreamAction } from '../engine/native-mixer.ts';

/** A gain that was asked of a player. */
export interface GainChange {
  /** The setGain; null = with the request. */
  readonly change: Pick<StreamAction, 'actualFrame'> | null;
  /** Linear. */
  readonly gain: number;
  readonly rampFrames: Frames;
}

/**
 * The stream frames in which a player's gain was 0, in order.
 * - A gain that falls to 0 along a ramp is silent from the ramp's end on, one that rises is heard
 *   from its first frame on.
 * - What changes before the player begins has no ramp.
 * @param gains in the order in which they were asked
 * @param actualFrame null = it has not begun
 * @param doneFrames what it played in all; null = it still plays
 */
export function silencesOf(
  gains: readonly GainChange[],
  actualFrame: Frames | null,
  doneFrames: Frames | null,
): readonly FrameSpan[] {
  if (actualFrame === null) return [];
  const endFrame = doneFrames === null ? Number.POSITIVE_INFINITY : actualFrame + doneFrames;
  const spans: FrameSpan[] = [];
  let silentFrom: Frames | null = null;
  for (const { change, gain, rampFrames } of gains) {
    const frame = change === null ? actualFrame : change.actualFrame;
    if (frame === null || frame >= endFrame) continue;
    const place = Math.max(frame, actualFrame);
    if (gain === 0) {
      silentFrom ??= frame < actualFrame || change === null ? actualFrame : place + rampFrames;
      continue;
    }
    if (silentFrom !== null && silentFrom < place) {
      spans.push({ fromFrame: silentFrom, toFrame: place });
    }
    silentFrom = null;
  }
  if (silentFrom !== null && silentFrom < endFrame) {
    spans.push({ fromFrame: silentFrom, toFrame: null });
  }
  return spans;
}
