/**
 * One running playback: its passes over the timeline on one stream, kept in step with the project
 * while it runs. Edits touch the edited clips' actions only; the loop's rounds are scheduled ahead.
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
  Pass,
  type PassDifference,
  type Prepared,
  prepareSources,
  releaseSources,
  scheduleGroup,
} from './clip-player.ts';
import { endFrameOf, type PlannedClip, planWindow, restOf } from './plan.ts';

/** Time to fill the ring of a streamed sound that joins what plays already. */
const STREAMED_LEAD_SECONDS = 0.25;
/** A loop's rounds are scheduled so far ahead, so that a held up program does not interrupt it. */
const LOOP_AHEAD_SECONDS = 8;
const LOOP_AHEAD_PASSES = 64;
/** Rings of streamed sounds that begin later than this are opened when they come near. */
const STREAMED_AHEAD_SECONDS = 20;
const STREAMED_AT_ONCE = 16;

export interface PlaybackOptions {
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly actionLog: ActionLog;
  readonly notices: Notices;
}

/** The first pass and what begins with it. */
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
  #passes: Pass[];
  #isOver = false;
  #isReconcileDue = false;
  /** That rounds of the loop are missing was said; once is enough. */
  #isMissTold = false;
  /** Some streamed sounds are not scheduled yet. */
  #hasDeferred: boolean;
  /** Stream frame of the last comparison with the project. */
  #lastLook: Frames = 0;
  /** Behind the last clip of the project as it was. */
  #end: { readonly project: Project; readonly frame: Frames } | null = null;

  /** Schedules everything as one group. */
  constructor(options: PlaybackOptions, beginning: Beginning) {
    const { stream, streamNumber, groupFrame, fromFrame, toFrame, clips, prepared } = beginning;
    this.#options = options;
    this.stream = stream;
    this.streamNumber = streamNumber;
    this.fromFrame = fromFrame;
    const pass = new Pass(0, groupFrame - fromFrame, fromFrame, toFrame);
    this.#passes = [pass];
    const starts = clips.filter((planned) => prepared.has(planned));
    this.#hasDeferred = starts.length < clips.length;
    this.recorders = scheduleGroup(this.#context, pass, {
      groupFrame,
      ends: [],
      starts: starts.map((planned) => ({ planned, rest: planned })),
      prepared,
      more: beginning.recorders,
    });
  }

  /** The pass that sounds now: the last one that has begun. */
  get pass(): Pass {
    const { frame } = this.stream;
    const begun = this.#passes.filter((pass) => pass.startStreamFrame <= frame);
    return begun.at(-1) ?? (this.#passes[0] as Pass);
  }

  get isRecording(): boolean {
    return this.recorders.some(({ state }) => state !== 'finished');
  }

  /** Active players with their tracks, for the meters. */
  *players(): Iterable<{ readonly trackId: string; readonly action: StreamAction }> {
    const { frame } = this.stream;
    for (const pass of this.#passes) yield* pass.players(frame);
  }

  /** Recorders join; frames count from `groupFrame` (stream frame). */
  join(requests: readonly StreamRequest[], groupFrame: Frames): void {
    this.recorders = this.stream.schedule(requests, { origin: { frame: groupFrame } });
  }

  /** Makes what is scheduled match the project, soon. */
  reconcile(): void {
    // One that has not begun yet sees this edit, too.
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

  /** Call it steadily. True when the last clip has ended and nothing is recorded. */
  tick(): boolean {
    const { frame } = this.stream;
    const last = this.#passes.at(-1) as Pass;
    this.#passes = this.#passes.filter(
      (pass) => pass === last || frame < (pass.endStreamFrame ?? Number.POSITIVE_INFINITY),
    );
    const looksAgain = this.#hasDeferred && frame - this.#lastLook > this.stream.sampleRate / 2;
    if (looksAgain || this.#wantsNextPass()) this.reconcile();
    if (last.toFrame !== null || this.isRecording || this.#hasDeferred) return false;
    const { project } = this.#options.project;
    if (this.#end?.project !== project) {
      this.#end = { project, frame: endFrameOf(planWindow(project, last).clips) };
    }
    const endFrame = last.originFrame + this.#end.frame;
    return frame >= endFrame && this.#passes.every(({ isSilent }) => isSilent);
  }

  /**
   * Ends every action, players with a fade.
   * @param frame stream frame; null = as soon as possible
   */
  end(frame: Frames | null): void {
    this.#isOver = true;
    const recorders = this.recorders.filter(({ state }) => state !== 'finished');
    this.#cancelPasses(this.#passes, frame);
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
    this.#lastLook = this.stream.frame;
    this.#hasDeferred = false;
    this.#fitLoop();
    for (const pass of this.#passes) {
      await this.#reconcilePass(pass);
      if (this.#isOver) return;
    }
    while (this.#wantsNextPass()) {
      const next = this.#nextPass();
      this.#passes.push(next);
      await this.#reconcilePass(next);
      if (this.#isOver) return;
    }
  }

  /** What is edited behind its start is belated, and its policy says what becomes of it. */
  async #reconcilePass(pass: Pass): Promise<void> {
    const { project, media } = this.#options;
    const difference = pass.compare(planWindow(project.project, pass).clips);
    const now = this.stream.frame - pass.originFrame;
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
    if (this.#isOver) releaseSources(prepared);
    else this.#change(pass, { difference, starts, prepared });
  }

  #change(
    pass: Pass,
    step: {
      readonly difference: PassDifference;
      readonly starts: readonly { readonly planned: PlannedClip; readonly rest: PlannedClip }[];
      readonly prepared: Prepared;
    },
  ): void {
    const { gone, replaced, gainChanged } = step.difference;
    const gains = pass.gainRequests(gainChanged);
    if (gains.length > 0) this.stream.schedule(gains);
    const ends = [...gone, ...replaced.map(({ clipId }) => clipId)];
    const { starts, prepared } = step;
    const group = { groupFrame: null, ends, starts, prepared, more: [] };
    scheduleGroup(this.#context, pass, group);
  }

  /** The loop was moved, switched on or off: later rounds are planned anew. */
  #fitLoop(): void {
    const { pass } = this;
    const { loop } = this.#options.project.project;
    // Behind its end it is over: who was held up so long still wants the loop.
    const end = pass.toFrame ?? Number.POSITIVE_INFINITY;
    const now = Math.min(this.stream.frame - pass.originFrame, end - 1);
    const from = Math.max(now, pass.fromFrame);
    const toFrame = this.isRecording ? null : loopEnd(this.#options.project.project, from);
    const later = this.#passes.filter(({ number }) => number > pass.number);
    const fits = later.every(
      (next) => next.fromFrame === loop.startFrame && next.toFrame === loop.endFrame,
    );
    if (toFrame === pass.toFrame && fits) return;
    pass.toFrame = toFrame;
    this.#cancelPasses(later, null);
    this.#passes = this.#passes.filter((each) => !later.includes(each));
  }

  #wantsNextPass(): boolean {
    const end = this.#passes.at(-1)?.endStreamFrame ?? null;
    if (end === null || this.#passes.length >= LOOP_AHEAD_PASSES) return false;
    return end - this.stream.frame < LOOP_AHEAD_SECONDS * this.stream.sampleRate;
  }

  /** Rounds that are past, because the program was held up for long, are not made up for. */
  #nextPass(): Pass {
    const { loop } = this.#options.project.project;
    const last = this.#passes.at(-1) as Pass;
    const end = last.endStreamFrame as Frames;
    const length = Math.max(1, loop.endFrame - loop.startFrame);
    const missed = Math.max(0, Math.floor((this.stream.frame - end) / length));
    if (missed > 0) this.#tellMissed(missed);
    const number = last.number + 1 + missed;
    const originFrame = end + missed * length - loop.startFrame;
    return new Pass(number, originFrame, loop.startFrame, loop.endFrame);
  }

  #tellMissed(rounds: number): void {
    if (this.#isMissTold) return;
    this.#isMissTold = true;
    this.#options.notices.warn(
      `${rounds} rounds of the loop are missing: the program was held up, or the loop is too short.`,
    );
  }

  /** One Stop is one row, however many rounds were scheduled ahead. */
  #cancelPasses(passes: readonly Pass[], frame: Frames | null): void {
    const players = passes.flatMap(({ liveActions }) => [...liveActions]);
    this.#cancel(players, frame, FADE_SECONDS, passes[0]?.originFrame ?? null);
  }

  #cancel(
    actions: readonly StreamAction[],
    frame: Frames | null,
    fade: number,
    originFrame: Frames | null,
  ): void {
    // On a stream that is gone every action has ended with it.
    if (actions.length === 0 || !this.stream.active) return;
    const time = frame === null ? (0 as const) : { frame };
    const cancels = this.stream.schedule(
      actions.map((action) => ({ type: 'cancel', action, time, fade })),
    );
    const subject = { name: 'Stop', clipId: null, sourceId: null, trackId: null };
    this.#options.actionLog.enterVoices(cancels, subject, {
      streamNumber: this.streamNumber,
      originFrame,
    });
  }
}

/** Where a pass from a timeline frame on turns back; null = it does not. */
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
