/**
 * The plan: what the clips of a project play, in timeline frames. The transport adds the stream
 * frame of the timeline's frame 0. Pure.
 */
import type { BelatedPolicy, ClipRequest } from '../../preload/actions.ts';
import { type Clip, type Project, type Track, trackIsSilent } from '../../preload/project.ts';
import { type ChannelNumber, type Frames, gainFromDecibels } from '../../preload/units.ts';
import { askedOf } from '../../preload/verdict.ts';
import { outputsOf } from '../media/routing.ts';

/** One clip as it has to sound between two timeline frames. */
export interface PlannedClip
  extends Pick<
    Clip,
    'sourceId' | 'trackId' | 'name' | 'startFrame' | 'offsetFrames' | 'lengthFrames' | 'belated'
  > {
  readonly clipId: string;
  /** The whole clip, for its account. */
  readonly request: ClipRequest;
  readonly trackName: string;
  /** Linear: clip times track, 0 while the track is silent. */
  readonly gain: number;
  /** The outputs that its one action plays on; at least one. */
  readonly channels: readonly ChannelNumber[];
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

/** What of the project sounds inside a window. Whatever begins before it is cut at its start. */
export function planWindow(project: Project, window: PlanWindow): Plan {
  const tracks = new Map(project.tracks.map((track) => [track.id, track]));
  const trackGains = new Map(project.tracks.map((track) => [track.id, trackGain(project, track)]));
  const sourceWidths = new Map(
    [...project.buffers, ...project.takes].map((source) => [source.id, source.channels]),
  );
  const clips: PlannedClip[] = [];
  const unroutable: UnroutableClip[] = [];
  for (const clip of project.clips) {
    const track = tracks.get(clip.trackId);
    const range = cut(clip, window);
    if (track === undefined || range === null) continue;
    const outputs = clip.channels ?? track.outputChannels;
    const sourceChannels = sourceWidths.get(clip.sourceId) ?? 0;
    // No output is a choice, not a fault.
    if (outputs.length === 0) continue;
    const channels = outputsOf(sourceChannels, outputs);
    const { sourceId, trackId, name, belated } = clip;
    const request = askedOf(clip, track);
    const place = { sourceId, trackId, name, trackName: track.name, ...range };
    const asked = { clipId: clip.id, request, ...place };
    if (channels === null || sourceChannels === 0) {
      const areOwn = clip.channels !== null;
      unroutable.push({ ...asked, sourceChannels, outputs, areOwn });
      continue;
    }
    const gain = gainFromDecibels(clip.gainDb) * (trackGains.get(trackId) ?? 0);
    clips.push({ ...asked, gain, belated, channels });
  }
  return { clips, unroutable };
}

function trackGain(project: Project, track: Track): number {
  return trackIsSilent(project, track) ? 0 : gainFromDecibels(track.gainDb);
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
    offsetFrames: clip.offsetFrames + startFrame - clip.startFrame,
    lengthFrames: endFrame - startFrame,
  };
}

/** What is left of a planned clip from a timeline frame on; null = nothing. */
export function restOf(planned: PlannedClip, fromFrame: Frames): PlannedClip | null {
  const skipped = Math.max(0, fromFrame - planned.startFrame);
  if (skipped >= planned.lengthFrames) return null;
  return {
    ...planned,
    startFrame: planned.startFrame + skipped,
    offsetFrames: planned.offsetFrames + skipped,
    lengthFrames: planned.lengthFrames - skipped,
  };
}

/** What sounding actions follow, and what does not matter to them. */
const NOT_RESTARTED: ReadonlySet<keyof PlannedClip> = new Set([
  'gain',
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

export function endFrameOf(clips: readonly PlannedClip[]): Frames {
  return clips.reduce((end, clip) => Math.max(end, clip.startFrame + clip.lengthFrames), 0);
}

/** The highest output channel number that a clip uses. */
export function highestOutput({ channels }: Pick<PlannedClip, 'channels'>): ChannelNumber {
  return Math.max(0, ...channels);
}

export function allowBelatedOf(policy: BelatedPolicy): boolean | 'trim' {
  return policy === 'trim' ? 'trim' : policy === 'start';
}
