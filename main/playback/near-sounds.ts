/** Which sounds are scheduled now, and which later: readers of streamed sounds hold files and memory. */
import type { Frames } from '../../preload/units.ts';
import type { MediaService } from '../media/media-service.ts';
import type { PlannedClip } from './plan.ts';

/** Readers of streamed sounds that begin later than this are opened later. */
const STREAMED_AHEAD_SECONDS = 20;
const STREAMED_AT_ONCE = 16;

/** Resident sounds, and the streamed ones that begin soon after a timeline frame and can be read;
 * none whose file is still being opened. */
export function nearSounds(
  media: MediaService,
  clips: readonly PlannedClip[],
  timelineFrame: Frames,
  sampleRate: number,
): readonly PlannedClip[] {
  const near = timelineFrame + STREAMED_AHEAD_SECONDS * sampleRate;
  let streamed = 0;
  return clips.filter((planned) => {
    if (media.isOpening(planned.sourceId)) return false;
    if (!media.isStreamed(planned.sourceId)) return true;
    const skipped = Math.max(0, timelineFrame - planned.startFrame);
    if (!media.isReadyAt(planned.sourceId, planned.offsetFrames + skipped)) return false;
    streamed += 1;
    return streamed <= STREAMED_AT_ONCE || planned.startFrame < near;
  });
}
