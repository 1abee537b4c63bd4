/** What the overview shows of a session. */
import { expect, test } from 'vitest';
import type { TakeInProgress } from '../../../../preload/engine.ts';
import type { Project } from '../../../../preload/project.ts';
import { ClipIndex } from '../../../../renderer/store/clip-index.ts';
import type { Context2D } from '../../../../renderer/timeline/canvas/canvas.ts';
import type { Palette } from '../../../../renderer/timeline/canvas/palette.ts';
import {
  paintOverview,
  paintTakesInProgress,
} from '../../../../renderer/timeline/overview/overview-painter.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const TRACKS = Array.from({ length: 8 }, (_, index) => ({ solid: `track ${index + 1}` }));
const PALETTE = { panel: 'panel', warning: 'warning', tracks: TRACKS } as unknown as Palette;

interface Bar {
  readonly colour: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

function painted(project: Project, dropoutFrames: readonly (number | null)[] = []) {
  const index = new ClipIndex();
  index.follow(project);
  const bars: Bar[] = [];
  let colour = '';
  const context = new Proxy({} as Record<string, unknown>, {
    get: (_target, name) => (left: number, top: number, width: number) => {
      if (name === 'fillRect') bars.push({ colour, left, top, width });
    },
    set: (_target, name, value) => {
      if (name === 'fillStyle') colour = value as string;
      return true;
    },
  });
  const scene = {
    width: 600,
    height: 40,
    density: 1,
    tracks: project.tracks,
    index,
    totalFrames: 60 * 48_000,
    dropouts: dropoutFrames.map((timelineFrame) => ({ timelineFrame }) as never),
    outages: [],
  };
  let steps = 0;
  for (const _step of paintOverview(context as unknown as Context2D, scene, PALETTE)) steps += 1;
  return { bars, steps };
}

test('each track has a bar in its colour, below that of the track above', () => {
  const { bars } = painted(pilotSession());
  const first = bars.filter(({ colour }) => colour === 'track 1');
  // One second is ten pixels; the first clip lasts from 0.1 to 2.1 seconds.
  expect(first[0]).toMatchObject({ left: 1, top: 5, width: 20 });
  const tops = [...new Set(bars.slice(1).map(({ top }) => top))];
  expect(tops).toEqual([5, 9, 13, 17]);
});

test('clips that share a pixel are drawn once, and a thousand tracks lie within its height', () => {
  const project = pilotSession();
  const [clip] = project.clips;
  const [track] = project.tracks;
  if (clip === undefined || track === undefined) throw new Error('The session is empty.');
  const crowd = Array.from({ length: 5_000 }, (_, place) => ({
    ...clip,
    id: `n${place}`,
    startFrame: place * 480,
    lengthFrames: 400,
  }));
  expect(painted({ ...project, clips: crowd }).bars).toHaveLength(2);
  const tracks = Array.from({ length: 1_000 }, (_, place) => ({ ...track, id: `t${place}` }));
  const clips = tracks.flatMap(({ id }) =>
    [0, 1, 2, 3].map((place) => ({
      ...clip,
      id: `${id}-${place}`,
      trackId: id,
      startFrame: place * 480_000,
    })),
  );
  const { bars, steps } = painted({ ...project, tracks, clips });
  expect(steps).toBeGreaterThan(1);
  expect(Math.max(...bars.map(({ top }) => top))).toBeLessThan(40);
});

test('every dropout that has a place is a tick', () => {
  const { bars } = painted(pilotSession(), [480_000, null, 2_400_000]);
  const ticks = bars.filter(({ colour, width }) => colour === 'warning' && width === 2);
  expect(ticks.map(({ left }) => left)).toEqual([100, 500]);
});

test('a take that is being recorded has a red bar in the row of its track', () => {
  const bars: (number | string)[][] = [];
  const context = {
    fillStyle: '',
    setTransform: () => {},
    fillRect: (...box: number[]) => bars.push([context.fillStyle, ...box]),
  };
  const { tracks } = pilotSession();
  const take = { trackId: 'track-5', startFrame: 48_000, frames: 96_000 } as TakeInProgress;
  const scene = { width: 600, height: 40, density: 1, totalFrames: 60 * 48_000 };
  paintTakesInProgress(
    context as unknown as Context2D,
    { ...scene, tracks, takes: [take, { ...take, trackId: 'gone' }] },
    { ...PALETTE, record: 'record' },
  );
  expect(bars).toEqual([['record', 10, 21, 20, 3]]);
});

test('a clip with a colour of its own has it, also where it touches one of another colour', () => {
  const project = pilotSession();
  const [trackId] = project.tracks.map(({ id }) => id);
  const second = 48_000;
  const clips = [0, 1, 2].map((place) => ({
    ...(project.clips[0] as Project['clips'][number]),
    ...{ id: `clip ${place}`, trackId: trackId ?? '', startFrame: place * second },
    ...{ lengthFrames: second, colour: place === 1 ? 4 : null },
  }));
  const { bars } = painted({ ...project, clips });
  expect(bars.slice(1)).toMatchObject([
    { colour: 'track 1', left: 0, top: 5 },
    { colour: 'track 5', left: 10, top: 5 },
    { colour: 'track 1', left: 20, top: 5 },
  ]);
});
