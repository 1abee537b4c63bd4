/** When a request begins, turned into numbers. */
import { Action, endOf, ownerKeyOf, placeOf } from '../actions/action.ts';
import { described, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import type { After, AllowBelated, Start } from './request.ts';

/** The numbers of enum start_kind, and how native/src/addon/requests.h names what comes before. */
const startKinds = { asap: 0, frame: 1, seconds: 2, after: 3, afterRequest: 4, afterEnd: 5 };

/** Kind and value of a start. In a group 0 is the origin itself. */
export function startNumbers(start: unknown, grouped: boolean, what: string): [number, number] {
  if (start === undefined || start === 0) {
    return grouped ? [startKinds.frame, 0] : [startKinds.asap, 0];
  }
  if (typeof start === 'number' && Number.isFinite(start)) {
    return [startKinds.seconds, start];
  }
  const isObject = typeof start === 'object' && start !== null;
  if (isObject && 'frame' in start) {
    const { frame } = start;
    if (typeof frame === 'number' && Number.isSafeInteger(frame)) {
      return [startKinds.frame, frame];
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
  if (kind === startKinds.frame) {
    return { frame: value };
  }
  return kind === startKinds.seconds ? value : 0;
}

/** Kind, value and stream number of a start behind another action; `row` is the request's own, from 0. */
export function afterNumbers(
  after: After['after'],
  row: number,
  streamKey: object,
): [kind: number, value: number, streamNumber: number] {
  if (!(after instanceof Action)) {
    const isNumbered = typeof after === 'object' && after !== null && 'request' in after;
    if (!isNumbered) {
      throw invalidArgument(
        `start.after must be an action or { request }, not ${described(after)}.`,
      );
    }
    if (row === 0) {
      throw invalidArgument('The first request of a call follows no other one of the call.');
    }
    const what = 'start.after.request, the number of an earlier request,';
    return [startKinds.afterRequest, wholeNumber(after.request, 1, what, row), 0];
  }
  if (ownerKeyOf(after) !== streamKey) {
    throw new RtMixerError(
      'foreign-action',
      'The action to follow belongs to another stream; use the stream that scheduled it.',
    );
  }
  if (after.channels.length === 0 || after.type === 'cancel' || after.type === 'setGain') {
    throw invalidArgument('Only what plays or records has an end to follow; this action does not.');
  }
  const predecessor = placeOf(after);
  const end = endOf(predecessor);
  return end === null
    ? [startKinds.after, predecessor.id, 0]
    : [startKinds.afterEnd, end.frame ?? -1, end.streamNumber];
}

export function belatedNumber(allowBelated: AllowBelated | undefined): number {
  switch (allowBelated) {
    case undefined:
    case true:
      return 1;
    case false:
      return 0;
    case 'trim':
      return 2;
    default:
      throw invalidArgument(
        `allowBelated must be true, false or 'trim', not ${described(allowBelated)}.`,
      );
  }
}
