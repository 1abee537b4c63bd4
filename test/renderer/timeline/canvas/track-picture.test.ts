/** What is drawn of the track area again, from one picture to the next. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure } from '../../../../preload/outcome.ts';
import { ClipIndex } from '../../../../renderer/store/clip-index.ts';
import type { Context2D } from '../../../../renderer/timeline/canvas/canvas.ts';
import type { Palette } from '../../../../renderer/timeline/canvas/palette.ts';
import { PeaksCache } from '../../../../renderer/timeline/canvas/peaks-cache.ts';
import { TrackPicture } from '../../../../renderer/timeline/canvas/track-picture.ts';
import { evenRows } from '../../../../renderer/timeline/canvas/track-rows.ts';
import type { TrackScene } from '../../../../renderer/timeline/canvas/track-scene.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const COLOURS = { solid: 'a', fill: 'b', title: 'c', border: 'd', peaks: 'e' };
const PALETTE = { background: 'black', tracks: [COLOURS] } as unknown as Palette;

const project = pilotSession();
const index = new ClipIndex();
index.follow(project);
const media: TrackScene['media'] = new Map();
const selection: TrackScene['selection'] = new Set();

const rows = evenRows(5);

let redraws = 0;
let picture: TrackPicture;

function scene(viewport: Partial<TrackScene['viewport']>, values: Partial<TrackScene> = {}) {
  const [width, height] = [1_000, 400];
  return {
    width,
    height,
    density: 1,
    exposed: { left: 0, top: 0, width, height },
    viewport: { framesPerPixel: 480, scrollFrame: 0, scrollTopPixels: 0, rows, ...viewport },
    project,
    index,
    selection,
    dragged: new Map(),
    isCopying: false,
    hovered: null,
    takesInProgress: [],
    media,
    loop: project.loop,
    markers: project.markers,
    dropouts: NONE,
    outages: NO_OUTAGES,
    timeRange: null,
    hasTitles: false,
    ghost: null,
    rubberBand: null,
    ...values,
  };
}
const NONE: TrackScene['dropouts'] = [];
const NO_OUTAGES: TrackScene['outages'] = [];

/** Where the picture is moved to, and the backgrounds that are drawn. */
function drawn(of: TrackScene): readonly unknown[] {
  const calls: unknown[] = [];
  let fillStyle = '';
  const context = new Proxy({} as Record<string, unknown>, {
    get:
      (_target, name) =>
      (...values: unknown[]) => {
        if (name === 'drawImage') calls.push(['moved', ...values.slice(1)]);
        if (name === 'fillRect' && fillStyle === 'black') calls.push(['drawn', ...values]);
      },
    set: (_target, name, value) => {
      if (name === 'fillStyle') fillStyle = value as string;
      return true;
    },
  });
  picture.paint(context as unknown as Context2D, of, PALETTE);
  return calls;
}

const WHOLE = ['drawn', 0, 0, 1_000, 400];

beforeEach(() => {
  vi.useFakeTimers();
  redraws = 0;
  const cache = new PeaksCache(
    async () => failure('internal', 'No peaks.'),
    () => {},
  );
  picture = new TrackPicture(cache, () => {
    redraws += 1;
  });
  expect(drawn(scene({}))).toEqual([WHOLE]);
});

afterEach(() => {
  vi.useRealTimers();
});

test('a view that was scrolled moves the picture and draws what came into view', () => {
  const right = scene({ scrollFrame: 40 * 480 });
  expect(drawn(right)).toEqual([
    ['moved', -40, 0],
    ['drawn', 960, 0, 40, 400],
  ]);
  const down = scene({ scrollFrame: 10 * 480, scrollTopPixels: 25 });
  expect(drawn(down)).toEqual([
    ['moved', 30, -25],
    ['drawn', 0, 0, 30, 400],
    ['drawn', 0, 375, 1_000, 25],
  ]);
});

test('all of it is drawn once more when the view rests', () => {
  drawn(scene({ scrollFrame: 40 * 480 }));
  vi.advanceTimersByTime(100);
  drawn(scene({ scrollFrame: 80 * 480 }));
  vi.advanceTimersByTime(100);
  expect(redraws).toBe(0);
  vi.advanceTimersByTime(100);
  expect(redraws).toBe(1);
  expect(drawn(scene({ scrollFrame: 80 * 480 }))).toEqual([WHOLE]);
  vi.advanceTimersByTime(1_000);
  expect(redraws).toBe(1);
});

test.each<[what: string, of: TrackScene]>([
  ['other heights of tracks', scene({ rows: evenRows(5, 'L') })],
  ['another zoom', scene({ framesPerPixel: 481 })],
  ['half a pixel', scene({ scrollFrame: 240 })],
  ['more than half of the view', scene({ scrollFrame: 600 * 480 })],
  ['another project', scene({}, { project: pilotSession() })],
  ['another selection', scene({}, { selection: new Set(['c-1']) })],
  ['another state of a sound', scene({}, { media: new Map() })],
  ['other dropouts', scene({}, { dropouts: [] })],
  ['other outages', scene({}, { outages: [] })],
  ['another loop', scene({}, { loop: { ...project.loop } })],
  ['a clip that is dragged', scene({}, { dragged: new Map(project.clips.map((c) => [c.id, c])) })],
  ['a size', scene({}, { width: 900 })],
])('with %s all of it is drawn', (_what, of) => {
  expect(drawn(of).some((call) => (call as unknown[])[0] === 'moved')).toBe(false);
});

test('peaks that have come are drawn everywhere', () => {
  picture.renew();
  expect(redraws).toBe(1);
  expect(drawn(scene({ scrollFrame: 40 * 480 }))).toEqual([WHOLE]);
});
