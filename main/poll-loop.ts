/**
 * The heartbeat of the main process: looks at everything that changes by itself, at 60 Hz while
 * something goes on and a few times a second while nothing does, and hands it to the event pump.
 */
import type { TransportStatus } from '../preload/engine.ts';
import { isSilent, readMeters, SILENCE } from './meters.ts';
import type { Studio } from './studio.ts';
import { takeSecondsLeft } from './takes/disk-space.ts';

const BUSY_MILLISECONDS = 16;
const IDLE_MILLISECONDS = 250;

/** How often each thing is looked at, in milliseconds. */
const EVERY = {
  /** The window's playhead runs by itself between two looks. */
  position: 100,
  meters: 50,
  dropouts: 50,
  rows: 100,
  manyRows: 250,
  media: 50,
  takes: 100,
  counters: 100,
  idleCounters: 1_000,
  disk: 10_000,
} as const;
const MANY_ROWS = 24;

export class PollLoop {
  readonly #studio: Studio;
  readonly #lastTurns = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;
  #hadRows = false;
  #hadTakes = false;
  #wereSilent = true;
  #shownTransport: TransportStatus | null = null;

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /** Begins, or looks at once: something has just changed. */
  wake(): void {
    this.#arm(0);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** One timer only: a beat that wakes the poll loop itself must not begin a second rhythm. */
  #arm(milliseconds: number): void {
    if (this.#isStopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#beat(), milliseconds);
  }

  #beat(): void {
    const studio = this.#studio;
    this.#timer = null;
    const now = performance.now();
    try {
      studio.transport.tick();
      this.#look(now);
      studio.updates.flush(now);
    } catch (error) {
      studio.notices.record('a beat', error);
    }
    if (this.#timer === null) this.#arm(studio.isBusy ? BUSY_MILLISECONDS : IDLE_MILLISECONDS);
  }

  #isDue(what: string, now: number, milliseconds: number): boolean {
    // Counted on one grid for all of them, so that what is due together travels together.
    const turn = Math.floor(now / milliseconds);
    if (this.#lastTurns.get(what) === turn) return false;
    this.#lastTurns.set(what, turn);
    return true;
  }

  #look(now: number): void {
    const studio = this.#studio;
    this.#lookAtTransport(now);
    if (studio.media.isBusy && this.#isDue('media', now, EVERY.media)) studio.media.poll();
    this.#lookAtStream(now);
    this.#lookAtRows(now);
    this.#lookAtTakes(now);
    if (this.#isDue('disk', now, EVERY.disk)) void this.#lookAtDisk();
  }

  #lookAtTransport(now: number): void {
    const { transport, updates } = this.#studio;
    const status = transport.status;
    const shown = this.#shownTransport;
    const hasOnlyMoved =
      shown !== null &&
      shown.state === status.state &&
      shown.originFrame === status.originFrame &&
      shown.loopPass === status.loopPass;
    if (hasOnlyMoved) {
      if (shown.positionFrame === status.positionFrame) return;
      if (status.state !== 'stopped' && !this.#isDue('position', now, EVERY.position)) return;
    }
    this.#shownTransport = status;
    updates.put({ transport: status });
  }

  #lookAtStream(now: number): void {
    const { engine, dropoutLog, updates, transport, takes, project, isBusy } = this.#studio;
    const { stream } = engine;
    const every = isBusy ? EVERY.counters : EVERY.idleCounters;
    if (this.#isDue('counters', now, every)) updates.put({ counters: dropoutLog.counters(stream) });
    if (stream === null) {
      // Without a stream nothing sounds: no meter may keep its last peak.
      if (!this.#wereSilent) updates.put({ meters: SILENCE });
      this.#wereSilent = true;
      return;
    }
    if (this.#isDue('dropouts', now, EVERY.dropouts)) {
      const dropouts = dropoutLog.poll(
        stream,
        engine.status.streamNumber,
        transport.status.originFrame,
      );
      if (dropouts.length > 0) updates.put({ dropouts });
    }
    if (!this.#isDue('meters', now, EVERY.meters)) return;
    const meters = readMeters(stream, project.project, transport, takes);
    const areSilent = isSilent(meters);
    if (!areSilent || !this.#wereSilent) updates.put({ meters });
    this.#wereSilent = areSilent;
  }

  #lookAtRows(now: number): void {
    const { actionLog, updates } = this.#studio;
    const hasRows = actionLog.liveCount > 0;
    if (!hasRows && !this.#hadRows) return;
    const every = actionLog.liveCount > MANY_ROWS ? EVERY.manyRows : EVERY.rows;
    if (hasRows && !this.#isDue('rows', now, every)) return;
    this.#hadRows = hasRows;
    const activeActions = actionLog.liveRows();
    const active = activeActions.filter(({ state }) => state === 'active').length;
    updates.put({ activeActions, pendingCount: Math.max(0, actionLog.liveCount - active) });
  }

  #lookAtTakes(now: number): void {
    const { takes, updates } = this.#studio;
    const hasTakes = takes.isRecording;
    if (!hasTakes && !this.#hadTakes) return;
    if (hasTakes && !this.#isDue('takes', now, EVERY.takes)) return;
    this.#hadTakes = hasTakes;
    updates.put({ takesInProgress: takes.inProgress() });
  }

  async #lookAtDisk(): Promise<void> {
    const { folder, project, updates } = this.#studio;
    const diskSecondsLeft = await takeSecondsLeft(folder.takes, project.project);
    if (diskSecondsLeft === this.#studio.diskSecondsLeft) return;
    this.#studio.diskSecondsLeft = diskSecondsLeft;
    updates.put({ diskSecondsLeft });
  }
}
