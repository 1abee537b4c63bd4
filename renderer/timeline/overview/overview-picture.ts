/** The picture of the overview, kept on a canvas of its own: drawn in steps after the session has rested,
 * shown as it is until then. */
import { shownDropouts } from '../../dropouts/shown-dropouts.ts';
import { clipIndexOf } from '../../store/clip-index.ts';
import { mirrorStore } from '../../store/mirror-store.ts';
import type { CanvasSize, Context2D } from '../canvas/canvas.ts';
import { type Palette, paletteNow } from '../canvas/palette.ts';
import { overviewFramesNow } from '../canvas/scrolling.ts';
import { outageSpans } from '../ruler/outage-spans.ts';
import { paintOverview } from './overview-painter.ts';

/** After the last change; a nudge with a held key waits for its end. */
const REST_MILLISECONDS = 120;

export class OverviewPicture {
  readonly #redraw: () => void;
  #shown: HTMLCanvasElement | null = null;
  #size: CanvasSize | null = null;
  /** Of the picture that was begun last. */
  #palette: Palette | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param redraw asks for a drawing */
  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  /** Something of the session has changed. */
  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), REST_MILLISECONDS);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  paint(context: Context2D, size: CanvasSize): void {
    const before = this.#size;
    this.#size = size;
    const isSame =
      before?.width === size.width &&
      before.height === size.height &&
      before.density === size.density;
    // Another theme has other colours.
    if (!isSame || paletteNow() !== this.#palette) this.#begin();
    context.setTransform(1, 0, 0, 1, 0, 0);
    const { width, height } = context.canvas;
    if (this.#shown !== null) context.drawImage(this.#shown, 0, 0, width, height);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    const { mirror } = mirrorStore.getState();
    const size = this.#size;
    if (mirror === null || size === null) return;
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(size.width * size.density));
    canvas.height = Math.max(1, Math.round(size.height * size.density));
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    const { project, outages } = mirror;
    const dropouts = shownDropouts(mirror);
    this.#palette = paletteNow();
    const steps = paintOverview(
      context,
      {
        ...size,
        tracks: project.tracks,
        index: clipIndexOf(project),
        totalFrames: overviewFramesNow(),
        dropouts,
        outages: outageSpans(outages, project.loop, null),
      },
      this.#palette,
    );
    const step = () => {
      // What changes meanwhile begins it again.
      if (steps.next().done !== true) {
        this.#timer = setTimeout(step);
        return;
      }
      this.#shown = canvas;
      this.#redraw();
    };
    step();
  }
}
