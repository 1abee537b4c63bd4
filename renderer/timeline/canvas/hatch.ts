/** Lines from the lower left to the upper right, over a part of a clip. */
import type { Context2D } from './canvas.ts';
import type { Rectangle } from './geometry.ts';

const HATCH_PIXELS = 7;

/** @param originLeft the lines stand still on what begins there while the view scrolls */
export function paintHatch(
  context: Context2D,
  { left, top, width, height }: Rectangle,
  originLeft: number,
  colour: string,
  alpha: number,
): void {
  const right = left + width;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.globalAlpha *= alpha;
  context.beginPath();
  const phase = (((left - originLeft) % HATCH_PIXELS) + HATCH_PIXELS) % HATCH_PIXELS;
  for (let x = left - phase - height; x < right; x += HATCH_PIXELS) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}
