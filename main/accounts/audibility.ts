/**
 * When a player was silent by its gain, its gain line, its bus or the master. Main asks every gain of a clip
 * by a setGain, and every gain, mute and solo of a track by a setBus, and each has an account of the frame at
 * which it happened: so what nobody heard follows from these frames, and the callback counts nothing. Pure.
 */
import type { FrameSpan } from '../../preload/actions.ts';
import { type Frames, MIN_LINE_DB } from '../../preload/units.ts';
import type { StreamAction } from '../engine/native-mixer.ts';

/** A gain that was asked of a player or a bus. */
export interface GainChange {
  /** The setGain or setBus; null = with the request. */
  readonly change: Pick<StreamAction, 'actualFrame'> | null;
  /** Linear. */
  readonly gain: number;
  readonly rampFrames: Frames;
}

/** The gain line of a clip, and the frame of the clip that its player begins with. */
export interface PlayedLine {
  readonly fromFrame: Frames;
  /** Frames of the whole clip, ascending. */
  readonly gainLine: readonly { readonly frame: Frames; readonly gainDb: number }[];
}

/** The level from a frame on: along a ramp, then `to`. */
interface Level {
  readonly fromFrame: Frames;
  readonly from: number;
  readonly to: number;
  readonly rampFrames: Frames;
}

/**
 * The stream frames in which a player's gain was 0, in order.
 * - A ramp has its old level at its first frame and its new one at the first frame after it. A change
 *   within a ramp begins at the level that it has there.
 * - What changes before the player begins has no ramp.
 * @param gains in the order in which they were asked
 * @param actualFrame null = it has not begun
 * @param doneFrames what it played in all; null = it still plays
 * @param line null = it has none, or an empty one
 * @param buses the levels of its bus and the master, as `gains`, since the stream began
 */
export function silencesOf(
  gains: readonly GainChange[],
  actualFrame: Frames | null,
  doneFrames: Frames | null,
  line: PlayedLine | null = null,
  buses: readonly (readonly GainChange[])[] = [],
): readonly FrameSpan[] {
  if (actualFrame === null) return [];
  const endFrame = doneFrames === null ? Number.POSITIVE_INFINITY : actualFrame + doneFrames;
  const byGain = silencesOfGains(gains, actualFrame, endFrame);
  const byLine = line === null ? [] : silencesOfLine(line, actualFrame, endFrame);
  const byBuses = buses.flatMap((levels) => silencesOfBus(levels, actualFrame, endFrame));
  const spans = merged([...byGain, ...byBuses], byLine);
  const last = spans.at(-1);
  if (last?.toFrame === endFrame) spans[spans.length - 1] = { ...last, toFrame: null };
  return spans;
}

/** Spans that end, in order. */
interface SilentSpan {
  readonly fromFrame: Frames;
  readonly toFrame: Frames;
}

/** A ramp of a bus goes on where the player begins. */
function silencesOfBus(
  levels: readonly GainChange[],
  actualFrame: Frames,
  endFrame: Frames,
): SilentSpan[] {
  return silencesOfGains(levels, 0, endFrame)
    .filter(({ toFrame }) => toFrame > actualFrame)
    .map(({ fromFrame, toFrame }) => ({ fromFrame: Math.max(fromFrame, actualFrame), toFrame }));
}

/** From one silent point to the next all frames are silent, else the frame of the point alone. */
function silencesOfLine(
  { fromFrame, gainLine }: PlayedLine,
  actual: Frames,
  end: Frames,
): SilentSpan[] {
  const place = (frame: Frames) => Math.max(actual, actual + frame - fromFrame);
  const isSilent = (index: number) => (gainLine[index]?.gainDb ?? 0) <= MIN_LINE_DB;
  const spans: SilentSpan[] = [];
  for (const [index, { frame }] of gainLine.entries()) {
    if (!isSilent(index)) continue;
    const next = gainLine[index + 1];
    const first = index === 0 ? actual : place(frame);
    const after = next === undefined ? end : place(isSilent(index + 1) ? next.frame : frame + 1);
    if (first < Math.min(after, end))
      spans.push({ fromFrame: first, toFrame: Math.min(after, end) });
  }
  return spans;
}

/** Spans that meet or overlap are one. */
function merged(some: readonly SilentSpan[], others: readonly SilentSpan[]): FrameSpan[] {
  const spans: SilentSpan[] = [];
  for (const span of [...some, ...others].sort((a, b) => a.fromFrame - b.fromFrame)) {
    const last = spans.at(-1);
    if (last === undefined || last.toFrame < span.fromFrame) spans.push(span);
    else if (last.toFrame < span.toFrame)
      spans[spans.length - 1] = { ...last, toFrame: span.toFrame };
  }
  return spans;
}

function silencesOfGains(
  gains: readonly GainChange[],
  actualFrame: Frames,
  endFrame: Frames,
): SilentSpan[] {
  const spans: SilentSpan[] = [];
  let level: Level = { fromFrame: actualFrame, from: 1, to: 1, rampFrames: 0 };
  for (const change of gains) {
    const frame = change.change === null ? actualFrame : change.change.actualFrame;
    if (frame === null || frame >= endFrame) continue;
    const next = levelAfter(level, change, frame, actualFrame);
    addSilence(spans, level, next.fromFrame);
    level = next;
  }
  addSilence(spans, level, endFrame);
  return spans;
}

function levelAfter(before: Level, change: GainChange, frame: Frames, actualFrame: Frames): Level {
  const fromFrame = Math.max(frame, actualFrame);
  const from = levelAt(before, fromFrame);
  // At its first frame it may have begun already or not: the shorter silence is told.
  const isAtOnce =
    change.change === null || frame < actualFrame || (frame === actualFrame && from === 0);
  return { fromFrame, from, to: change.gain, rampFrames: isAtOnce ? 0 : change.rampFrames };
}

function levelAt({ fromFrame, from, to, rampFrames }: Level, frame: Frames): number {
  const done = frame - fromFrame;
  return done >= rampFrames ? to : from + ((to - from) * done) / rampFrames;
}

/** What is silent of a level that ends at a frame; spans that meet are one. */
function addSilence(spans: SilentSpan[], level: Level, endFrame: Frames): void {
  const { fromFrame, from, to, rampFrames } = level;
  const isWhole = to === 0 && (from === 0 || rampFrames === 0);
  const isFirstFrame = from === 0 && to !== 0 && rampFrames > 0;
  if (to !== 0 && !isFirstFrame) return;
  const first = isWhole || isFirstFrame ? fromFrame : fromFrame + rampFrames;
  const end = isFirstFrame ? Math.min(fromFrame + 1, endFrame) : endFrame;
  if (first >= end) return;
  const last = spans.at(-1);
  if (last?.toFrame !== first) spans.push({ fromFrame: first, toFrame: end });
  else spans[spans.length - 1] = { ...last, toFrame: end };
}
