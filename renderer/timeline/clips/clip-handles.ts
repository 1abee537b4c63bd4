/** The handles of a clip for keys: what each is called and says, and what a key does to it. Pure. */
import { trimStart } from '../../../preload/clip-trims.ts';
import type { Clip, ClipPatch, Project } from '../../../preload/project.ts';
import {
  clampGain,
  type Frames,
  MAX_GAIN_DB,
  MIN_GAIN_DB,
  MIN_LINE_DB,
} from '../../../preload/units.ts';
import { decibelText } from '../../ui/figures.ts';
import { timeText } from '../../ui/time-text.ts';
import { clipTitle } from './clip-level.ts';
import {
  decibelY,
  fadeHandle,
  gainPointPlace,
  type PlacedParts,
  type Point,
  waveformRows,
} from './clip-parts.ts';
import {
  type FadeEnd,
  fadeInnerFrame,
  fadeTo,
  pulledEnd,
  withNextCurve,
  withoutPoint,
  withPoint,
  withPointAt,
} from './shape-gestures.ts';

export type HandleId = 'start' | 'fadeIn' | 'gain' | `point-${number}` | 'fadeOut' | 'end';

/** What a slider says and where it is. */
export interface HandleFace {
  readonly id: HandleId;
  readonly label: string;
  readonly text: string;
  readonly now: number;
  readonly least: number;
  readonly most: number;
  readonly orientation: 'horizontal' | 'vertical';
  /** Its middle. */
  readonly at: Point;
}

export const CURVE_WORDS = {
  linear: 'linear',
  'equal-power': 'equal power',
  'raised-cosine': 'S curve',
} as const satisfies Record<Clip['fadeIn']['curve'], string>;

/** In the order in which Tab walks them: from left to right. */
export function handlesOf(placed: PlacedParts, { sampleRate }: Project): readonly HandleFace[] {
  const { clip, rectangle } = placed;
  const time = (frames: Frames) => timeText(frames, sampleRate);
  const { left, width } = rectangle;
  const rows = waveformRows(rectangle);
  const middle = rows.top + rows.height / 2;
  const end = clip.startFrame + clip.lengthFrames;
  const horizontal = { orientation: 'horizontal', least: 0, most: clip.lengthFrames } as const;
  const vertical = { orientation: 'vertical', least: MIN_GAIN_DB, most: MAX_GAIN_DB } as const;
  const fade = (id: FadeEnd, label: string): HandleFace => ({
    ...horizontal,
    id,
    label,
    text: `${time(clip[id].frames)}, ${CURVE_WORDS[clip[id].curve]}`,
    now: clip[id].frames,
    at: fadeHandle(placed, id),
  });
  const points = clip.gainLine.map((point, index): HandleFace => {
    const { frame, gainDb } = point;
    const id = `point-${index}` as const;
    const text = `${decibelText(gainDb, MIN_LINE_DB)} at ${time(frame)}`;
    const label = `Gain point ${index + 1}`;
    const at = gainPointPlace(placed, point);
    return { ...vertical, least: MIN_LINE_DB, id, label, text, now: gainDb, at };
  });
  return [
    {
      ...horizontal,
      id: 'start',
      label: 'Start',
      text: time(clip.startFrame),
      now: clip.startFrame,
      most: end,
      at: { x: left + 4, y: middle },
    },
    fade('fadeIn', 'Fade in'),
    {
      ...vertical,
      id: 'gain',
      label: 'Gain',
      text: decibelText(clip.gainDb),
      now: clip.gainDb,
      at: { x: left + width / 2, y: decibelY(rectangle, clip.gainDb) },
    },
    ...points,
    fade('fadeOut', 'Fade out'),
    {
      ...horizontal,
      id: 'end',
      label: 'End',
      text: clip.loop === null ? time(end) : `${time(end)}, ${clipTitle(clip)}`,
      now: end,
      least: clip.startFrame,
      most: Math.max(end, clip.startFrame + 1),
      at: { x: left + width - 4, y: middle },
    },
  ];
}

export interface HandleKey {
  /** -1 and 1: how the arrows point, to the left and down or to the right and up; 0 = not an arrow. */
  readonly along: number;
  readonly up: number;
  readonly shift: boolean;
  /** How far an arrow moves in time. */
  readonly stepFrames: Frames;
  readonly name: 'arrow' | 'enter' | 'delete' | 'insert';
}

const GAIN_STEP = 0.5;
const FINE_GAIN_STEP = 0.1;

/** A change, and the label of its step of Undo. */
export interface HandleChange {
  readonly label: string;
  readonly patch: ClipPatch;
}

/** What a key does to a handle; null = nothing. @param playheadFrame of the timeline */
export function handleChange(
  project: Project,
  clip: Clip,
  id: HandleId,
  key: HandleKey,
  playheadFrame: Frames,
): HandleChange | null {
  if (id === 'gain') return gainChange(clip, key, playheadFrame);
  if (id === 'fadeIn' || id === 'fadeOut') return fadeChange(clip, id, key);
  if (id === 'start' || id === 'end') return edgeChange(project, clip, id, key);
  return pointChange(clip, Number(id.slice('point-'.length)), key);
}

function gainStep({ shift }: HandleKey): number {
  return shift ? FINE_GAIN_STEP : GAIN_STEP;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function gainChange(clip: Clip, key: HandleKey, playheadFrame: Frames): HandleChange | null {
  if (key.name === 'insert') {
    const inside = playheadFrame - clip.startFrame;
    const isInside = inside > 0 && inside < clip.lengthFrames;
    const frame = isInside ? inside : Math.round(clip.lengthFrames / 2);
    const gainLine = withPoint(clip, frame);
    return gainLine === null ? null : { label: 'Add gain point', patch: { gainLine } };
  }
  if (key.name !== 'arrow' || key.up === 0) return null;
  const gainDb = clampGain(tenths(clip.gainDb + key.up * gainStep(key)));
  return { label: 'Clip gain', patch: { gainDb } };
}

function fadeChange(clip: Clip, id: FadeEnd, key: HandleKey): HandleChange | null {
  const label = id === 'fadeIn' ? 'Fade in' : 'Fade out';
  if (key.name === 'enter')
    return { label: 'Fade curve', patch: { [id]: withNextCurve(clip[id]) } };
  if (key.name === 'delete') return { label, patch: { [id]: { ...clip[id], frames: 0 } } };
  if (key.name !== 'arrow' || key.along === 0) return null;
  const fade = fadeTo(clip, id, fadeInnerFrame(clip, id) + key.along * key.stepFrames);
  return { label, patch: { [id]: fade } };
}

function edgeChange(
  project: Project,
  clip: Clip,
  id: 'start' | 'end',
  key: HandleKey,
): HandleChange | null {
  if (key.name !== 'arrow' || key.along === 0) return null;
  const step = key.along * key.stepFrames;
  if (id === 'start')
    return { label: 'Trim start', patch: trimStart(clip, clip.startFrame + step) };
  const end = clip.startFrame + clip.lengthFrames + step;
  return { label: 'Trim end', patch: pulledEnd(project, clip, end, 0) };
}

function pointChange(clip: Clip, index: number, key: HandleKey): HandleChange | null {
  const point = clip.gainLine[index];
  if (point === undefined) return null;
  if (key.name === 'delete') {
    const gainLine = withoutPoint(clip.gainLine, index);
    return { label: 'Remove gain point', patch: { gainLine } };
  }
  if (key.name !== 'arrow') return null;
  const frame = point.frame + key.along * key.stepFrames;
  const gainDb = key.up === 0 ? point.gainDb : tenths(point.gainDb + key.up * gainStep(key));
  const gainLine = withPointAt(clip, index, frame, gainDb);
  return { label: 'Move gain point', patch: { gainLine } };
}
