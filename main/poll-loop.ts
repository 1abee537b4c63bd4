/**
 * The poll loop of the main process: reads whatever changes by itself, at 60 Hz while something
 * sounds, is recorded or decoded and 4 times a second otherwise, and puts it into the updates; what
 * only moves, at the window's pace.
 */
import type { TransportStatus } from '../preload/engine.ts';
import type { Seconds } from '../preload/units.ts';
import type { ActionLog } from './accounts/action-log.ts';
import type { RunRecorder } from './accounts/runs/run-recorder.ts';
import { type BackgroundWorker, watchAll } from './background-workers.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { DropoutWatch } from './dropout-watch.ts';
import type { Engine } from './engine/engine.ts';
import type { MediaService } from './media/media-service.ts';
import { isSilent, readMeters, SILENCE } from './meters.ts';
import type { Notices } from './notices.ts';
import type { Transport } from './playback/transport.ts';
import type { ProjectService } from './project/project-service.ts';
import type { SessionFolder } from './project/session-paths.ts';
import { channelsToRecord, DiskTimeWarnings, takeSecondsLeft } from './takes/disk-space.ts';
import type { TakeService } from './takes/take-service.ts';
import type { Updates } from './updates.ts';

const BUSY_MILLISECONDS = 16;
const FASTEST_PACE_MILLISECONDS = 50;
const IDLE_MILLISECONDS = 250;

/** How often each thing is read, in milliseconds, while the window shows it at its fastest pace. */
const EVERY = {
  /** The window moves its playhead by itself in between. */
  position: 100,
  meters: 50,
  dropouts: 50,
  rows: 50,
  media: 50,
  takes: 100,
  counters: 100,
  idleCounters: 1_000,
  disk: 10_000,
  diskWhileRecording: 500,
  workers: 100,
} as const;

export interface PolledServices {
  readonly engine: Engine;
  readonly dropouts: DropoutWatch;
  readonly recorder: Pick<RunRecorder, 'tick'>;
  readonly transport: Transport;
  readonly takes: TakeService;
  readonly actionLog: ActionLog;
  readonly media: MediaService;
  readonly project: ProjectService;
  readonly folder: SessionFolder;
  readonly notices: Notices;
  readonly updates: Updates;
  readonly workers: readonly BackgroundWorker[];
  readonly reserve: DiskReserve;
  /** True while something sounds, is recorded or decoded, or the input's meters are in use. */
  readonly isBusy: boolean;
}

export class PollLoop {
  readonly #services: PolledServices;
  readonly #lastTurns = new Map<string, number>();
  #paceMilliseconds: number = FASTEST_PACE_MILLISECONDS;
  /** One each `#paceMilliseconds`. */
  #beat = 0;
  #beatAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;
  #hadRows = false;
  #hadTakes = false;
  #wereSilent = true;
  #shownTransport: TransportStatus | null = null;
  #diskSecondsLeft: Seconds | null = null;
  #isAskingDisk = false;
  readonly #diskTimeWarnings: DiskTimeWarnings;

  constructor(services: PolledServices) {
    this.#services = services;
    this.#diskTimeWarnings = new DiskTimeWarnings(services.notices);
  }

  /** Seconds of takes that fit on the disk; null = unknown. */
  get diskSecondsLeft(): Seconds | null {
    return this.#diskSecondsLeft;
  }

  /** Begins, or polls at once because something has just changed. */
  wake(): void {
    this.#arm(0);
  }

  /** The window has applied an update: what waited for it goes out when its time has come.
   * @param paceMilliseconds between two pictures of what only moves */
  acknowledge(sequence: number, paceMilliseconds: number): void {
    const { updates } = this.#services;
    this.#paceMilliseconds = Math.max(paceMilliseconds, FASTEST_PACE_MILLISECONDS);
    updates.acknowledge(sequence);
    const due = updates.dueIn(performance.now());
    if (due !== null) this.#arm(due);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** One timer only: a poll that wakes the loop itself must not begin a second one. */
  #arm(milliseconds: number): void {
    if (this.#isStopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#poll(), milliseconds);
  }

  #poll(): void {
    const services = this.#services;
    this.#timer = null;
    const now = performance.now();
    try {
      services.transport.tick();
      services.recorder.tick();
      this.#pollServices(now);
      services.updates.flush(now);
    } catch (error) {
      services.notices.record('a poll', error);
    }
    // What was not due yet goes out with the next turn, also when nothing sounds any more.
    const isBusy = services.isBusy || services.updates.isWaiting;
    const every = isBusy ? BUSY_MILLISECONDS : IDLE_MILLISECONDS;
    const due = services.updates.dueIn(performance.now()) ?? every;
    if (this.#timer === null) this.#arm(Math.min(due, every));
  }

  /** True once in `milliseconds`, rounded up to whole beats: what is due together travels together. */
  #isDue(what: string, milliseconds: number): boolean {
    const turn = Math.floor(this.#beat / Math.ceil(milliseconds / this.#paceMilliseconds));
    if (this.#lastTurns.get(what) === turn) return false;
    this.#lastTurns.set(what, turn);
    return true;
  }

  #countBeats(now: number): void {
    const beats = Math.floor((now - this.#beatAt) / this.#paceMilliseconds);
    this.#beat += beats;
    this.#beatAt += beats * this.#paceMilliseconds;
  }

  #pollServices(now: number): void {
    this.#countBeats(now);
    const services = this.#services;
    this.#pollTransport();
    if (this.#isDue('workers', EVERY.workers)) watchAll(services.workers, services.notices);
    if (services.media.isBusy && this.#isDue('media', EVERY.media)) services.media.poll();
    // The meters are those of the players that the rows tell as active.
    this.#pollRows(now);
    this.#pollStream();
    this.#pollTakes();
    const disk = services.takes.isRecording ? EVERY.diskWhileRecording : EVERY.disk;
    if (this.#isDue('disk', disk)) void this.#pollDisk();
  }

  #pollTransport(): void {
    const { transport, updates } = this.#services;
    const status = transport.status;
    const shown = this.#shownTransport;
    const hasOnlyMoved =
      shown !== null &&
      shown.state === status.state &&
      shown.isPreparing === status.isPreparing &&
      shown.originFrame === status.originFrame &&
      shown.loopPass === status.loopPass;
    if (hasOnlyMoved) {
      if (shown.positionFrame === status.positionFrame) return;
      if (status.state !== 'stopped' && !this.#isDue('position', EVERY.position)) return;
    }
    this.#shownTransport = status;
    updates.put({ transport: status });
  }

  #pollStream(): void {
    const { engine, dropouts, updates, takes, project, actionLog, isBusy } = this.#services;
    const { stream } = engine;
    const every = isBusy ? EVERY.counters : EVERY.idleCounters;
    if (this.#isDue('counters', every)) {
      engine.poll();
      updates.put({ counters: dropouts.log.counters(stream) });
    }
    if (this.#isDue('dropouts', EVERY.dropouts)) dropouts.poll();
    if (stream === null) {
      // Without a stream nothing sounds: no meter may keep its last peak.
      if (!this.#wereSilent) updates.put({ meters: SILENCE });
      this.#wereSilent = true;
      return;
    }
    if (!this.#isDue('meters', EVERY.meters)) return;
    const meters = readMeters(stream, project.project, actionLog, takes);
    const areSilent = isSilent(meters);
    if (!areSilent || !this.#wereSilent) updates.put({ meters });
    this.#wereSilent = areSilent;
  }

  #pollRows(now: number): void {
    const { actionLog, updates, engine } = this.#services;
    const hasRows = actionLog.liveCount > 0;
    if (!hasRows && !this.#hadRows) return;
    if (hasRows && !this.#isDue('rows', EVERY.rows)) return;
    this.#hadRows = hasRows;
    updates.put(actionLog.liveChanges(engine.stream?.frame ?? 0, now));
  }

  #pollTakes(): void {
    const { takes, updates } = this.#services;
    const hasTakes = takes.isRecording;
    if (!hasTakes && !this.#hadTakes) return;
    if (hasTakes && !this.#isDue('takes', EVERY.takes)) return;
    this.#hadTakes = hasTakes;
    updates.put({ takesInProgress: takes.inProgress() });
  }

  async #pollDisk(): Promise<void> {
    // A disk that hangs is not asked again and again.
    if (this.#isAskingDisk) return;
    this.#isAskingDisk = true;
    const { folder, project, updates, takes, reserve } = this.#services;
    const channels = takes.channelCount || channelsToRecord(project.project);
    const { sampleRate } = project.project;
    const diskSecondsLeft = await takeSecondsLeft(folder.takes, channels, sampleRate);
    this.#isAskingDisk = false;
    this.#diskTimeWarnings.update(takes.channelCount > 0 ? diskSecondsLeft : null);
    if (takes.channelCount === 0) void reserve.hold();
    if (diskSecondsLeft === this.#diskSecondsLeft) return;
    this.#diskSecondsLeft = diskSecondsLeft;
    updates.put({ diskSecondsLeft });
  }
}
