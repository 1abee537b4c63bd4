/**
 * One playback from Play to Stop: its loop passes on one stream, kept in step with the project.
 * - An edit touches the actions of the edited clips only.
 * - Loop passes are scheduled ahead, so that a blocked event loop does not interrupt them.
 */
import type { Project } from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { MediaService } from '../media/media-service.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';
import { Serial } from '../serial.ts';
import {
  FADE_SECONDS,
  LoopPass,
  type Prepared,
  prepareSources,
  releaseSources,
  scheduleGroup,
} from './clip-player.ts';
import { endFrameOf, type PlannedClip, planWindow, restOf } from './plan.ts';

/** Time to fill the ring of a streamed sound that joins a running playback. */
const STREAMED_LEAD_SECONDS = 0.25;
/** How far ahead loop passes are scheduled. */
const LOOP_AHEAD_SECONDS = 8;
const LOOP_AHEAD_PASSES = 64;
/** Readers of streamed sounds that begin later than this are opened later. */
const STREAMED_AHEAD_SECONDS = 20;
const STREAMED_AT_ONCE = 16;

export interface PlaybackOptions {
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly actionLog: ActionLog;
  readonly notices: Notices;
}

/** The first loop pass and what begins with it. */
export interface Beginning {
  readonly stream: MixerStream;
  readonly streamNumber: number;
  /** Stream frame of the first sound. */
  readonly groupFrame: Frames;
  readonly fromFrame: Frames;
  readonly toFrame: Frames | null;
  readonly clips: readonly PlannedClip[];
  readonly prepared: Prepared;
  readonly recorders: readonly StreamRequest[];
}

export class Playback {
  readonly stream: MixerStream;
  readonly streamNumber: number;
  /** Timeline frame where it began. */
  readonly fromFrame: Frames;
  recorders: readonly StreamAction[] = [];
  readonly #options: PlaybackOptions;
  readonly #serial = new Serial();
  #loopPasses: LoopPass[];
  #isOver = false;
  #isReconcileDue = false;
  /** The notice of missing loop passes is shown once. */
  #isMissAnnounced = false;
  /** Some streamed sounds are not scheduled yet. */
  #hasDeferred: boolean;
  /** Stream frame of the last comparison with the project. */
  #lastReconcileFrame: Frames = 0;
  /** After the last clip of `project`. */
  #end: { readonly project: Project; readonly frame: Frames } | null = null;

  /** Schedules everything as one group. */
  constructor(options: PlaybackOptions, beginning: Beginning) {
    const { stream, streamNumber, groupFrame, fromFrame, toFrame, clips, prepared } = beginning;
    this.#options = options;
    this.stream = stream;
    this.streamNumber = streamNumber;
    this.fromFrame = fromFrame;
    const loopPass = new LoopPass(0, groupFrame - fromFrame, fromFrame, toFrame);
    this.#loopPasses = [loopPass];
    const starts = clips.filter((planned) => prepared.has(planned));
    this.#hasDeferred = starts.length < clips.length;
    this.recorders = scheduleGroup(this.#context, loopPass, {
      groupFrame,
      ends: [],
      starts: starts.map((planned) => ({ planned, rest: planned })),
      prepared,
      more: beginning.recorders,
    });
  }

  /** The loop pass that sounds now: the last one that has begun. */
  get loopPass(): LoopPass {
    const { frame } = this.stream;
    const begun = this.#loopPasses.filter((loopPass) => loopPass.startStreamFrame <= frame);
    return begun.at(-1) ?? (this.#loopPasses[0] as LoopPass);
  }

  get isRecording(): boolean {
    return this.recorders.some(({ state }) => state !== 'finished');
  }

  /** Active players with their tracks, for the meters. */
  *players(): Iterable<{ readonly trackId: string; readonly action: StreamAction }> {
    const { frame } = this.stream;
    for (const loopPass of this.#loopPasses) yield* loopPass.players(frame);
  }

  /** Recorders join; frames count from `groupFrame` (stream frame). */
  join(requests: readonly StreamRequest[], groupFrame: Frames): void {
    this.recorders = this.stream.schedule(requests, { origin: { frame: groupFrame } });
  }

  /** Makes the scheduled actions match the project, asynchronously. */
  reconcile(): void {
    // A reconciliation that is waiting to begin includes this edit.
    if (this.#isReconcileDue) return;
    this.#isReconcileDue = true;
    void this.#serial
      .run(() => this.#reconcile())
      .catch((error: unknown) => {
        this.#options.notices.record('editing while playing', error);
        const { message } = failureOf(error);
        this.#options.notices.error(`The edit is not heard before the next Play. ${message}`);
      });
  }

  /** Called by the poll loop. True when the last clip has ended and nothing is recorded. */
  tick(): boolean {
    const { frame } = this.stream;
    const last = this.#loopPasses.at(-1) as LoopPass;
    this.#loopPasses = this.#loopPasses.filter(
      (loopPass) =>
        loopPass === last || frame < (loopPass.endStreamFrame ?? Number.POSITIVE_INFINITY),
    );
    const isRetryDue =
      this.#hasDeferred && frame - this.#lastReconcileFrame > this.stream.sampleRate / 2;
    if (isRetryDue || this.#wantsNextLoopPass()) this.reconcile();
    if (last.toFrame !== null || this.isRecording || this.#hasDeferred) return false;
    const { project } = this.#options.project;
    if (this.#end?.project !== project) {
      this.#end = { project, frame: endFrameOf(planWindow(project, last).clips) };
    }
    const endFrame = last.originFrame + this.#end.frame;
    return frame >= endFrame && this.#loopPasses.every(({ isSilent }) => isSilent);
  }

  /**
   * Ends every action, players with a fade.
   * @param frame stream frame; null = as soon as possible
   */
  end(frame: Frames | null): void {
    this.#isOver = true;
    const recorders = this.recorders.filter(({ state }) => state !== 'finished');
    this.#cancelLoopPasses(this.#loopPasses, frame);
    this.#cancel(recorders, frame, 0, null);
  }

  get #context() {
    return {
      stream: this.stream,
      streamNumber: this.streamNumber,
      actionLog: this.#options.actionLog,
    };
  }

  async #reconcile(): Promise<void> {
    this.#isReconcileDue = false;
    if (this.#isOver) return;
    this.#lastReconcileFrame = this.stream.frame;
    this.#hasDeferred = false;
    this.#fitLoop();
    for (const loopPass of this.#loopPasses) {
      await this.#reconcileLoopPass(loopPass);
      if (this.#isOver) return;
    }
    while (this.#wantsNextLoopPass()) {
      const next = this.#nextLoopPass();
      this.#loopPasses.push(next);
      await this.#reconcileLoopPass(next);
      if (this.#isOver) return;
    }
  }

  /** A clip that is edited after its start is belated; its policy applies. */
  async #reconcileLoopPass(loopPass: LoopPass): Promise<void> {
    const { project, media } = this.#options;
    const difference = loopPass.compare(planWindow(project.project, loopPass).clips);
    const now = this.stream.frame - loopPass.originFrame;
    const wanted = [...difference.replaced, ...difference.added];
    const near = nearSounds(media, wanted, now, this.stream.sampleRate);
    this.#hasDeferred ||= near.length < wanted.length;
    const filling = Math.ceil(STREAMED_LEAD_SECONDS * this.stream.sampleRate);
    const starts = near.flatMap((planned) => {
      const cut = media.isStreamed(planned.sourceId) && planned.startFrame < now + filling;
      const rest = restOf(planned, now);
      if (rest === null) return [];
      return [{ planned, rest: cut ? (restOf(planned, now + filling) ?? rest) : planned }];
    });
    const rests = starts.map(({ rest }) => rest);
    const prepared = await prepareSources(media, rests, this.#options.notices);
    if (this.#isOver) return releaseSources(prepared);
    const gains = loopPass.gainRequests(difference.gainChanged);
    if (gains.length > 0) this.stream.schedule(gains);
    const ends = [...difference.gone, ...difference.replaced.map(({ clipId }) => clipId)];
    const group = { groupFrame: null, ends, starts, prepared, more: [] };
    scheduleGroup(this.#context, loopPass, group);
  }

  /** Plans later loop passes again when the loop was moved, switched on or off. */
  #fitLoop(): void {
    const { loopPass } = this;
    const { loop } = this.#options.project.project;
    // After its end the loop pass is over; a loop that was kept waiting is still wanted.
    const end = loopPass.toFrame ?? Number.POSITIVE_INFINITY;
    const now = Math.min(this.stream.frame - loopPass.originFrame, end - 1);
    const from = Math.max(now, loopPass.fromFrame);
    const toFrame = this.isRecording ? null : loopEnd(this.#options.project.project, from);
    const later = this.#loopPasses.filter(({ number }) => number > loopPass.number);
    const fits = later.every(
      (next) => next.fromFrame === loop.startFrame && next.toFrame === loop.endFrame,
    );
    if (toFrame === loopPass.toFrame && fits) return;
    loopPass.toFrame = toFrame;
    this.#cancelLoopPasses(later, null);
    this.#loopPasses = this.#loopPasses.filter((each) => !later.includes(each));
  }

  #wantsNextLoopPass(): boolean {
    const end = this.#loopPasses.at(-1)?.endStreamFrame ?? null;
    if (end === null || this.#loopPasses.length >= LOOP_AHEAD_PASSES) return false;
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

  /** One Stop is one row, however many loop passes were scheduled ahead. */
  #cancelLoopPasses(loopPasses: readonly LoopPass[], frame: Frames | null): void {
    const players = loopPasses.flatMap(({ liveActions }) => [...liveActions]);
    this.#cancel(players, frame, FADE_SECONDS, loopPasses[0]?.originFrame ?? null);
  }

  #cancel(
    actions: readonly StreamAction[],
    frame: Frames | null,
    fade: number,
    originFrame: Frames | null,
  ): void {
    // On a stream that has ended every action has ended, too.
    if (actions.length === 0 || !this.stream.active) return;
    const time = frame === null ? (0 as const) : { frame };
    const cancels = this.stream.schedule(
      actions.map((action) => ({ type: 'cancel', action, time, fade })),
    );
    const subject = { name: 'Stop', clipId: null, sourceId: null, trackId: null };
    this.#options.actionLog.enter(cancels, subject, {
      streamNumber: this.streamNumber,
      originFrame,
    });
  }
}

/** Timeline frame where a loop pass that begins at `fromFrame` ends; null = it does not loop. */
export function loopEnd({ loop }: Project, fromFrame: Frames): Frames | null {
  return loop.enabled && fromFrame < loop.endFrame ? loop.endFrame : null;
}

/** Resident sounds, and the streamed ones that begin soon after a timeline frame and can be read. */
export function nearSounds(
  media: MediaService,
  clips: readonly PlannedClip[],
  timelineFrame: Frames,
  sampleRate: number,
): readonly PlannedClip[] {
  const near = timelineFrame + STREAMED_AHEAD_SECONDS * sampleRate;
  let streamed = 0;
  return clips.filter((planned) => {
    if (!media.isStreamed(planned.sourceId)) return true;
    const skipped = Math.max(0, timelineFrame - planned.startFrame);
    if (!media.isReadyAt(planned.sourceId, planned.offsetFrames + skipped)) return false;
    streamed += 1;
    return streamed <= STREAMED_AT_ONCE || planned.startFrame < near;
  });
}
