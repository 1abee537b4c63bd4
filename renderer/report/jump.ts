/** From a report to its place on the timeline. */
import { type ActionRow, timelineFrame } from '../../preload/actions.ts';
import { partWithId } from '../../preload/id-index.ts';
import { frameAfter } from '../../preload/rate-change.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { showClipWithFocus } from '../commands/account-commands.ts';
import { seek } from '../commands/commands.ts';
import { focusInRegion } from '../keys/regions.ts';
import { liveNow } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { changeView, viewNow } from '../store/view.ts';
import { scrollToFrame } from '../timeline/canvas/scrolling.ts';

/** Shows the action's clip, selected and with the focus; where it is gone, its place. */
export function jumpToAction(row: ActionRow): void {
  const frame = timelineFrame(row, row.requestedFrame ?? row.actualFrame);
  const clip = row.clipId === null ? undefined : partWithId(mirrorNow().project.clips, row.clipId);
  changeView({ shownView: 'arrange' });
  if (frame !== null) showFrame(frame, row.sampleRate);
  if (clip === undefined) focusTimeline();
  else showClipWithFocus(clip);
}

/** Shows the place in Arrange; what plays goes on. */
export function jumpToFrame(frame: Frames, sampleRate: SampleRate): void {
  changeView({ shownView: 'arrange' });
  showFrame(frame, sampleRate);
  focusTimeline();
}

/** The playhead goes there, too, unless it plays. */
function showFrame(frame: Frames, sampleRate: SampleRate): void {
  const place = frameAfter(frame, { from: sampleRate, to: mirrorNow().project.sampleRate });
  if (liveNow().transport.state === 'stopped') void seek(place);
  const { framesPerPixel, trackAreaWidthPixels } = viewNow();
  scrollToFrame(place - (framesPerPixel * trackAreaWidthPixels) / 3);
}

/** Once it is on the page; the button that was pressed is not any more. */
function focusTimeline(): void {
  requestAnimationFrame(() => {
    const area = globalThis.document?.querySelector('.track-area');
    if (area != null) focusInRegion(area);
  });
}
