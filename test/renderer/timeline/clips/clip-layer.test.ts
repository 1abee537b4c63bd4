import { describe, expect, test } from 'vitest';
import { newTrack } from '../../../../preload/builders.ts';
import type { Clip, Project } from '../../../../preload/project.ts';
import { verdictOfAction } from '../../../../preload/verdict.ts';
import { ClipIndex } from '../../../../renderer/store/clip-index.ts';
import { evenRows } from '../../../../renderer/timeline/canvas/track-rows.ts';
import { badgeOf, type ClipBadge } from '../../../../renderer/timeline/clips/badge.ts';
import {
  isNear,
  MOST_ELEMENTS,
  type SheetView,
  shownClips,
} from '../../../../renderer/timeline/clips/shown-clips.ts';
import { actionRow } from '../../../support/action-rows.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const VIEW: SheetView = {
  framesPerPixel: 480,
  scrollFrame: 0,
  scrollTopPixels: 0,
  rows: evenRows(5),
  trackAreaWidthPixels: 800,
  trackAreaHeightPixels: 370,
  originFrame: 0,
};

function shown(
  project: Project,
  view: Partial<SheetView> = {},
  focused: string | null = null,
  dragged: ReadonlyMap<string, Clip> = new Map(),
) {
  const index = new ClipIndex();
  index.follow(project);
  const rows = evenRows(project.tracks.length);
  return shownClips({ project, index, dragged }, { ...VIEW, rows, ...view }, focused);
}

/** As many clips of one second on each of these tracks, one after the other. */
function crowd(trackCount: number, clipsOnTrack: number): Project {
  const project = pilotSession();
  const [model] = project.clips;
  if (model === undefined) throw new Error('The session has no clip.');
  const stereo = { inputChannels: 2, outputChannels: 2 };
  const tracks = Array.from({ length: trackCount }, (_, track) =>
    newTrack([], `t${track}`, stereo),
  );
  const clips = tracks.flatMap(({ id }) =>
    Array.from({ length: clipsOnTrack }, (_, place) => ({
      ...model,
      id: `${id}-${place}`,
      trackId: id,
      startFrame: place * 48_000,
      lengthFrames: 47_000,
    })),
  );
  return { ...project, tracks, clips };
}

test('the title of a clip ends where a later one begins on it, so that both are read', () => {
  const project = pilotSession();
  const clips = project.clips.map((clip) =>
    clip.id === 'c-2' ? { ...clip, startFrame: 48_000 } : clip,
  );
  const titles = shown({ ...project, clips });
  // From 0.1 to 2.1 seconds and from 1 second on.
  const below = titles.find(({ clip }) => clip.id === 'c-1');
  expect([below?.rectangle.width, below?.titlePixels, below?.titleRight]).toEqual([200, 90, 100]);
  const above = titles.find(({ clip }) => clip.id === 'c-2');
  expect(above?.titlePixels).toBe(above?.rectangle.width);
});

describe('the clips that exist as elements', () => {
  const project = pilotSession();
  const ids = (...given: Parameters<typeof shown>) => shown(...given).map(({ clip }) => clip.id);

  test('are all of a small session, in the order of time', () => {
    expect(ids(project)).toHaveLength(11);
    expect(ids(project).slice(0, 3)).toEqual(['c-11', 'c-1', 'c-4']);
    expect(ids(project, { framesPerPixel: 2, scrollFrame: 48_000_000 })).toHaveLength(11);
  });

  test('are those near the view of a large session, and the focused one', () => {
    const large = crowd(100, 100);
    const near = ids(large, { scrollFrame: 30 * 48_000 });
    expect(near).toContain('t0-30');
    expect(near).toContain('t4-37');
    expect(near).not.toContain('t0-0');
    expect(near).not.toContain('t20-30');
    expect(near.length).toBeLessThanOrEqual(MOST_ELEMENTS);
    expect(ids(large, { scrollFrame: 30 * 48_000 }, 't99-99').at(-1)).toBe('t99-99');
  });

  test('are never more than a bound, the widest of too many', () => {
    const large = crowd(5, 2_000);
    const whole = { framesPerPixel: 120_000 };
    expect(ids(large, whole)).toEqual(['t0-0']);
    const [first, ...others] = large.clips;
    const wide = { ...(first as Clip), lengthFrames: 480_000_000 };
    expect(ids({ ...large, clips: [wide, ...others] }, whole)).toEqual(['t0-0']);
    for (let framesPerPixel = 1; framesPerPixel < 2 ** 20; framesPerPixel *= 2) {
      expect(ids(large, { framesPerPixel }).length).toBeLessThanOrEqual(MOST_ELEMENTS);
    }
  });

  test('lie where the painter draws them', () => {
    const [, second] = shown(project);
    expect(second?.rectangle).toMatchObject({ left: 10, top: 3, width: 200 });
    const [, moved] = shown(project, { originFrame: 480 });
    expect(moved?.rectangle.left).toBe(9);
  });

  test('have small coordinates at every zoom, also near the end of a long clip', () => {
    const hour = 3_600 * 48_000;
    const clips = project.clips.map((clip) =>
      clip.id === 'c-1' ? { ...clip, startFrame: 0, lengthFrames: hour } : clip,
    );
    const scrollFrame = hour - 3_000;
    const end = { framesPerPixel: 1 / 32, scrollFrame, originFrame: scrollFrame };
    for (const { rectangle } of shown({ ...project, clips }, end)) {
      expect(Math.abs(rectangle.left)).toBeLessThan(10_000);
      expect(rectangle.width).toBeGreaterThan(0);
      expect(rectangle.width).toBeLessThan(10_000);
    }
    const view = { framesPerPixel: 6, scrollFrame, originFrame: scrollFrame };
    const long = shown({ ...project, clips }, view).find(({ clip }) => clip.id === 'c-1');
    expect((long?.rectangle.left ?? 0) + (long?.rectangle.width ?? 0)).toBe(500);
  });

  test('that are dragged lie where they would land', () => {
    const dragged = { ...(project.clips[0] as Clip), startFrame: 96_000, trackId: 'track-2' };
    const moved = shown(project, {}, null, new Map([[dragged.id, dragged]]));
    const there = moved.find(({ clip }) => clip.id === dragged.id);
    expect(there?.rectangle).toMatchObject({ left: 200, top: 63 });
  });

  test('of a track that is gone do not exist', () => {
    const withoutTrack = { ...project, tracks: project.tracks.slice(1) };
    const ofOthers = shown(withoutTrack);
    expect(ofOthers.some(({ clip }) => clip.trackId === 'track-1')).toBe(false);
    expect(ofOthers).toHaveLength(8);
  });

  test('stay the same while the view moves a little', () => {
    expect(isNear(VIEW, { ...VIEW, scrollFrame: 100 * 480, scrollTopPixels: 40 })).toBe(true);
    expect(isNear(VIEW, { ...VIEW, scrollFrame: 400 * 480 })).toBe(false);
    expect(isNear(VIEW, { ...VIEW, scrollTopPixels: 80 })).toBe(false);
    expect(isNear(VIEW, { ...VIEW, framesPerPixel: 481 })).toBe(false);
  });
});

function partsOf(badge: ClipBadge | null): string {
  const { glyph, text, hasDropouts, dropoutText } = badge as ClipBadge;
  return [glyph, text, hasDropouts ? 'diamond' : '', dropoutText].filter(Boolean).join(' ');
}

describe('the badge of a clip', () => {
  const badge = (values: Parameters<typeof actionRow>[0], width: number, name = 'knock') =>
    partsOf(badgeOf(verdictOfAction(actionRow(values)), name, width));

  test('has good words only beside the whole name, else the glyph', () => {
    expect(badge({}, 200)).toBe('check on time');
    expect(badge({}, 200, 'a name that is much too long for its clip')).toBe('check');
    expect(badge({}, 40)).toBe('check');
  });

  test('has words of trouble also where they push the name', () => {
    const late = { actualFrame: 1_841 };
    expect(badge(late, 200, 'a name that is much too long for its clip')).toBe('arrow late 7.1 ms');
    expect(badge(late, 40)).toBe('arrow');
  });

  test('marks dropouts beside the verdict', () => {
    const dropouts = 2;
    expect(badge({ dropouts }, 200)).toBe('check on time diamond 2 dropouts');
    expect(badge({ dropouts }, 100)).toBe('check on time diamond');
    expect(badge({ dropouts }, 40)).toBe('check diamond');
    expect(badge({ dropouts }, 20)).toBe('diamond');
    expect(badge({ dropouts, actualFrame: 1_841 }, 20)).toBe('arrow');
  });

  test('keeps the tone of its verdict beside the mark of dropouts', () => {
    const played = verdictOfAction(actionRow({ dropouts: 2 }));
    expect(badgeOf(played, 'knock', 200)?.tone).toBe('ok');
  });
});
