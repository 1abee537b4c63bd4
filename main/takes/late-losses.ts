/**
 * Losses of a take that become known after its recorder has ended. The core tells a loss once its size is known, up to
 * 0.3 s of the stream later; what the recorder does not live to hear is in the stream's dropouts alone.
 * - A take is held open for them only where its recorder has seen a flag of a loss, so that others end at once.
 */
import type { Dropout } from '../../preload/dropouts.ts';
import type { TakeDropout } from '../../preload/project.ts';
import type { Frames, Seconds } from '../../preload/units.ts';
import type { MixerStream, StreamAction } from '../engine/native-mixer.ts';

const KNOWN_SECONDS: Seconds = 0.35;
const PATIENCE_MILLISECONDS = 1_000;

type EndedRecorder = Pick<StreamAction, 'actualFrame' | 'doneFrames' | 'losses' | 'stats'>;

/** One past the last stream frame that it recorded; null = none. */
function endOf({ actualFrame, doneFrames, losses }: EndedRecorder): Frames | null {
  if (actualFrame === null) return null;
  return losses.reduce((end, { filledFrames }) => end - filledFrames, actualFrame + doneFrames);
}

function hasFlags({ stats }: EndedRecorder): boolean {
  const { inputUnderflows, inputOverflows, outputUnderflows, outputOverflows } = stats;
  return inputUnderflows + inputOverflows + outputUnderflows + outputOverflows > 0;
}

/** Waits until all is known. @param stream that recorded it; null = it has ended, and has told all */
export async function whenLossesKnown(
  recorder: EndedRecorder,
  stream: MixerStream | null,
): Promise<void> {
  const end = endOf(recorder);
  if (stream === null || end === null || !hasFlags(recorder)) return;
  const until = end + KNOWN_SECONDS * stream.sampleRate;
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  while (stream.active && stream.frame < until && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Of the dropouts of its stream, those of its end that it has not heard of. Nothing stands for them in its file. */
export function lateLosses(
  recorder: EndedRecorder,
  dropouts: readonly Dropout[],
): readonly TakeDropout[] {
  const end = endOf(recorder);
  const { actualFrame, losses } = recorder;
  if (end === null || actualFrame === null) return [];
  const known = new Set(losses.map(({ streamFrame }) => streamFrame));
  const filled = losses.reduce((sum, { filledFrames }) => sum + filledFrames, 0);
  return dropouts
    .filter(({ streamFrame, sampleRate }) => {
      const isWithin = streamFrame > actualFrame && streamFrame < end;
      return isWithin && end - streamFrame < sampleRate / 2 && !known.has(streamFrame);
    })
    .map(({ streamFrame, direction, frames, source }) => ({
      frame: streamFrame - actualFrame + filled,
      inputFrames: direction === 'output' ? 0 : frames,
      outputFrames: direction === 'input' ? 0 : frames,
      filledFrames: 0,
      source,
    }));
}
