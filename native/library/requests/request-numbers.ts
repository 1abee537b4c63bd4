/** Fades and loops as callers write them, turned into numbers. */
import { described, finiteNumber, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import type { Fade, FadeCurve, Loop } from './request.ts';

const curveNumbers: Readonly<Record<FadeCurve, number>> = { linear: 0, 'equal-power': 1 };
const endlessTimes = -1;

/** A duration in seconds as frames. */
export function framesOfSeconds(seconds: unknown, sampleRate: number, what: string): number {
  const duration = finiteNumber(seconds, what);
  if (duration < 0 || duration > 86_400) {
    throw invalidArgument(`${what} must be 0 to 86400 seconds, not ${duration}.`);
  }
  return Math.round(duration * sampleRate);
}

/** Frames and the number of the curve. */
export function fadeNumbers(
  fade: Fade | undefined,
  sampleRate: number,
  what: string,
): [frames: number, curve: number] {
  if (fade === undefined) {
    return [0, curveNumbers.linear];
  }
  if (typeof fade === 'number') {
    return [framesOfSeconds(fade, sampleRate, what), curveNumbers.linear];
  }
  requireObject(fade, what);
  const { seconds, frames, curve = 'linear' } = fade;
  if ((seconds === undefined) === (frames === undefined)) {
    throw invalidArgument(`${what} must have either seconds or frames.`);
  }
  if (typeof curve !== 'string' || !Object.hasOwn(curveNumbers, curve)) {
    throw invalidArgument(
      `The curve of ${what} must be 'linear' or 'equal-power', not ${described(curve)}.`,
    );
  }
  return [
    frames === undefined
      ? framesOfSeconds(seconds, sampleRate, `${what}.seconds`)
      : wholeNumber(frames, 0, `${what}.frames`),
    curveNumbers[curve],
  ];
}

/** A fade that has these numbers. */
export function fadeOf(frames: number, curve: number): Fade {
  return { frames, curve: curve === curveNumbers.linear ? 'linear' : 'equal-power' };
}

/** Start, end and number of passes of a loop in a sound that goes from `offset` to `end`. */
export function loopNumbers(
  loop: Loop,
  offset: number,
  end: number,
): [startFrame: number, endFrame: number, times: number] {
  requireObject(loop, 'loop');
  const { startFrame = offset, endFrame, lengthFrames, times } = loop;
  const start = wholeNumber(startFrame, 0, 'loop.startFrame');
  if (endFrame !== undefined && lengthFrames !== undefined) {
    throw invalidArgument('loop must have endFrame or lengthFrames, not both.');
  }
  const stop =
    lengthFrames === undefined
      ? wholeNumber(endFrame === undefined ? end : endFrame, 0, 'loop.endFrame')
      : start + wholeNumber(lengthFrames, 1, 'loop.lengthFrames');
  if (stop <= start) {
    throw invalidArgument(
      `A loop ends behind its beginning; endFrame ${stop} is not behind startFrame ${start}.`,
    );
  }
  if (
    times !== 'endless' &&
    (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1)
  ) {
    throw invalidArgument(
      `loop.times must be a whole number, 1 or more, or 'endless', not ${described(times)}.`,
    );
  }
  return [start, stop, times === 'endless' ? endlessTimes : times];
}
