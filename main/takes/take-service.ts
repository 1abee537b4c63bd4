/**
 * Recording: a native writer per armed track, started in one group with what plays, placed where it
 * sounded. Main holds no samples; a take is a valid file at every moment.
 */

import type { TakeStatus } from '../../native/index.ts';
import type { Dropout } from '../../preload/dropouts.ts';
import type { TakeInProgress } from '../../preload/engine.ts';
import {
  type ErrorCode,
  type Failure,
  failure,
  type Outcome,
  success,
} from '../../preload/outcome.ts';
import type { Take } from '../../preload/project.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import { activities } from '../activities.ts';
import type { BackgroundWorker } from '../background-workers.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import type { Engine } from '../engine/engine.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { MediaService } from '../media/media-service.ts';
import type { Notices } from '../notices.ts';
import type { ScheduledTakes, Transport } from '../playback/transport.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { SessionFolder } from '../project/session-paths.ts';
import type { TakeRecord } from '../project/take-records.ts';
import { type ArmedTrack, armedTracks } from './armed-tracks.ts';
import { lateLosses, whenLossesKnown } from './late-losses.ts';
import { Recording } from './recording.ts';
import { takeEdits } from './take-edits.ts';
import type { TakeJournal } from './take-journal.ts';
import { TakeWatch } from './take-watch.ts';

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
  readonly reserve: DiskReserve;
  /** All that is known by now of what a stream has lost. */
  readonly dropoutsOf: (streamNumber: number) => readonly Dropout[];
}

export class TakeService implements BackgroundWorker {
  readonly what = 'the take writers';
  readonly #options: TakeServiceOptions;
  #recordings: readonly Recording[] = [];
  #beginning: Promise<Outcome<null>> | null = null;
  readonly #finishing = new Map<Recording, Promise<void>>();
  /** What leaves the activity of each that is recorded. */
  readonly #leaving = new Map<Recording, () => void>();
  readonly #watch: TakeWatch;

  constructor(options: TakeServiceOptions) {
    this.#options = options;
    this.#watch = new TakeWatch(options, (recording, why) => void this.#endNow(recording, why));
  }

  /** The takes of one recording are one step of Undo. */
  #recordingNumber = 0;

  get isRecording(): boolean {
    return this.#beginning !== null || this.#recordings.length > 0;
  }

  /** Channels that are being recorded. */
  get channelCount(): number {
    return this.#recordings.reduce((sum, { channels }) => sum + channels.length, 0);
  }

  watch(): void {
    // One that has no action yet is ended only after it has one: what is asked of the stream goes by
    // the list of recordings.
    for (const recording of this.#recordings) {
      if (recording.action === null) continue;
      this.#watch.look(recording);
      this.#keepDropouts(recording);
    }
  }

  /** On the disk before a crash can happen. */
  #keepDropouts(recording: Recording): void {
    const { record } = recording;
    const kept = this.#options.journal.recordOf(record.file);
    if (kept !== undefined && kept.dropouts.length !== record.dropouts.length) {
      void this.#options.journal.write([record]);
    }
  }

  inProgress(): readonly TakeInProgress[] {
    return this.#recordings.map((recording) => recording.inProgress);
  }

  /** Input peaks of the tracks that record, linear, since the last call. */
  takePeaks(): readonly { readonly trackId: string; readonly peak: number }[] {
    return this.#recordings.map((recording) => ({
      trackId: recording.record.trackId,
      peak: recording.takePeak(),
    }));
  }

  /** Records on every armed track; makes and arms one if there is none. */
  async record(): Promise<Outcome<null>> {
    if (this.isRecording) return failure('recording', 'A take is being recorded already.');
    this.#beginning = this.#begin()
      .catch((error: unknown) => {
        this.#options.notices.record('beginning a take', error);
        return failureOf(error);
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
    await Promise.all(this.#recordings.map((recording) => recording.whenEnded()));
    for (const recording of this.#recordings) this.#finish(recording);
    await Promise.all(this.#finishing.values());
  }

  async #begin(): Promise<Outcome<null>> {
    this.#recordingNumber += 1;
    const { transport, engine, project, notices, journal } = this.#options;
    // Files take their time: after a Stop meanwhile this token is refused.
    const { token } = transport;
    const available = await engine.reachable();
    if (!available.ok) return available;
    const tracks = armedTracks(project, notices, available.value);
    if (!tracks.ok) return tracks;
    await this.#options.reserve.hold();
    try {
      const refusal = await this.#openAll(tracks.value);
      if (this.#recordings.length === 0 && refusal !== null) return refusal;
      await journal.write(this.#recordings.map(({ record }) => record));
      const asked = this.#recordings;
      const targets = asked.map(({ target }) => target);
      const begun = await transport.record(token, targets);
      if (begun.ok) await this.#adopt(asked, begun.value);
      else await this.#abandon(asked);
      return begun.ok ? success(null) : begun;
    } catch (error) {
      await this.#abandon(this.#recordings);
      throw error;
    }
  }

  /** Makes the files, each by itself; gives the last refusal. */
  async #openAll(tracks: readonly ArmedTrack[]): Promise<ReturnType<typeof failure> | null> {
    const { native, folder, project, journal, transport, notices } = this.#options;
    let refusal: ReturnType<typeof failure> | null = null;
    for (const armed of tracks) {
      try {
        const recording = await Recording.open({
          ...armed,
          native,
          folder: folder.takes,
          number: nextTakeNumber(project.project.takes, journal.records) + this.#recordings.length,
          sampleRate: project.project.sampleRate,
          startFrame: transport.status.positionFrame,
        });
        this.#recordings = [...this.#recordings, recording];
      } catch (error) {
        notices.record(`opening the take of ${armed.track.name}`, error);
        const { code, message } = failureOf(error);
        refusal = failure(code, `${armed.track.name} is not recorded: ${message}`);
        if (tracks.length > 1) notices.error(refusal.message);
      }
    }
    return refusal;
  }

  /** @param asked in the order of the recorders */
  async #adopt(
    asked: readonly Recording[],
    { recorders, ...shared }: ScheduledTakes,
  ): Promise<void> {
    const { media, actionLog, journal } = this.#options;
    const refused = new Map<Recording, Failure>();
    for (const [index, recording] of asked.entries()) {
      const { takeId, name, trackId, channels } = recording.record;
      const recorder = recorders[index];
      if (recorder === undefined) continue;
      if (!recorder.ok) {
        refused.set(recording, recorder);
        continue;
      }
      media.followTake(takeId, recording.writer, channels);
      const action = recorder.value;
      const subject = { name, clipId: null, sourceId: takeId, trackId };
      const onEnded = () => this.#finish(recording);
      const logged = actionLog.enterTake(action, subject, shared, onEnded);
      recording.adopt({ action, logged, ...shared });
      this.#leaving.set(recording, activities.enter('recording', name));
    }
    for (const [recording, { code }] of refused) this.#announceRefused(recording.record, code);
    await this.#abandon([...refused.keys()]);
    // Where the takes lie is on the disk before a crash can happen.
    void journal.write(this.#recordings.map(({ record }) => record));
  }

  #announceRefused({ trackId }: TakeRecord, code: ErrorCode): void {
    const { project, notices } = this.#options;
    const track = project.project.tracks.find(({ id }) => id === trackId);
    notices.error(
      `${track?.name ?? 'A track'} is not recorded: the mixer refused it (${code}). Choose other input channels on the track.`,
    );
  }

  /** Its writer has failed: it records no longer, whatever the others do. */
  async #endNow(recording: Recording, why: Failure): Promise<void> {
    const { engine, notices } = this.#options;
    const { action, streamNumber } = recording;
    recording.logged?.fail(why);
    try {
      if (action !== null && streamNumber === engine.status.streamNumber) {
        engine.stream?.schedule([{ type: 'cancel', action }]);
      }
    } catch (error) {
      notices.record(`ending ${recording.record.name}`, error);
    }
    await recording.whenEnded();
    this.#finish(recording);
  }

  #finish(recording: Recording): void {
    if (this.#finishing.has(recording) || !this.#recordings.includes(recording)) return;
    const finishing = this.#makeTake(recording)
      .catch((error: unknown) => {
        const { name } = recording.record;
        this.#options.notices.record(`finishing ${name}`, error);
        this.#options.notices.error(`“${name}” could not be closed: ${failureOf(error).message}`);
      })
      .finally(() => {
        this.#finishing.delete(recording);
        recording.logged?.settle();
        this.#leaving.get(recording)?.();
        this.#leaving.delete(recording);
      });
    this.#finishing.set(recording, finishing);
  }

  async #makeTake(recording: Recording): Promise<void> {
    const { engine, notices, media, journal, saveSession } = this.#options;
    const { name, takeId } = recording.record;
    await this.#watch.makeRoom(recording);
    await this.#hearLosses(recording);
    const status = await recording.writer.finish({ cues: recording.cues });
    if (status.failure !== null) recording.logged?.fail(status.failure);
    recording.logged?.settle();
    const end = await this.#watch.settle(recording, status);
    this.#recordings = this.#recordings.filter((each) => each !== recording);
    media.forgetTake(takeId);
    let isKept = true;
    if (end.frames > 0) {
      const device = engine.status.inputDevice ?? engine.status.hostApi;
      const take = recording.takeOf(end.frames, device);
      this.#announceOutcome(take, status);
      isKept = this.#insert(take, recording);
    } else if (status.failure === null) {
      notices.warn(`“${name}” holds no sound: it ended before its first frame.`);
    }
    // Twenty seconds of samples per track, which no garbage collection knows of.
    recording.writer[Symbol.dispose]();
    // What the session has not taken is offered at the next start.
    if (end.isRepaired && isKept) journal.end([recording.record]);
    await saveSession();
  }

  async #hearLosses(recording: Recording): Promise<void> {
    const { engine, dropoutsOf } = this.#options;
    const { action, streamNumber } = recording;
    if (action === null) return;
    const isOpen = engine.status.streamNumber === streamNumber;
    await whenLossesKnown(action, isOpen ? engine.stream : null);
    recording.addLate(lateLosses(action, dropoutsOf(streamNumber)));
  }

  /** False = the session does not take it, which is told. */
  #insert(take: Take, { startFrame }: Recording): boolean {
    const { project, notices } = this.#options;
    const hasTrack = project.project.tracks.some(({ id }) => id === take.trackId);
    const { own, undoable } = takeEdits(take, hasTrack ? take.trackId : null, startFrame);
    const inserted = project.applyOwn(own);
    if (!inserted.ok) {
      notices.error(
        `“${take.name}” could not be added: ${inserted.message} It stays in the folder takes and is offered at the next start.`,
      );
      return false;
    }
    if (undoable.length > 0) {
      const edit = { kind: 'batch', edits: undoable } as const;
      const id = `recording-${this.#recordingNumber}`;
      const placed = project.isGrowing(id)
        ? project.grow(id, 'Record several takes', edit)
        : project.beginGrowing(id, `Record ${take.name}`, edit);
      if (!placed.ok) {
        const sentence = `“${take.name}” is in Takes, but not on the timeline: ${placed.message}`;
        notices.tellOf({ sourceId: take.id }, 'error', sentence);
      }
    }
    return true;
  }

  #announceOutcome({ name, account }: Take, { failure: cause }: TakeStatus): void {
    const { notices } = this.#options;
    // What a lost device ended the notice of the stream tells.
    if (account?.outcome === 'overflowed' && cause === null) {
      notices.error(
        `“${name}” ended because the disk was too slow for too long. What was recorded until then is safe.`,
      );
    }
  }

  /** Closes the files of recordings that did not begin. */
  async #abandon(abandoned: readonly Recording[]): Promise<void> {
    const { media, journal } = this.#options;
    if (abandoned.length === 0) return;
    for (const { writer, record } of abandoned) {
      await writer.finish().catch(() => undefined);
      writer[Symbol.dispose]();
      media.forgetTake(record.takeId);
    }
    this.#recordings = this.#recordings.filter((each) => !abandoned.includes(each));
    await journal.write(abandoned.map(({ record }) => ({ ...record, state: 'finished' })));
  }
}

/** Names are never given twice, whatever was removed meanwhile. */
function nextTakeNumber(takes: readonly Take[], records: readonly TakeRecord[]): number {
  const numbers = [...takes, ...records].map(({ name }) => Number(/^Take (\d+)$/.exec(name)?.[1]));
  return 1 + Math.max(0, ...numbers.filter(Number.isSafeInteger));
}
