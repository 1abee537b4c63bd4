/** Playing from a marker, and a selection up to its end. */
import type { Frames } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { onLive, playheadFrame } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { markerBeside } from '../timeline/ruler/marker-edits.ts';
import { type CommandTarget, targetMarker } from './command-target.ts';
import { beginAt, seek } from './commands.ts';
import { selectedSpan } from './range-commands.ts';

/** Main is told of the end so long before it comes. */
const NOTICE_SECONDS = 0.1;
/** A position so far before or after what is played is of something else. */
const AWAY_SECONDS = 0.5;

let endWatching = () => {};
export async function playFrom(frame: Frames): Promise<void> {
  endWatching();
  beginAt(frame);
  valueOrNotice(await bridge().play({ fromFrame: frame }));
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
  endWatching();
  beginAt(startFrame);
  const begun = await bridge().play({ fromFrame: startFrame });
  valueOrNotice(begun);
  if (begun.ok) stopAt(startFrame, endFrame);
}

/** Ends what plays at a frame, unless it is stopped or moved away before. */
function stopAt(startFrame: Frames, endFrame: Frames): void {
  const { sampleRate } = mirrorNow().project;
  let hasPlayed = false;
  const endListening = onLive(({ transport: { state } }) => {
    const position = playheadFrame();
    hasPlayed ||= state === 'playing';
    if (!hasPlayed) return;
    const isAway =
      position < startFrame - AWAY_SECONDS * sampleRate ||
      position > endFrame + AWAY_SECONDS * sampleRate;
    if (state !== 'playing' || isAway) endWatching();
    else if (position >= endFrame - NOTICE_SECONDS * sampleRate) {
      endWatching();
      void bridge().stopAt({ frame: endFrame }).then(valueOrNotice);
    }
  });
  endWatching = () => {
    endListening();
    endWatching = () => {};
  };
}

/** To the next marker, or to the one before. */
export async function goToMarker(direction: 1 | -1): Promise<void> {
  const { markers } = mirrorNow().project;
  const marker = markerBeside(markers, Math.round(playheadFrame()), direction);
  if (marker !== undefined) await seek(marker.frame);
}
