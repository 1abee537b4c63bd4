/** A field of a time or a length, in the one grammar of `time-text.ts`. */

import { framesFromText, NO_TIME } from '../../preload/typed-time.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { type HeldKeys, TextField } from './text-field.tsx';
import { framesText, timeText } from './time-text.ts';

interface TimeFieldProps {
  readonly label: string;
  readonly frames: Frames;
  readonly sampleRate: SampleRate;
  /** The least and the most frames that are taken. */
  readonly range: readonly [Frames, Frames];
  /** What a refusal calls the time, as `A start`. */
  readonly what: string;
  /** How the time reads, where it is not `timeText`. */
  readonly text?: string;
  readonly autoFocus?: boolean;
  /** Why the time is refused, a sentence; null = it is taken. */
  readonly onCommit: (frames: Frames) => string | null;
  readonly onStep?: (direction: 1 | -1, held: HeldKeys) => void;
  readonly onDone?: () => void;
}

export function TimeField({ frames, sampleRate, range, what, text, ...props }: TimeFieldProps) {
  return (
    <TextField
      {...props}
      className="figure"
      text={text ?? timeText(frames, sampleRate)}
      onCommit={(typed) => {
        const asked = framesFromText(typed, sampleRate);
        if (asked === null) return NO_TIME;
        return refusalOfTime(asked, range, what, sampleRate) ?? props.onCommit(asked);
      }}
    />
  );
}

/** Why a time is refused, a sentence; null = it lies between the ends of `range`. */
export function refusalOfTime(
  frames: Frames,
  [least, most]: readonly [Frames, Frames],
  what: string,
  sampleRate: SampleRate,
): string | null {
  if (frames >= least && frames <= most) return null;
  return `${what} goes from ${boundText(least, sampleRate)} to ${boundText(most, sampleRate)}.`;
}

/** In frames where milliseconds would say nothing. */
function boundText(frames: Frames, sampleRate: SampleRate): string {
  const isTiny = frames !== 0 && frames * 1000 < sampleRate;
  return isTiny ? framesText(frames) : timeText(frames, sampleRate);
}
