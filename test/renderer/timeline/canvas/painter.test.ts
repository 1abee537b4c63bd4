import { expect, test } from 'vitest';
import { NO_DROPOUTS } from '../../../../preload/dropouts.ts';
import {
  CLIP_PROPERTIES,
  type Clip,
  type Project,
  TRACK_PROPERTIES,
  type Track,
} from '../../../../preload/project.ts';
import type { Mirror } from '../../../../renderer/store/mirror.ts';
import { viewStore } from '../../../../renderer/store/view.ts';
import type { Context2D } from '../../../../renderer/timeline/canvas/canvas.ts';
import { paintTracks } from '../../../../renderer/timeline/canvas/painter.ts';
import type { Palette } from '../../../../renderer/timeline/canvas/palette.ts';
import { PeaksCache } from '../../../../renderer/timeline/canvas/peaks-cache.ts';
import { trackScene } from '../../../../renderer/timeline/canvas/scene.ts';
import {
  beforeTrackChange,
  UNCHANGED,
  withChangedClip,
  withChangedTrack,
} from '../../../support/changed-parts.ts';

const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'indigo', 'violet', 'grey'].map(
  (colour) => ({ solid: colour, fill: colour, title: colour, border: colour, peaks: colour }),
);
const PALETTE = { background: 'black', line: 'white', text: 'white', tracks: COLOURS };

/** A sound whose level rises, so that every part of it looks different. */
const cache = new PeaksCache(
  async ({ sourceId, startFrame, framesPerBin, count }) => {
    const channels = sourceId === 'tone' ? 2 : 1;
    const triples = Float32Array.from({ length: count * channels * 3 }, (_, index) => {
      const bin = Math.floor(index / (3 * channels));
      const level = (startFrame + bin * framesPerBin) / (channels * 100_000);
      return index % 3 === 0 ? -level : level;
    });
    return { ok: true, value: { channels, knownBins: count, triples } };
  },
  () => {},
);

/** Everything that is drawn, in order. */
function strokesOf(project: Project): readonly unknown[] {
  const strokes: unknown[] = [];
  const context = new Proxy({} as Record<string, unknown>, {
    get:
      (_target, name) =>
      (...values: unknown[]) =>
        strokes.push([name, ...values]),
    set: (_target, name, value) => strokes.push([name, value]) > 0,
  });
  const losses = { dropouts: [], dropoutTotals: NO_DROPOUTS, outages: [] };
  const mirror = { project, takesInProgress: [], media: new Map(), ...losses };
  const view = { ...viewStore.getInitialState(), framesPerPixel: 10 };
  const scene = trackScene(mirror as unknown as Mirror, view, {
    width: 800,
    height: 400,
    density: 1,
  });
  paintTracks(context as unknown as Context2D, scene, PALETTE as unknown as Palette, cache);
  return strokes;
}

/** After the peaks that a first picture asks for have come. */
async function picture(project: Project): Promise<readonly unknown[]> {
  strokesOf(project);
  await new Promise((resolve) => setTimeout(resolve));
  return strokesOf(project);
}

test.each(Object.keys(CLIP_PROPERTIES) as (keyof Clip)[])(
  'the picture of a clip shows its %s, or it is not said to',
  async (name) => {
    const changed = await picture(withChangedClip(name));
    const isOther = JSON.stringify(changed) !== JSON.stringify(await picture(UNCHANGED));
    expect(isOther).toBe(CLIP_PROPERTIES[name].isPainted);
  },
);

test.each((Object.keys(TRACK_PROPERTIES) as (keyof Track)[]).filter((name) => name !== 'id'))(
  'the picture of the tracks shows their %s, or it is not said to',
  async (name) => {
    const changed = await picture(withChangedTrack(name));
    const before = await picture(beforeTrackChange(name));
    const isOther = JSON.stringify(changed) !== JSON.stringify(before);
    expect(isOther).toBe(TRACK_PROPERTIES[name].isPainted);
  },
);
