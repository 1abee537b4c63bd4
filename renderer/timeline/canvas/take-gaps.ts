/** Marks the places of a clip at which frames were lost while its take was recorded. */
import type { Clip, Project, Take } from '../../../preload/project.ts';
import type { Context2D } from './canvas.ts';
import type { Rectangle } from './geometry.ts';

/** A sliver is never narrower. */
const NARROWEST_PIXELS = 2;

/** @param rectangle of the clip, not clamped to the view
 * @param rows where its waveform lies */
export function paintTakeGaps(
  context: Context2D,
  { clip, take, project }: { clip: Clip; take: Take; project: Pick<Project, 'sampleRate'> },
  rectangle: Rectangle,
  rows: { readonly top: number; readonly height: number },
  view: { readonly width: number; readonly framesPerPixel: number; readonly colour: string },
): void {
  const perFrame = project.sampleRate / take.sampleRate;
  const left = Math.max(0, rectangle.left);
  const right = Math.min(view.width, rectangle.left + rectangle.width);
  context.fillStyle = view.colour;
  let drawnTo = left;
  for (const { frame, filledFrames } of take.dropouts) {
    const from = (frame * perFrame - clip.offsetFrames) / view.framesPerPixel + rectangle.left;
    const pixels = Math.max(NARROWEST_PIXELS, (filledFrames * perFrame) / view.framesPerPixel);
    if (from >= right) break;
    const start = Math.max(drawnTo, Math.round(from));
    const end = Math.min(right, Math.round(from) + pixels);
    if (end <= start) continue;
    context.fillRect(start, rows.top, end - start, rows.height);
    drawnTo = end;
  }
}
