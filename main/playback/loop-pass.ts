/**
 * One loop pass: the actions that each clip has on the stream. A loop pass maps the timeline's frame 0
 * to one stream frame; without a loop there is one.
 */
import type { Frames, Seconds } from '../../preload/units.ts';
import { isAskedAlike } from '../../preload/verdict.ts';
import type { StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { FADE_SECONDS } from './own-actions.ts';
import { type PlannedClip, soundsAlike } from './plan.ts';

/** Of a gain on its way to a new value, against clicks. */
const GAIN_RAMP_SECONDS: Seconds = 0.01;

interface SoundingClip {
  planned: PlannedClip;
  readonly actions: readonly StreamAction[];
}

/** What a loop pass lacks to match a plan. */
export interface LoopPassDifference {
  /** Clips whose actions end. */
  readonly gone: readonly string[];
  /** Clips whose actions end, and that may start again. */
  readonly replaced: readonly PlannedClip[];
  readonly added: readonly PlannedClip[];
  readonly gainChanged: readonly PlannedClip[];
  /** Clips that were edited so that their actions go on as they are. */
  readonly followed: readonly PlannedClip[];
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
  /** Clips whose sounds were not near or not ready, by their ids. */
  #deferred: ReadonlyMap<string, PlannedClip> = new Map();

  constructor(number: number, originFrame: Frames, fromFrame: Frames, toFrame: Frames | null) {
    this.number = number;
    this.originFrame = originFrame;
    this.fromFrame = fromFrame;
    this.toFrame = toFrame;
  }

  /** These clips are played later, all others are not waited for. */
  defer(clips: readonly PlannedClip[]): void {
    this.#deferred = new Map(clips.map((planned) => [planned.clipId, planned]));
  }

  /** False for one that was moved since. */
  wasDeferred(planned: PlannedClip): boolean {
    const deferred = this.#deferred.get(planned.clipId);
    return deferred !== undefined && soundsAlike(deferred, planned);
  }

  get startStreamFrame(): Frames {
    return this.originFrame + this.fromFrame;
  }

  /** Stream frame after its last one; null = it ends with its clips. */
  get endStreamFrame(): Frames | null {
    return this.toFrame === null ? null : this.originFrame + this.toFrame;
  }

  /** Pending and active ones. */
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
    const followed: PlannedClip[] = [];
    for (const planned of desired) {
      const sounding = this.#clips.get(planned.clipId);
      if (sounding === undefined) added.push(planned);
      else if (!soundsAlike(sounding.planned, planned)) replaced.push(planned);
      else {
        if (sounding.planned.gain !== planned.gain) gainChanged.push(planned);
        else if (!isAskedAlike(sounding.planned.request, planned.request)) followed.push(planned);
      }
    }
    return { gone, replaced, added, gainChanged, followed };
  }

  /** Requests that end the actions of a clip as soon as possible; none = they are over. */
  cancelRequests(clipId: string): readonly StreamRequest[] {
    return this.#live(clipId).map((action) => ({ type: 'cancel', action, fade: FADE_SECONDS }));
  }

  gainRequests({ clipId, gain }: PlannedClip): readonly StreamRequest[] {
    return this.#live(clipId).map((action) => ({
      type: 'setGain',
      action,
      gain,
      ramp: GAIN_RAMP_SECONDS,
    }));
  }

  /** The actions of the clip have ended, or their end was accepted. */
  forget(clipId: string): void {
    this.#clips.delete(clipId);
  }

  /** The clip has these actions from now on. */
  adopt(planned: PlannedClip, actions: readonly StreamAction[]): void {
    this.#clips.set(planned.clipId, { planned, actions });
  }

  /** The same actions sound as planned now. Gives them. */
  follow(planned: PlannedClip): readonly StreamAction[] {
    const sounding = this.#clips.get(planned.clipId);
    if (sounding !== undefined) sounding.planned = planned;
    return sounding?.actions ?? [];
  }

  #live(clipId: string): readonly StreamAction[] {
    const actions = this.#clips.get(clipId)?.actions ?? [];
    return actions.filter(({ state }) => state !== 'finished');
  }
}
