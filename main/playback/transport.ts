/**
 * The transport: Play, Stop, Seek, Record and their state. Play schedules every clip as one group
 * against one stream frame a little ahead.
 */
import type { TransportStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { projectEndFrame } from '../../preload/project.ts';
import type { ChannelNumber, Frames } from '../../preload/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { MixerStream, StreamAction, StreamRequest, TakeFile } from '../engine/native-mixer.ts';
import { prepareSources, releaseSources } from './clip-player.ts';
import { outputChannelsOf, type PlannedClip, planWindow } from './plan.ts';
import { loopEnd, nearSounds, Playback, type PlaybackOptions } from './playback.ts';

/** Between the request and the first frame, for delays of the event loop. */
const LEAD_SECONDS = 0.05;
const LEAD_BLOCKS = 3;
/** How long Play waits for sounds that are being decoded. */
const DECODING_PATIENCE_MILLISECONDS = 700;
/** Assumed where the driver chooses the block size. */
const UNKNOWN_BLOCK_FRAMES = 1_024;

export interface TransportOptions extends PlaybackOptions {
  readonly engine: Engine;
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
  /** In the order of the targets. */
  readonly actions: readonly StreamAction[];
  readonly streamNumber: number;
  /** Stream frame of the timeline's frame 0. */
  readonly originFrame: Frames;
  /** The driver's round trip, by which the recorders begin after the first frame that plays. */
  readonly latencyFrames: Frames;
}

const INTERRUPTED = failure('interrupted', 'Recording was interrupted before it began.');

/** The highest input channel that is used; 0 = none is. */
function inputChannelsOf(targets: readonly TakeTarget[]): number {
  return Math.max(0, ...targets.flatMap(({ channels }) => channels));
}

export class Transport {
  readonly #options: TransportOptions;
  #playback: Playback | null = null;
  #positionFrame: Frames = 0;
  /** Of the last Play, Stop, Seek or Record: what was prepared for an older one is dropped. */
  #token: TransportToken = Symbol();
  /** Of the Play or Seek that is being prepared; null = none is. */
  #preparedToken: TransportToken | null = null;
  readonly #listeners: ((status: TransportStatus) => void)[] = [];

  constructor(options: TransportOptions) {
    this.#options = options;
    options.project.onChange(() => this.#playback?.reconcile());
    options.media.onStatus((statuses) => {
      if (statuses.some(({ state }) => state !== 'opening')) this.#playback?.reconcile();
    });
    options.engine.onLost(() => this.stop());
  }

  get status(): TransportStatus {
    const playback = this.#playback;
    if (playback === null) {
      const positionFrame = this.#positionFrame;
      return { state: 'stopped', positionFrame, originFrame: null, loopPass: 0 };
    }
    const { loopPass } = playback;
    return {
      state: playback.isRecording ? 'recording' : 'playing',
      positionFrame: Math.max(loopPass.fromFrame, playback.stream.frame - loopPass.originFrame),
      originFrame: loopPass.originFrame,
      loopPass: loopPass.number,
    };
  }

  get isPlaying(): boolean {
    return this.#playback !== null;
  }

  get isRecording(): boolean {
    return this.#playback?.isRecording ?? false;
  }

  /** To be taken before a take is prepared, and given to `record`. */
  get token(): TransportToken {
    return this.#token;
  }

  /** Active players with their tracks, for the meters. */
  *players(): Iterable<{ readonly trackId: string; readonly action: StreamAction }> {
    if (this.#playback !== null) yield* this.#playback.players();
  }

  /** After Play, Stop, Seek and the end; not for the position, which `status` gives. */
  onChange(listener: (status: TransportStatus) => void): void {
    this.#listeners.push(listener);
  }

  /** null = from the position, or from the start when there is no clip after it. */
  async play(fromFrame: Frames | null): Promise<Outcome<null>> {
    if (this.isRecording) {
      return failure('recording', 'A take is being recorded. Stop it first.');
    }
    const end = projectEndFrame(this.#options.project.project);
    const position = this.status.positionFrame;
    const from = fromFrame ?? (position >= end ? 0 : position);
    if (from >= end) {
      return failure('nothing-to-play', 'There is no clip after the position. Drop audio first.');
    }
    return this.#beginPlaying(from);
  }

  /**
   * Plays from the position and records; while playing the recorders join. Code `interrupted` when
   * the token is stale. No action is reported as finished before this resolves.
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
      const { stream } = playback;
      playback.join(this.#recordRequests(targets), this.#soon(stream, 0));
      playback.reconcile();
      this.#notify();
      return success(this.#scheduledTakes(playback));
    }
    if (playback !== null) {
      this.#options.notices.info('Playback was interrupted for a moment to open the input.');
      this.stop();
    }
    const begun = await this.#begin(this.#positionFrame, targets);
    if (!begun.ok) return begun;
    return begun.value === null ? INTERRUPTED : success(this.#scheduledTakes(begun.value));
  }

  /** Takes begin when the sound of the group's first frame has come back through the device. */
  #recordRequests(targets: readonly TakeTarget[]): readonly StreamRequest[] {
    const start = { frame: this.#options.engine.roundTripFrames };
    return targets.map((target) => ({
      type: 'recordRingBuffer',
      ...target,
      start,
      allowBelated: true,
    }));
  }

  #scheduledTakes({ recorders, streamNumber, loopPass }: Playback): ScheduledTakes {
    const latencyFrames = this.#options.engine.roundTripFrames;
    return { actions: recorders, streamNumber, originFrame: loopPass.originFrame, latencyFrames };
  }

  /** Ends everything that plays or records at once, with a fade. The position stays. */
  stop(): void {
    this.#token = Symbol();
    this.#end(this.status.positionFrame);
  }

  async seek(frame: Frames): Promise<Outcome<null>> {
    if (this.isRecording) {
      return failure(
        'recording',
        'A take is being recorded. Stop it before you move the position.',
      );
    }
    const isAfterEnd = frame >= projectEndFrame(this.#options.project.project);
    const isWanted = this.#playback !== null || this.#preparedToken === this.#token;
    if (isWanted && !isAfterEnd) return this.#beginPlaying(frame);
    this.#token = Symbol();
    this.#end(frame);
    this.#positionFrame = frame;
    this.#notify();
    return success(null);
  }

  /** Called by the poll loop: schedules loop passes and streamed sounds, ends what is over. */
  tick(): void {
    const playback = this.#playback;
    if (playback === null || !playback.tick()) return;
    // The token stays: what is being prepared meanwhile (a jump, a take) goes on.
    this.#end(playback.fromFrame);
  }

  async #beginPlaying(fromFrame: Frames): Promise<Outcome<null>> {
    const beginning = this.#begin(fromFrame, []);
    const token = this.#token;
    this.#preparedToken = token;
    try {
      const begun = await beginning;
      return begun.ok ? success(null) : begun;
    } finally {
      if (this.#preparedToken === token) this.#preparedToken = null;
    }
  }

  /** null = interrupted by a later Play, Stop, Seek or Record. */
  async #begin(
    fromFrame: Frames,
    targets: readonly TakeTarget[],
  ): Promise<Outcome<Playback | null>> {
    this.#token = Symbol();
    const token = this.#token;
    const { engine, project, media, notices } = this.#options;
    const toFrame = targets.length === 0 ? loopEnd(project.project, fromFrame) : null;
    const { clips, refusals } = planWindow(project.project, { fromFrame, toFrame });
    for (const refusal of refusals) notices.warn(refusal);
    await this.#whenOpened(clips);
    this.#announceUnplayable(clips);
    const needs = {
      inputChannels: inputChannelsOf(targets),
      outputChannels: outputChannelsOf(clips),
    };
    if (!engine.suffices(needs)) this.#end(fromFrame);
    const required = await engine.require(needs);
    if (!required.ok) return required;
    const stream = required.value;
    await this.#whenDecoded(clips);
    const near = nearSounds(media, clips, fromFrame, stream.sampleRate);
    const prepared = await prepareSources(media, near, notices);
    const isInterrupted = token !== this.#token;
    if (isInterrupted || engine.stream !== stream) releaseSources(prepared);
    if (isInterrupted) return success(null);
    if (engine.stream !== stream) {
      return failure('stream-closed', 'The stream was closed meanwhile. Press Play again.');
    }
    const groupFrame = this.#soon(stream, near.length);
    this.#playback?.end(groupFrame);
    const { streamNumber } = engine.status;
    const playback = new Playback(this.#options, {
      stream,
      streamNumber,
      groupFrame,
      fromFrame,
      toFrame,
      clips,
      prepared,
      recorders: this.#recordRequests(targets),
    });
    this.#playback = playback;
    this.#notify();
    return success(playback);
  }

  #end(positionFrame: Frames): void {
    const playback = this.#playback;
    if (playback === null) return;
    this.#positionFrame = positionFrame;
    this.#playback = null;
    playback.end(null);
    this.#notify();
  }

  /** The earliest stream frame that a group of so many clips can count on. */
  #soon(stream: MixerStream, clipCount: number): Frames {
    const { sampleRate, blockSize, frame } = stream;
    const blocks = LEAD_BLOCKS * (blockSize === 0 ? UNKNOWN_BLOCK_FRAMES : blockSize);
    const seconds = LEAD_SECONDS + clipCount / 100_000;
    return frame + Math.max(blocks, Math.ceil(seconds * sampleRate));
  }

  /** Waits until the headers of files that were just dropped are read. */
  async #whenOpened(clips: readonly PlannedClip[]): Promise<void> {
    const ids = new Set(clips.map(({ sourceId }) => sourceId));
    await this.#options.media.recheck(ids);
    await Promise.all([...ids].map((sourceId) => this.#options.media.whenOpened(sourceId)));
  }

  #announceUnplayable(clips: readonly PlannedClip[]): void {
    const { media, notices } = this.#options;
    const reasons = new Set(clips.map(({ sourceId }) => media.whyUnplayable(sourceId)));
    reasons.delete(null);
    for (const reason of reasons) notices.warn(`Silent: ${reason}`);
  }

  /** Waits a moment for files that are being decoded; clips that are not ready join later. */
  async #whenDecoded(clips: readonly PlannedClip[]): Promise<void> {
    const { media, notices } = this.#options;
    const late = () =>
      clips.filter(({ sourceId, offsetFrames }) => !media.isReadyAt(sourceId, offsetFrames));
    const deadline = performance.now() + DECODING_PATIENCE_MILLISECONDS;
    while (late().length > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      media.poll();
    }
    for (const { name } of late()) {
      notices.info(`“${name}” is still being decoded there; it joins when it is ready.`);
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) listener(this.status);
  }
}
