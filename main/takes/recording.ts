/** One take while it is recorded: its file, its action, and what it becomes. */
import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CuePoint, TakeStatus } from '../../native/index.ts';
import type { TakeInProgress } from '../../preload/engine.ts';
import type { Take, TakeAccount, TakeDropout, Track } from '../../preload/project.ts';
import { LIMITS } from '../../preload/project-limits.ts';
import { lostText } from '../../preload/take-dropouts.ts';
import type { ChannelNumber, Frames, SampleRate } from '../../preload/units.ts';
import { CUT_BY_ANOTHER } from '../../preload/verdict.ts';
import type { LoggedTake } from '../accounts/action-log.ts';
import {
  type NativeMixer,
  outcomeOfAction,
  type StreamAction,
  type TakeFile,
} from '../engine/native-mixer.ts';
import type { ScheduledTakes, TakeTarget } from '../playback/transport.ts';
import type { TakeRecord } from '../project/take-records.ts';

/** How long closing waits for the last block of a recorder. */
const ENDING_PATIENCE_MILLISECONDS = 500;

interface ScheduledRecorder extends Omit<ScheduledTakes, 'recorders'> {
  readonly action: StreamAction;
  readonly logged: LoggedTake;
}

type FileIdentity = Pick<BigIntStats, 'dev' | 'ino'>;

interface OpenedTakeFile {
  readonly writer: TakeFile;
  readonly path: string;
  readonly made: FileIdentity | null;
}

export interface RecordingOptions {
  readonly native: NativeMixer;
  /** Absolute; where the take's file is made. */
  readonly folder: string;
  /** Of the take's name. */
  readonly number: number;
  readonly track: Track;
  readonly channels: readonly ChannelNumber[];
  readonly sampleRate: SampleRate;
  /** Timeline frame, until the true one is known. */
  readonly startFrame: Frames;
}

export class Recording {
  readonly channels: readonly ChannelNumber[];
  readonly writer: TakeFile;
  #record: TakeRecord;
  #scheduled: ScheduledRecorder | null = null;
  /** Milliseconds of the monotonic clock since when the input is digital silence; null = it is not. */
  #silentSince: number | null = null;
  #losses: readonly unknown[] = [];
  #dropouts: readonly TakeDropout[] = [];
  /** See `addLate`. */
  #late: readonly TakeDropout[] = [];

  /** Absolute. */
  readonly path: string;
  /** As it was made; null = the system does not say. */
  readonly #made: FileIdentity | null;

  private constructor(
    { writer, path: file, made }: OpenedTakeFile,
    record: TakeRecord,
    channels: readonly ChannelNumber[],
  ) {
    this.writer = writer;
    this.path = file;
    this.#made = made;
    this.#record = record;
    this.channels = channels;
  }

  /** Makes the file. Rejects with a coded error. */
  static async open(options: RecordingOptions): Promise<Recording> {
    const { native, folder, number, track, channels, sampleRate, startFrame } = options;
    const takeId = randomUUID();
    const file = `take-${String(number).padStart(4, '0')}-${takeId.slice(0, 8)}.wav`;
    const format = { channels: channels.length, sampleRate };
    const place = path.join(folder, file);
    const writer = await native.openTakeWriter({ path: place, ...format });
    const made = await stat(place, { bigint: true }).catch(() => null);
    const name = `Take ${number}`;
    const record = { file, takeId, name, trackId: track.id, startFrame, ...format };
    const opened = { writer, path: place, made };
    return new Recording(opened, { ...record, state: 'recording', dropouts: [] }, channels);
  }

  /** What has the name of the take's file now. */
  async filePlace(): Promise<'own' | 'other' | 'missing' | 'unknown'> {
    if (this.#made === null) return 'unknown';
    try {
      const { dev, ino } = await stat(this.path, { bigint: true });
      return dev === this.#made.dev && ino === this.#made.ino ? 'own' : 'other';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unknown';
    }
  }

  /** For the journal. */
  get record(): TakeRecord {
    const { dropouts } = this;
    return dropouts.length === this.#record.dropouts.length
      ? this.#record
      : { ...this.#record, dropouts };
  }

  /** Where the device lost frames so far, in the order of their places; the first ones. */
  get dropouts(): readonly TakeDropout[] {
    return this.#late.length === 0
      ? this.#heard
      : [...this.#heard, ...this.#late].slice(0, LIMITS.takeDropouts);
  }

  /** Of them, those that its recorder has heard of. */
  get #heard(): readonly TakeDropout[] {
    const losses = this.action?.losses ?? [];
    if (losses === this.#losses) return this.#dropouts;
    this.#losses = losses;
    this.#dropouts = losses
      .slice(0, LIMITS.takeDropouts)
      .map(({ streamFrame: _streamFrame, ...dropout }) => dropout)
      .sort((one, other) => one.frame - other.frame);
    return this.#dropouts;
  }

  /** Losses that became known after its recorder had ended. */
  addLate(late: readonly TakeDropout[]): void {
    this.#late = late;
  }

  /** For the end of the file. */
  get cues(): readonly CuePoint[] {
    return this.dropouts.map((dropout) => cueOf(dropout));
  }

  /** null until scheduled. */
  get action(): StreamAction | null {
    return this.#scheduled?.action ?? null;
  }

  /** Its row; null until scheduled. */
  get logged(): LoggedTake | null {
    return this.#scheduled?.logged ?? null;
  }

  /** The stream that records it; 0 until scheduled. */
  get streamNumber(): number {
    return this.#scheduled?.streamNumber ?? 0;
  }

  get target(): TakeTarget {
    return { ring: this.writer, channels: this.channels };
  }

  get inProgress(): TakeInProgress {
    const { takeId, name, trackId, startFrame } = this.#record;
    const { frames } = this.writer.status();
    const since = this.#silentSince;
    const silentSeconds = since === null ? 0 : (performance.now() - since) / 1_000;
    return { takeId, name, trackId, startFrame, frames, channels: this.channels, silentSeconds };
  }

  /** Peak of the input since the last call, linear. */
  takePeak(): number {
    const peak = this.action?.takePeak() ?? 0;
    if (peak > 0) this.#silentSince = null;
    else this.#silentSince ??= performance.now();
    return peak;
  }

  /** Its action is on the stream; the record says from now on where the take will lie. */
  adopt(scheduled: ScheduledRecorder): void {
    this.#scheduled = scheduled;
    const { requestedFrame } = scheduled.action;
    if (requestedFrame === null) return;
    this.#record = { ...this.#record, startFrame: timelineFrame(requestedFrame, scheduled) };
  }

  /** Timeline frame where it sounded: its raw start minus the round trip. */
  get startFrame(): Frames {
    const actualFrame = this.action?.actualFrame ?? null;
    return this.#scheduled === null || actualFrame === null
      ? this.#record.startFrame
      : timelineFrame(actualFrame, this.#scheduled);
  }

  /** Frames that were recorded and are not in the file yet. */
  get waitingFrames(): Frames {
    return Math.max(0, (this.action?.doneFrames ?? 0) - this.writer.status().frames);
  }

  /** The callback needs a block to end a recorder; on a stream that is gone it never ends. */
  async whenEnded(): Promise<void> {
    const { action } = this;
    const deadline = performance.now() + ENDING_PATIENCE_MILLISECONDS;
    while (action !== null && action.state !== 'finished' && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** @param device name of the input */
  takeOf(frames: Frames, device: string): Take {
    const { takeId: id, startFrame: _startFrame, state: _state, ...kept } = this.#record;
    const { dropouts } = this;
    const heard = Math.max(this.action?.lossCount ?? 0, this.#heard.length);
    const dropoutCount = heard + this.#late.length;
    const status = this.writer.status();
    const cut = status.cutFrames > 0 ? cutText(this.#record, status) : null;
    const writeFailure = status.failure?.message ?? cut;
    const account =
      this.#scheduled === null ? null : { ...accountOf(this.#scheduled, device), writeFailure };
    const lost = { dropouts, dropoutCount };
    return { ...kept, id, frames, content: null, recoveredFrames: 0, ...lost, account };
  }
}

/** What another program did to the file; the take has silence there. */
export function cutText(
  { name, sampleRate }: Pick<TakeRecord, 'name' | 'sampleRate'>,
  { cutFrames }: Pick<TakeStatus, 'cutFrames'>,
): string {
  const seconds = (cutFrames / sampleRate).toFixed(1);
  return `${CUT_BY_ANOTHER} ${seconds} s off the file of “${name}” while it was recorded; these are silent.`;
}

/** As sound editors show it. */
export function cueOf(dropout: TakeDropout): CuePoint {
  return { frame: dropout.frame, frames: dropout.filledFrames, label: lostText(dropout) };
}

function timelineFrame(
  streamFrame: Frames,
  { originFrame, latencyFrames }: Pick<ScheduledTakes, 'originFrame' | 'latencyFrames'>,
): Frames {
  return streamFrame - originFrame - latencyFrames;
}

function accountOf(
  scheduled: ScheduledRecorder,
  device: string,
): Omit<TakeAccount, 'writeFailure'> {
  const { action, streamNumber, originFrame, latencyFrames } = scheduled;
  return {
    actionId: action.id,
    streamNumber,
    outcome: outcomeOfAction(action),
    startStreamFrame: action.actualFrame ?? action.requestedFrame ?? 0,
    originFrame,
    latencyFrames,
    latencySource: 'driver',
    stats: action.stats,
    device,
  };
}
