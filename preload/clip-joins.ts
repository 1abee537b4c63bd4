/** Clips of one track that overlap go into one another; pieces of one sound that touch become one. Pure. */
import { sourceFrameAt } from './clip-cuts.ts';
import type { EditOf } from './edit.ts';
import type { Edit } from './edits.ts';
import type { Clip, ClipFade, ClipGainPoint, ClipPatch } from './project.ts';
import type { Frames } from './units.ts';

function endOf({ startFrame, lengthFrames }: Clip): Frames {
  return startFrame + lengthFrames;
}

/** Of two clips on one track the frames that both play; 0 = they do not meet. */
export function overlapFrames(a: Clip, b: Clip): Frames {
  if (a.trackId !== b.trackId) return 0;
  const from = Math.max(a.startFrame, b.startFrame);
  return Math.max(0, Math.min(endOf(a), endOf(b)) - from);
}

function hasSameLoop(a: Clip, b: Clip): boolean {
  if (a.loop === null || b.loop === null) return a.loop === b.loop;
  return a.loop.startFrame === b.loop.startFrame && a.loop.lengthFrames === b.loop.lengthFrames;
}

/** Whether the later clip plays what the earlier one plays at the same time, or would. */
function isContinued(earlier: Clip, later: Clip): boolean {
  if (earlier.sourceId !== later.sourceId || !hasSameLoop(earlier, later)) return false;
  return sourceFrameAt(earlier, later.startFrame - earlier.startFrame) === later.offsetFrames;
}

/**
 * The fades with which two clips go into one another over the whole of their overlap: of equal power, and
 * linear where both play the same frames of one sound, which then has its level all the way.
 * @returns null = neither of them ends inside the other
 */
export function crossfade(
  a: Clip,
  b: Clip,
): { readonly earlier: Clip; readonly later: Clip; readonly fade: ClipFade } | null {
  const [earlier, later] = a.startFrame <= b.startFrame ? [a, b] : [b, a];
  const frames = overlapFrames(earlier, later);
  const isInside = later.startFrame === earlier.startFrame || endOf(later) <= endOf(earlier);
  if (frames === 0 || isInside) return null;
  return {
    earlier,
    later,
    fade: { frames, curve: isContinued(earlier, later) ? 'linear' : 'equal-power' },
  };
}

/** Of all these pairs; a clip between two others fades at both of its ends. */
export function crossfadePatches(
  pairs: Iterable<readonly [Clip, Clip]>,
): ReadonlyMap<string, ClipPatch> {
  const patches = new Map<string, ClipPatch>();
  const add = (id: string, patch: ClipPatch) => patches.set(id, { ...patches.get(id), ...patch });
  for (const pair of pairs) {
    const crossed = crossfade(...pair);
    if (crossed === null) continue;
    add(crossed.earlier.id, { fadeOut: crossed.fade });
    add(crossed.later.id, { fadeIn: crossed.fade });
  }
  return patches;
}

/**
 * Pieces of one sound as one clip that sounds as they do, but for fades where they meet, which go.
 * @returns a sentence that says why they cannot be one
 */
export function joinEdit(clips: readonly Clip[]): Edit | string {
  const pieces = [...clips].sort((a, b) => a.startFrame - b.startFrame);
  const [first, ...others] = pieces;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return 'Select two pieces of one sound or more.';
  let before = first;
  for (const piece of others) {
    const refusal = whyApart(before, piece);
    if (refusal !== null) return refusal;
    before = piece;
  }
  const gainLine = joinedLine(pieces);
  if (gainLine === null)
    return 'Their gain lines do not meet. Give both the same level there first.';
  const lengthFrames = endOf(last) - first.startFrame;
  const patches: EditOf<'patchClips'>['patches'] = [
    { clipId: first.id, patch: { lengthFrames, fadeOut: last.fadeOut, gainLine } },
  ];
  return {
    kind: 'batch',
    edits: [
      { kind: 'removeClips', clipIds: others.map(({ id }) => id) },
      { kind: 'patchClips', patches },
    ],
  };
}

const SAME_VALUES = [
  ['gainDb', 'gains'],
  ['muted', 'mutes'],
  ['belated', 'choices of what happens if they are late'],
] as const;

function whyApart(before: Clip, piece: Clip): string | null {
  if (before.trackId !== piece.trackId)
    return 'They lie on several tracks. Move them to one first.';
  if (endOf(before) !== piece.startFrame) {
    return `${piece.name} does not begin where ${before.name} ends. Move it there first.`;
  }
  if (!isContinued(before, piece)) {
    return `${piece.name} does not go on where ${before.name} ends in its sound.`;
  }
  for (const [name, words] of SAME_VALUES) {
    if (before[name] !== piece[name])
      return `They have different ${words}. Make them the same first.`;
  }
  const routing = ({ channels, matrix }: Clip) => JSON.stringify([channels, matrix]);
  if (routing(before) === routing(piece)) return null;
  return 'They play on different channels. Make them the same first.';
}

/** null = the lines have different levels where pieces meet. */
function joinedLine(pieces: readonly Clip[]): readonly ClipGainPoint[] | null {
  if (pieces.every(({ gainLine }) => gainLine.length === 0)) return [];
  const points: ClipGainPoint[] = [];
  const [first] = pieces;
  for (const piece of pieces) {
    const shift = piece.startFrame - (first?.startFrame ?? 0);
    for (const { frame, gainDb } of wholeLine(piece)) {
      const last = points.at(-1);
      if (last?.frame !== frame + shift) points.push({ frame: frame + shift, gainDb });
      else if (Math.abs(last.gainDb - gainDb) > SAME_DECIBELS) return null;
    }
  }
  return points.filter((point, k) => !isBetween(points[k - 1], point, points[k + 1]));
}

const SAME_DECIBELS = 1e-6;

/** With a point at both ends of the clip. */
function wholeLine({ gainLine, lengthFrames }: Clip): readonly ClipGainPoint[] {
  const first = gainLine[0] ?? { frame: 0, gainDb: 0 };
  const last = gainLine.at(-1) ?? first;
  return [
    ...(first.frame > 0 || gainLine.length === 0 ? [{ frame: 0, gainDb: first.gainDb }] : []),
    ...gainLine,
    ...(last.frame < lengthFrames ? [{ frame: lengthFrames, gainDb: last.gainDb }] : []),
  ];
}

/** The line is the same without this point. */
function isBetween(
  before: ClipGainPoint | undefined,
  { frame, gainDb }: ClipGainPoint,
  after: ClipGainPoint | undefined,
): boolean {
  if (before === undefined) return after !== undefined && after.gainDb === gainDb;
  if (after === undefined) return before.gainDb === gainDb;
  const way = (frame - before.frame) / (after.frame - before.frame);
  return Math.abs(before.gainDb + way * (after.gainDb - before.gainDb) - gainDb) < SAME_DECIBELS;
}
