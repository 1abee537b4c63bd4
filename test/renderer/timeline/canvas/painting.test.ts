/** What the painters draw, by the rectangles that reach the canvas. */
import { describe, expect, test } from 'vitest';
import type { PeaksTile } from '../../../../preload/contract.ts';
import { emptyProject, type Project } from '../../../../preload/project.ts';
import { ClipIndex } from '../../../../renderer/store/clip-index.ts';
import type { Context2D } from '../../../../renderer/timeline/canvas/canvas.ts';
import { paintLayerAbove, paintTracks } from '../../../../renderer/timeline/canvas/painter.ts';
import type { Palette } from '../../../../renderer/timeline/canvas/palette.ts';
import { PeaksCache, TILE_BINS } from '../../../../renderer/timeline/canvas/peaks-cache.ts';
import { draggedClips, previewed } from '../../../../renderer/timeline/canvas/scene.ts';
import { evenRows } from '../../../../renderer/timeline/canvas/track-rows.ts';
import type { TrackScene } from '../../../../renderer/timeline/canvas/track-scene.ts';
import { drawWaveform } from '../../../../renderer/timeline/canvas/waveform.ts';
import { paintRuler } from '../../../../renderer/timeline/ruler/ruler-painter.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

interface Drawn {
  readonly what: 'fill' | 'round' | 'text' | 'stroke';
  readonly colour: string;
  readonly alpha: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly text?: string;
}

/** A canvas context that lists what is drawn on it. */
function recorded() {
  const drawn: Drawn[] = [];
  let path = { left: 0, top: 0, width: 0, height: 0 };
  const context = {
    fillStyle: '',
    strokeStyle: '',
    globalAlpha: 1,
    fillRect(left: number, top: number, width: number, height: number) {
      add('fill', context.fillStyle, { left, top, width, height });
    },
    fillText(text: string, left: number, top: number) {
      drawn.push({ ...entry('text', context.fillStyle, { left, top, width: 0, height: 0 }), text });
    },
    strokeRect(left: number, top: number, width: number, height: number) {
      add('stroke', context.strokeStyle, { left, top, width, height });
    },
    roundRect(left: number, top: number, width: number, height: number) {
      path = { left, top, width, height };
    },
    fill() {
      add('round', context.fillStyle, path);
    },
    stroke() {
      add('stroke', context.strokeStyle, path);
    },
    moveTo(left: number, top: number) {
      path = { left, top, width: 0, height: 0 };
    },
    lineTo(left: number, top: number) {
      const { left: from, top: above } = path;
      path = { left: from, top: above, width: left - from, height: top - above };
    },
    strokeText() {},
    setTransform() {},
    setLineDash() {},
    beginPath() {},
    rect() {},
    clip() {},
    clearRect() {},
    arc() {},
    save() {},
    restore() {},
  };
  const entry = (what: Drawn['what'], colour: string, place: typeof path): Drawn => {
    return { what, colour, alpha: context.globalAlpha, ...place };
  };
  const add = (what: Drawn['what'], colour: string, place: typeof path) => {
    drawn.push(entry(what, colour, place));
  };
  return { context: context as unknown as Context2D, drawn };
}

const palette: Palette = {
  background: 'background',
  panel: 'panel',
  line: 'line',
  softLine: 'soft line',
  strongLine: 'strong line',
  grid: 'grid',
  strongGrid: 'strong grid',
  text: 'text',
  bright: 'bright',
  dim: 'dim',
  faint: 'faint',
  accent: 'accent',
  onTime: 'onTime',
  error: 'error',
  warning: 'warning',
  record: 'record',
  tracks: Array.from({ length: 8 }, (_, index) => ({
    solid: `solid ${index}`,
    fill: `fill ${index}`,
    title: `title ${index}`,
    border: `border ${index}`,
    peaks: `peaks ${index}`,
  })),
  monoFont: 'mono',
  interfaceFont: 'interface',
};

/** A cache whose tiles are there at once: every bin from −0.5 to 0.5, RMS 0.25. */
async function filledCache(knownBins = TILE_BINS): Promise<PeaksCache> {
  const triples = new Float32Array(TILE_BINS * 3);
  for (let bin = 0; bin < TILE_BINS; bin += 1) triples.set([-0.5, 0.5, 0.25], bin * 3);
  const tile: PeaksTile = { channels: 1, knownBins, triples };
  return new PeaksCache(
    async () => ({ ok: true, value: tile }),
    () => {},
  );
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

function scene(values: Partial<TrackScene> = {}): TrackScene {
  const index = new ClipIndex();
  index.follow(values.project ?? pilotSession());
  return {
    index,
    viewport: { framesPerPixel: 480, scrollFrame: 0, scrollTopPixels: 0, rows: evenRows(5) },
    width: 1_000,
    height: 370,
    exposed: { left: 0, top: 0, width: 1_000, height: 370 },
    density: 1,
    project: pilotSession(),
    selection: new Set(),
    dragged: new Map(),
    isCopying: false,
    hovered: null,
    takesInProgress: [],
    media: new Map(),
    loop: { enabled: false, startFrame: 0, endFrame: 0 },
    markers: [],
    dropouts: [],
    outages: [],
    timeRange: null,
    hasTitles: false,
    ghost: null,
    rubberBand: null,
    ...values,
  };
}

async function painted(
  values: Partial<TrackScene> = {},
  paint: typeof paintTracks = paintTracks,
): Promise<readonly Drawn[]> {
  const cache = await filledCache();
  paint(recorded().context, scene(values), palette, cache);
  await settle();
  const { context, drawn } = recorded();
  paint(context, scene(values), palette, cache);
  return drawn;
}

const bodies = (drawn: readonly Drawn[]) => drawn.filter(({ colour }) => /^fill /.test(colour));

describe('clips', () => {
  test('are drawn at their place in the colour of their track', async () => {
    const drawn = bodies(await painted());
    expect(drawn).toHaveLength(11);
    expect(drawn.find(({ colour }) => colour === 'fill 0')).toMatchObject({
      left: 10,
      top: 3,
      width: 200,
      height: 53,
    });
  });

  test('out of view are not drawn', async () => {
    const rows = evenRows(5);
    const viewport = { framesPerPixel: 480, scrollFrame: 48_000 * 20, scrollTopPixels: 0, rows };
    expect(bodies(await painted({ viewport })).map(({ colour }) => colour)).toEqual(['fill 3']);
    const below = { framesPerPixel: 480, scrollFrame: 0, scrollTopPixels: 3 * 60, rows };
    expect(bodies(await painted({ viewport: below }))).toHaveLength(1);
  });

  test('that are selected lie on top and have an outline', async () => {
    const drawn = await painted({ selection: new Set(['c-1']) });
    const onTrack = bodies(drawn).filter(({ colour }) => colour === 'fill 0');
    expect(onTrack.at(-1)).toMatchObject({ left: 10 });
    const bright = drawn.filter(({ what, colour }) => what === 'stroke' && colour === 'bright');
    // The outline, the line of its gain with its figure, and a square for each fade in the corners.
    expect(bright).toMatchObject([
      { left: 11, top: 4 },
      { top: 25.5, height: 0 },
      { left: 18.5, width: 7, height: 7 },
      { left: 194.5, width: 7, height: 7 },
    ]);
    expect(drawn.some(({ text }) => text === '0.0 dB')).toBe(true);
  });

  test('that overlap show both waveforms between two lines', async () => {
    const project = pilotSession();
    const clips = project.clips.map((clip) =>
      clip.id === 'c-2' ? { ...clip, startFrame: 48_000 } : clip,
    );
    const drawn = await painted({ project: { ...project, clips } });
    // The first clip lasts from 0.1 to 2.1 seconds.
    const lines = drawn.filter(({ colour, width }) => colour === 'strong line' && width === 1);
    const end = Math.min(100 + (clips[1]?.lengthFrames ?? 0) / 480, 210);
    expect(lines.map(({ left }) => left)).toEqual([100, end - 1]);
    const covered = drawn.filter(({ colour, alpha }) => colour === 'peaks 0' && alpha === 0.5);
    expect(covered.length).toBeGreaterThan(0);
    const apart = await painted();
    expect(apart.some(({ colour, width }) => colour === 'strong line' && width === 1)).toBe(false);
  });

  test('on a small track have no strip for the title, and a dimmed waveform', async () => {
    const rows = evenRows(5, 'S');
    const viewport = { framesPerPixel: 480, scrollFrame: 0, scrollTopPixels: 0, rows };
    const drawn = await painted({ viewport });
    expect(bodies(drawn)[0]).toMatchObject({ height: 25 });
    expect(drawn.some(({ colour }) => /^title /.test(colour))).toBe(false);
    expect(drawn.some(({ colour, alpha }) => colour === 'peaks 0' && alpha === 0.55)).toBe(true);
  });

  test('that are copied stay where they are, those that are moved leave a dashed place', async () => {
    const project = pilotSession();
    const dragged = draggedClips(project, new Map([['c-1', { startFrame: 240_000 }]]));
    const isThere = (drawn: readonly Drawn[]) =>
      bodies(drawn).some(({ colour, left }) => colour === 'fill 0' && left === 10);
    expect(isThere(await painted({ dragged }))).toBe(false);
    expect(isThere(await painted({ dragged, isCopying: true }))).toBe(true);
    const above = await painted({ dragged }, paintLayerAbove);
    expect(bodies(above).map(({ left }) => left)).toEqual([500]);
    expect(above.some(({ what, left }) => what === 'stroke' && left === 10.5)).toBe(true);
    const copies = await painted({ dragged, isCopying: true }, paintLayerAbove);
    expect(copies.some(({ what, left }) => what === 'stroke' && left === 10.5)).toBe(false);
    expect(copies.some(({ text }) => text === project.clips[0]?.name)).toBe(true);
  });

  test('have their names in the picture while the wheel zooms on, where there is room for them', async () => {
    const names = (drawn: readonly Drawn[]) => drawn.filter(({ what }) => what === 'text').length;
    expect(names(await painted())).toBe(0);
    expect(names(await painted({ hasTitles: true }))).toBe(11);
    const viewport = { ...scene().viewport, framesPerPixel: 480_000 };
    expect(names(await painted({ hasTitles: true, viewport }))).toBe(0);
  });

  test('of a silent track are dimmed', async () => {
    const project = pilotSession();
    const tracks = project.tracks.map((track) =>
      track.id === 'track-1' ? { ...track, muted: true } : track,
    );
    const drawn = bodies(await painted({ project: { ...project, tracks } }));
    expect(new Set(drawn.map(({ colour, alpha }) => `${colour} ${alpha}`))).toEqual(
      new Set(['fill 0 0.4', 'fill 1 1', 'fill 2 1', 'fill 3 1']),
    );
  });

  test('that are dragged are drawn where they would land, on the layer above', async () => {
    const preview = new Map([['c-1', { startFrame: 96_000 }]]);
    const dragged = draggedClips(pilotSession(), preview);
    const above = bodies(await painted({ dragged }, paintLayerAbove));
    expect(above).toMatchObject([{ left: 200, colour: 'fill 0' }]);
    expect(bodies(await painted({ dragged }))).toHaveLength(10);
  });

  test('are a part of the project as a drag would leave it', () => {
    const same: Project = pilotSession();
    expect(previewed(same, new Map())).toBe(same);
    const moved = previewed(same, new Map([['c-1', { startFrame: 96_000 }]]));
    expect(moved.clips.find(({ id }) => id === 'c-1')).toMatchObject({ startFrame: 96_000 });
    expect(moved.clips).toHaveLength(same.clips.length);
  });

  test('whose sound is gone keep their body', async () => {
    const project = { ...pilotSession(), buffers: [] };
    const drawn = await painted({ project });
    expect(bodies(drawn)).toHaveLength(11);
    expect(drawn.some(({ colour }) => /^peaks/.test(colour))).toBe(false);
  });
});

describe('beside the clips', () => {
  const lines = (drawn: readonly Drawn[], colour: string) =>
    drawn.filter((each) => each.what === 'fill' && each.colour === colour && each.width === 1);

  test('a line lies below every track in view', async () => {
    expect(
      (await painted()).filter(({ colour }) => colour === 'line').map(({ top }) => top),
    ).toEqual([59, 119, 179, 239, 299]);
  });

  test('an enabled loop has its range and its ends, another has none', async () => {
    const range = { startFrame: 48_000, endFrame: 96_000 };
    const on = await painted({ loop: { enabled: true, ...range } });
    expect(lines(on, 'accent').map(({ left }) => left)).toEqual([100, 199]);
    expect(lines(await painted({ loop: { enabled: false, ...range } }), 'accent')).toEqual([]);
  });

  test('markers and dropouts in view are lines; a dropout without a place is none', async () => {
    const marker = (frame: number) => ({ id: `m-${frame}`, name: 'm', frame });
    const dropout = (timelineFrame: number | null) => ({ timelineFrame }) as never;
    const drawn = await painted({
      markers: [marker(48_000), marker(48_000_000)],
      dropouts: [dropout(96_000), dropout(null), dropout(48_000_000)],
    });
    expect(lines(drawn, 'strong line').map(({ left }) => left)).toEqual([100]);
    const dashed = drawn.filter(({ colour }) => colour === 'warning');
    expect(dashed).toMatchObject([{ what: 'stroke', left: 200.5, top: 0, height: 370 }]);
  });

  test('an outage is a span through all tracks, and so is the whole loop that it went round', async () => {
    const outage = (from: number, to: number) =>
      ({ fromTimelineFrame: from, toTimelineFrame: to, seconds: 1 }) as never;
    const spans = async (values: Parameters<typeof painted>[0]) =>
      (await painted(values))
        .filter(({ colour, height }) => colour === 'error' && height === 370)
        .map(({ left, width }) => [left, width]);
    expect(await spans({ outages: [outage(48_000, 96_000)] })).toEqual([[100, 100]]);
    const loop = { enabled: true, startFrame: 24_000, endFrame: 120_000 };
    expect(await spans({ loop, outages: [outage(96_000, 48_000)] })).toEqual([[50, 200]]);
    expect(await spans({ outages: [outage(48_000_000, 96_000_000)] })).toEqual([]);
  });

  test('a take in progress grows on its track, with its name', async () => {
    const take = { takeId: 't', name: 'Take 1', trackId: 'track-5', startFrame: 48_000 };
    const growing = { ...take, frames: 24_000, channels: [1], silentSeconds: 0 };
    const drawn = await painted({ takesInProgress: [growing] }, paintLayerAbove);
    expect(bodies(drawn).at(-1)).toMatchObject({ left: 100, top: 243, width: 50 });
    expect(drawn.some(({ text }) => text === 'Take 1')).toBe(true);
    const takesInProgress = [{ ...growing, trackId: 'gone' }];
    const gone = await painted({ takesInProgress }, paintLayerAbove);
    expect(gone.some(({ text }) => text === 'Take 1')).toBe(false);
  });

  test('a ghost lies where the drop would land, below the tracks for a new one', async () => {
    const ghost = { startFrame: 48_000, name: 'new', count: 1, rule: 'stack' as const };
    const shape = async (trackIndex: number, lengthFrames: number | null = 24_000) =>
      (await painted({ ghost: { ...ghost, trackIndex, lengthFrames } }, paintLayerAbove)).find(
        ({ alpha }) => alpha === 0.16,
      );
    expect(await shape(1)).toMatchObject({ left: 100, top: 63, width: 50 });
    expect(await shape(-1)).toMatchObject({ top: 303 });
    expect(await shape(0, null)).toMatchObject({ width: 120 });
  });

  test('a rubber band lies over everything', async () => {
    const rubberBand = { leftPixels: 10, topPixels: 20, widthPixels: 30, heightPixels: 40 };
    const drawn = await painted({ rubberBand }, paintLayerAbove);
    expect(drawn.at(-2)).toMatchObject({ left: 10, top: 20, width: 30, height: 40, alpha: 0.06 });
  });
});

describe('a waveform', () => {
  const area = { left: 0, top: 0, width: 4, height: 100, startFrame: 0, framesPerScreenPixel: 8 };
  const source = { sourceId: 's', opening: 1, frames: 32, readyFrames: 32 };
  const colours = { peaks: 'peaks', body: 'body' };

  async function waveform(cache: PeaksCache, values: object = {}): Promise<readonly Drawn[]> {
    drawWaveform(recorded().context, cache, source, { ...area, gain: 1, ...values }, colours);
    await settle();
    const { context, drawn } = recorded();
    drawWaveform(context, cache, source, { ...area, gain: 1, ...values }, colours);
    return drawn;
  }

  test('has a column for every pixel, peaks around the RMS', async () => {
    const drawn = await waveform(await filledCache());
    const peaks = drawn.filter(({ colour }) => colour === 'peaks');
    expect(peaks.map(({ left }) => left)).toEqual([0, 1, 2, 3]);
    expect(peaks[0]).toMatchObject({ top: 25, height: 50 });
    expect(drawn.find(({ colour }) => colour === 'body')).toMatchObject({ top: 37.5, height: 25 });
  });

  test('grows with the gain up to the height of the clip', async () => {
    const [louder] = await waveform(await filledCache(), { gain: 1.5 });
    expect(louder).toMatchObject({ top: 12.5, height: 75 });
    const [cut] = await waveform(await filledCache(), { gain: 100 });
    expect(cut).toMatchObject({ top: 0, height: 100 });
  });

  test('ends where the sound ends, and where it is not decoded yet', async () => {
    const after = await waveform(await filledCache(), { startFrame: 16 });
    expect(after.filter(({ colour }) => colour === 'peaks')).toHaveLength(2);
    const partial = await waveform(await filledCache(3));
    expect(partial.filter(({ colour }) => colour === 'peaks')).toHaveLength(3);
    expect(await waveform(await filledCache(), { startFrame: -100 })).toEqual([]);
  });

  test('shows a coarser tile while the right one is being fetched', async () => {
    const triples = new Float32Array(TILE_BINS * 3);
    triples.set([-1, 1, 0.5]);
    const answers: ((tile: PeaksTile) => void)[] = [];
    const cache = new PeaksCache(
      () => new Promise((resolve) => answers.push((value) => resolve({ ok: true, value }))),
      () => {},
    );
    cache.tile(source, 5, 0);
    answers[0]?.({ channels: 1, knownBins: 1, triples });
    await settle();
    const { context, drawn } = recorded();
    drawWaveform(context, cache, source, { ...area, gain: 1 }, colours);
    expect(drawn.filter(({ colour }) => colour === 'peaks')).toHaveLength(4);
  });
});

describe('the ruler', () => {
  const ruler = (values: object = {}) => {
    const { context, drawn } = recorded();
    const { viewport, width, density } = scene();
    const base = { viewport, width, height: 48, density, project: emptyProject('', 48_000) };
    paintRuler(context, { ...base, ...values }, palette);
    return drawn;
  };

  test('labels its major ticks, from the left edge on', () => {
    const texts = ruler().flatMap(({ text, left }) => (text === undefined ? [] : [[text, left]]));
    expect(texts.slice(0, 3)).toEqual([
      ['0:00', 5],
      ['0:01', 105],
      ['0:02', 205],
    ]);
  });

  test('has higher ticks at its labels and half-way between two', () => {
    const heights = ruler().flatMap(({ left, width, height }) =>
      width === 1 && left <= 100 ? [height] : [],
    );
    expect(heights).toEqual([16, 4, 4, 4, 4, 7, 4, 4, 4, 4, 16]);
  });
});
