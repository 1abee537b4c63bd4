/**
 * One loop pass: the actions that each clip has on the stream, and the groups that start, change and
 * end them. A loop pass maps the timeline's frame 0 to one stream frame; without a loop there is one.
 */
import type { ActionSubject } from '../../preload/actions.ts';
import type { Frames, Seconds } from '../../preload/units.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { type MediaService, type PreparedSource, releaseSource } from '../media/media-service.ts';
import type { Notices } from '../notices.ts';
import { allowBelatedOf, type PlannedClip, soundsAlike } from './plan.ts';

/** Of a clip that is cut off while it sounds. */
export const FADE_SECONDS: Seconds = 0.005;
/** Of a gain on its way to a new value, against clicks. */
const GAIN_RAMP_SECONDS: Seconds = 0.01;

interface SoundingClip {
  planned: PlannedClip;
  readonly actions: readonly StreamAction[];
}

/** The sources of a planned clip, one per voice. */
export type Prepared = ReadonlyMap<PlannedClip, readonly PreparedSource[]>;

/** What a loop pass lacks to match a plan. */
export interface LoopPassDifference {
  /** Clips whose actions end. */
  readonly gone: readonly string[];
  /** Clips whose actions end, and that may start again. */
  readonly replaced: readonly PlannedClip[];
  readonly added: readonly PlannedClip[];
  readonly gainChanged: readonly PlannedClip[];
}

export class LoopPass {
  /** Counts from 0. */
  readonly number: number;
  /** Stream frame of the timeline's frame 0. */
  readonly originFrame: Frames;
  /** Timeline frames; `toFrame` null = the end. */
  readonly fromFrame: Frames;
  toFrame: Frames | null;
  readonly #clips = new Map<string, SoundingClip>();

  constructor(number: number, originFrame: Frames, fromFrame: Frames, toFrame: Frames | null) {
    this.number = number;
    this.originFrame = originFrame;
    this.fromFrame = fromFrame;
    this.toFrame = toFrame;
  }

  get startStreamFrame(): Frames {
    return this.originFrame + this.fromFrame;
  }

  /** Stream frame after its last one; null = it ends with its clips. */
  get endStreamFrame(): Frames | null {
    return this.toFrame === null ? null : this.originFrame + this.toFrame;
  }

  /** True when no action of it is pending or active. */
  get isSilent(): boolean {
    return this.liveActions.length === 0;
  }

  get liveActions(): readonly StreamAction[] {
    return [...this.#clips.values()].flatMap(({ actions }) =>
      actions.filter(({ state }) => state !== 'finished'),
    );
  }

  /** What sounds at a stream frame, with its tracks, for the meters. */
  *players(frame: Frames): Iterable<{ readonly trackId: string; readonly action: StreamAction }> {
    const timelineFrame = frame - this.originFrame;
    for (const { planned, actions } of this.#clips.values()) {
      const { startFrame, lengthFrames, trackId } = planned;
      if (timelineFrame < startFrame || timelineFrame > startFrame + lengthFrames) continue;
      for (const action of actions) yield { trackId, action };
    }
  }

  compare(desired: readonly PlannedClip[]): LoopPassDifference {
    const ids = new Set(desired.map(({ clipId }) => clipId));
    const gone = [...this.#clips.keys()].filter((clipId) => !ids.has(clipId));
    const replaced: PlannedClip[] = [];
    const added: PlannedClip[] = [];
    const gainChanged: PlannedClip[] = [];
    for (const planned of desired) {
      const sounding = this.#clips.get(planned.clipId);
      if (sounding === undefined) added.push(planned);
      else if (!soundsAlike(sounding.planned, planned)) replaced.push(planned);
      else if (sounding.planned.gain !== planned.gain) gainChanged.push(planned);
    }
    return { gone, replaced, added, gainChanged };
  }

  /** Requests that end the actions of these clips as soon as possible. */
  cancelRequests(clipIds: readonly string[]): StreamRequest[] {
    return clipIds.flatMap((clipId) =>
      (this.#clips.get(clipId)?.actions ?? [])
        .filter(({ state }) => state !== 'finished')
        .map((action) => ({ type: 'cancel', action, fade: FADE_SECONDS })),
    );
  }

  forget(clipIds: readonly string[]): void {
    for (const clipId of clipIds) this.#clips.delete(clipId);
  }

  gainRequests(changed: readonly PlannedClip[]): StreamRequest[] {
    return changed.flatMap((planned) => {
      const sounding = this.#clips.get(planned.clipId);
      if (sounding === undefined) return [];
      sounding.planned = planned;
      return sounding.actions
        .filter(({ state }) => state !== 'finished')
        .map((action) => ({
          type: 'setGain',
          action,
          gain: planned.gain,
          ramp: GAIN_RAMP_SECONDS,
        }));
    });
  }

  /** The clip has these actions from now on. */
  adopt(planned: PlannedClip, actions: readonly StreamAction[]): void {
    this.#clips.set(planned.clipId, { planned, actions });
  }
}

export function subjectOf(planned: PlannedClip): ActionSubject {
  const { name, clipId, sourceId, trackId } = planned;
  return { name, clipId, sourceId, trackId };
}

/** Opens the sources of planned clips. Clips that cannot be played are left out, with a notice. */
export async function prepareSources(
  media: MediaService,
  clips: readonly PlannedClip[],
  notices: Notices,
): Promise<Prepared> {
  const prepared = new Map<PlannedClip, readonly PreparedSource[]>();
  const steps = clips.map(async (planned) => {
    try {
      const voices = planned.voices.map(() =>
        media.prepare(planned.sourceId, planned.offsetFrames, planned.lengthFrames),
      );
      const sources = (await Promise.all(voices)).filter((source) => source !== null);
      if (sources.length === planned.voices.length) prepared.set(planned, sources);
    } catch (error) {
      notices.error(`“${planned.name}” stays silent: ${failureOf(error).message}`);
    }
  });
  await Promise.all(steps);
  return prepared;
}

/** Releases sources that are not played after all. */
export function releaseSources(prepared: Prepared): void {
  for (const sources of prepared.values()) for (const source of sources) releaseSource(source);
}

/** One request per voice; `startFrame` counts from the group's origin, null = as soon as possible. */
export function playRequests(
  planned: Pick<PlannedClip, 'voices' | 'gain' | 'belated'>,
  sources: readonly PreparedSource[],
  startFrame: Frames | null,
): StreamRequest[] {
  return planned.voices.flatMap((channels, voice) => {
    const source = sources[voice];
    if (source === undefined) return [];
    return {
      type: 'playBuffer',
      samples: source.samples,
      channels,
      start: startFrame === null ? 0 : { frame: startFrame },
      offset: source.offset,
      length: source.length,
      gain: planned.gain,
      allowBelated: allowBelatedOf(planned.belated),
      // A source that is late continues in step with the timeline.
      onStarve: 'skip',
    };
  });
}

export interface GroupContext {
  readonly stream: MixerStream;
  readonly streamNumber: number;
  readonly actionLog: ActionLog;
}

/**
 * Schedules in one batch the end of some clips of a loop pass and the start of others.
 * - `prepared` has the sources of the `rest` of each.
 * - `groupFrame` (stream frame) is the origin of `more`; null = `more` is empty.
 */
export function scheduleGroup(
  context: GroupContext,
  loopPass: LoopPass,
  group: {
    readonly groupFrame: Frames | null;
    readonly ends: readonly string[];
    readonly starts: readonly { readonly planned: PlannedClip; readonly rest: PlannedClip }[];
    readonly prepared: Prepared;
    readonly more: readonly StreamRequest[];
  },
): readonly StreamAction[] {
  const ends = loopPass.cancelRequests(group.ends);
  const requests = [...ends];
  const owners: { planned: PlannedClip; first: number; count: number }[] = [];
  for (const { planned, rest } of group.starts) {
    if (!group.prepared.has(rest)) continue;
    const startFrame = loopPass.originFrame + rest.startFrame - (group.groupFrame ?? 0);
    const voices = playRequests(rest, group.prepared.get(rest) ?? [], startFrame);
    owners.push({ planned, first: requests.length, count: voices.length });
    requests.push(...voices);
  }
  const firstOfMore = requests.length;
  requests.push(...group.more);
  loopPass.forget(group.ends);
  if (requests.length === 0) return [];
  const actions = context.stream.schedule(
    requests,
    group.groupFrame === null ? {} : { origin: { frame: group.groupFrame } },
  );
  const origin = { streamNumber: context.streamNumber, originFrame: loopPass.originFrame };
  context.actionLog.enter(
    actions.slice(0, ends.length),
    { name: 'Cancel', clipId: null, sourceId: null, trackId: null },
    origin,
  );
  for (const { planned, first, count } of owners) {
    const own = actions.slice(first, first + count);
    loopPass.adopt(planned, own);
    context.actionLog.enter(own, subjectOf(planned), origin);
  }
  return actions.slice(firstOfMore);
}
