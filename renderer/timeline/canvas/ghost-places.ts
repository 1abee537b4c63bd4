/** Where the sounds of a drop would lie. Pure. */
import { counted, type Frames } from '../../../preload/units.ts';
import type { Ghost } from '../../store/view.ts';

/** Of a sound whose length is not known. */
const UNKNOWN_PIXELS = 120;
/** More are told by their number. */
const MOST_SHOWN = 64;

export interface GhostPlace {
  readonly trackIndex: number;
  readonly startFrame: Frames;
  readonly lengthFrames: Frames;
}

export function ghostPlaces(
  { trackIndex, startFrame, lengthFrames, count, rule }: Ghost,
  trackCount: number,
  framesPerPixel: number,
): readonly GhostPlace[] {
  const first = trackIndex < 0 ? trackCount : trackIndex;
  const length = lengthFrames ?? UNKNOWN_PIXELS * framesPerPixel;
  return Array.from({ length: Math.min(count, MOST_SHOWN) }, (_, place) => ({
    trackIndex: rule === 'stack' ? first + place : first,
    startFrame: rule === 'stack' ? startFrame : startFrame + place * length,
    lengthFrames: length,
  }));
}

/** What is dragged and, of several, how they would lie. */
export function ghostWords({ name, count, rule }: Ghost): string {
  if (count === 1) return name;
  const files = counted(count, 'file');
  return rule === 'stack'
    ? `${files}, a track each (Shift: one after another)`
    : `${files}, one after another`;
}
