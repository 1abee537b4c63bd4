/**
 * The playhead's course between two readings of the clock: steps of whole pixels at constant speed, so
 * that its line stays sharp. Pure. Pixels are CSS pixels of the track area, times are milliseconds of
 * the page.
 */

/** Length of a course. Without an update for so long main or the stream has stopped, and the playhead
 * waits at its end. */
const COURSE_MILLISECONDS = 1_000;
/** A course is renewed this long before its end. */
const RENEWED_BEFORE_MILLISECONDS = 300;
/** A smaller deviation is not corrected. */
const TOLERATED_PIXELS = 1;

export interface Course {
  readonly startedAt: number;
  /** Whole. */
  readonly fromPixels: number;
  /** >= 1. */
  readonly stepCount: number;
  /** Whole, >= 1. */
  readonly stepPixels: number;
  readonly milliseconds: number;
  readonly pixelsPerSecond: number;
}

/** @param pixelsPerSecond > 0
 * @param mostSteps a second: each is a picture of the whole window */
export function courseFrom(
  now: number,
  pixels: number,
  pixelsPerSecond: number,
  mostSteps: number,
): Course {
  const stepPixels = Math.max(1, Math.ceil(pixelsPerSecond / mostSteps));
  const stepCount = Math.max(
    1,
    Math.round((pixelsPerSecond * COURSE_MILLISECONDS) / 1000 / stepPixels),
  );
  return {
    startedAt: now,
    fromPixels: Math.round(pixels),
    stepCount,
    stepPixels,
    milliseconds: ((stepCount * stepPixels) / pixelsPerSecond) * 1000,
    pixelsPerSecond,
  };
}

/** Whether the course leads through `pixels` now and lasts long enough. */
export function isOnCourse(
  course: Course,
  now: number,
  pixels: number,
  pixelsPerSecond: number,
): boolean {
  if (course.pixelsPerSecond !== pixelsPerSecond) return false;
  const elapsed = now - course.startedAt;
  if (elapsed > course.milliseconds - RENEWED_BEFORE_MILLISECONDS) return false;
  const expected = course.fromPixels + (elapsed / 1000) * pixelsPerSecond;
  return Math.abs(expected - pixels) <= TOLERATED_PIXELS;
}
