import { describe, expect, test } from 'vitest';
import { NO_STATS } from '../../../../preload/actions.ts';
import { verdictOfAction } from '../../../../preload/verdict.ts';
import { badgeText, clipsOnSheet } from '../../../../renderer/timeline/clips/clip-layer.tsx';
import { actionRow } from '../../../support/action-rows.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const project = pilotSession();

describe('the clips that exist as elements', () => {
  const ids = (startFrame: number, framesPerPixel: number, focused: string | null = null) =>
    clipsOnSheet(project, startFrame, framesPerPixel, focused).map(({ clip }) => clip.id);

  test('are those near the view, in the order of time', () => {
    expect(ids(0, 480)).toHaveLength(11);
    expect(ids(0, 480).slice(0, 3)).toEqual(['c-11', 'c-1', 'c-4']);
    expect(ids(0, 2)).toEqual(['c-11', 'c-1', 'c-4']);
  });

  test('are also the first one, where Tab comes in, and the focused one', () => {
    const far = 1_000 * 48_000;
    expect(ids(far, 2)).toEqual(['c-11']);
    expect(ids(far, 2, 'c-7')).toEqual(['c-11', 'c-7']);
  });

  test('lie where the painter draws them', () => {
    const [, second] = clipsOnSheet(project, 0, 480, null);
    expect(second?.rectangle).toMatchObject({ left: 10, top: 5, width: 200 });
    const [, moved] = clipsOnSheet(project, 480, 480, null);
    expect(moved?.rectangle.left).toBe(9);
  });

  test('of a track that is gone do not exist', () => {
    const withoutTrack = { ...project, tracks: project.tracks.slice(1) };
    const shown = clipsOnSheet(withoutTrack, 0, 480, null);
    expect(shown.some(({ clip }) => clip.trackId === 'track-1')).toBe(false);
    expect(shown).toHaveLength(8);
  });
});

describe('the badge of a clip', () => {
  const badge = (values: Parameters<typeof actionRow>[0], width: number, name = 'knock') =>
    badgeText(verdictOfAction(actionRow(values)), name, width);

  test('has good words only beside the whole name, else the glyph', () => {
    expect(badge({}, 200)).toBe('✓ on time');
    expect(badge({}, 200, 'a name that is much too long for its clip')).toBe('✓');
    expect(badge({}, 40)).toBe('✓');
  });

  test('has words of trouble also where they push the name', () => {
    const late = { actualFrame: 1_841 };
    expect(badge(late, 200, 'a name that is much too long for its clip')).toBe('→ late 7.1 ms');
    expect(badge(late, 40)).toBe('→');
  });

  test('marks dropouts beside the verdict', () => {
    const stats = { ...NO_STATS, outputUnderflows: 2 };
    expect(badge({ stats }, 200)).toBe('✓ on time ◆ 2 dropouts');
    expect(badge({ stats }, 100)).toBe('✓ on time ◆');
    expect(badge({ stats }, 40)).toBe('✓ ◆');
  });
});
