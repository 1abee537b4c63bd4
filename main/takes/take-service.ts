/**
 * Recording: a native writer per armed track, started in one group with what plays, placed where it
 * sounded. Main holds no samples; a take is a valid file at every moment.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { newTrack } from '../../preload/builders.ts';
import type { ChannelCounts, TakeInProgress } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Take, TakeAccount, Track } from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { Engine } from '../engine/engine.ts';
import type { MixerStream, NativeMixer, StreamAction, TakeFile } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { MediaService } from '../media/media-service.ts';
import type { Notices } from '../notices.ts';
import type { Transport } from '../playback/transport.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { SessionFolder } from '../project/session-folder.ts';
import { takeEdits } from './take-edits.ts';
import type { TakeJournal, TakeRecord } from './take-journal.ts';

/** How long closing waits for the last block of a recorder. */
const ENDING_PATIENCE_MILLISECONDS = 500;

export interface TakeServiceOptions {
  readonly native: NativeMixer;
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly actionLog: ActionLog;
  readonly transport: Transport;
  readonly notices: Notices;
  readonly folder: SessionFolder;
  readonly journal: TakeJournal;
  /** Resolves when the session is on the disk; false = it could not be written. */
  readonly saveSession: () => Promise<boolean>;
}

interface Recording {
  record: TakeRecord;
  readonly writer: TakeFile;
  readonly channels: readonly number[];
  /** null until scheduled. */
  action: StreamAction | null;
  streamNumber: number;
  originFrame: Frames;
  latencyFrames: Frames;
  /** Wall-clock milliseconds since when the input is digital silence; null = it is not. */
  silentSince: number | null;
  isFinishing: boolean;
}

export class TakeService {
  readonly #options: TakeServiceOptions;
  #recordings: Recording[] = [];
  #beginning: Promise<Outcome<null>> | null = null;
  readonly #finishing = new Set<Promise<void>>();

  constructor(options: TakeServiceOptions) {
    this.#options = options;
    options.actionLog.onFinished((rows) => {
      const ids = new Set(rows.map(({ id }) => id));
      for (const recording of this.#recordings) {
        if (recording.action !== null && ids.has(recording.action.id)) this.#finish(recording);
      }
    });
  }

  get isRecording(): boolean {
    return this.#beginning !== null || this.#recordings.length > 0;
  }

  /** Looks at the writers; with the peaks that say whether anything comes in. */
  inProgress(): readonly TakeInProgress[] {
    return this.#recordings.map((recording) => {
      const { record, writer, channels, silentSince } = recording;
      return {
        takeId: record.takeId,
        name: record.name,
        trackId: record.trackId,
        startFrame: record.startFrame,
        frames: writer.status().frames,
        channels,
        silentSeconds: silentSince === null ? 0 : (Date.now() - silentSince) / 1_000,
      };
    });
  }

  /** Input peaks of the tracks that record, linear, since the last call. */
  takePeaks(): readonly { readonly trackId: string; readonly peak: number }[] {
    return this.#recordings.map((recording) => {
      const peak = recording.action?.takePeak() ?? 0;
      if (peak > 0) recording.silentSince = null;
      else recording.silentSince ??= Date.now();
      return { trackId: recording.record.trackId, peak };
    });
  }

  /** Records on every armed track; makes and arms one if there is none. */
  async record(): Promise<Outcome<null>> {
    if (this.isRecording) return failure('recording', 'A take is being recorded already.');
    this.#beginning = this.#begin()
      .catch((error: unknown) => {
        const { code, message } = failureOf(error);
        this.#options.notices.record('beginning a take', error);
        return failure(code, message);
      })
      .finally(() => {
        this.#beginning = null;
      });
    return this.#beginning;
  }

  /** Ends what is being recorded, or is about to be, and waits until it is a take. */
  async closeAll(): Promise<void> {
    if (this.isRecording) this.#options.transport.stop();
    await this.#beginning;
    await Promise.all(this.#recordings.map((recording) => this.#whenEnded(recording)));
    for (const recording of this.#recordings) this.#finish(recording);
    await Promise.all(this.#finishing);
  }

  /** The callback needs a block to end a recorder; a stream that is gone never answers. */
  async #whenEnded({ action }: Recording): Promise<void> {
    const deadline = performance.now() + ENDING_PATIENCE_MILLISECONDS;
    while (action !== null && action.state !== 'finished' && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #begin(): Promise<Outcome<null>> {
    const { transport } = this.#options;
    const { wish } = transport;
    const available = await this.#options.engine.available();
    const tracks = this.#armedTracks(available);
    if (!tracks.ok) return tracks;
    const opened: Recording[] = [];
    try {
      for (const { track, channels } of tracks.value) {
        opened.push(await this.#openRecording(track, channels));
      }
      await this.#options.journal.write(opened.map(({ record }) => record));
      // Files take their time: who pressed Stop meanwhile does not want a take any more.
      if (transport.wish !== wish) return await this.#callOff(opened);
      const begun = await transport.record({
        inputChannels: Math.max(...opened.flatMap(({ channels }) => channels)),
        requests: (stream) => opened.map((each) => this.#request(each, stream)),
        onScheduled: (scheduled) => this.#scheduled(opened, scheduled),
      });
      if (begun.ok && opened.every(({ action }) => action !== null)) return begun;
      const calledOff = await this.#callOff(opened);
      return begun.ok ? calledOff : begun;
    } catch (error) {
      await this.#callOff(opened);
      throw error;
    }
  }

  #armedTracks(
    available: ChannelCounts,
  ): Outcome<readonly { readonly track: Track; readonly channels: readonly number[] }[]> {
    const { project, notices } = this.#options;
    const { inputChannels } = available;
    if (inputChannels === 0) {
      return failure(
        'no-input',
        'No input is chosen. Choose an input device in Devices, then record again.',
      );
    }
    if (!project.project.tracks.some(({ armed }) => armed)) {
      const { tracks } = project.project;
      const track = { ...newTrack(tracks, randomUUID(), available), armed: true };
      const inserted = project.edit({
        editId: null,
        label: `Add ${track.name}`,
        mergeKey: null,
        edit: { kind: 'insertTracks', tracks: [{ index: tracks.length, track }] },
      });
      if (!inserted.ok) return inserted;
    }
    const armed = project.project.tracks.filter((track) => track.armed);
    const usable = armed.map((track) => {
      const channels = track.inputChannels.filter((channel) => channel <= inputChannels);
      if (channels.length > 0 && channels.length < track.inputChannels.length) {
        notices.warn(
          `${track.name} records ${channels.length} of its ${track.inputChannels.length} input channels: the device has ${inputChannels}.`,
        );
      }
      return { track, channels };
    });
    const silent = usable.find(({ channels }) => channels.length === 0);
    if (silent === undefined) return success(usable);
    return failure(
      'channels-refused',
      `${silent.track.name} has no input channel that the device has (1 to ${inputChannels}). Choose input channels on the track.`,
    );
  }

  async #openRecording(track: Track, channels: readonly number[]): Promise<Recording> {
    const { native, folder, project } = this.#options;
    const { sampleRate } = project.project;
    const number = nextTakeNumber(project.project.takes, this.#options.journal.records);
    const taken = this.#recordings.length;
    const name = `Take ${number + taken}`;
    const takeId = randomUUID();
    const file = `take-${String(number + taken).padStart(4, '0')}-${takeId.slice(0, 8)}.wav`;
    const writer = await native.openTakeWriter({
      path: path.join(folder.takes, file),
      channels: channels.length,
      sampleRate,
    });
    const record: TakeRecord = {
      file,
      takeId,
      name,
      trackId: track.id,
      startFrame: this.#options.transport.status.positionFrame,
      channels: channels.length,
      sampleRate,
      state: 'recording',
    };
    const recording: Recording = {
      record,
      writer,
      channels,
      action: null,
      streamNumber: 0,
      originFrame: 0,
      latencyFrames: 0,
      silentSince: null,
      isFinishing: false,
    };
    this.#recordings.push(recording);
    return recording;
  }

  /** The take begins when the sound of the group's first frame has come back through the device. */
  #request(recording: Recording, stream: MixerStream) {
    const { inputLatency, outputLatency } = this.#options.engine.status;
    const seconds = (inputLatency ?? 0) + (outputLatency ?? 0);
    recording.latencyFrames = Math.round(seconds * stream.sampleRate);
    return {
      type: 'recordRingBuffer',
      ring: recording.writer,
      channels: recording.channels,
      start: { frame: recording.latencyFrames },
      allowBelated: true,
    } as const;
  }

  #scheduled(
    opened: readonly Recording[],
    scheduled: {
      readonly actions: readonly StreamAction[];
      readonly streamNumber: number;
      readonly originFrame: Frames;
    },
  ): void {
    const { media, actionLog } = this.#options;
    const { streamNumber, originFrame } = scheduled;
    for (const [index, recording] of opened.entries()) {
      const action = scheduled.actions[index] ?? null;
      recording.action = action;
      recording.streamNumber = streamNumber;
      recording.originFrame = originFrame;
      const { takeId, name, trackId, channels } = recording.record;
      media.followTake(takeId, recording.writer, channels);
      if (action === null) continue;
      const subject = { name, clipId: null, sourceId: takeId, trackId };
      actionLog.enter([action], subject, { streamNumber, originFrame });
    }
    this.#noteStart(opened);
  }

  /** Writes where the takes lie, so that a crash cannot forget it. */
  #noteStart(opened: readonly Recording[]): void {
    const records = opened.map((recording) => {
      const asked = recording.action?.requestedFrame ?? null;
      if (asked === null) return recording.record;
      const startFrame = asked - recording.originFrame - recording.latencyFrames;
      recording.record = { ...recording.record, startFrame };
      return recording.record;
    });
    void this.#options.journal.write(records);
  }

  #finish(recording: Recording): void {
    if (recording.isFinishing) return;
    recording.isFinishing = true;
    const finishing = this.#makeTake(recording)
      .catch((error: unknown) => {
        this.#options.notices.record(`finishing ${recording.record.name}`, error);
        this.#options.notices.error(
          `“${recording.record.name}” could not be closed: ${failureOf(error).message}`,
        );
      })
      .finally(() => this.#finishing.delete(finishing));
    this.#finishing.add(finishing);
  }

  async #makeTake(recording: Recording): Promise<void> {
    const { project, notices, media, journal, saveSession } = this.#options;
    const { writer, action, record } = recording;
    const status = await writer.finish();
    this.#recordings = this.#recordings.filter((each) => each !== recording);
    media.forgetTake(record.takeId);
    if (status.failure !== null) {
      notices.error(`“${record.name}” ended early: ${status.failure.message}`);
    }
    if (status.frames > 0) {
      const { takeId, name, file, channels, sampleRate, trackId } = record;
      const take: Take = {
        id: takeId,
        name,
        file,
        channels,
        frames: status.frames,
        sampleRate,
        trackId,
        recoveredFrames: 0,
        account: action === null ? null : this.#accountOf(recording, action),
      };
      this.#announceOutcome(take);
      const hasTrack = project.project.tracks.some(({ id }) => id === trackId);
      const start = startOf(recording);
      const { own, undoable } = takeEdits(take, hasTrack ? trackId : null, start);
      const inserted = project.applyOwn(own);
      if (!inserted.ok) notices.error(`“${name}” could not be added: ${inserted.message}`);
      const edit = { kind: 'batch', edits: undoable } as const;
      if (inserted.ok && undoable.length > 0) {
        project.edit({ editId: null, label: `Record ${name}`, mergeKey: null, edit });
      }
    } else {
      notices.warn(`“${record.name}” holds no sound: it ended before its first frame.`);
    }
    // Until the session tells of it, a crash must not take it for one that was removed.
    if (await saveSession()) await journal.write([{ ...record, state: 'finished' }]);
  }

  #accountOf(recording: Recording, action: StreamAction): TakeAccount {
    const { engine } = this.#options;
    return {
      actionId: action.id,
      run: recording.streamNumber,
      outcome: action.outcome,
      startStreamFrame: action.actualFrame ?? action.requestedFrame ?? 0,
      originFrame: recording.originFrame,
      latencyFrames: recording.latencyFrames,
      latencySource: 'driver',
      stats: action.stats,
      device: engine.status.inputDevice ?? engine.status.hostApi,
    };
  }

  #announceOutcome(take: Take): void {
    const { notices } = this.#options;
    if (take.account?.outcome === 'device-lost') {
      notices.error(`The device was lost while “${take.name}” was recorded; the take ends there.`);
    }
    if (take.account?.outcome === 'overflowed') {
      notices.error(`“${take.name}” ended because the disk was too slow for too long.`);
    }
  }

  async #callOff(opened: readonly Recording[]): Promise<Outcome<null>> {
    for (const recording of opened) {
      await recording.writer.finish().catch(() => undefined);
      this.#options.media.forgetTake(recording.record.takeId);
    }
    this.#recordings = this.#recordings.filter((each) => !opened.includes(each));
    const records = opened.map(({ record }) => ({ ...record, state: 'finished' as const }));
    await this.#options.journal.write(records);
    return failure('interrupted', 'Recording was interrupted before it began.');
  }
}

/** Timeline frame where a take sounded: its raw start minus the round trip. */
function startOf({ action, originFrame, latencyFrames, record }: Recording): Frames {
  const started = action?.actualFrame ?? null;
  return started === null ? record.startFrame : started - originFrame - latencyFrames;
}

/** Names are never given twice, whatever was removed meanwhile. */
function nextTakeNumber(takes: readonly Take[], records: readonly TakeRecord[]): number {
  const numbers = [...takes, ...records].map(({ name }) => Number(/^Take (\d+)$/.exec(name)?.[1]));
  return 1 + Math.max(0, ...numbers.filter(Number.isSafeInteger));
}
