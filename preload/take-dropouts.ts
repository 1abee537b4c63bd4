/** What is said of the frames that were lost while a take was recorded. */
import type { TakeDropout } from './project.ts';
import { counted, type Frames, type SampleRate } from './units.ts';
import { timeText } from './verdict.ts';

/** `512 frames, filled with silence`, `about 1,000 frames may be missing`; without its place. */
export function lostText(dropout: TakeDropout): string {
  const { inputFrames, outputFrames, filledFrames, source } = dropout;
  const size = sizeText(inputFrames, outputFrames);
  if (source === 'inferred') {
    const filled = filledFrames > 0 ? ', filled with silence' : '';
    return `about ${size} may be missing${filled}`;
  }
  if (filledFrames === 0) return `${size} lost`;
  const all = filledFrames === inputFrames;
  return `${size} lost, ${all ? '' : `${counted(filledFrames, 'frame')} `}filled with silence`;
}

/** `512 input frames`, `512 frames` where both directions lost as many, `frames` of unknown number. */
function sizeText(input: Frames | null, output: Frames | null): string {
  if (input === null || output === null) {
    const known = input ?? output ?? 0;
    return known > 0 ? `at least ${counted(known, 'frame')}` : 'frames';
  }
  if (input === output) return counted(input, 'frame');
  if (output === 0) return counted(input, 'input frame');
  if (input === 0) return counted(output, 'output frame');
  return `${counted(input, 'input frame')} and ${counted(output, 'output frame')}`;
}

/** The same with its time in the take: `512 input frames lost, filled with silence, at 0:01.200`. */
export function lostAtText(dropout: TakeDropout, sampleRate: SampleRate): string {
  return `${lostText(dropout)}, at ${timeText(dropout.frame, sampleRate)}`;
}
