/**
 * How often the window shows what changes by itself: levels, positions, progress. The pace follows what a
 * picture costs on this machine, so that showing takes about the same small part of a processor everywhere.
 * Edits, clicks and drags do not wait for it.
 */

/** Nobody reads faster. */
export const FASTEST_PACE_MILLISECONDS = 50;
export const SLOWEST_PACE_MILLISECONDS = 100;

/** The part of one processor that pictures may take. */
const PICTURE_SHARE = 0.03;
/** Weight of the newest picture; one slow picture changes little. */
const NEWEST_WEIGHT = 0.1;

let pictureMilliseconds = 0;

/** @param milliseconds from the beginning of a picture's work until the page is painted */
export function observePicture(milliseconds: number): void {
  pictureMilliseconds += (milliseconds - pictureMilliseconds) * NEWEST_WEIGHT;
}

/** Between two pictures. */
export function paceMilliseconds(): number {
  const pace = pictureMilliseconds / PICTURE_SHARE;
  return Math.round(Math.min(SLOWEST_PACE_MILLISECONDS, Math.max(FASTEST_PACE_MILLISECONDS, pace)));
}

const FEW_STEPS = 25;

/** At most: the playhead moves between pictures, too, and each of its steps has the window put together
 * again, which a machine without a graphics processor feels. */
export function playheadStepsPerSecond(): number {
  const isFast = paceMilliseconds() === FASTEST_PACE_MILLISECONDS;
  return isFast ? Number.POSITIVE_INFINITY : FEW_STEPS;
}
