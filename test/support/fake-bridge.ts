/**
 * A bridge without main: an invented session and engine behind the treaty's own types, so that the
 * whole screen runs in a plain browser and the store under plain Node. Time passes by `tick` only.
 */

import { NO_STATS } from '../../preload/actions.ts';
import type {
  Bridge,
  Handlers,
  ImportReport,
  Placement,
  RequestName,
  Snapshot,
  Update,
  WindowCommand,
} from '../../preload/contract.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Notice } from '../../preload/engine.ts';
import { type Failure, failure, success } from '../../preload/outcome.ts';
import { emptyProject, findSource, type Project, type Take } from '../../preload/project.ts';
import { FAKE_DEVICES } from './fake-devices.ts';
import { FakeEngine, type Misfortune } from './fake-engine.ts';
import { fakePeaks } from './fake-peaks.ts';
import {
  type ConfirmedEdit,
  FakeSession,
  fakeBuffer,
  fakeClip,
  fakeTrack,
  pilotSession,
} from './fake-session.ts';

export interface FakeOptions {
  readonly project?: Project;
  /** By clip id. */
  readonly misfortunes?: Readonly<Record<string, Misfortune>>;
}

export class FakeMain {
  readonly session: FakeSession;
  readonly engine = new FakeEngine();
  readonly acknowledged: number[] = [];
  /** Every request, in order. */
  readonly requests: { readonly name: RequestName; readonly payload: unknown }[] = [];
  /** Answers the next request of this name with a failure. */
  readonly refusals = new Map<RequestName, Failure>();
  readonly bridge: Bridge;
  #sequence = 0;
  #sentFinished = 0;
  #sentDropouts = 0;
  #hasNewEdits = false;
  #edits: ConfirmedEdit[] = [];
  #log: Notice[] = [];
  #sentLog = 0;
  readonly #updateListeners = new Set<(update: Update) => void>();
  readonly #commandListeners = new Set<(command: WindowCommand) => void>();

  constructor({ project = emptyProject('Untitled', 48_000), misfortunes = {} }: FakeOptions = {}) {
    this.session = new FakeSession(project);
    this.engine.misfortunes = misfortunes;
    this.bridge = {
      ...this.#recorded(this.#handlers()),
      importDroppedFiles: async (files, placement) =>
        this.#import(
          files.map((f) => f.name),
          placement,
        ),
      onUpdate: (listener) => {
        this.#updateListeners.add(listener);
        return () => this.#updateListeners.delete(listener);
      },
      onCommand: (listener) => {
        this.#commandListeners.add(listener);
        return () => this.#commandListeners.delete(listener);
      },
      platform: 'linux',
    };
  }

  /** Lets seconds of stream time pass and tells the window what changed. */
  tick(seconds: number): Update {
    this.engine.advance(Math.round(seconds * 48_000));
    return this.send({});
  }

  /** Sends an update with what is new, and `more`. */
  send(more: Partial<Update>): Update {
    const { engine, session } = this;
    this.#sequence += 1;
    const finishedActions = engine.finished.slice(this.#sentFinished);
    const dropouts = engine.dropouts.slice(this.#sentDropouts);
    const update: Update = {
      sequence: this.#sequence,
      ...(this.#edits.length > 0 ? { edits: this.#edits } : {}),
      ...(this.#hasNewEdits ? this.#undoLabels() : {}),
      counters: engine.counters,
      transport: engine.transport,
      meters: engine.meters(session.project),
      takesInProgress: engine.takes,
      activeActions: engine.actions,
      pendingCount: engine.actions.filter((row) => row.state === 'pending').length,
      finishedActions,
      finishedCount: engine.finished.length,
      dropouts,
      log: this.#log.slice(this.#sentLog),
      ...more,
    };
    this.#sentFinished = engine.finished.length;
    this.#sentDropouts = engine.dropouts.length;
    this.#sentLog = this.#log.length;
    this.#edits = [];
    this.#hasNewEdits = false;
    for (const listener of this.#updateListeners) listener(update);
    return update;
  }

  /** An edit of main's own, e.g. a take that ended. */
  addEdit(edit: Edit, label: string): void {
    const confirmed = this.session.edit(edit, label, null, null);
    if (confirmed.ok) this.#tell(confirmed.value);
  }

  say(severity: Notice['severity'], message: string): void {
    this.#log.push({ id: this.#log.length + 1, severity, message, wallTime: Date.now() });
  }

  command(command: WindowCommand): void {
    for (const listener of this.#commandListeners) listener(command);
  }

  /** As if an update had been lost on the way. */
  loseUpdate(): void {
    this.#sequence += 1;
  }

  #tell(confirmed: ConfirmedEdit): void {
    this.#edits.push(confirmed);
    this.#hasNewEdits = true;
  }

  #undoLabels(): Partial<Update> {
    const { undoLabel, redoLabel } = this.session;
    return { undoLabel, redoLabel, savedWallTime: Date.now() };
  }

  #snapshot(): Snapshot {
    const { engine, session } = this;
    this.#edits = [];
    this.#sentFinished = engine.finished.length;
    const finished = engine.finished.filter((row) => row.clipId !== null);
    return {
      sequence: this.#sequence,
      revision: session.revision,
      project: session.project,
      undoLabel: session.undoLabel,
      redoLabel: session.redoLabel,
      stream: engine.stream,
      counters: engine.counters,
      transport: engine.transport,
      media: [...session.media.values()],
      takesInProgress: engine.takes,
      activeActions: engine.actions,
      pendingCount: engine.actions.filter((row) => row.state === 'pending').length,
      finishedActions: engine.finished.slice(-1000),
      finishedCount: engine.finished.length,
      clipResults: Object.fromEntries(finished.map((row) => [row.clipId, row])),
      dropouts: engine.dropouts,
      log: this.#log,
      savedWallTime: Date.now(),
      diskSecondsLeft: 42_000,
    };
  }

  #recorded(handlers: Handlers): Handlers {
    const names = Object.keys(handlers) as RequestName[];
    const recorded = names.map((name) => [
      name,
      async (payload: never) => {
        this.requests.push({ name, payload });
        const refusal = this.refusals.get(name);
        this.refusals.delete(name);
        if (refusal !== undefined) return failure(refusal.code, refusal.message);
        return (handlers[name] as (payload: never) => Promise<unknown>)(payload);
      },
    ]);
    return Object.fromEntries(recorded) as Handlers;
  }

  #handlers(): Handlers {
    const { engine, session } = this;
    return {
      snapshot: async () => success(this.#snapshot()),
      acknowledge: async ({ sequence }) => {
        this.acknowledged.push(sequence);
        return success(null);
      },
      edit: async ({ edit, label, mergeKey, editId }) => {
        const confirmed = session.edit(edit, label, mergeKey, editId);
        if (!confirmed.ok) return confirmed;
        this.#tell(confirmed.value);
        return success({ revision: confirmed.value.revision });
      },
      undo: async () => this.#step(session.undo()),
      redo: async () => this.#step(session.redo()),
      importFiles: async ({ paths, placement }) => this.#import(paths, placement),
      chooseFiles: async ({ placement }) => this.#import(['chosen file.wav'], placement),
      cancelImport: async ({ sourceId }) => this.#setMedia(sourceId, { state: 'cancelled' }),
      relinkBuffer: async ({ sourceId }) => this.#setMedia(sourceId, { state: 'ready' }),
      loadDemo: async () => this.#loadDemo(),
      peaks: async ({ sourceId, startFrame, framesPerBin, count }) => {
        const take = engine.takes.find((other) => other.takeId === sourceId);
        const source = findSource(session.project, sourceId);
        const known = take?.frames ?? session.media.get(sourceId)?.readyFrames ?? source?.frames;
        const channels = take?.channels.length ?? source?.channels ?? 1;
        return success(fakePeaks(sourceId, channels, startFrame, framesPerBin, count, known ?? 0));
      },
      audition: async () => success(null),
      play: async ({ fromFrame }) => {
        engine.play(session.project, fromFrame ?? engine.transport.positionFrame);
        return success(null);
      },
      stop: async () => {
        for (const take of engine.stop()) this.#keepTake(take);
        return success(null);
      },
      seek: async ({ frame }) => this.#seek(frame),
      record: async () => this.#record(),
      monitorInput: async ({ enabled }) => {
        engine.isMonitoring = enabled;
        return success(null);
      },
      schedule: async ({ requests }) => success({ ids: requests.map((_, index) => 9000 + index) }),
      cancelAction: async ({ id }) =>
        engine.cancel(id)
          ? success(null)
          : failure('action-finished', `Action ${id} has already finished.`),
      fetchAndResetStats: async () => this.#fetchAndReset(),
      finishedActions: async ({ from, count }) =>
        success({ rows: engine.finished.slice(from, from + count) }),
      saveActions: async () => success({ path: '/home/person/actions.csv' }),
      devices: async () => success(FAKE_DEVICES),
      applyDevice: async (choice) => {
        const device = FAKE_DEVICES.devices.find((other) => other.key === choice.outputKey);
        engine.stream = {
          ...engine.stream,
          ...choice,
          choice,
          outputDevice: device?.name ?? null,
          run: engine.stream.run + 1,
        };
        this.send({ stream: engine.stream });
        return success(engine.stream);
      },
    };
  }

  #step(confirmed: ReturnType<FakeSession['undo']>) {
    if (!confirmed.ok) return confirmed;
    this.#tell(confirmed.value);
    return success({ label: this.session.undoLabel });
  }

  #seek(frame: number) {
    const { engine, session } = this;
    const isPlaying = engine.transport.state === 'playing';
    if (isPlaying) engine.stop();
    engine.transport = { ...engine.transport, positionFrame: frame };
    if (isPlaying) engine.play(session.project, frame);
    return success(null);
  }

  #record() {
    const { engine, session } = this;
    if (!session.project.tracks.some((track) => track.armed)) {
      const index = session.project.tracks.length;
      const track = fakeTrack(index, `Track ${index + 1}`, { armed: true });
      this.addEdit({ kind: 'insertTracks', tracks: [{ index, track }] }, 'Add track');
    }
    const number = session.project.takes.length + 1;
    const position = engine.transport.positionFrame;
    engine.record(session.project, `take-${number}`, `Take ${number}`, position);
    return success(null);
  }

  #keepTake(inProgress: FakeEngine['takes'][number]): void {
    const take: Take = {
      id: inProgress.takeId,
      name: inProgress.name,
      file: `${inProgress.takeId}.wav`,
      channels: inProgress.channels.length,
      frames: inProgress.frames,
      sampleRate: 48_000,
      trackId: inProgress.trackId,
      recoveredFrames: 0,
      account: {
        actionId: 1,
        run: this.engine.stream.run,
        outcome: 'completed',
        startStreamFrame: 0,
        originFrame: 0,
        latencyFrames: 256,
        latencySource: 'driver',
        stats: { ...NO_STATS, blocks: 1, minBlockSize: 256, maxBlockSize: 256 },
        device: 'Virtual loopback',
      },
    };
    const clip = {
      ...fakeClip(`clip-of-${take.id}`, inProgress.trackId, fakeBuffer(take.id, take.name, 1), 0),
      startFrame: inProgress.startFrame,
      lengthFrames: Math.max(1, take.frames),
    };
    const edits: Edit[] = [
      { kind: 'insertTakes', takes: [take] },
      { kind: 'insertClips', clips: [clip] },
    ];
    this.addEdit({ kind: 'batch', edits }, 'Record');
  }

  #fetchAndReset() {
    const { counters } = this.engine;
    this.engine.counters = { ...counters, ...NO_STATS };
    return success(counters);
  }

  #setMedia(sourceId: string, patch: { state: 'cancelled' | 'ready' }) {
    const before = this.session.media.get(sourceId);
    if (before === undefined) return failure('source-unknown', 'That sound is gone.');
    const status = { ...before, ...patch };
    this.session.media.set(sourceId, status);
    this.send({ media: [status] });
    return success(null);
  }

  #import(names: readonly string[], placement: Placement | null) {
    const report = { sourceIds: [] as string[], clipIds: [] as string[], refusals: [] };
    for (const path of names) {
      const name = path.split('/').at(-1) ?? path;
      const number = this.session.project.buffers.length + 1;
      const buffer = fakeBuffer(`b-${number}-${name}`, name, 3);
      this.addEdit({ kind: 'insertBuffers', buffers: [buffer] }, `Import ${name}`);
      report.sourceIds.push(buffer.id);
      if (placement === null) continue;
      const trackId = placement.trackId ?? this.#newTrack();
      const clip = {
        ...fakeClip(`clip-of-${buffer.id}`, trackId, buffer, 0, { name }),
        startFrame: placement.startFrame,
      };
      this.addEdit({ kind: 'insertClips', clips: [clip] }, `Add ${name}`);
      report.clipIds.push(clip.id);
    }
    this.send({});
    return success<ImportReport>(report);
  }

  #newTrack(): string {
    const index = this.session.project.tracks.length;
    const track = fakeTrack(index, `Track ${index + 1}`);
    this.addEdit({ kind: 'insertTracks', tracks: [{ index, track }] }, 'Add track');
    return track.id;
  }

  #loadDemo() {
    const { tracks, buffers, clips } = pilotSession();
    const edits: Edit[] = [
      { kind: 'insertTracks', tracks: tracks.map((track, index) => ({ index, track })) },
      { kind: 'insertBuffers', buffers },
      { kind: 'insertClips', clips },
    ];
    this.addEdit({ kind: 'batch', edits }, 'Load the demo');
    this.send({});
    const sourceIds = buffers.map(({ id }) => id);
    return success<ImportReport>({ sourceIds, clipIds: clips.map(({ id }) => id), refusals: [] });
  }
}
