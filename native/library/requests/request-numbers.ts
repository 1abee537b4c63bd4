/** The parts of a request, checked, as the numbers of its row: when it begins, fades, loops, buses. */
import { Action, endOf, ownerKeyOf, placeOf } from '../actions/action.ts';
import { booleanOf, described, finiteNumber, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import {
  actionKindOf,
  belatedPolicies,
  bitsOf,
  busChanges,
  fadeCurves,
  lossPolicies,
  numbersOf,
  rowLoops,
  startKinds,
  starvePolicies,
} from '../names.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type {
  After,
  AllowBelated,
  Fade,
  GroupOptions,
  Loop,
  OnLoss,
  OnStarve,
  SetBusOptions,
  Start,
} from './request.ts';
import { panNumber } from './request-tables.ts';

const startNumber = numbersOf(startKinds);
const changeBits = bitsOf(busChanges);
const rowLoopBits = bitsOf(rowLoops);

/** The names of what has parts. */
const frameNames: OptionNames<Exclude<Start, number>> = { frame: true };
const afterNames: OptionNames<After> = { after: true, frames: true };
const earlierNames: OptionNames<Extract<After['after'], { request: number }>> = { request: true };
const fadeNames: OptionNames<Exclude<Fade, number>> = { seconds: true, frames: true, curve: true };
const loopNames: OptionNames<Loop> = {
  startFrame: true,
  endFrame: true,
  lengthFrames: true,
  times: true,
  totalFrames: true,
};
const groupNames: OptionNames<GroupOptions> = { origin: true };

/** The origin of a group; undefined = each start stands for itself. Throws `invalid-argument` for
 * options that a group does not have. */
export function originOf(options: GroupOptions): Start | undefined {
  requireObject(options, 'The options of a group');
  refuseUnknownOptions(options, groupNames, 'a group');
  return options.origin;
}

/** Kind and value of a start. In a group 0 is the origin itself. */
export function startNumbers(start: unknown, grouped: boolean, what: string): [number, number] {
  if (start === undefined || start === 0) {
    return grouped ? [startNumber.frame, 0] : [startNumber.asap, 0];
  }
  if (typeof start === 'number' && Number.isFinite(start)) {
    return [startNumber.seconds, start];
  }
  const isObject = typeof start === 'object' && start !== null;
  if (isObject && 'frame' in start) {
    refuseUnknownOptions(start, frameNames, what);
    const { frame } = start;
    if (typeof frame === 'number' && Number.isSafeInteger(frame)) {
      return [startNumber.frame, frame];
    }
  }
  const given =
    isObject && 'frame' in start ? `the frame ${described(start.frame)}` : described(start);
  throw new RtMixerError(
    'invalid-time',
    `${what} must be finite seconds of stream.time, 0 for as soon as possible, ` +
      `or { frame } with a whole number, not ${given}.`,
  );
}

/** A start that has these numbers. */
export function startOf([kind, value]: readonly [number, number]): Start {
  if (kind === startNumber.frame) {
    return { frame: value };
  }
  return kind === startNumber.seconds ? value : 0;
}

/** Throws `invalid-argument` for a start that says more than what it begins after. */
function requireAfterAlone(start: After): void {
  if ('frame' in start && start.frame !== undefined) {
    throw invalidArgument('start must have after or frame, not both.');
  }
  refuseUnknownOptions(start, afterNames, 'start');
}

/** The most frames of a gap that the native side takes. */
const longestGap = 2 ** 52 - 1;

/** Kind, value, stream number and gap of a start after another action; `row` is the request's own, from
 * 0. */
export function afterNumbers(
  start: After,
  after: After['after'],
  row: number,
  streamKey: object,
): [kind: number, value: number, streamNumber: number, gap: number] {
  requireAfterAlone(start);
  const { frames = 0 } = start;
  const gap = wholeNumber(frames, 0, 'start.frames', longestGap);
  if (!(after instanceof Action)) {
    const isNumbered = typeof after === 'object' && after !== null && 'request' in after;
    if (!isNumbered) {
      throw invalidArgument(
        `start.after must be an action or { request }, not ${described(after)}.`,
      );
    }
    if (row === 0) {
      throw invalidArgument(
        'The first request of a call cannot follow an earlier one; give an action instead.',
      );
    }
    refuseUnknownOptions(after, earlierNames, 'start.after');
    const what = 'start.after.request, the number of an earlier request,';
    return [startNumber.afterRequest, wholeNumber(after.request, 1, what, row), 0, gap];
  }
  if (ownerKeyOf(after) !== streamKey) {
    throw new RtMixerError(
      'foreign-action',
      'The action to follow belongs to another stream; use the stream that scheduled it.',
    );
  }
  if (actionKindOf[after.type] === 'command') {
    throw invalidArgument('Only a player or a recorder can be followed; this action is a command.');
  }
  const place = placeOf(after);
  const end = endOf(place.action);
  const whole = Math.min(place.gap + gap, longestGap);
  return end === null
    ? [startNumber.after, place.action.id, 0, whole]
    : [startNumber.afterEnd, end.frame ?? Number.NaN, end.streamNumber, whole];
}

export function belatedNumber(allowBelated: AllowBelated = true): number {
  const policy = belatedPolicies.indexOf(allowBelated);
  if (policy < 0) {
    throw invalidArgument(
      `allowBelated must be true, false or 'trim', not ${described(allowBelated)}.`,
    );
  }
  return policy;
}

/** Throws `invalid-argument`. */
export function starveNumber(onStarve: OnStarve): number {
  const policy = starvePolicies.indexOf(onStarve);
  if (policy < 0) {
    throw invalidArgument(
      `onStarve must be 'end', 'silence' or 'skip', not ${described(onStarve)}.`,
    );
  }
  return policy;
}

/** Throws `invalid-argument`. */
export function lossNumber(onLoss: OnLoss): number {
  const policy = lossPolicies.indexOf(onLoss);
  if (policy < 0) {
    throw invalidArgument(`onLoss must be 'mark' or 'fill', not ${described(onLoss)}.`);
  }
  return policy;
}

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
    return [0, 0];
  }
  if (typeof fade === 'number') {
    return [framesOfSeconds(fade, sampleRate, what), 0];
  }
  requireObject(fade, what);
  refuseUnknownOptions(fade, fadeNames, what);
  const { seconds, frames, curve = 'linear' } = fade;
  if ((seconds === undefined) === (frames === undefined)) {
    throw invalidArgument(`${what} must have either seconds or frames.`);
  }
  const curveNumber = fadeCurves.indexOf(curve);
  if (curveNumber < 0) {
    throw invalidArgument(
      `The curve of ${what} must be 'linear', 'equal-power' or 'raised-cosine', not ${described(curve)}.`,
    );
  }
  return [
    frames === undefined
      ? framesOfSeconds(seconds, sampleRate, `${what}.seconds`)
      : wholeNumber(frames, 0, `${what}.frames`),
    curveNumber,
  ];
}

/** A fade that has these numbers. */
export function fadeOf(frames: number, curve: number): Fade {
  return { frames, curve: fadeCurves[curve] ?? 'linear' };
}

/** A loop whose ends are given, and which of them follow from offset and length of the sound: sums of
 * rowLoopBits. */
export function splitLoop(loop: Loop): { loop: Loop; rowLoop: number } {
  const { startFrame, endFrame, lengthFrames, ...others } = loop;
  const isToEnd = endFrame === undefined && lengthFrames === undefined;
  const rowLoop =
    (startFrame === undefined ? rowLoopBits.fromOffset : 0) |
    (lengthFrames === undefined ? 0 : rowLoopBits.ofLength) |
    (isToEnd ? rowLoopBits.toEnd : 0);
  const common = {
    startFrame: startFrame === undefined ? 0 : startFrame,
    ...(lengthFrames === undefined ? {} : { lengthFrames }),
    ...(endFrame === undefined ? {} : { endFrame }),
    ...(isToEnd ? { endFrame: Number.MAX_SAFE_INTEGER } : {}),
  };
  return { loop: { ...common, ...others }, rowLoop };
}

/** The passes of a loop, and the frames of the whole sound (0 = by its passes). */
function loopLength({ times, totalFrames }: Loop): [times: number, totalFrames: number] {
  if (totalFrames !== undefined) {
    if (times !== undefined) {
      throw invalidArgument('loop must have times or totalFrames, not both.');
    }
    return [endlessTimes, wholeNumber(totalFrames, 1, 'loop.totalFrames')];
  }
  if (
    times !== 'endless' &&
    (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1)
  ) {
    throw invalidArgument(
      `loop.times must be a whole number, 1 or more, or 'endless', not ${described(times)}.`,
    );
  }
  return [times === 'endless' ? endlessTimes : times, 0];
}

/** Start, end, times and frames in all of a loop in a sound that goes from `offset` to `end`. */
export function loopNumbers(
  loop: Loop,
  offset: number,
  end: number,
): [startFrame: number, endFrame: number, times: number, totalFrames: number] {
  requireObject(loop, 'loop');
  refuseUnknownOptions(loop, loopNames, 'loop');
  const { startFrame = offset, endFrame, lengthFrames } = loop;
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
      `A loop must end after its beginning; endFrame ${stop} is not after startFrame ${start}.`,
    );
  }
  return [start, stop, ...loopLength(loop)];
}

/** What a setBus changes, as bits. Throws `invalid-argument` for no change or wrong values. */
export function busChangeBits(changes: SetBusOptions): number {
  const { gain, pan, muted, soloed, soloSafe } = changes;
  let bits = 0;
  if (gain !== undefined) {
    finiteNumber(gain, 'gain');
    bits |= changeBits.gain;
  }
  if (pan !== undefined) {
    panNumber(pan);
    bits |= changeBits.pan;
  }
  if (muted !== undefined) {
    bits |= booleanOf(muted, 'muted') ? changeBits.mute : changeBits.unmute;
  }
  if (soloed !== undefined) {
    bits |= booleanOf(soloed, 'soloed') ? changeBits.solo : changeBits.unsolo;
  }
  if (soloSafe !== undefined) {
    bits |= booleanOf(soloSafe, 'soloSafe') ? changeBits.safe : changeBits.unsafe;
  }
  if (bits === 0) {
    throw invalidArgument(
      'A setBus needs gain, pan, muted, soloed or soloSafe; give at least one.',
    );
  }
  return bits;
}

/** Throws `invalid-argument` for a recorder that names a bus. */
export function refuseBus(request: object): void {
  if ('bus' in request && request.bus !== undefined) {
    throw invalidArgument('A recorder records the input and has no bus; leave bus out.');
  }
}
