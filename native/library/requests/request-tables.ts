/** The parts of a request that are lists of numbers: gain lines and channel matrices; and pieces. */
import { described, finiteNumber, numberBetween, requireObject, wholeNumber } from '../argument.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { type OptionNames, refuseUnknownOptions } from '../option-names.ts';
import type { ChannelMatrixEntry, GainLinePoint, SoundPiece } from './request.ts';

const pointNames: OptionNames<GainLinePoint> = { frame: true, decibels: true };
const entryNames: OptionNames<ChannelMatrixEntry> = { from: true, to: true, gain: true };
const pieceNames: OptionNames<SoundPiece> = { from: true, frames: true };

/** As in native/src/mixer/action/action.h. */
const mostPoints = 4096;
const mostEntries = 4096;
const mostDecibels = 120;
/** Silence, and what stands for it. */
const silentDecibels = -90;

/** A copy: a list may return other elements each time it is read. */
function listOf<Element>(list: readonly Element[], most: number, what: string): Element[] {
  if (!Array.isArray(list)) {
    throw invalidArgument(`${what} must be a list, not ${described(list)}.`);
  }
  const elements = list.length > most ? [] : [...list];
  if (elements.length < 1 || elements.length > most) {
    const count = elements.length || list.length;
    throw invalidArgument(
      `${what} must have 1 to ${most} elements, not ${count}; leave it out for none.`,
    );
  }
  return elements;
}

function decibelsOf(decibels: unknown, what: string): number {
  if (typeof decibels !== 'number' || !(decibels <= mostDecibels)) {
    throw invalidArgument(
      `${what} must be a number up to ${mostDecibels}, or -Infinity, not ${described(decibels)}.`,
    );
  }
  return Math.max(decibels, silentDecibels);
}

/** Frame and decibels of each point. Throws `invalid-argument`. */
export function gainLineNumbers(gainLine: readonly GainLinePoint[]): number[] {
  const numbers: number[] = [];
  let least = 0;
  listOf(gainLine, mostPoints, 'gainLine').forEach((point, k) => {
    const what = `gainLine[${k}]`;
    requireObject(point, what);
    refuseUnknownOptions(point, pointNames, what);
    const frame = wholeNumber(point.frame, least, `${what}.frame`);
    numbers.push(frame, decibelsOf(point.decibels, `${what}.decibels`));
    least = frame + 1;
  });
  return numbers;
}

/** From, to and gain of each entry. Throws `invalid-argument`, `invalid-channel`. */
export function matrixNumbers(matrix: readonly ChannelMatrixEntry[]): number[] {
  return listOf(matrix, mostEntries, 'matrix').flatMap((entry, k) => {
    const what = `matrix[${k}]`;
    requireObject(entry, what);
    refuseUnknownOptions(entry, entryNames, what);
    const { from, to, gain = 1 } = entry;
    for (const [name, number] of Object.entries({ from, to })) {
      if (!Number.isInteger(number) || number < 1) {
        throw new RtMixerError(
          'invalid-channel',
          `${what}.${name} must be a channel number from 1, not ${described(number)}.`,
        );
      }
    }
    return [from, to, finiteNumber(gain, `${what}.gain`)];
  });
}

/** Throws `invalid-argument`. */
export function panNumber(pan: unknown): number {
  return numberBetween(pan, -1, 1, 'pan');
}

/** First frame and frames (0 = to the end). Throws `invalid-argument`. */
export function pieceNumbers(piece: SoundPiece): [from: number, frames: number] {
  requireObject(piece, 'piece');
  refuseUnknownOptions(piece, pieceNames, 'piece');
  const { from = 0, frames } = piece;
  return [
    wholeNumber(from, 0, 'piece.from'),
    frames === undefined ? 0 : wholeNumber(frames, 1, 'piece.frames'),
  ];
}
