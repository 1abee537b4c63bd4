/** Draws the ruler's ticks: the time row with its labels, and the stems of markers through all rows. The
 * flags, the loop and the dropouts are elements over it. */
import type { Project } from '../../../preload/project.ts';
import type { Context2D } from '../canvas/canvas.ts';
import { pixelsFromFrame, type TimeView, tickLabel, timelineTicks } from '../canvas/geometry.ts';
import type { Palette } from '../canvas/palette.ts';

/** Height of the time row, at the bottom. */
const TIME_ROW_PIXELS = 16;
const MINOR_PIXELS = 4;
const HALF_PIXELS = 7;

export interface RulerScene {
  readonly viewport: TimeView;
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly project: Pick<Project, 'grid' | 'tempo' | 'sampleRate'>;
}

export function paintRuler(context: Context2D, scene: RulerScene, palette: Palette): void {
  const { viewport, width, height, density, project } = scene;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, width, height);
  const spacing = timelineTicks(viewport.framesPerPixel, project);
  const { minorPerMajor } = spacing;
  const minorFrames = spacing.majorFrames / minorPerMajor;
  const first = Math.max(0, Math.floor(viewport.scrollFrame / minorFrames) - minorPerMajor);
  context.font = `10.5px ${palette.monoFont}`;
  context.textBaseline = 'middle';
  for (let tick = first; ; tick += 1) {
    const x = Math.round(pixelsFromFrame(viewport, tick * minorFrames));
    if (x > width) break;
    const isMajor = tick % minorPerMajor === 0;
    const isHalf = (tick % minorPerMajor) * 2 === minorPerMajor;
    const size = isMajor ? TIME_ROW_PIXELS : isHalf ? HALF_PIXELS : MINOR_PIXELS;
    context.fillStyle = isMajor || isHalf ? palette.strongLine : palette.line;
    context.fillRect(x, height - size, 1, size);
    if (!isMajor) continue;
    context.fillStyle = palette.dim;
    const label = tickLabel(tick * minorFrames, spacing, project);
    context.fillText(label, x + 5, height - TIME_ROW_PIXELS / 2);
  }
}
