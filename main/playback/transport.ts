/**
 * The transport: Play, Stop, Seek, Record and their state. Play schedules every clip as one group
 * against one stream frame a little ahead.
 * - What plays goes on until the stream has accepted what replaces it.
 * - Stop is silence: whatever was scheduled here is cancelled until it has ended.
 */
import type { Preparation, TransportStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { type Project, projectEndFrame } from '../../preload/project.ts';
import { frameAfter, type RateChange } from '../../preload/rate-change.ts';
import type { ChannelNumber, Frames } from '../../preload/units.ts';
import { activities } from '../activities.ts';
import type { MixerStream, StreamAction, TakeFile } from '../engine/native-mixer.ts';
import { unreadable, whenDecoded, whenOpened, withPatience } from './awaited-sounds.ts';
import { type PreparedSources, prepareSources, releaseSources, startsOf } from './clip-player.ts';
import { NO_CLIPS, scopeOfEdit, scopeOfSources } from './edit-scope.ts';
import { firstGroup } from './first-group.ts';
import { type KeptCosts, Lead } from './lead.ts';
import { nearSounds } from './near-sounds.ts';
import { openOutputs, playableOnDevice } from './open-outputs.ts';
import { type PlannedClip, planWindow, without } from './plan.ts';
import { type BegunGroup, Playback, type PlaybackPlace, passEnd } from './playback.ts';
import { Preparing } from './preparing.ts';
import { announceRefusals, logRefusals, playableOn, type RefusedClip } from './refusals.ts';
import { RetiredPlaybacks } from './retired-playbacks.ts';
import type { ScheduleItem } from './schedule-items.ts';
import { type OutageOptions, placeOf, TimelineOutage } from './timeline-outage.ts';
import { trackBusesOf } from './track-buses.ts';

const LEAD_BLOCKS = 3;
/** Assumed where the driver chooses the block size. */
const UNKNOWN_BLOCK_FRAMES = 1_024;

/** How long Play waits for dropped files where there is nothing else to play. */
const ARRIVAL_PATIENCE_MILLISECONDS = 5_000;

export interface TransportOptions extends OutageOptions {
  /** Resolves when no file that was dropped on the timeline is waited for any more; null = none is. */
  readonly arriving: () => Promise<void> | null;
  readonly keptCosts: KeptCosts;
  /** Where it stands at first. */
  readonly positionFrame: Frames;
}

/** Stands for one Play, Stop, Seek or Record until the next; opaque. */
export type TransportToken = symbol;

/** A file that records from the first frame that plays. */
export interface TakeTarget {
  readonly ring: TakeFile;
  /** Input channels, from 1. */
  readonly channels: readonly ChannelNumber[];
}

export interface ScheduledTakes {
  /** Of each target, in their order: its recorder, or why it does not record. At least one records. */
  readonly recorders: readonly Outcome<StreamAction>[];
  readonly streamNumber: number;
  /** Stream frame of the timeline's frame 0. */
  readonly originFrame: Frames;
  /** The driver's round trip, by which the recorders begin after the first frame that plays. */
  readonly latencyFrames: Frames;
}

/** What of the timeline is to play. */
interface AskedRange {
  readonly fromFrame: Frames;
  /** See `PlaybackPlace`. */
  readonly stopFrame: Frames | null;
}

interface AskedBeginning extends AskedRange {
  readonly targets: readonly TakeTarget[];
  readonly token: TransportToken;
  /** There was a device, or the timeline ran on without: it may run on if the device is lost. */
  readonly mayRunOn: boolean;
  /** See `Engine.require`. */
  readonly beforeClosing: () => void;
}

/** What plays now, and the outcomes of its recorders. */
interface Begun {
  readonly playback: Playback;
  readonly recorders: readonly Outcome<StreamAction>[];
}

const NOTHING_TO_PLAY = failure(
  'nothing-to-play',
  'There is no clip after the position. Drop audio first.',
);
const STILL_ARRIVING = failure(
  'nothing-to-play',
  'What was dropped is still being read. Press Play again when its clip is there.',
);

const INTERRUPTED = failure('interrupted', 'Recording was interrupted before it began.');

/** The highest input channel that is used; 0 = none is. */
function inputChannelsOf(targets: readonly TakeTarget[]): number {
  return Math.max(0, ...targets.flatMap(({ channels }) => channels));
}

export class Transport {
  readonly #options: TransportOptions;
  readonly #retired: RetiredPlaybacks;
  #playback: Playback | null = null;
  readonly #outage: TimelineOutage;
  #positionFrame: Frames;
  #preparation: Preparation | null = null;
  readonly #lead: Lead;
  /** Of the last Play, Stop, Seek or Record: what was prepared for an older one is dropped. */
  #token: TransportToken = Symbol();
  /** The Play or Seek that is being prepared; null = none is. */
  #prepared: (AskedRange & { readonly token: TransportToken }) | null = null;
  /** The Play that waits for dropped files; null = none does. */
  #awaiting: { readonly token: TransportToken; fromFrame: Frames | null } | null = null;
  readonly #preparing = new Preparing(() => this.#notify());
  readonly #listeners: ((status: TransportStatus) => void)[] = [];

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#positionFrame = options.positionFrame;
    this.#retired = new RetiredPlaybacks(options.notices);
    this.#lead = new Lead(options.keptCosts);
    this.#outage = this.#outageOf(options);
    options.project.onChange(({ edit, before, after }) => {
      this.#keepTime({ from: before.sampleRate, to: after.sampleRate });
      this.#outage.edit(before);
      this.#followTracks(after);
      this.#playback?.reconcile(scopeOfEdit(edit, { before, after }));
    });
    options.media.onStatus((statuses) => {
      const opened = statuses.filter(({ state }) => state !== 'opening');
      if (opened.length === 0 || this.#playback === null) return;
      const ids = opened.map(({ sourceId }) => sourceId);
      this.#playback.reconcile(scopeOfSources(options.project.project, ids));
    });
    options.engine.onLost(() => this.#lose());
    options.engine.onStream((_stream, streamNumber) => this.#outage.end(streamNumber));
  }

  #outageOf(options: TransportOptions): TimelineOutage {
    const transport = this;
    return new TimelineOutage(options, {
      get token() {
        return transport.#token;
      },
      get isBeginning() {
        return transport.isBeginning;
      },
      secondsFor: (count) => this.#lead.secondsFor(count),
      soon: (stream, count) => this.#soon(stream, count),
      adopt: (playback) => {
        this.#playback = playback;
      },
      giveUp: (playback, positionFrame) => {
        this.#retired.add(playback, null);
        this.#positionFrame = positionFrame;
      },
      changed: () => this.#notify(),
      stop: () => this.stop(),
    });
  }

  /** The buses are as the tracks are at once, before any clip is looked at, and also while nothing plays. */
  #followTracks(project: Project): void {
    const { engine, actionLog } = this.#options;
    const { stream } = this.#playback ?? engine;
    if (stream === null || !stream.active) return;
    actionLog.markTracks(trackBusesOf(stream).follow(project));
  }

  /** Where the timeline lies on the stream; null while stopped. */
  get place(): { readonly originFrame: Frames; readonly fromFrame: Frames } | null {
    const loopPass = this.#playback?.loopPass;
    if (loopPass === undefined) return null;
    return { originFrame: loopPass.originFrame, fromFrame: loopPass.startStreamFrame };
  }

  get status(): TransportStatus {
    const playback = this.#playback;
    const prepared = {
      preparation: this.#preparation,
      isPreparing: this.#preparing.isShown,
    };
    const { runOn } = this.#outage;
    if (runOn !== null) {
      const { positionFrame, pass } = runOn;
      const loopPass = pass.number;
      return { state: 'playing', positionFrame, originFrame: null, loopPass, ...prepared };
    }
    if (playback === null) {
      const positionFrame = this.#positionFrame;
      return { state: 'stopped', positionFrame, originFrame: null, loopPass: 0, ...prepared };
    }
    const { loopPass } = playback;
    return {
      state: playback.isRecording ? 'recording' : 'playing',
      positionFrame: playback.positionFrame,
      originFrame: loopPass.originFrame,
      loopPass: loopPass.number,
      ...prepared,
    };
  }

  get isPlaying(): boolean {
    return this.#playback !== null || this.isRunningOn;
  }

  /** The timeline runs on without its device. */
  get isRunningOn(): boolean {
    return this.#outage.runOn !== null;
  }

  /** What a lost stream was to play from this frame of it on is asked for again; null = nothing is. */
  askedAgainFrom(stream: MixerStream): Frames | null {
    const { onDeviceLoss } = this.#options.project.project;
    return this.#playback?.stream === stream && onDeviceLoss !== 'wait' ? stream.frame : null;
  }

  /** True while a Play, Seek or Record is being prepared: it counts on the stream that is open. */
  get isBeginning(): boolean {
    return this.#preparing.isGoingOn;
  }

  get isRecording(): boolean {
    return this.#playback?.isRecording ?? false;
  }

  /** To be taken before a take is prepared, and given to `record`. */
  get token(): TransportToken {
    return this.#token;
  }

  /** After Play, Stop, Seek and the end; not for the position, which `status` gives. */
  onChange(listener: (status: TransportStatus) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Refused when nothing of what lies ahead can play; files that were just dropped are waited for.
   * @param fromFrame null = from the position, or from the start when there is no clip after it
   * @param stopFrame the frame before it is the last one that sounds, whatever the loop and the clips; null =
   *   with the last clip
   */
  async play(fromFrame: Frames | null, stopFrame: Frames | null = null): Promise<Outcome<null>> {
    if (this.isRecording) {
      return failure('recording', 'A take is being recorded. Stop it first.');
    }
    const from = this.#whereToPlay(fromFrame);
    if (from !== null) return this.#playFrom(from, stopFrame);
    const arriving = this.#options.arriving();
    return arriving === null ? NOTHING_TO_PLAY : this.#playArrived(fromFrame, stopFrame, arriving);
  }

  /** null = there is no clip after it. */
  #whereToPlay(fromFrame: Frames | null): Frames | null {
    const end = projectEndFrame(this.#options.project.project);
    const position = this.status.positionFrame;
    const from = fromFrame ?? (position >= end ? 0 : position);
    return from >= end ? null : from;
  }

  async #playFrom(fromFrame: Frames, stopFrame: Frames | null): Promise<Outcome<null>> {
    if (stopFrame !== null && stopFrame <= fromFrame) {
      return failure('nothing-to-play', 'The end lies before the position. Choose a later end.');
    }
    return this.#beginPlaying({ fromFrame, stopFrame });
  }

  /** Another Play, Stop or Record meanwhile wins; a Seek says where it begins. */
  async #playArrived(
    fromFrame: Frames | null,
    stopFrame: Frames | null,
    arriving: Promise<void>,
  ): Promise<Outcome<null>> {
    this.#token = Symbol();
    const awaiting = { token: this.#token, fromFrame };
    this.#awaiting = awaiting;
    return this.#whilePreparing(async () => {
      await withPatience(arriving, ARRIVAL_PATIENCE_MILLISECONDS);
      if (this.#awaiting === awaiting) this.#awaiting = null;
      if (awaiting.token !== this.#token) return success(null);
      const from = this.#whereToPlay(awaiting.fromFrame);
      if (from !== null) return this.#playFrom(from, stopFrame);
      return this.#options.arriving() === null ? NOTHING_TO_PLAY : STILL_ARRIVING;
    });
  }

  /**
   * Plays from the position and records; while playing the recorders join. Code `interrupted` when
   * the token is stale. No action is reported as finished before this resolves. Refused when no
   * target records.
   */
  async record(
    token: TransportToken,
    targets: readonly TakeTarget[],
  ): Promise<Outcome<ScheduledTakes>> {
    if (token !== this.#token) return INTERRUPTED;
    if (this.isRecording) return failure('recording', 'A take is being recorded already.');
    const needs = { inputChannels: inputChannelsOf(targets), outputChannels: 0 };
    const playback = this.#playback;
    if (playback !== null && this.#options.engine.suffices(needs)) {
      const items = this.#recorderItems(targets);
      const recorders = playback.join(items, this.#soon(playback.stream, items.length));
      playback.reconcile(NO_CLIPS);
      this.#notify();
      return this.#scheduledTakes({ playback, recorders });
    }
    const fromFrame = this.status.positionFrame;
    const begun = await this.#begin({ fromFrame, stopFrame: null }, targets);
    if (!begun.ok) return begun;
    return begun.value === null ? INTERRUPTED : this.#scheduledTakes(begun.value);
  }

  /** Takes begin when the sound of the group's first frame has come back through the device. */
  #recorderItems(targets: readonly TakeTarget[]): readonly ScheduleItem[] {
    const start = { frame: this.#options.engine.roundTripFrames };
    return targets.map((target) => [
      { type: 'recordRingBuffer', ...target, start, allowBelated: true },
    ]);
  }

  #scheduledTakes({ playback, recorders }: Begun): Outcome<ScheduledTakes> {
    const refused = recorders.find((recorder) => !recorder.ok);
    if (refused?.ok === false && !recorders.some((recorder) => recorder.ok)) return refused;
    const { streamNumber, loopPass } = playback;
    const latencyFrames = this.#options.engine.roundTripFrames;
    return success({ recorders, streamNumber, originFrame: loopPass.originFrame, latencyFrames });
  }

  /** Ends everything that plays or records at once, with a fade. The position stays. */
  stop(): void {
    this.#token = Symbol();
    const wasShown = this.#preparing.isShown;
    this.#preparing.hide();
    this.#end(this.status.positionFrame);
    this.#retired.endNow();
    if (wasShown) this.#notify();
  }

  /** Clips of what plays are being handed over to the stream, slice by slice. */
  get isHandingOver(): boolean {
    return this.#playback?.isHandingOver ?? false;
  }

  async seek(frame: Frames): Promise<Outcome<null>> {
    if (this.isRecording) {
      return failure(
        'recording',
        'A take is being recorded. Stop it before you move the position.',
      );
    }
    if (this.#awaiting?.token === this.#token && !this.isPlaying) {
      this.#awaiting.fromFrame = frame;
      this.#positionFrame = frame;
      this.#notify();
      return success(null);
    }
    const isAfterEnd = frame >= projectEndFrame(this.#options.project.project);
    const isPrepared = this.#prepared?.token === this.#token;
    if ((this.isPlaying || isPrepared) && !isAfterEnd) {
      return this.#beginPlaying({ fromFrame: frame, stopFrame: this.#stopFrameAfter(frame) });
    }
    this.#token = Symbol();
    this.#end(frame);
    this.#positionFrame = frame;
    this.#notify();
    return success(null);
  }

  /** A jump inside the range that is played keeps its end. */
  #stopFrameAfter(frame: Frames): Frames | null {
    const prepared = this.#prepared?.token === this.#token ? this.#prepared : null;
    const { runOn } = this.#outage;
    const played = prepared ?? this.#playback ?? runOn?.place ?? null;
    if (played === null || played.stopFrame === null) return null;
    const fromFrame = 'playedFrom' in played ? played.playedFrom : played.fromFrame;
    return frame >= fromFrame && frame < played.stopFrame ? played.stopFrame : null;
  }

  /** Called by the poll loop: schedules loop passes and streamed sounds, ends what is over. */
  tick(): void {
    this.#retired.tick();
    const overFrom = this.#outage.tick();
    if (overFrom !== null) this.#end(overFrom);
    const playback = this.#playback;
    if (playback === null) return;
    // The token stays: what is being prepared meanwhile (a jump, a take) goes on.
    // Streams are replaced by whoever needs another one. Of a lost device the engine tells in a moment.
    if (playback.stream.active) {
      if (playback.tick()) this.#end(playback.stopFrame ?? playback.fromFrame);
    } else if (this.#options.engine.stream !== playback.stream) {
      this.#options.notices.warn('Playback has ended with its stream. Press Play again.');
      this.#end(this.status.positionFrame);
    }
  }

  /** The device is gone: the timeline runs on without it, or waits for Play. */
  #lose(): void {
    const playback = this.#playback;
    if (playback === null) {
      this.#outage.loseIdle();
      return;
    }
    const { positionFrame } = this.status;
    const played = placeOf(playback);
    this.#retire(playback);
    this.#positionFrame = positionFrame;
    if (this.#outage.lose(played, positionFrame)) this.#notify();
    else this.#end(positionFrame);
  }

  /** Without a device the timeline runs on from a frame of it. */
  #runOnFrom({ fromFrame, stopFrame }: AskedRange): void {
    this.#token = Symbol();
    this.#outage.runOnFrom(fromFrame, stopFrame);
    this.#notify();
  }

  async #beginPlaying(range: AskedRange): Promise<Outcome<null>> {
    if (this.isRunningOn && this.#options.engine.stream === null) {
      this.#runOnFrom(range);
      return success(null);
    }
    const superseded = this.#prepared?.token === this.#token ? this.#prepared : null;
    const beginning = activities.during('preparing', null, () => this.#begin(range, []));
    const token = this.#token;
    this.#prepared = { ...range, token };
    try {
      const begun = await beginning;
      if (begun.ok) return success(null);
      // The Play that this one was to replace is still wanted.
      if (superseded !== null && token === this.#token) await this.#begin(superseded, []);
      return begun;
    } finally {
      if (this.#prepared?.token === token) this.#prepared = null;
    }
  }

  /** null = interrupted by a later Play, Stop, Seek or Record. When it is refused, what it had to
   * end for another stream goes on. */
  async #begin(range: AskedRange, targets: readonly TakeTarget[]): Promise<Outcome<Begun | null>> {
    this.#token = Symbol();
    const token = this.#token;
    let ended: AskedRange | null = null;
    const beforeClosing = () => {
      if (this.#playback === null) return;
      const { positionFrame } = this.status;
      ended = { fromFrame: positionFrame, stopFrame: this.#playback.stopFrame };
      if (targets.length > 0) {
        this.#options.notices.info('Playback was interrupted for a moment to open the input.');
      }
      this.#end(positionFrame);
    };
    const mayRunOn = this.isRunningOn || this.#options.engine.stream !== null;
    const asked = { token, mayRunOn, beforeClosing };
    return this.#whilePreparing(async () => {
      const begun = await this.#tryBegin({ ...range, ...asked, targets });
      if (!begun.ok && ended !== null && token === this.#token) {
        const again = { ...asked, beforeClosing: () => {} };
        await this.#tryBegin({ ...again, ...(ended as AskedRange), targets: [] });
      }
      return begun;
    });
  }

  async #whilePreparing<Value>(work: () => Promise<Value>): Promise<Value> {
    const leave = this.#preparing.enter();
    try {
      return await work();
    } finally {
      const isLast = leave();
      // Who waits for the stream to be free.
      if (this.#playback === null && isLast) this.#notify();
      void this.#outage.rejoin();
    }
  }

  async #tryBegin(asked: AskedBeginning): Promise<Outcome<Begun | null>> {
    const { fromFrame, stopFrame, targets, token, beforeClosing } = asked;
    const { engine, media, notices } = this.#options;
    const { project } = this.#options.project;
    const began = performance.now();
    const toFrame = targets.length === 0 ? passEnd(project, fromFrame, stopFrame) : null;
    const plan = planWindow(project, { fromFrame, toFrame });
    await whenOpened(media, plan.clips);
    const expected = await playableOnDevice(engine, plan);
    if (targets.length === 0) {
      const hopeless = [...expected.refused, ...unreadable(media, expected.clips)];
      const refusal = this.#refuse(hopeless, plan.clips.length + plan.unroutable.length);
      if (refusal !== null) return refusal;
    }
    const inputChannels = inputChannelsOf(targets);
    const opened = await openOutputs(engine, expected.clips, inputChannels, beforeClosing);
    if (!opened.ok) return this.#runOnInstead(asked) ?? opened;
    const { stream, outputs } = opened.value;
    const { clips, refused } = playableOn(outputs, plan);
    await whenDecoded(media, notices, clips);
    const ready = nearSounds(media, clips, fromFrame, stream.sampleRate);
    const { sampleRate } = stream;
    const secondsFor = (count: number) => this.#lead.secondsFor(count);
    const { first, later } = firstGroup(ready, { fromFrame, sampleRate }, secondsFor);
    const sources = await prepareSources(media, first);
    const isInterrupted = token !== this.#token;
    if (isInterrupted || engine.stream !== stream) releaseSources(sources.prepared);
    if (isInterrupted) return success(null);
    if (engine.stream === null) {
      return (
        this.#runOnInstead(asked) ??
        failure('stream-closed', 'The stream was closed meanwhile. Press Play again.')
      );
    }
    // Another stream was opened meanwhile, for a track that was armed.
    if (engine.stream !== stream) return this.#tryBegin(asked);
    const { streamNumber } = engine.status;
    const place = { stream, streamNumber, outputs, fromFrame, toFrame, stopFrame };
    const all = [...refused, ...sources.refused];
    const deferred = without(clips, ready);
    const group = { first, queued: later, deferred };
    return this.#schedule(place, { ...group, sources, refused: all, targets, began, project });
  }

  /** The device was lost while this was prepared; null = nothing runs on then. */
  #runOnInstead(asked: AskedBeginning): Outcome<null> | null {
    const { targets, token, mayRunOn } = asked;
    const { engine, project } = this.#options;
    const isAsked = token === this.#token && targets.length === 0;
    const runsOn = mayRunOn && project.project.onDeviceLoss !== 'wait';
    if (!isAsked || !runsOn || !engine.isLooking) return null;
    this.#runOnFrom(asked);
    return success(null);
  }

  /** Refused: what played goes on. */
  #schedule(
    place: PlaybackPlace,
    asked: {
      readonly first: readonly PlannedClip[];
      readonly queued: readonly PlannedClip[];
      readonly deferred: readonly PlannedClip[];
      readonly sources: PreparedSources;
      readonly refused: readonly RefusedClip[];
      readonly targets: readonly TakeTarget[];
      /** Milliseconds of performance.now(). */
      readonly began: number;
      /** That the clips were planned from. */
      readonly project: Project;
    },
  ): Outcome<Begun> {
    const { first, queued, deferred, sources, refused, targets } = asked;
    const { stream } = place;
    const playback = new Playback(this.#options, place);
    const starts = startsOf(
      first.map((planned) => ({ planned, rest: planned })),
      sources.prepared,
    );
    try {
      const begun = playback.begin({
        starts,
        deferred,
        queued,
        refused,
        recorders: this.#recorderItems(targets),
        groupFrame: (requests) => this.#soon(stream, requests + (this.#playback?.liveCount ?? 0)),
      });
      if (!begun.ok) {
        this.#retired.add(playback, null);
        return begun;
      }
      const replaced = this.#playback;
      if (!this.isPlaying) this.#options.outageLog.beginRun();
      this.#outage.leave(place.streamNumber);
      this.#playback = playback;
      if (replaced !== null) this.#retired.add(replaced, begun.value.groupFrame);
      this.#measure(begun.value, asked.began);
      // Edits that were made meanwhile.
      if (this.#options.project.project !== asked.project) playback.reconcile('all');
      this.#notify();
      return success({ playback, recorders: begun.value.recorders });
    } catch (error) {
      // What it had scheduled must not sound on.
      if (this.#playback !== playback) this.#retired.add(playback, null);
      throw error;
    }
  }

  #measure({ requests, handOverSeconds, leadFrames }: BegunGroup, began: number): void {
    this.#lead.measure({ requests, seconds: handOverSeconds });
    const { sampleRate } = (this.#playback as Playback).stream;
    const seconds = (performance.now() - began) / 1_000;
    this.#preparation = { actions: requests, seconds, leadSeconds: leadFrames / sampleRate };
  }

  /** The first reason when all of so many clips are refused, each with its row; null = some can play. */
  #refuse(refused: readonly RefusedClip[], clipCount: number): Outcome<never> | null {
    const [first, ...others] = refused;
    if (first === undefined || refused.length < clipCount) return null;
    const { actionLog, notices, engine } = this.#options;
    logRefusals(actionLog, refused, engine.status.streamNumber, null);
    announceRefusals(notices, others);
    return failure(first.failure.code, first.failure.message);
  }

  /** With another rate the position stays at its time. */
  #keepTime(change: RateChange): void {
    if (change.from === change.to) return;
    this.#outage.leave(null);
    this.#positionFrame = frameAfter(this.#positionFrame, change);
    this.#notify();
  }

  /** @param streamFrame where it ends; null = as soon as possible */
  #end(positionFrame: Frames, streamFrame: Frames | null = null): void {
    const playback = this.#playback;
    if (playback === null && !this.isRunningOn) return;
    this.#outage.leave(null);
    this.#positionFrame = positionFrame;
    if (playback !== null) this.#retire(playback, streamFrame);
    this.#notify();
  }

  #retire(playback: Playback, streamFrame: Frames | null = null): void {
    this.#playback = null;
    this.#retired.add(playback, streamFrame);
  }

  /** The earliest stream frame that a group of so many requests can count on. */
  #soon(stream: MixerStream, requests: number): Frames {
    const { sampleRate, blockSize, frame } = stream;
    const blocks = LEAD_BLOCKS * (blockSize === 0 ? UNKNOWN_BLOCK_FRAMES : blockSize);
    const seconds = this.#lead.secondsFor(requests);
    return frame + Math.max(blocks, Math.ceil(seconds * sampleRate));
  }

  #notify(): void {
    for (const listener of this.#listeners) listener(this.status);
  }
}
