import { describe, expect, test } from 'vitest';
import { courseFrom, isOnCourse } from '../../../../renderer/timeline/ruler/playhead-course.ts';

const SMOOTH = Number.POSITIVE_INFINITY;

describe('the playhead’s course', () => {
  test('goes whole pixels from a whole pixel, for about a second', () => {
    const course = courseFrom(0, 10.3, 100, SMOOTH);
    expect(course).toMatchObject({ fromPixels: 10, stepCount: 100, milliseconds: 1000 });
  });

  test('takes fewer and wider steps where each is expensive, at the same speed', () => {
    const course = courseFrom(0, 10, 110, 25);
    expect(course).toMatchObject({ stepPixels: 5, stepCount: 22, milliseconds: 1000 });
    expect(isOnCourse(course, 500, 65, 110)).toBe(true);
    expect(courseFrom(0, 0, 10, 25)).toMatchObject({ stepPixels: 1, stepCount: 10 });
  });

  test('slower than a pixel a second still takes its step when it is due', () => {
    expect(courseFrom(0, 0, 0.25, SMOOTH)).toMatchObject({ stepCount: 1, milliseconds: 4000 });
  });

  test('is kept while the clock agrees with it', () => {
    const course = courseFrom(1000, 10, 100, SMOOTH);
    expect(isOnCourse(course, 1500, 60.4, 100)).toBe(true);
  });

  test('is left for a seek, another zoom, and before it ends', () => {
    const course = courseFrom(1000, 10, 100, SMOOTH);
    expect(isOnCourse(course, 1500, 300, 100)).toBe(false);
    expect(isOnCourse(course, 1500, 60, 200)).toBe(false);
    expect(isOnCourse(course, 1900, 100, 100)).toBe(false);
  });
});
