/** Playing from a marker, and a selection up to its end. */
import type { Frames } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { playheadFrame } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { markerBeside } from '../timeline/ruler/marker-edits.ts';
import { type CommandTarget, targetMarker } from './command-target.ts';
import { beginAt, seek } from './commands.ts';
import { selectedSpan } from './range-commands.ts';

export async function playFrom(frame: Frames): Promise<void> {
  beginAt(frame);
  valueOrNotice(await bridge().play({ fromFrame: frame, toFrame: null }));
}

/** The marker with the focus, else the last one up to the playhead. */
export function markerToPlayFrom(target: CommandTarget) {
  const frame = Math.round(playheadFrame());
  return targetMarker(target) ?? markerBeside(mirrorNow().project.markers, frame + 1, -1);
}

/** Plays the selected time, or that of the selected clips, and ends at its end. */
export async function playSelection(): Promise<void> {
  const span = selectedSpan();
  if (span === null) return;
  const { startFrame, endFrame } = span;
  beginAt(startFrame);
  valueOrNotice(await bridge().play({ fromFrame: startFrame, toFrame: endFrame }));
}

/** To the next marker, or to the one before. */
export async function goToMarker(direction: 1 | -1): Promise<void> {
  const { markers } = mirrorNow().project;
  const marker = markerBeside(markers, Math.round(playheadFrame()), direction);
  if (marker !== undefined) await seek(marker.frame);
}
