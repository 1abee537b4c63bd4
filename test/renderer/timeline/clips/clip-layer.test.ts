import { describe, expect, test } from 'vitest';
import { type ActionRow, NO_STATS } from '../../../../preload/actions.ts';
import {
  activeVerdicts,
  clipsOnSheet,
  sharedVerdict,
} from '../../../../renderer/timeline/clips/clip-layer.tsx';
import { pilotSession } from '../../../support/pilot-session.ts';

const project = pilotSession();

function row(values: Partial<ActionRow>): ActionRow {
  const frames = {
    requestedFrame: 1_000,
    actualFrame: 1_000,
    starvedFrames: 0,
    stats: NO_STATS,
    cannotPlay: null,
  };
  return {
    type: 'playBuffer',
    state: 'finished',
    outcome: 'completed',
    ...frames,
    ...values,
  } as ActionRow;
}

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

describe('verdicts', () => {
  test('that read the same are one object', () => {
    const one = sharedVerdict(row({}));
    expect(one?.words).toBe('on time');
    expect(sharedVerdict(row({ id: 2 }))).toBe(one);
    expect(sharedVerdict(row({ actualFrame: 1_001 }))).not.toBe(one);
    expect(sharedVerdict(undefined)).toBeNull();
  });

  test('of now are those of active actions with a clip', () => {
    const rows = [
      row({ clipId: 'c-1', state: 'active', outcome: null }),
      row({ clipId: 'c-2', state: 'pending', outcome: null }),
      row({ clipId: null, state: 'active', outcome: null }),
    ];
    expect(Object.keys(activeVerdicts(rows))).toEqual(['c-1']);
  });
});
