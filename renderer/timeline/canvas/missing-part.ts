/** Hatches the part of a clip that its sound does not have: nothing sounds there. */
import type { Context2D } from './canvas.ts';
import { type Rectangle, titlePixels } from './geometry.ts';

const HATCH_PIXELS = 7;

/** `width` and `height` of the area bound what is drawn; a clip may be far wider. */
export function paintMissingPart(
  context: Context2D,
  clip: Rectangle,
  missingPixels: number,
  area: { readonly width: number },
  colour: string,
): void {
  const right = Math.min(clip.left + clip.width, area.width);
  const left = Math.max(clip.left + clip.width - missingPixels, clip.left, 0);
  if (right <= left) return;
  const title = titlePixels(clip);
  const top = clip.top + title;
  const height = clip.height - title;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.globalAlpha *= 0.55;
  context.beginPath();
  // The lines stand still on the clip while the view scrolls.
  const phase = (((left - clip.left) % HATCH_PIXELS) + HATCH_PIXELS) % HATCH_PIXELS;
  for (let x = left - phase - height; x < right; x += HATCH_PIXELS) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
  context.fillStyle = colour;
  context.fillRect(left, top, 1, height);
}
