/**
 * One playback from Play to Stop: its loop passes on one stream, kept in step with the project.
 * - An edit touches the actions of the edited clips only.
 * - Loop passes are scheduled ahead, so that a blocked event loop does not interrupt them.
 * - A clip that cannot play stops nothing else: it is told once, until it can or why changes.
 */
import type { ActionSubject } from '../../preload/actions.ts';
import { type Failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';
import type { Frames, Seconds } from '../../preload/units.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { MixerStream, StreamAction } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { MediaService } from '../media/media-service.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';
import { Serial } from '../serial.ts';
import {
  ClipPlayer,
  type ClipStart,
  playRequest,
  prepareSources,
  releaseSources,
  startsOf,
} from './clip-player.ts';
import { type ClipScope, isInScope, NO_CLIPS, withScope } from './edit-scope.ts';
import { inOrderOfStart, SLICE_CLIPS } from './first-group.ts';
import { LoopPass } from './loop-pass.ts';
import { MetronomeClicks } from './metronome.ts';
import { refuseMissed, Standstill } from './missed-clips.ts';
import { nearSounds } from './near-sounds.ts';
import { FADE_SECONDS, OwnActions } from './own-actions.ts';
import { type PlannedClip, plannedEnd, planWindow, restOf, without } from './plan.ts';
import {
  announceRefusals,
  isAhead,
  logRefusals,
  type OpenOutputs,
  playableOn,
  type RefusedClip,
} from './refusals.ts';
import type { ScheduleItem } from './schedule-items.ts';
import { type TrackBuses, trackBusesOf } from './track-buses.ts';

/** Time to fill the ring of a streamed sound that joins a running playback. */
const STREAMED_LEAD_SECONDS = 0.25;
/** How far ahead loop passes are scheduled. */
const LOOP_AHEAD_SECONDS = 8;
const LOOP_AHEAD_PASSES = 64;
/** Clips that wait for their sounds are looked at so often. */
const RETRY_SECONDS = 0.5;
/** A start so near may come late: the block under way has passed it, and the next one may. */
const SOON_BLOCKS = 2;
/** The end of the last clip is looked for at most so often. */
const END_SECONDS = 0.25;

export interface PlaybackOptions {
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly actionLog: ActionLog;
  readonly notices: Notices;
}

/** The stream of a playback, and where it begins. */
export interface PlaybackPlace {
  readonly stream: MixerStream;
  readonly streamNumber: number;
  readonly outputs: OpenOutputs;
  readonly fromFrame: Frames;
  readonly toFrame: Frames | null;
  /** Where a Play of a range ends, whatever the loop; null = with the loop, or after its last clip. */
  readonly stopFrame: Frames | null;
  /** It goes on with a Play whose device was lost. */
  readonly rejoined?: {
    readonly loopPass: number;
    /** Where that pass began. */
    readonly passFrom: Frames;
    /** Where Play began. */
    readonly playedFrom: Frames;
  };
}

/** The first loop pass and what begins with it. */
export interface Beginning {
  readonly starts: readonly ClipStart[];
  /** Clips that are played later, when their sounds are near or ready. */
  readonly deferred: readonly PlannedClip[];
  /** Clips that are scheduled next, slice by slice, in the order of their starts. */
  readonly queued: readonly PlannedClip[];
  /** What was found out before; told with what the stream refuses. */
  readonly refused: readonly RefusedClip[];
  /** Frames count from the group's first frame. */
  readonly recorders: readonly ScheduleItem[];
  /** The stream frame of the first sound, for a group of so many requests; called last. */
  readonly groupFrame: (requests: number) => Frames;
}

/** A group that is on the stream. */
export interface BegunGroup {
  /** Of each recorder, in their order. */
  readonly recorders: readonly Outcome<StreamAction>[];
  /** Stream frame of the first sound. */
  readonly groupFrame: Frames;
  readonly requests: number;
  /** Until the stream had accepted all. */
  readonly handOverSeconds: Seconds;
  /** From the stream's frame before the requests were handed over to the first sound. */
  readonly leadFrames: Frames;
}

export class Playback {
  readonly stream: MixerStream;
  readonly streamNumber: number;
  /** Timeline frame where it began. */
  readonly fromFrame: Frames;
  readonly #options: PlaybackOptions;
  readonly #place: PlaybackPlace;
  readonly #own: OwnActions;
  readonly #player: ClipPlayer;
  readonly #buses: TrackBuses;
  readonly #clicks: MetronomeClicks;
  readonly #serial = new Serial();
  #recorders: readonly StreamAction[] = [];
  #loopPasses: LoopPass[] = [];
  #isOver = false;
  #stopFrame: Frames | null;
  #isSliceDue = false;
  /** Clips to compare with the project; null = none. */
  #due: ClipScope | null = null;
  /** Until a comparison succeeds the next one has every clip in scope. */
  #hasFailed = false;
  /** Since the last edit. */
  #isFailureTold = false;
  /** The notice of missing loop passes is shown once. */
  #isMissAnnounced = false;
  /** Stream frame where clips that wait for their sounds were looked at last. */
  #lastRetryFrame: Frames | null = null;
  readonly #standstill: Standstill;
  /** After the last clip of `project`, as it was at a stream frame. */
  #end: { readonly project: Project; readonly frame: Frames; readonly foundAt: Frames } | null =
    null;
  /** Why clips cannot play, as it was told, by their ids. */
  #told = new Map<string, string>();

  constructor(options: PlaybackOptions, place: PlaybackPlace) {
    this.#options = options;
    this.#place = place;
    this.stream = place.stream;
    this.streamNumber = place.streamNumber;
    this.fromFrame = place.rejoined?.playedFrom ?? place.fromFrame;
    this.#stopFrame = place.stopFrame;
    const { actionLog, notices } = options;
    const { stream, streamNumber } = place;
    this.#standstill = new Standstill(stream);
    this.#own = new OwnActions(stream, notices, actionLog);
    this.#buses = trackBusesOf(stream);
    this.#player = new ClipPlayer({
      own: this.#own,
      streamNumber,
      actionLog,
      buses: this.#buses,
    });
    const ownClicks = new OwnActions(stream, notices, actionLog);
    this.#clicks = new MetronomeClicks(stream, place.outputs.open, ownClicks);
  }

  /**
   * Schedules everything as one group, once. Refused when the stream accepts no clip, or none of the
   * recorders: `end` ends what it has accepted.
   */
  begin(beginning: Beginning): Outcome<BegunGroup> {
    const { recorders, refused } = beginning;
    const { starts, deferred, queued } = this.#onBuses(beginning);
    const { fromFrame, toFrame } = this.#place;
    const items: ScheduleItem[] = starts.map(({ rest, source }) => [
      playRequest(rest, source, rest.startFrame - fromFrame),
    ]);
    items.push(...recorders);
    const requests = items.reduce((sum, { length }) => sum + length, 0);
    // Nothing but the stream's own time lies between this and its acceptance.
    const handedOver = performance.now();
    const readFrame = this.stream.frame;
    const groupFrame = beginning.groupFrame(requests);
    const { rejoined } = this.#place;
    const number = rejoined?.loopPass ?? 0;
    const loopPass = new LoopPass(number, groupFrame - fromFrame, fromFrame, toFrame);
    this.#loopPasses = [loopPass];
    if (rejoined === undefined) this.#options.actionLog.beginPlay();
    const results = this.#own.schedule(items, groupFrame);
    const handOverSeconds = (performance.now() - handedOver) / 1_000;
    loopPass.defer(deferred, 'all');
    loopPass.queue(queued, 'all');
    this.#scheduleQueued();
    this.#clicks.follow(this.#options.project.project, this.#loopPasses);
    const refusedNow = this.#player.adopt(loopPass, starts, results);
    this.#tell(loopPass, [...refused, ...refusedNow]);
    const takes = results.slice(starts.length).map(firstAction);
    this.#recorders = takes.flatMap((take) => (take.ok ? [take.value] : []));
    const refusal = this.#refusal(starts.length, refusedNow, takes);
    if (refusal !== null) return refusal;
    const leadFrames = groupFrame - readFrame;
    return success({ recorders: takes, groupFrame, requests, handOverSeconds, leadFrames });
  }

  /** The clips as the buses of their tracks play them. */
  #onBuses({
    starts,
    deferred,
    queued,
  }: Beginning): Pick<Beginning, 'starts' | 'deferred' | 'queued'> {
    const { project, actionLog } = this.#options;
    const clips = [...starts.map(({ planned }) => planned), ...deferred, ...queued];
    this.#buses.reserve(project.project, clips, actionLog.liveCount === 0);
    const route = (planned: PlannedClip) => this.#buses.route(planned);
    return {
      starts: starts.map(({ planned, rest, source }) => ({
        planned: route(planned),
        rest: route(rest),
        source,
      })),
      deferred: deferred.map(route),
      queued: queued.map(route),
    };
  }

  /** The loop pass that sounds now: the last one that has begun. */
  get loopPass(): LoopPass {
    const { frame } = this.stream;
    const begun = this.#loopPasses.filter((loopPass) => loopPass.startStreamFrame <= frame);
    return begun.at(-1) ?? (this.#loopPasses[0] as LoopPass);
  }

  /** Timeline frame. Play waits for its first one; what rejoins counts on until its first one. */
  get positionFrame(): Frames {
    const { originFrame } = this.loopPass;
    const end = this.#stopFrame ?? Number.POSITIVE_INFINITY;
    return Math.min(end, Math.max(this.passFrom, this.stream.frame - originFrame));
  }

  /** Timeline frame where the loop pass that sounds now began, also without a device. */
  get passFrom(): Frames {
    const { number, fromFrame } = this.loopPass;
    const { rejoined } = this.#place;
    return number === rejoined?.loopPass ? rejoined.passFrom : fromFrame;
  }

  /** See `PlaybackPlace`; a take that joins goes on after it. */
  get stopFrame(): Frames | null {
    return this.#stopFrame;
  }

  get isRecording(): boolean {
    return this.#recorders.some(({ state }) => state !== 'finished');
  }

  /** Not all that is to end has been asked to. */
  get isEnding(): boolean {
    return this.#own.isEnding || this.#clicks.isEnding;
  }

  /** Something is pending or active. */
  get hasLive(): boolean {
    return this.#own.hasLive || this.#clicks.hasLive;
  }

  /** Pending and active ones: what `end` would cancel. */
  get liveCount(): number {
    return this.#own.live.length + this.#clicks.liveCount;
  }

  /** Recorders join, each by itself; frames count from `groupFrame` (stream frame). */
  join(recorders: readonly ScheduleItem[], groupFrame: Frames): readonly Outcome<StreamAction>[] {
    const takes = this.#own.schedule(recorders, groupFrame).map(firstAction);
    this.#recorders = takes.flatMap((take) => (take.ok ? [take.value] : []));
    if (this.#recorders.length > 0) this.#stopFrame = null;
    return takes;
  }

  /** After an edit: makes the loop, and the scheduled actions of the clips in scope, match the
   * project, asynchronously. */
  reconcile(scope: ClipScope): void {
    this.#isFailureTold = false;
    this.#compare(scope);
  }

  #compare(scope: ClipScope): void {
    // A reconciliation that is waiting to begin includes these clips.
    const isWaiting = this.#due !== null;
    this.#due = withScope(this.#due ?? scope, scope);
    if (isWaiting) return;
    void this.#serial
      .run(() => this.#reconcile())
      .catch((error: unknown) => {
        this.#hasFailed = true;
        // Once, however often it is tried again.
        if (this.#isFailureTold) return;
        this.#isFailureTold = true;
        this.#options.notices.record('editing while playing', error);
        const { message } = failureOf(error);
        this.#options.notices.error(
          `The edit is not heard before the next edit or Play. ${message}`,
        );
      });
  }

  /** Schedules what is queued, a slice whenever main has nothing else to do. */
  #scheduleQueued(): void {
    if (this.#isSliceDue || this.#queuedCount === 0) return;
    this.#isSliceDue = true;
    setImmediate(() => {
      this.#isSliceDue = false;
      if (this.#isOver) return;
      const loopPass = this.#loopPasses.find(({ queuedCount }) => queuedCount > 0);
      this.#compare(new Set(loopPass?.nextQueued(SLICE_CLIPS)));
    });
  }

  /** Clips are queued, or compared with the project. */
  get isHandingOver(): boolean {
    return this.#queuedCount > 0 || this.#due !== null;
  }

  get #queuedCount(): number {
    return this.#loopPasses.reduce((sum, { queuedCount }) => sum + queuedCount, 0);
  }

  /** Called by the poll loop. True when the last clip or the range has ended and nothing is recorded. */
  tick(): boolean {
    const { frame } = this.stream;
    this.#standstill.note(frame);
    const last = this.#loopPasses.at(-1) as LoopPass;
    this.#loopPasses = this.#loopPasses.filter(
      (loopPass) =>
        loopPass === last || frame < (loopPass.endStreamFrame ?? Number.POSITIVE_INFINITY),
    );
    this.#clicks.follow(this.#options.project.project, this.#loopPasses);
    const sinceRetry = frame - (this.#lastRetryFrame ?? Number.NEGATIVE_INFINITY);
    const isRetryDue = sinceRetry > RETRY_SECONDS * this.stream.sampleRate;
    if (this.#hasDeferred && isRetryDue) this.#retryDeferred();
    else if (this.#wantsNextLoopPass()) this.#compare(NO_CLIPS);
    if (this.#isLooping(last) || this.isRecording || this.#hasDeferred) return false;
    const endFrame = this.#stopFrame ?? this.#endFrame(last, frame);
    return frame >= last.originFrame + endFrame && !this.#own.hasLive;
  }

  #isLooping({ toFrame }: LoopPass): boolean {
    return toFrame !== null && this.#stopFrame === null;
  }

  /** Some clips are not scheduled yet. */
  get #hasDeferred(): boolean {
    return this.#loopPasses.some(
      ({ deferredIds, queuedCount }) => deferredIds.length > 0 || queuedCount > 0,
    );
  }

  #retryDeferred(): void {
    this.#lastRetryFrame = this.stream.frame;
    this.#compare(new Set(this.#loopPasses.flatMap(({ deferredIds }) => deferredIds)));
  }

  /** Looking costs as much as there are clips: while edit follows edit it is done now and then. */
  #endFrame(last: LoopPass, frame: Frames): Frames {
    const { project } = this.#options.project;
    const known = this.#end;
    const isRecent = known !== null && frame - known.foundAt < END_SECONDS * this.stream.sampleRate;
    if (known !== null && (known.project === project || isRecent)) return known.frame;
    this.#end = { project, frame: plannedEnd(project, last), foundAt: frame };
    return this.#end.frame;
  }

  /**
   * Ends every action, players with a fade. May be called again for what is still alive.
   * @param frame stream frame; null = as soon as possible
   */
  end(frame: Frames | null): void {
    this.#isOver = true;
    this.#clicks.end(frame);
    const { players, recorders } = this.#own.end(frame);
    const { actionLog } = this.#options;
    const { streamNumber } = this;
    const originFrame = this.#loopPasses[0]?.originFrame ?? null;
    // One Stop is one row, however many loop passes were scheduled ahead.
    actionLog.enter(players, STOP, { streamNumber, originFrame });
    actionLog.enter(recorders, STOP, { streamNumber, originFrame: null });
  }

  /** Why nothing of the group has begun; null = some of it has. */
  #refusal(
    startCount: number,
    refused: readonly RefusedClip[],
    takes: readonly Outcome<StreamAction>[],
  ): ({ readonly ok: false } & Failure) | null {
    const refusedTake = takes.find((take) => !take.ok);
    if (takes.length > 0) {
      return this.#recorders.length === 0 && refusedTake?.ok === false ? refusedTake : null;
    }
    const [first] = refused;
    if (first === undefined || refused.length < startCount || this.#hasDeferred) return null;
    return { ok: false, ...first.failure };
  }

  async #reconcile(): Promise<void> {
    const due = this.#due ?? NO_CLIPS;
    this.#due = null;
    if (this.#isOver) return;
    const isLoopChanged = this.#fitLoop();
    const scope = isLoopChanged || this.#hasFailed ? 'all' : due;
    const told = new Set<string>();
    for (const loopPass of this.#loopPasses) {
      await this.#reconcileLoopPass(loopPass, scope, told);
      if (this.#isOver) return;
    }
    while (this.#wantsNextLoopPass()) {
      const next = this.#nextLoopPass();
      this.#loopPasses.push(next);
      await this.#reconcileLoopPass(next, 'all', told);
      if (this.#isOver) return;
    }
    this.#scheduleQueued();
    // What can play again is told again when it cannot.
    for (const clipId of this.#told.keys()) {
      if (isInScope(scope, clipId) && !told.has(clipId)) this.#told.delete(clipId);
    }
    this.#hasFailed = false;
  }

  /** A clip that is edited after its start is belated; its policy applies. */
  async #reconcileLoopPass(loopPass: LoopPass, scope: ClipScope, told: Set<string>): Promise<void> {
    const { project, media } = this.#options;
    const plan = playableOn(this.#place.outputs, planWindow(project.project, loopPass, scope));
    this.#buses.reserve(project.project, plan.clips, false);
    const clips = plan.clips.map((planned) => this.#buses.route(planned));
    const difference = loopPass.compare(clips, scope);
    const now = this.stream.frame - loopPass.originFrame;
    const wanted = [...difference.replaced, ...difference.added];
    const ahead = wanted.filter((clip) => isAhead(clip, now));
    const ready = nearSounds(media, ahead, now, this.stream.sampleRate);
    const deferred = without(ahead, ready);
    const inOrder = inOrderOfStart(ready);
    const near = inOrder.slice(0, SLICE_CLIPS);
    const missed = without(wanted, ahead).filter((clip) => loopPass.waitOf(clip) !== null);
    const lost = missed.map((clip) => refuseMissed(loopPass, clip, this.#standstill));
    loopPass.defer(deferred, scope);
    loopPass.queue(inOrder.slice(SLICE_CLIPS), scope);
    const begins = near.flatMap((planned) => this.#restFrom(planned, now));
    const { prepared, refused } = await prepareSources(
      media,
      begins.map(({ rest }) => rest),
    );
    if (this.#isOver) return releaseSources(prepared);
    this.#player.changeGains(loopPass, difference.gainChanged);
    this.#player.follow(loopPass, difference.followed);
    const starts = startsOf(begins, prepared);
    const started = new Set(starts.map(({ planned }) => planned.clipId));
    const ends = difference.replaced.map(({ clipId }) => clipId).filter((id) => !started.has(id));
    const soon = this.stream.frame + SOON_BLOCKS * this.stream.blockSize - loopPass.originFrame;
    const refusedNow = this.#player.change(loopPass, [...difference.gone, ...ends], starts, soon);
    const unplayable = plan.refused.filter((clip) => isAhead(clip, now));
    const all = [...unplayable, ...lost, ...refused, ...refusedNow];
    for (const { clipId } of all) told.add(clipId);
    this.#tell(loopPass, all);
  }

  /** What is left of a clip; a streamed sound joins when its ring is filled. */
  #restFrom(planned: PlannedClip, now: Frames): readonly Omit<ClipStart, 'source'>[] {
    const filling = Math.ceil(STREAMED_LEAD_SECONDS * this.stream.sampleRate);
    const { media } = this.#options;
    const cut = media.isStreamed(planned.sourceId) && planned.startFrame < now + filling;
    const rest = restOf(planned, now);
    if (rest === null) return [];
    return [{ planned, rest: cut ? (restOf(planned, now + filling) ?? rest) : planned }];
  }

  /** A notice and a row for each clip that was not told so already. */
  #tell(loopPass: LoopPass, refused: readonly RefusedClip[]): void {
    const isNew = ({ clipId, failure }: RefusedClip) => this.#told.get(clipId) !== failure.message;
    const fresh = refused.filter(isNew);
    if (fresh.length === 0) return;
    for (const { clipId, failure } of fresh) this.#told.set(clipId, failure.message);
    logRefusals(this.#options.actionLog, fresh, this.streamNumber, loopPass.originFrame);
    announceRefusals(this.#options.notices, fresh);
  }

  /** Plans later loop passes again when the loop was moved, switched on or off; true = it was. */
  #fitLoop(): boolean {
    const { loopPass } = this;
    const { project } = this.#options.project;
    const { loop } = project;
    // After its end the loop pass is over; a loop that was kept waiting is still wanted.
    const end = loopPass.toFrame ?? Number.POSITIVE_INFINITY;
    const now = Math.min(this.stream.frame - loopPass.originFrame, end - 1);
    const from = Math.max(now, loopPass.fromFrame);
    const toFrame = this.isRecording ? null : passEnd(project, from, this.#stopFrame);
    const later = this.#loopPasses.filter(({ number }) => number > loopPass.number);
    const fits = later.every(
      (next) => next.fromFrame === loop.startFrame && next.toFrame === loop.endFrame,
    );
    if (toFrame === loopPass.toFrame && fits) return false;
    loopPass.toFrame = toFrame;
    const gone = this.#cancelLoopPasses(later);
    this.#loopPasses = this.#loopPasses.filter((each) => !gone.includes(each));
    return true;
  }

  #wantsNextLoopPass(): boolean {
    const end = this.#loopPasses.at(-1)?.endStreamFrame ?? null;
    if (end === null || this.#stopFrame !== null || this.#loopPasses.length >= LOOP_AHEAD_PASSES)
      return false;
    return end - this.stream.frame < LOOP_AHEAD_SECONDS * this.stream.sampleRate;
  }

  /** Loop passes whose time has passed, because the event loop was blocked, are left out. */
  #nextLoopPass(): LoopPass {
    const { loop } = this.#options.project.project;
    const last = this.#loopPasses.at(-1) as LoopPass;
    const end = last.endStreamFrame as Frames;
    const length = Math.max(1, loop.endFrame - loop.startFrame);
    const missed = Math.max(0, Math.floor((this.stream.frame - end) / length));
    if (missed > 0) this.#announceMissed(missed);
    const number = last.number + 1 + missed;
    const originFrame = end + missed * length - loop.startFrame;
    return new LoopPass(number, originFrame, loop.startFrame, loop.endFrame);
  }

  #announceMissed(count: number): void {
    if (this.#isMissAnnounced) return;
    this.#isMissAnnounced = true;
    this.#options.notices.warn(
      `${count} passes of the loop are missing: the program was held up, or the loop is too short.`,
    );
  }

  /** Gives the loop passes whose end was accepted. */
  #cancelLoopPasses(loopPasses: readonly LoopPass[]): readonly LoopPass[] {
    const results = this.#own.schedule(
      loopPasses.map(({ liveActions }) =>
        liveActions.map((action) => ({ type: 'cancel', action, fade: FADE_SECONDS })),
      ),
      null,
    );
    const cancels = results.flatMap((result) => (result.ok ? result.value : []));
    this.#options.actionLog.enter(cancels, STOP, {
      streamNumber: this.streamNumber,
      originFrame: loopPasses[0]?.originFrame ?? null,
    });
    return loopPasses.filter((_, index) => results[index]?.ok === true);
  }
}

const STOP: ActionSubject = { name: 'Stop', clipId: null, sourceId: null, trackId: null };

/** Of a request that stands alone in its item. */
function firstAction(result: Outcome<readonly StreamAction[]>): Outcome<StreamAction> {
  return result.ok ? success(result.value[0] as StreamAction) : result;
}

/** Timeline frame where a loop pass that begins at `fromFrame` ends, or the range that is played; null =
 * neither ends it. */
export function passEnd(
  { loop }: Pick<Project, 'loop'>,
  fromFrame: Frames,
  stopFrame: Frames | null,
): Frames | null {
  if (stopFrame !== null) return stopFrame;
  return loop.enabled && fromFrame < loop.endFrame ? loop.endFrame : null;
}
