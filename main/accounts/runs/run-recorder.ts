/**
 * Records runs: from Play until Stop and the end of its last action, or actions without the transport
 * until nothing happened for 5 seconds. A request belongs to the run that was the newest one when it was
 * made, whenever its account comes.
 */
import { randomBytes } from 'node:crypto';
import type { ActionRow } from '../../../preload/actions.ts';
import type { Dropout } from '../../../preload/dropouts.ts';
import type { Edit } from '../../../preload/edits.ts';
import type { StreamStatus, TransportStatus } from '../../../preload/engine.ts';
import type { Project } from '../../../preload/project.ts';
import {
  RUN_FORMAT,
  RUN_VERSION,
  type RunEnd,
  type RunHeader,
  type RunOrigin,
  type RunStreamEnd,
} from '../../../preload/run.ts';
import type { TrackPlaceOf } from '../../../preload/run-rows.ts';
import type { Frames, Seconds } from '../../../preload/units.ts';
import type { Audible } from '../../../preload/verdict.ts';
import type { MixerStream } from '../../engine/native-mixer.ts';
import type { RunFileChange } from '../../project/appender.ts';
import type { ActionLog } from '../action-log.ts';
import type { EndedRows } from '../ended-rows.ts';
import { LoadWatch } from './load-watch.ts';
import { OpenRun, type RunFigures } from './open-run.ts';
import { RunColumns } from './run-columns.ts';
import { wallTimeNow } from './run-dates.ts';
import { audibleBy, buffersOf, runDevice, runSounds, runTracks } from './run-header.ts';
import type { OtherRecord } from './run-lines.ts';

/** So long after a place its dropout may be told; a run that is done waits for it. */
const DROPOUT_SECONDS = 0.2;
/** So long after the last one of several direct actions their run ends. */
const IDLE_MILLISECONDS = 5_000;

interface ProjectEdited {
  readonly edit: Edit;
  readonly before: Project;
  readonly after: Project;
}

export interface RunRecorderOptions {
  readonly engine: {
    readonly status: StreamStatus;
    readonly stream: MixerStream | null;
    readonly worstLoad: { take(stream: MixerStream): number };
    onStream(listener: (stream: MixerStream, streamNumber: number) => void): void;
    onLost(listener: () => void): void;
  };
  readonly transport: {
    readonly status: TransportStatus;
    /** The timeline runs on without its device. */
    readonly isRunningOn: boolean;
    /** Where the timeline lies on the stream; null while nothing is played. */
    readonly place: { readonly originFrame: Frames; readonly fromFrame: Frames } | null;
    /** A Play, Seek or Record is being prepared. */
    readonly isBeginning: boolean;
    onChange(listener: () => void): void;
  };
  readonly project: {
    readonly project: Project;
    readonly undoLabel: string | null;
    onChange(listener: (change: ProjectEdited) => void): void;
  };
  readonly actionLog: ActionLog;
  readonly files: {
    changeRunFile(change: RunFileChange): number;
    onRunStep(listener: (step: number) => void): void;
  };
  /** `runs/` of the session. */
  readonly folder: string;
  readonly trackPlace: TrackPlaceOf;
  /** Whether an edit changes what sounds or is to sound. */
  readonly isHeard: (change: ProjectEdited) => boolean;
  readonly versions: RunHeader['versions'];
  /** Of the newest run before; 0 = there was none. */
  readonly lastNumber: number;
  /** Where no stream says who hears it; absent = streams do. */
  readonly audible?: Audible;
  /** Milliseconds since 1970; absent = the system's clock. */
  readonly now?: () => number;
  readonly mostFileBytes?: number;
}

export class RunRecorder {
  readonly #options: RunRecorderOptions;
  readonly #load = new LoadWatch();
  readonly #endListeners: (() => void)[] = [];
  /** Oldest first; all but the newest one only wait for their last actions. */
  #runs: OpenRun[] = [];
  /** Their last lines are still handed over. */
  readonly #ended = new Set<OpenRun>();
  #lastNumber: number;
  /** Rows since the last Play. */
  #columns: RunColumns;
  #view: EndedRows | null = null;
  #endReason: RunEnd['reason'] | null = null;
  #isIdleSince: number | null = null;
  /** The timeline ran on without its device when it was looked at last. */
  #ranOn = false;
  #sounds: ReadonlySet<string> = new Set();
  #lastFrame: Frames = 0;
  /** See `RunStreamEnd`, of the newest stream, when it was read last. */
  #lastBound: Seconds | null = null;
  /** The stream before was lost with its device. */
  #wasLost = false;

  constructor(options: RunRecorderOptions) {
    this.#options = options;
    this.#lastNumber = options.lastNumber;
    this.#columns = this.#newColumns(null, 'device');
    const { actionLog, transport, engine, project, files } = options;
    actionLog.onBeginPlay(() => this.#beginPlay());
    actionLog.onRequest(() => this.#beginDirect());
    actionLog.onFinished((rows) => this.#add(rows));
    actionLog.onAmended((rows) => this.#amend(rows));
    transport.onChange(() => this.#followTransport());
    engine.onStream((_, streamNumber) => this.#followStream(streamNumber));
    engine.onLost(() => {
      this.#endStream('device-lost');
      this.#wasLost = true;
    });
    project.onChange((change) => this.#followEdit(change));
    files.onRunStep((step) => this.#columns.follow(step));
  }

  /** Ids of the runs that are written, the newest last. */
  get runIds(): readonly string[] {
    return this.#runs.map(({ runId }) => runId);
  }

  /** Of a run that goes on; null = it has ended. */
  figuresOf(runId: string): RunFigures | null {
    return this.#runs.find((run) => run.runId === runId)?.figures ?? null;
  }

  get newestNumber(): number {
    return this.#lastNumber;
  }

  /** Of the run that goes on; null = none does. */
  get presentNumber(): number | null {
    const run = this.#runs.at(-1);
    return run === undefined || run.doneAt !== null ? null : run.number;
  }

  /** Belongs to the run in which it came. */
  recordDropout(dropout: Dropout): void {
    const run = this.#runs.find(({ number }) => number === dropout.runNumber);
    run?.record({ type: 'dropout', dropout });
  }

  /** Of the last run of which nothing is live any more, nor of those before. */
  get endedNumber(): number {
    return (this.#runs[0]?.number ?? this.#lastNumber + 1) - 1;
  }

  /** What has ended since the last Play, also before this start of the program. */
  get endedRows(): EndedRows {
    const columns = this.#columns;
    // Another object where rows have changed.
    this.#view ??= {
      runId: columns.runId,
      audible: columns.audible,
      context: columns.context,
      get count() {
        return columns.count;
      },
      facts: (index) => columns.facts(index),
      key: (index, sort) => columns.key(index, sort),
      rows: (indexes) => columns.rows(indexes),
    };
    return this.#view;
  }

  /** A run has ended; its file is complete. */
  onEnd(listener: () => void): void {
    this.#endListeners.push(listener);
  }

  /** The rows of the last run of an earlier start. */
  restore(columns: RunColumns): void {
    this.#columns = columns;
    this.#view = null;
  }

  /** Belongs to the run that goes on; nothing is recorded where none does. */
  record(record: OtherRecord): void {
    this.#runs.at(-1)?.record(record);
  }

  /** Called by the poll loop. */
  tick(): void {
    const run = this.#runs.at(-1);
    if (run === undefined) return;
    this.#followOrigin(run);
    this.#followLoad(run);
    this.#endWhereDone();
  }

  /** Resolves when all that has ended until now is handed over. */
  async handedOver(): Promise<void> {
    this.#endWhereDone();
    await Promise.all([...this.#ended, ...this.#runs].map((run) => run.handedOver()));
  }

  /** Ends all, because the session is closed; nothing is live any more. */
  close(): void {
    for (const run of this.#runs) this.#end(run, this.#endReason ?? 'closed');
    for (const run of this.#ended) run.flush();
    this.#runs = [];
  }

  #newColumns(runId: string | null, audible: Audible): RunColumns {
    const { folder, trackPlace } = this.#options;
    this.#view = null;
    return new RunColumns({ runId, audible, folder, trackPlace });
  }

  #beginPlay(): void {
    const run = this.#runs.at(-1);
    // A jump stays inside.
    if (run?.kind === 'timeline' && this.#endReason === null) return;
    this.#begin('timeline');
  }

  /** Before an action is entered. */
  #beginDirect(): void {
    this.#isIdleSince = null;
    if (this.presentNumber === null) this.#begin('direct');
  }

  #begin(kind: RunHeader['kind']): void {
    const { engine, actionLog, files, now = wallTimeNow, mostFileBytes } = this.#options;
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    const runId = `${number}-${randomBytes(4).toString('hex')}`;
    const columns = () => this.#columns;
    const run: OpenRun = new OpenRun(
      {
        header: () => this.#header(runId, number, kind),
        change: (change) => files.changeRunFile(change),
        onPlaced: (rows, places) => {
          for (const [index, row] of rows.entries()) {
            const place = places[index];
            if (place !== undefined) columns().place(row, place);
          }
        },
        now,
        ...(mostFileBytes !== undefined && { mostFileBytes }),
      },
      actionLog.requestCount + 1,
    );
    this.#endStream('run-ended');
    this.#endReason = null;
    this.#isIdleSince = null;
    this.#runs.push(run);
    if (kind === 'timeline') actionLog.beginRun();
    if (kind === 'timeline' || this.#columns.count === 0) {
      this.#columns = this.#newColumns(runId, run.header.audible);
    }
    if (engine.stream !== null) this.#beginStream(run, engine.stream);
    this.#endWhereDone();
  }

  #header(
    runId: string,
    number: number,
    kind: RunHeader['kind'],
  ): Omit<RunHeader, 'part' | 'wallTime' | 'utcOffsetMinutes'> {
    const { engine, project, versions, audible } = this.#options;
    const sounds = runSounds(project.project);
    this.#sounds = new Set(sounds.map(({ sourceId }) => sourceId));
    return {
      format: RUN_FORMAT,
      version: RUN_VERSION,
      runId,
      number,
      kind,
      sessionName: project.project.name,
      versions,
      audible: audible ?? audibleBy(engine.status),
      device: runDevice(engine.status),
      tracks: runTracks(project.project),
      sounds,
    };
  }

  /** Of the run that was the newest one when it was requested. */
  #runOf({ requestNumber }: ActionRow): OpenRun | undefined {
    return this.#runs.findLast(({ firstRequest }) => firstRequest <= requestNumber);
  }

  #add(rows: readonly ActionRow[]): void {
    const newest = this.#runs.at(-1);
    if (newest === undefined) return;
    const own: ActionRow[] = [];
    for (const row of rows) {
      const run: OpenRun = this.#runOf(row) ?? newest;
      if (run === newest) own.push(row);
      else run.add([row]);
    }
    for (const row of own) this.#columns.add(row);
    newest.add(own);
    this.#endWhereDone();
  }

  #amend(rows: readonly ActionRow[]): void {
    for (const row of rows) {
      this.#runOf(row)?.amend([row]);
      if (this.#columns.amend(row)) this.#view = null;
    }
  }

  /** Requests that belong to a run and have not ended. */
  #liveOf(run: OpenRun): number {
    const next = this.#runs[this.#runs.indexOf(run) + 1];
    const after = next?.firstRequest ?? this.#options.actionLog.requestCount + 1;
    return after - run.firstRequest - run.endedCount;
  }

  #endWhereDone(): void {
    const newest = this.#runs.at(-1);
    this.#runs = this.#runs.filter((run) => {
      if (this.#liveOf(run) > 0) {
        run.doneAt = null;
        return true;
      }
      const reason = run === newest ? this.#reasonToEnd(run) : (run.lastReason ?? 'idle');
      if (reason === null || this.#mayBeTold(run)) return true;
      this.#end(run, reason);
      return false;
    });
  }

  /** Whether a dropout of a run that is done may still be told. */
  #mayBeTold(run: OpenRun): boolean {
    const { stream, status } = this.#options.engine;
    const { streamNumber } = status;
    if (stream === null || status.state !== 'active') return false;
    const { frame, sampleRate } = stream;
    run.doneAt ??= { streamNumber, frame };
    if (run.doneAt.streamNumber !== streamNumber) return false;
    return frame < run.doneAt.frame + DROPOUT_SECONDS * sampleRate;
  }

  /** Of the newest one, of which nothing is live; null = it goes on. */
  #reasonToEnd({ kind }: OpenRun): RunEnd['reason'] | null {
    if (kind === 'timeline') return this.#endReason;
    const now = performance.now();
    this.#isIdleSince ??= now;
    return now - this.#isIdleSince < IDLE_MILLISECONDS ? null : 'idle';
  }

  #end(run: OpenRun, reason: RunEnd['reason']): void {
    if (run === this.#runs.at(-1)) this.#endStream('run-ended');
    run.end(reason);
    this.#ended.add(run);
    void run.handedOver().then(() => this.#ended.delete(run));
    for (const listener of this.#endListeners) listener();
  }

  #followTransport(): void {
    const { transport, engine } = this.#options;
    const run = this.#runs.at(-1);
    if (run?.kind !== 'timeline') return;
    this.#followOrigin(run);
    const ranOn = this.#ranOn;
    this.#ranOn = transport.isRunningOn;
    // Playback that was interrupted for another stream goes on.
    if (transport.status.state !== 'stopped' || transport.isBeginning) return;
    if (this.#endReason !== null) return;
    const hasEndedByItself = this.#liveOf(run) === 0;
    this.#endReason = hasEndedByItself ? 'end-of-timeline' : 'stopped';
    // Where the timeline ran on it was ended, and not by its device.
    if (engine.status.state === 'dead' && !ranOn) this.#endReason = 'device-lost';
    run.lastReason = this.#endReason;
    this.#endWhereDone();
  }

  #followOrigin(run: OpenRun): void {
    const { transport, actionLog, engine } = this.#options;
    const { originFrame, loopPass, positionFrame, state } = transport.status;
    if (originFrame === null || run.kind !== 'timeline') return;
    const { streamNumber } = engine.status;
    const before = run.origin;
    const isSame =
      before?.streamNumber === streamNumber &&
      before.originFrame === originFrame &&
      before.loopPass === loopPass;
    if (isSame) return;
    const isRecording = state === 'recording';
    const wasLost = this.#wasLost;
    const cause = causeOf(before, { streamNumber, loopPass, isRecording, wasLost });
    // Where it began, however late this is noted.
    const { place } = transport;
    const isPlace = place?.originFrame === originFrame;
    const timelineFrame = isPlace ? place.fromFrame - originFrame : positionFrame;
    const playNumber = actionLog.playCount;
    const origin = { streamNumber, originFrame, timelineFrame, playNumber, loopPass };
    run.record({ type: 'origin', cause, ...origin });
  }

  #followLoad(run: OpenRun): void {
    const { stream, status, worstLoad } = this.#options.engine;
    if (stream === null) return;
    this.#lastFrame = stream.frame;
    this.#lastBound = stream.clockBound;
    const worstBlock = worstLoad.take(stream);
    const load = this.#load.read(stream, status.streamNumber, worstBlock);
    if (load !== null) run.record(load);
  }

  #followStream(streamNumber: number): void {
    this.#load.forget();
    const run = this.#runs.at(-1);
    const { stream } = this.#options.engine;
    if (run === undefined || stream === null) return;
    if (run.stream?.streamNumber === streamNumber) return;
    if (!run.isStreamEnded) this.#wasLost = false;
    this.#endStream('reopened');
    this.#beginStream(run, stream);
  }

  #beginStream(run: OpenRun, stream: MixerStream): void {
    const { status, worstLoad } = this.#options.engine;
    const { frame } = stream;
    this.#lastFrame = frame;
    this.#lastBound = stream.clockBound;
    // What came before the run is not its own.
    worstLoad.take(stream);
    const audible = this.#options.audible ?? audibleBy(status);
    const { streamNumber } = status;
    const device = runDevice(status);
    run.record({ type: 'stream', streamNumber, firstFrame: frame, audible, device });
  }

  /** Of the newest run; once. */
  #endStream(reason: RunStreamEnd['reason']): void {
    const run = this.#runs.at(-1);
    const { stream, status } = this.#options.engine;
    const open = run?.stream;
    if (run === undefined || open === undefined || open === null || run.isStreamEnded) return;
    const isOpen = stream !== null && status.streamNumber === open.streamNumber;
    const lastFrame = isOpen ? stream.frame : this.#lastFrame;
    const clockBoundSeconds = isOpen ? stream.clockBound : this.#lastBound;
    const { streamNumber } = open;
    run.record({ type: 'streamEnd', streamNumber, lastFrame, reason, clockBoundSeconds });
  }

  #followEdit(change: ProjectEdited): void {
    const run = this.#runs.at(-1);
    if (run === undefined) return;
    this.#followHashes(run, change);
    const { transport, engine, project } = this.#options;
    const { originFrame } = transport.status;
    if (originFrame === null || engine.stream === null || !this.#options.isHeard(change)) return;
    const { frame } = engine.stream;
    run.record({
      type: 'edit',
      label: project.undoLabel ?? '',
      streamNumber: engine.status.streamNumber,
      streamFrame: frame,
      timelineFrame: frame - originFrame,
    });
  }

  /** Hashes of sounds are read in the background. */
  #followHashes(run: OpenRun, { before, after }: ProjectEdited): void {
    if (before.buffers === after.buffers) return;
    const hashes = new Map(before.buffers.map(({ id, content }) => [id, content?.hash]));
    for (const sound of buffersOf(after, this.#sounds)) {
      if (sound.hash === null || hashes.get(sound.sourceId) === sound.hash) continue;
      run.record({ type: 'sound', sound });
    }
  }
}

function causeOf(
  before: RunOrigin | null,
  now: Pick<RunOrigin, 'streamNumber' | 'loopPass'> & {
    readonly isRecording: boolean;
    readonly wasLost: boolean;
  },
): RunOrigin['cause'] {
  if (before === null) return now.isRecording ? 'record' : 'play';
  if (before.streamNumber !== now.streamNumber) return now.wasLost ? 'rejoined' : 'reopened';
  return now.loopPass > before.loopPass ? 'loop' : 'seek';
}
