/** Draws the ruler: ticks with times, the loop range, dropout ticks. */
import type { Dropout } from '../../../preload/engine.ts';
import type { LoopRange } from '../../../preload/project.ts';
import type { SampleRate } from '../../../preload/units.ts';
import type { Context2D } from '../canvas/canvas.ts';
import {
  clampedPixels,
  pixelsFromFrame,
  type TimeView,
  tickLabel,
  tickSpacing,
} from '../canvas/geometry.ts';
import type { Palette } from '../canvas/palette.ts';

export interface RulerScene {
  readonly viewport: TimeView;
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly sampleRate: SampleRate;
  readonly loop: LoopRange;
  readonly dropouts: readonly Dropout[];
}

export function paintRuler(context: Context2D, scene: RulerScene, palette: Palette): void {
  context.setTransform(scene.density, 0, 0, scene.density, 0, 0);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, scene.width, scene.height);
  paintLoopRange(context, scene, palette);
  paintTicks(context, scene, palette);
  paintDropoutTicks(context, scene, palette);
}

function paintTicks(context: Context2D, scene: RulerScene, palette: Palette): void {
  const { viewport, width, height, sampleRate } = scene;
  const spacing = tickSpacing(viewport.framesPerPixel, sampleRate);
  const minorFrames = spacing.majorFrames / spacing.minorPerMajor;
  const first = Math.max(0, Math.floor(viewport.scrollFrame / minorFrames) - spacing.minorPerMajor);
  context.font = `10.5px ${palette.monoFont}`;
  context.textBaseline = 'top';
  for (let tick = first; ; tick += 1) {
    const x = Math.round(pixelsFromFrame(viewport, tick * minorFrames));
    if (x > width) break;
    const isMajor = tick % spacing.minorPerMajor === 0;
    context.fillStyle = palette.line;
    context.fillRect(x, isMajor ? 0 : height - 9, 1, isMajor ? height : 4);
    if (!isMajor) continue;
    context.fillStyle = palette.dim;
    context.fillText(tickLabel(tick * minorFrames, spacing, sampleRate), x + 5, 5);
  }
}

function paintLoopRange(context: Context2D, scene: RulerScene, palette: Palette): void {
  const { loop, viewport, height } = scene;
  if (loop.endFrame <= loop.startFrame) return;
  const left = clampedPixels(pixelsFromFrame(viewport, loop.startFrame), scene.width);
  const right = clampedPixels(pixelsFromFrame(viewport, loop.endFrame), scene.width);
  const width = Math.max(2, right - left);
  context.globalAlpha = loop.enabled ? 0.75 : 0.25;
  context.fillStyle = loop.enabled ? palette.accent : palette.dim;
  context.fillRect(left, height - 4, width, 4);
  context.globalAlpha = 1;
}

function paintDropoutTicks(context: Context2D, scene: RulerScene, palette: Palette): void {
  context.fillStyle = palette.warning;
  for (const dropout of scene.dropouts) {
    if (dropout.timelineFrame === null) continue;
    const x = Math.round(pixelsFromFrame(scene.viewport, dropout.timelineFrame));
    if (x >= 0 && x <= scene.width) context.fillRect(x, scene.height - 13, 2, 13);
  }
}
