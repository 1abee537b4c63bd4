/** Hatches the part of a clip that its sound does not have: nothing sounds there. */
import type { Context2D } from './canvas.ts';
import { type Rectangle, titlePixels } from './geometry.ts';
import { paintHatch } from './hatch.ts';

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
  paintHatch(context, { left, top, width: right - left, height }, clip.left, colour, 0.55);
  context.fillStyle = colour;
  context.fillRect(left, top, 1, height);
}
