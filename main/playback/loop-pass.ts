/**
 * One loop pass: the action that each clip has on the stream. A loop pass maps the timeline's frame 0
 * to one stream frame; without a loop there is one.
 */
import type { Frames, Seconds } from '../../preload/units.ts';
import { isAskedAlike } from '../../preload/verdict.ts';
import type { StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import type { ClipScope } from './edit-scope.ts';
import { FADE_SECONDS } from './own-actions.ts';
import { type PlannedClip, soundsAlike } from './plan.ts';

/** Of a gain on its way to a new value, against clicks. */
const GAIN_RAMP_SECONDS: Seconds = 0.01;

interface SoundingClip {
  planned: PlannedClip;
  readonly action: StreamAction;
}

/** What a loop pass lacks to match a plan. */
export interface LoopPassDifference {
  /** Clips whose action ends. */
  readonly gone: readonly string[];
  /** Clips whose action ends, and that may start again. */
  readonly replaced: readonly PlannedClip[];
  readonly added: readonly PlannedClip[];
  readonly gainChanged: readonly PlannedClip[];
  /** Clips that were edited so that their action goes on as it is. */
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
  /** Of clips: what sounds until its end, which was given as a frame, while another action has its place. */
  readonly #leaving = new Map<string, readonly StreamAction[]>();
  /** Clips whose sounds were not near or not ready, by their ids. */
  readonly #deferred = new Map<string, PlannedClip>();
  #deferredIds: readonly string[] = [];
  /** Clips that can play and are not scheduled yet, in the order of their starts. */
  readonly #queued = new Map<string, PlannedClip>();

  constructor(number: number, originFrame: Frames, fromFrame: Frames, toFrame: Frames | null) {
    this.number = number;
    this.originFrame = originFrame;
    this.fromFrame = fromFrame;
    this.toFrame = toFrame;
  }

  /** These clips are played later; no others in scope are waited for. */
  defer(clips: readonly PlannedClip[], scope: ClipScope): void {
    const before = scope === 'all' ? [...this.#deferred.keys()] : scope;
    for (const clipId of before) this.#deferred.delete(clipId);
    for (const planned of clips) this.#deferred.set(planned.clipId, planned);
    this.#deferredIds = [...this.#deferred.keys()];
  }

  /** Of the clips that are played later. */
  get deferredIds(): readonly string[] {
    return this.#deferredIds;
  }

  /** These clips, in the order of their starts, are played by later slices; no others in scope are. */
  queue(clips: readonly PlannedClip[], scope: ClipScope): void {
    const before = scope === 'all' ? [...this.#queued.keys()] : scope;
    for (const clipId of before) this.#queued.delete(clipId);
    for (const planned of clips) this.#queued.set(planned.clipId, planned);
  }

  get queuedCount(): number {
    return this.#queued.size;
  }

  /** Ids of the next clips of the queue. */
  nextQueued(count: number): readonly string[] {
    const ids: string[] = [];
    for (const clipId of this.#queued.keys()) {
      if (ids.length === count) break;
      ids.push(clipId);
    }
    return ids;
  }

  /** What it waits for; null = nothing, or it was moved since. */
  waitOf(planned: PlannedClip): 'sound' | 'slice' | null {
    const isIn = (waiting: ReadonlyMap<string, PlannedClip>) => {
      const known = waiting.get(planned.clipId);
      return known !== undefined && soundsAlike(known, planned);
    };
    if (isIn(this.#deferred)) return 'sound';
    return isIn(this.#queued) ? 'slice' : null;
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
    const leaving = [...this.#leaving.values()].flat();
    const actions = new Set([...leaving, ...[...this.#clips.values()].map(({ action }) => action)]);
    return [...actions].filter(({ state }) => state !== 'finished');
  }

  /** @param desired the plan of the clips in scope; no others are compared */
  compare(desired: readonly PlannedClip[], scope: ClipScope): LoopPassDifference {
    const ids = new Set(desired.map(({ clipId }) => clipId));
    const compared = scope === 'all' ? this.#clips.keys() : scope;
    const gone = [...compared].filter((clipId) => this.#clips.has(clipId) && !ids.has(clipId));
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

  /**
   * Ends what sounds of a clip; none = it is over.
   * @param endFrame of the stream: until then it is among the live actions; null = as soon as possible
   */
  cancelRequests(clipId: string, endFrame: Frames | null = null): readonly StreamRequest[] {
    const time = endFrame === null ? 0 : { frame: endFrame };
    const live = this.#live(clipId);
    if (endFrame !== null) this.#leaving.set(clipId, live);
    return live.map((action) => ({
      ...{ type: 'cancel', action, time },
      fade: FADE_SECONDS,
    }));
  }

  gainRequests({ clipId, gain }: PlannedClip): readonly StreamRequest[] {
    return this.#live(clipId).map((action) => ({
      type: 'setGain',
      action,
      gain,
      ramp: GAIN_RAMP_SECONDS,
    }));
  }

  /** The action of the clip has ended, or its end was accepted. */
  forget(clipId: string): void {
    this.#clips.delete(clipId);
    this.#leaving.delete(clipId);
  }

  /** The clip has this action from now on. */
  adopt(planned: PlannedClip, action: StreamAction): void {
    this.#clips.set(planned.clipId, { planned, action });
  }

  /** The same action sounds as planned now. Gives it; null = it has none. */
  follow(planned: PlannedClip): StreamAction | null {
    const sounding = this.#clips.get(planned.clipId);
    if (sounding !== undefined) sounding.planned = planned;
    return sounding?.action ?? null;
  }

  /** Its action and those that it will replace, as far as they have not finished. */
  #live(clipId: string): readonly StreamAction[] {
    const action = this.#clips.get(clipId)?.action;
    const all = new Set(this.#leaving.get(clipId));
    if (action !== undefined) all.add(action);
    return [...all].filter(({ state }) => state !== 'finished');
  }
}
