/**
 * The plan: what the clips of a project play, in timeline frames. The transport adds the stream
 * frame of the timeline's frame 0. Pure.
 */
import type { BelatedPolicy, ClipRequest } from '../../preload/actions.ts';
import { sourceFrameAt } from '../../preload/clip-cuts.ts';
import { partWithId, placeOfId } from '../../preload/id-index.ts';
import {
  type ChannelGain,
  type Clip,
  findSource,
  type Project,
  type Track,
  trackIsSilent,
} from '../../preload/project.ts';
import {
  type ChannelNumber,
  decibelsFromGain,
  type Frames,
  gainFromDecibels,
} from '../../preload/units.ts';
import { askedOf, chosenMatrix } from '../../preload/verdict.ts';
import { outputsOf } from '../media/routing.ts';
import type { ClipScope } from './edit-scope.ts';

/** The whole clip that a planned one is a part of, where its level or its place in the sound depends on
 * that. */
export interface ClipShape
  extends Pick<Clip, 'offsetFrames' | 'lengthFrames' | 'fadeIn' | 'fadeOut' | 'gainLine' | 'loop'> {
  /** Frames of the clip before the part. */
  readonly fromFrame: Frames;
}

/** One clip as it has to sound between two timeline frames. */
export interface PlannedClip
  extends Pick<
    Clip,
    'sourceId' | 'trackId' | 'name' | 'startFrame' | 'offsetFrames' | 'lengthFrames' | 'belated'
  > {
  readonly clipId: string;
  /** null = it has no fade, no gain line and no loop. */
  readonly shape: ClipShape | null;
  /** The whole clip, for its account. */
  readonly request: ClipRequest;
  readonly trackName: string;
  /** Linear, of its action. */
  readonly gain: number;
  /** Linear, of its track: 0 while it is silent. */
  readonly trackGain: number;
  /** Of its track, where its sound is panned between its two outputs; null = it is not. */
  readonly pan: number | null;
  /** The bus that it plays on; null = none was chosen yet, or it goes straight to the output. */
  readonly bus: string | null;
  /** The outputs that its one action plays on; at least one. */
  readonly channels: readonly ChannelNumber[];
  /** Which channels of the sound go to which of these; null = one after the other. */
  readonly matrix: readonly ChannelGain[] | null;
  /** Of its sound. */
  readonly sourceChannels: number;
}

/** What a clip asks, whether it can be played or not. */
export type AskedClip = Pick<
  PlannedClip,
  | 'clipId'
  | 'request'
  | 'sourceId'
  | 'trackId'
  | 'name'
  | 'trackName'
  | 'startFrame'
  | 'lengthFrames'
>;

/** The outputs of a clip, and what goes there. */
interface ClipRouting {
  /** As chosen. */
  readonly outputs: readonly ChannelNumber[];
  /** null = the sound has more channels than fit. */
  readonly channels: readonly ChannelNumber[] | null;
  readonly matrix: readonly ChannelGain[] | null;
  readonly pan: number | null;
}

/** A clip that cannot sound where it is, whatever the device. */
export interface UnroutableClip extends AskedClip {
  /** 0 = its sound is gone. */
  readonly sourceChannels: number;
  readonly outputs: readonly ChannelNumber[];
  /** The outputs are the clip's, not its track's. */
  readonly areOwn: boolean;
}

export interface Plan {
  /** In the order of the project's clips. */
  readonly clips: readonly PlannedClip[];
  readonly unroutable: readonly UnroutableClip[];
}

/** From `fromFrame` on, up to `toFrame` (null = the end). */
export interface PlanWindow {
  readonly fromFrame: Frames;
  readonly toFrame: Frames | null;
}

/** What of the clips in scope sounds inside a window. Whatever begins before it is cut at its start. */
export function planWindow(project: Project, window: PlanWindow, scope: ClipScope = 'all'): Plan {
  const gainOf = trackGains(project);
  const clips: PlannedClip[] = [];
  const unroutable: UnroutableClip[] = [];
  for (const clip of clipsInScope(project, scope)) {
    const track = partWithId(project.tracks, clip.trackId);
    const range = cut(clip, window);
    if (track === undefined || range === null) continue;
    const sourceChannels = findSource(project, clip.sourceId)?.channels ?? 0;
    const { outputs, channels, matrix, pan } = routingOf(clip, track, sourceChannels);
    // No output is a choice, not a fault.
    if (outputs.length === 0) continue;
    const { sourceId, trackId, name, belated } = clip;
    const request = askedOf(clip, track);
    const place = { sourceId, trackId, name, trackName: track.name, ...range };
    const asked = { clipId: clip.id, request, ...place };
    if (channels === null || sourceChannels === 0) {
      const areOwn = clip.channels !== null;
      unroutable.push({ ...asked, sourceChannels, outputs, areOwn });
      continue;
    }
    const gain = clip.muted ? 0 : gainFromDecibels(clip.gainDb);
    const shape = shapeOf(clip, range.startFrame - clip.startFrame);
    const level = { gain, trackGain: gainOf(track), pan, bus: null };
    clips.push({ ...asked, shape, ...level, belated, channels, matrix, sourceChannels });
  }
  return { clips, unroutable };
}

function routingOf(clip: Clip, track: Track, sourceChannels: number): ClipRouting {
  const chosen = chosenMatrix(clip, track);
  if (chosen === null) {
    const outputs = clip.channels ?? track.outputChannels;
    const channels = outputsOf(sourceChannels, outputs);
    const isPanned = outputs.length === 2 && (sourceChannels === 1 || sourceChannels === 2);
    return { outputs, channels, matrix: null, pan: isPanned ? track.pan : null };
  }
  const matrix = chosen.filter(({ from }) => sourceChannels === 0 || from <= sourceChannels);
  const outputs = [...new Set(matrix.map(({ to }) => to))].sort((one, other) => one - other);
  return { outputs, channels: outputs, matrix, pan: null };
}

/** The clip without a bus for its track: gain, silence and pan of the track are its own. */
export function foldedInto(planned: PlannedClip): PlannedClip {
  const gain = planned.gain * planned.trackGain;
  return planned.pan === null
    ? { ...planned, gain }
    : { ...planned, gain, pan: null, matrix: pannedTo(planned, planned.pan) };
}

/** Between two outputs, as a bus of the mixer pans: one channel by sine and cosine, of two the far side falls
 * like a cosine. */
function pannedTo(
  { channels, sourceChannels }: Pick<PlannedClip, 'channels' | 'sourceChannels'>,
  pan: number,
): readonly ChannelGain[] {
  const [left, right] = channels;
  const [leftGain, rightGain] = sourceChannels === 1 ? placedBy(pan) : balancedBy(pan);
  return [
    { from: 1, to: left as ChannelNumber, gainDb: decibelsFromGain(leftGain) },
    { from: sourceChannels, to: right as ChannelNumber, gainDb: decibelsFromGain(rightGain) },
  ];
}

function placedBy(pan: number): readonly [number, number] {
  return [quarterSine((1 - pan) / 2), quarterSine((1 + pan) / 2)];
}

function balancedBy(pan: number): readonly [number, number] {
  return [pan > 0 ? quarterSine(1 - pan) : 1, pan < 0 ? quarterSine(1 + pan) : 1];
}

/** @param share of a quarter of a wave: exactly 0 at 0, 1 at 1 */
function quarterSine(share: number): number {
  return Math.sin((share * Math.PI) / 2);
}

function shapeOf(clip: Clip, fromFrame: Frames): ClipShape | null {
  const { offsetFrames, lengthFrames, fadeIn, fadeOut, gainLine, loop } = clip;
  const isPlain =
    fadeIn.frames === 0 && fadeOut.frames === 0 && gainLine.length === 0 && loop === null;
  if (isPlain) return null;
  return { fromFrame, offsetFrames, lengthFrames, fadeIn, fadeOut, gainLine, loop };
}

/** In the order of the project's clips. */
function clipsInScope(project: Project, scope: ClipScope): readonly Clip[] {
  if (scope === 'all') return project.clips;
  return [...scope]
    .map((clipId) => placeOfId(project.clips, clipId))
    .filter((place) => place >= 0)
    .sort((one, other) => one - other)
    .map((place) => project.clips[place] as Clip);
}

/** The gain of a track, 0 while it is silent; worked out once for each. */
function trackGains(project: Project): (track: Track) => number {
  const gains = new Map<Track, number>();
  return (track) => {
    const known = gains.get(track);
    if (known !== undefined) return known;
    const gain = trackIsSilent(project, track) ? 0 : gainFromDecibels(track.gainDb);
    gains.set(track, gain);
    return gain;
  };
}

function cut(
  clip: Clip,
  { fromFrame, toFrame }: PlanWindow,
): Pick<PlannedClip, 'startFrame' | 'offsetFrames' | 'lengthFrames'> | null {
  const startFrame = Math.max(clip.startFrame, fromFrame);
  const clipEnd = clip.startFrame + clip.lengthFrames;
  const endFrame = toFrame === null ? clipEnd : Math.min(clipEnd, toFrame);
  if (endFrame <= startFrame) return null;
  return {
    startFrame,
    offsetFrames: sourceFrameAt(clip, startFrame - clip.startFrame),
    lengthFrames: endFrame - startFrame,
  };
}

/** What is left of a planned clip from a timeline frame on; null = nothing. */
export function restOf(planned: PlannedClip, fromFrame: Frames): PlannedClip | null {
  const skipped = Math.max(0, fromFrame - planned.startFrame);
  if (skipped >= planned.lengthFrames) return null;
  const { startFrame, offsetFrames, lengthFrames, shape } = planned;
  const loop = shape?.loop ?? null;
  return {
    ...planned,
    startFrame: startFrame + skipped,
    offsetFrames: sourceFrameAt({ offsetFrames, loop }, skipped),
    lengthFrames: lengthFrames - skipped,
    shape: shape === null ? null : { ...shape, fromFrame: shape.fromFrame + skipped },
  };
}

export function without(all: readonly PlannedClip[], some: readonly PlannedClip[]): PlannedClip[] {
  const left = new Set(all);
  for (const each of some) left.delete(each);
  return [...left];
}

/** What sounding actions follow, and what does not matter to them. */
const NOT_RESTARTED: ReadonlySet<keyof PlannedClip> = new Set([
  'gain',
  'trackGain',
  'pan',
  'name',
  'request',
  'trackId',
  'trackName',
]);

/** Whether the action of `one` can go on as that of `other`. */
export function soundsAlike(one: PlannedClip, other: PlannedClip): boolean {
  return (Object.keys(one) as (keyof PlannedClip)[]).every(
    (name) =>
      NOT_RESTARTED.has(name) ||
      one[name] === other[name] ||
      JSON.stringify(one[name]) === JSON.stringify(other[name]),
  );
}

/** After the last frame of a window that is planned; 0 = nothing is. */
export function plannedEnd(project: Project, window: PlanWindow): Frames {
  let end = 0;
  for (const clip of project.clips) {
    const range = cut(clip, window);
    if (range === null || range.startFrame + range.lengthFrames <= end) continue;
    const { clips } = planWindow(project, window, new Set([clip.id]));
    if (clips.length > 0) end = range.startFrame + range.lengthFrames;
  }
  return end;
}

/** The highest output channel number that a clip uses. */
export function highestOutput({ channels }: Pick<PlannedClip, 'channels'>): ChannelNumber {
  return Math.max(0, ...channels);
}

export function allowBelatedOf(policy: BelatedPolicy): boolean | 'trim' {
  return policy === 'trim' ? 'trim' : policy === 'start';
}
