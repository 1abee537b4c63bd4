/**
 * The transport: plays the timeline. Play schedules every clip as one group against one stream
 * frame a little ahead; the loop schedules each round ahead of time; edits while playing touch the
 * edited clips' actions only.
 */
import type { TransportStatus } from '../preload/engine.ts';
import { failure, type Outcome, success } from '../preload/outcome.ts';
import { type Project, projectEndFrame } from '../preload/project.ts';
import type { Frames } from '../preload/units.ts';
import {
  FADE_SECONDS,
  Pass,
  type PassDifference,
  type Prepared,
  prepareSources,
  scheduleGroup,
} from './clip-player.ts';
import type { Engine } from './engine.ts';
import type { Ledger } from './ledger.ts';
import type { MediaService } from './media-service.ts';
import type { NativeAction, NativeRequest, NativeStream } from './native-mixer.ts';
import type { Notices } from './notices.ts';
import { endFrameOf, outputChannelsOf, type PlannedClip, planWindow, restOf } from './plan.ts';
import type { ProjectService } from './project-service.ts';
import { Serial } from './serial.ts';

/** Between the decision and the first frame: JavaScript may be held up for a moment. */
const LEAD_SECONDS = 0.05;
const LEAD_BLOCKS = 3;
/** Assumed where the driver chooses the block size. */
const UNKNOWN_BLOCK_FRAMES = 1_024;
/** More time to fill the rings of streamed sounds while others play. */
const STREAMED_LEAD_SECONDS = 0.25;
/** A loop's rounds are scheduled so far ahead, so that a held up program does not interrupt it. */
const LOOP_AHEAD_SECONDS = 8;
const LOOP_AHEAD_PASSES = 64;
/** Rings of streamed sounds that begin later than this are opened when they come near. */
const STREAMED_AHEAD_SECONDS = 20;
const STREAMED_AT_ONCE = 16;

export interface TransportOptions {
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly ledger: Ledger;
  readonly notices: Notices;
}

/** Recorders that begin with the transport (or join it), in the same group. */
export interface Recorders {
  readonly inputChannels: number;
  /** `latencyFrames` behind the playing clips, so that the take begins at the same sound. */
  readonly requests: (context: { readonly stream: NativeStream }) => readonly NativeRequest[];
  readonly onScheduled: (scheduled: {
    readonly actions: readonly NativeAction[];
    readonly run: number;
    readonly originFrame: Frames;
  }) => void;
}

interface Playing {
  readonly stream: NativeStream;
  readonly run: number;
  passes: Pass[];
  recorders: readonly NativeAction[];
  /** Some streamed sounds are not scheduled yet. */
  hasDeferred: boolean;
  /** Behind the last clip of the project as it was. */
  end: { readonly project: Project; readonly frame: Frames } | null;
}

export class Transport {
  readonly #options: TransportOptions;
  readonly #serial = new Serial();
  #playing: Playing | null = null;
  #positionFrame: Frames = 0;
  #startFrame: Frames = 0;
  /** Changes with every Play, Stop and Seek: what was prepared for an older wish is dropped. */
  #wish = 0;
  readonly #listeners: ((status: TransportStatus) => void)[] = [];

  constructor(options: TransportOptions) {
    this.#options = options;
    options.project.onChange(() => this.#reconcileSoon());
    options.media.onStatus((statuses) => {
      if (statuses.some(({ state }) => state !== 'opening')) this.#reconcileSoon();
    });
    options.engine.onLost(() => this.stop());
  }

  get status(): TransportStatus {
    const playing = this.#playing;
    if (playing === null) {
      const positionFrame = this.#positionFrame;
      return { state: 'stopped', positionFrame, originFrame: null, loopPass: 0 };
    }
    const pass = currentPass(playing);
    const now = playing.stream.frame - pass.originFrame;
    return {
      state: this.isRecording ? 'recording' : 'playing',
      positionFrame: Math.max(pass.fromFrame, now),
      originFrame: pass.originFrame,
      loopPass: pass.number,
    };
  }

  get isPlaying(): boolean {
    return this.#playing !== null;
  }

  get isRecording(): boolean {
    return this.#playing?.recorders.some(({ state }) => state !== 'finished') ?? false;
  }

  /** Active players with their tracks, for the meters. */
  *players(): Iterable<{ readonly trackId: string; readonly action: NativeAction }> {
    for (const pass of this.#playing?.passes ?? [])
      yield* pass.players(this.#playing?.stream.frame ?? 0);
  }

  /** After Play, Stop, Seek and the end; not for the position, which `status` gives. */
  onChange(listener: (status: TransportStatus) => void): void {
    this.#listeners.push(listener);
  }

  /** null = from the position; from the start when nothing lies behind it. */
  async play(fromFrame: Frames | null): Promise<Outcome<null>> {
    if (this.isRecording) {
      return failure('recording', 'A take is being recorded. Stop it first.');
    }
    const end = projectEndFrame(this.#options.project.project);
    const position = this.status.positionFrame;
    const from = fromFrame ?? (position >= end ? 0 : position);
    if (from >= end) {
      return failure('nothing-to-play', 'There is no clip behind the position. Drop audio first.');
    }
    return this.#begin(from, null);
  }

  /** Plays from the position and records; while playing the recorders join. */
  async record(recorders: Recorders): Promise<Outcome<null>> {
    if (this.isRecording) return failure('recording', 'A take is being recorded already.');
    const needs = { inputChannels: recorders.inputChannels, outputChannels: 0 };
    if (this.#playing !== null && this.#options.engine.suffices(needs)) {
      return this.#join(this.#playing, recorders);
    }
    if (this.#playing !== null) {
      this.#options.notices.info('Playback was interrupted for a moment to open the input.');
      this.stop();
    }
    return this.#begin(this.#positionFrame, recorders);
  }

  /** Ends everything that plays or records at once, with a fade. The position stays. */
  stop(): void {
    this.#wish += 1;
    const playing = this.#playing;
    if (playing === null) return;
    this.#positionFrame = this.status.positionFrame;
    this.#end(playing);
  }

  async seek(frame: Frames): Promise<Outcome<null>> {
    if (this.isRecording) {
      return failure(
        'recording',
        'A take is being recorded. Stop it before you move the position.',
      );
    }
    if (this.#playing === null) {
      this.#wish += 1;
      this.#positionFrame = frame;
      this.#tell();
      return success(null);
    }
    if (frame >= projectEndFrame(this.#options.project.project)) {
      this.stop();
      this.#positionFrame = frame;
      this.#tell();
      return success(null);
    }
    return this.#begin(frame, null);
  }

  /** Call it steadily while playing: the loop's next rounds, streamed sounds, the end. */
  tick(): void {
    const playing = this.#playing;
    if (playing === null) return;
    const { frame } = playing.stream;
    playing.passes = playing.passes.filter(
      (pass, index) =>
        index === playing.passes.length - 1 || frame < (pass.endStreamFrame ?? frame + 1),
    );
    if (playing.hasDeferred || this.#wantsNextPass(playing)) this.#reconcileSoon();
    if (this.#isOver(playing)) {
      this.#wish += 1;
      this.#positionFrame = this.#startFrame;
      this.#end(playing);
    }
  }

  async #begin(from: Frames, recorders: Recorders | null): Promise<Outcome<null>> {
    this.#wish += 1;
    const wish = this.#wish;
    const { engine, project, media, notices } = this.#options;
    const toFrame = recorders === null ? this.#loopEnd(from) : null;
    const plan = planWindow(project.project, { fromFrame: from, toFrame });
    for (const refusal of plan.refusals) notices.warn(refusal);
    this.#announceUnplayable(plan.clips);
    const needs = {
      inputChannels: recorders?.inputChannels ?? 0,
      outputChannels: outputChannelsOf(plan.clips),
    };
    if (!engine.suffices(needs) && this.#playing !== null) this.#end(this.#playing);
    const required = await engine.require(needs);
    if (!required.ok) return required;
    const atOnce = this.#atOnce(plan.clips, from);
    const prepared = await prepareSources(media, atOnce, this.#onSourceFailure);
    if (wish !== this.#wish) return success(null);
    if (engine.stream !== required.value) {
      return failure('stream-closed', 'The stream was closed meanwhile. Press Play again.');
    }
    const groupFrame = this.#soon(required.value, atOnce.length);
    if (this.#playing !== null) this.#cancelAll(this.#playing, groupFrame);
    const pass = new Pass(0, groupFrame - from, from, toFrame);
    const { run } = engine.status;
    const stream = required.value;
    const hasDeferred = atOnce.length < plan.clips.length;
    const playing = {
      stream,
      run,
      passes: [pass],
      recorders: [],
      hasDeferred,
      end: null,
    } as Playing;
    const starts = atOnce.map((planned) => ({ planned, rest: planned }));
    const more = recorders?.requests({ stream }) ?? [];
    const group = { groupFrame, ends: [], starts, prepared, more };
    playing.recorders = scheduleGroup(this.#context(playing), pass, group);
    this.#playing = playing;
    this.#startFrame = from;
    const originFrame = pass.originFrame;
    recorders?.onScheduled({ actions: playing.recorders, run, originFrame });
    this.#tell();
    return success(null);
  }

  /** Recording begins under a playing transport. */
  async #join(playing: Playing, recorders: Recorders): Promise<Outcome<null>> {
    const { stream, run } = playing;
    const pass = currentPass(playing);
    const groupFrame = this.#soon(stream, 0);
    playing.recorders = stream.schedule([...recorders.requests({ stream })], groupFrame);
    const { originFrame } = pass;
    recorders.onScheduled({ actions: playing.recorders, run, originFrame });
    this.#reconcileSoon();
    this.#tell();
    return success(null);
  }

  #context(playing: Playing) {
    return { stream: playing.stream, run: playing.run, ledger: this.#options.ledger };
  }

  /** The earliest stream frame that a group of so many clips can count on. */
  #soon(stream: NativeStream, clipCount: number): Frames {
    const { sampleRate, blockSize, frame } = stream;
    const blocks = LEAD_BLOCKS * (blockSize === 0 ? UNKNOWN_BLOCK_FRAMES : blockSize);
    const seconds = LEAD_SECONDS + clipCount / 100_000;
    return frame + Math.max(blocks, Math.ceil(seconds * sampleRate));
  }

  #loopEnd(from: Frames): Frames | null {
    const { loop } = this.#options.project.project;
    return loop.enabled && from < loop.endFrame ? loop.endFrame : null;
  }

  /** Resident sounds, and the streamed ones that begin soon. */
  #atOnce(clips: readonly PlannedClip[], timelineFrame: Frames): readonly PlannedClip[] {
    const { media, project } = this.#options;
    const near = timelineFrame + STREAMED_AHEAD_SECONDS * project.project.sampleRate;
    let streamed = 0;
    return clips.filter((planned) => {
      if (!media.isStreamed(planned.sourceId)) return true;
      streamed += 1;
      return streamed <= STREAMED_AT_ONCE || planned.startFrame < near;
    });
  }

  #announceUnplayable(clips: readonly PlannedClip[]): void {
    const { media, notices } = this.#options;
    const reasons = new Set(clips.map(({ sourceId }) => media.whyUnplayable(sourceId)));
    reasons.delete(null);
    for (const reason of reasons) notices.warn(`Silent: ${reason}`);
  }

  readonly #onSourceFailure = (planned: PlannedClip, error: unknown): void => {
    const message = error instanceof Error ? error.message : 'its file cannot be read.';
    this.#options.notices.error(`“${planned.name}” stays silent: ${message}`);
  };

  #reconcileSoon(): void {
    if (this.#playing === null) return;
    void this.#serial
      .run(() => this.#reconcile())
      .catch((error: unknown) => {
        this.#options.notices.record('editing while playing', error);
      });
  }

  /** Makes what is scheduled match the project. */
  async #reconcile(): Promise<void> {
    const playing = this.#playing;
    if (playing === null) return;
    this.#fitLoop(playing);
    for (const pass of playing.passes) {
      await this.#reconcilePass(playing, pass);
      if (playing !== this.#playing) return;
    }
    while (this.#wantsNextPass(playing)) {
      const next = this.#nextPass(playing);
      playing.passes.push(next);
      await this.#reconcilePass(playing, next);
      if (playing !== this.#playing) return;
    }
  }

  /** What is edited behind its start is belated, and its policy says what becomes of it. */
  async #reconcilePass(playing: Playing, pass: Pass): Promise<void> {
    const { project, media } = this.#options;
    const difference = pass.compare(planWindow(project.project, pass).clips);
    const now = playing.stream.frame - pass.originFrame;
    const wanted = [...difference.replaced, ...difference.added];
    const atOnce = this.#atOnce(wanted, now);
    playing.hasDeferred = atOnce.length < wanted.length;
    const filling = Math.ceil(STREAMED_LEAD_SECONDS * playing.stream.sampleRate);
    const starts = atOnce.flatMap((planned) => {
      const cut = media.isStreamed(planned.sourceId) && planned.startFrame < now + filling;
      const rest = restOf(planned, now);
      if (rest === null) return [];
      return [{ planned, rest: cut ? (restOf(planned, now + filling) ?? rest) : planned }];
    });
    const rests = starts.map(({ rest }) => rest);
    const prepared = await prepareSources(media, rests, this.#onSourceFailure);
    if (playing !== this.#playing) return;
    this.#change(playing, pass, { difference, starts, prepared });
  }

  #change(
    playing: Playing,
    pass: Pass,
    step: {
      readonly difference: PassDifference;
      readonly starts: readonly { readonly planned: PlannedClip; readonly rest: PlannedClip }[];
      readonly prepared: Prepared;
    },
  ): void {
    const { gone, replaced, gainChanged } = step.difference;
    const gains = pass.gainRequests(gainChanged);
    if (gains.length > 0) playing.stream.schedule(gains, null);
    const ends = [...gone, ...replaced.map(({ clipId }) => clipId)];
    const { starts, prepared } = step;
    const group = { groupFrame: null, ends, starts, prepared, more: [] };
    scheduleGroup(this.#context(playing), pass, group);
  }

  /** The loop was moved, switched on or off: later rounds are planned anew. */
  #fitLoop(playing: Playing): void {
    const pass = currentPass(playing);
    const now = playing.stream.frame - pass.originFrame;
    const toFrame = this.isRecording ? null : this.#loopEnd(Math.max(now, pass.fromFrame));
    const { loop } = this.#options.project.project;
    const later = playing.passes.filter(({ number }) => number > pass.number);
    const isSame =
      toFrame === pass.toFrame && later.every((next) => next.fromFrame === loop.startFrame);
    if (isSame) return;
    pass.toFrame = toFrame;
    for (const next of later) this.#cancelPass(playing, next, null);
    playing.passes = playing.passes.filter((each) => !later.includes(each));
  }

  #wantsNextPass(playing: Playing): boolean {
    const last = playing.passes.at(-1);
    const end = last?.endStreamFrame ?? null;
    if (end === null || playing.passes.length >= LOOP_AHEAD_PASSES) return false;
    return end - playing.stream.frame < LOOP_AHEAD_SECONDS * playing.stream.sampleRate;
  }

  #nextPass(playing: Playing): Pass {
    const { loop } = this.#options.project.project;
    const last = playing.passes.at(-1) as Pass;
    const end = last.endStreamFrame as Frames;
    return new Pass(last.number + 1, end - loop.startFrame, loop.startFrame, loop.endFrame);
  }

  #isOver(playing: Playing): boolean {
    const last = playing.passes.at(-1) as Pass;
    if (last.toFrame !== null || this.isRecording || playing.hasDeferred) return false;
    const { project } = this.#options.project;
    if (playing.end?.project !== project) {
      playing.end = { project, frame: endFrameOf(planWindow(project, last).clips) };
    }
    const end = last.originFrame + playing.end.frame;
    return playing.stream.frame >= end && playing.passes.every(({ isSilent }) => isSilent);
  }

  #end(playing: Playing): void {
    this.#playing = null;
    this.#cancelAll(playing, null);
    this.#tell();
  }

  /** @param frame stream frame; null = as soon as possible */
  #cancelAll(playing: Playing, frame: Frames | null): void {
    const recorders = playing.recorders.filter(({ state }) => state !== 'finished');
    for (const pass of playing.passes) this.#cancelPass(playing, pass, frame);
    this.#cancel(playing, recorders, frame, 0);
  }

  #cancelPass(playing: Playing, pass: Pass, frame: Frames | null): void {
    this.#cancel(playing, pass.liveActions, frame, FADE_SECONDS, pass.originFrame);
  }

  #cancel(
    playing: Playing,
    actions: readonly NativeAction[],
    frame: Frames | null,
    fade: number,
    originFrame: Frames | null = null,
  ): void {
    // On a stream that is gone every action has ended with it.
    if (actions.length === 0 || this.#options.engine.stream !== playing.stream) return;
    const time = frame === null ? (0 as const) : { frame };
    const cancels = playing.stream.schedule(
      actions.map((action) => ({ type: 'cancel', action, time, fade })),
      null,
    );
    const subject = { name: 'Stop', clipId: null, sourceId: null, trackId: null };
    this.#options.ledger.enter(cancels, subject, { run: playing.run, originFrame });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.status);
  }
}

/** The pass that sounds now: the last one that has begun. */
function currentPass(playing: Playing): Pass {
  const { frame } = playing.stream;
  const begun = playing.passes.filter((pass) => pass.startStreamFrame <= frame);
  return begun.at(-1) ?? (playing.passes[0] as Pass);
}
