/**
 * The studio: creates and connects the services. Knows no Electron, so that tests run it whole with
 * an invented native side and an invented window.
 */
import path from 'node:path';
import type { OpeningStatus, Snapshot, Update } from '../preload/contract.ts';
import type { RunHeader } from '../preload/run.ts';
import type { Frames } from '../preload/units.ts';
import type { Audible } from '../preload/verdict.ts';
import { ActionLog } from './accounts/action-log.ts';
import { ReportMaker } from './accounts/report/report-maker.ts';
import { RunTables } from './accounts/run-tables.ts';
import { type KeptResults, readKeptResults } from './accounts/runs/kept-results.ts';
import type { RunRecorder } from './accounts/runs/run-recorder.ts';
import type { RunStore } from './accounts/runs/run-store.ts';
import { SessionRuns } from './accounts/runs/session-runs.ts';
import type { Arguments } from './arguments.ts';
import type { BackgroundWorker } from './background-workers.ts';
import { DiskReserve } from './disk-reserve.ts';
import { DropoutWatch } from './dropout-watch.ts';
import { DeviceService, type EnumerateInSubprocess } from './engine/device-service.ts';
import { Engine, type EngineOptions } from './engine/engine.ts';
import type { NativeMixer } from './engine/native-mixer.ts';
import { OutageLog } from './engine/outage-log.ts';
import { keepFaultsBy } from './faults.ts';
import type { Conversions } from './media/conversions.ts';
import { ImportService } from './media/import-service.ts';
import type { MediaService } from './media/media-service.ts';
import { sessionMedia } from './media/session-media.ts';
import { Notices } from './notices.ts';
import { DirectActions } from './playback/direct-actions.ts';
import { isHeard, scopeOfEdit } from './playback/edit-scope.ts';
import { RangeExports } from './playback/export/range-exports.ts';
import { costsKeptIn } from './playback/lead.ts';
import { Transport } from './playback/transport.ts';
import { PollLoop } from './poll-loop.ts';
import { ProjectService } from './project/project-service.ts';
import { type OpenedSession, openSession } from './project/session-folder.ts';
import type { SessionFolder } from './project/session-paths.ts';
import { adoptRate, isEmptySession } from './project/session-rate.ts';
import { SessionSaving } from './project/session-saving.ts';
import { openSettings, type Settings } from './settings.ts';
import { InputMonitor } from './takes/input-monitor.ts';
import { TakeJournal } from './takes/take-journal.ts';
import { recoverTakes } from './takes/take-recovery.ts';
import { TakeService } from './takes/take-service.ts';
import { Updates } from './updates.ts';

const SNAPSHOT_ROWS = 100;

export interface StudioOptions {
  /** Where the session, the settings and the log live; made when missing. */
  readonly userDataFolder: string;
  readonly native: NativeMixer;
  readonly arguments: Pick<Arguments, 'hostApi' | 'device' | 'virtual'>;
  /** Sends one update to the window; false = there is none. */
  readonly send: (update: Update) => boolean;
  readonly enumerateInSubprocess: EnumerateInSubprocess | null;
  /** Of the program and its parts, for accounts; absent = only Node's is known. */
  readonly versions?: RunHeader['versions'];
  /** Who hears what is played, for accounts; absent = the stream says so. */
  readonly audible?: Audible;
  /** Asks the system once for the microphone; false = denied. */
  readonly mayUseInput: () => Promise<boolean>;
  /** Nothing stands in for a device that is missing at the start; absent = false. */
  readonly waitsForDevice?: boolean;
  /** Milliseconds of a monotonic clock, by which the timeline runs on without a device; absent = the
   * process's. */
  readonly now?: () => number;
  /** To be opened in place of the data folder's own. */
  readonly session?: OpenedSession;
  /** The settings are read, the session is not yet: the window may open meanwhile. */
  /** The session is being read; absent = nobody waits for it. */
  readonly onReadingRun?: (status: OpeningStatus) => void;
  readonly onSettings?: (settings: Settings, notices: Notices) => void;
}

interface Loaded {
  /** Where the transport stands at first. */
  readonly positionFrame: Frames;
  readonly isRestarted: boolean;
  readonly session: OpenedSession;
  readonly settings: Settings;
  readonly notices: Notices;
  readonly reserve: DiskReserve;
  readonly kept: KeptResults;
}

export class Studio {
  readonly folder: SessionFolder;
  readonly settings: Settings;
  readonly notices: Notices;
  readonly native: NativeMixer;
  readonly updates: Updates;
  readonly project: ProjectService;
  readonly devices: DeviceService;
  readonly engine: Engine;
  readonly media: MediaService;
  readonly conversions: Conversions;
  readonly actionLog: ActionLog;
  readonly sessionRuns: SessionRuns;
  readonly reports: ReportMaker;
  readonly runTables: RunTables;
  readonly exports: RangeExports;
  readonly outageLog: OutageLog;
  readonly transport: Transport;
  readonly dropouts: DropoutWatch;
  readonly takes: TakeService;
  readonly imports: ImportService;
  readonly actions: DirectActions;
  readonly inputMonitor: InputMonitor;
  readonly pollLoop: PollLoop;
  /** What the poll loop watches. */
  readonly workers: readonly BackgroundWorker[];
  readonly reserve: DiskReserve;
  readonly saving: SessionSaving;
  readonly #takeJournal: TakeJournal;
  readonly #isWholeSession: boolean;
  readonly #waitsForDevice: boolean;
  readonly #isRestarted: boolean;
  /** Until the last write. */
  readonly #lock: Disposable | null;

  constructor(options: StudioOptions, loaded: Loaded) {
    const { native, now = () => performance.now() } = options;
    this.outageLog = new OutageLog(now);
    this.#waitsForDevice = options.waitsForDevice ?? false;
    const { notices, settings } = loaded;
    const { folder } = loaded.session;
    this.folder = folder;
    this.settings = settings;
    this.notices = notices;
    this.native = native;
    this.#isWholeSession = loaded.session.isWhole;
    this.reserve = loaded.reserve;
    this.#lock = loaded.session.lock;
    this.updates = new Updates(options.send);
    this.project = new ProjectService(loaded.session.project);
    this.saving = this.#sessionSaving(loaded);
    this.#takeJournal = new TakeJournal(loaded.session.takes, this.saving);
    this.actionLog = new ActionLog(() => this.project.clipsInReach());
    const { project, actionLog } = this;
    this.devices = new DeviceService(native, options.enumerateInSubprocess);
    this.engine = new Engine(this.#engineOptions(options));
    const { engine } = this;
    const isActive = () => this.isActive;
    const sounds = { native, folder, notices, project, isActive, settings };
    const { media, conversions } = sessionMedia(sounds);
    this.media = media;
    this.conversions = conversions;
    this.#isRestarted = loaded.isRestarted;
    const begin = { keptCosts: costsKeptIn(settings), positionFrame: loaded.positionFrame };
    const outages = { outageLog: this.outageLog, now };
    const played = { engine, project, media, actionLog, notices };
    const arriving = () => this.imports.arriving;
    this.transport = new Transport({ ...played, ...begin, ...outages, arriving });
    const { transport, updates } = this;
    this.dropouts = new DropoutWatch({
      ...{ engine, transport, actionLog, updates },
      runNumber: () => this.recorder.presentNumber,
    });
    this.sessionRuns = this.#recordRuns(options, loaded);
    this.reports = this.#reportMaker();
    this.#restore(loaded.kept);
    this.runTables = new RunTables((runId) => this.sessionRuns.endedRows(runId));
    const shared = { engine, project, media, actionLog };
    this.takes = new TakeService({
      ...shared,
      native,
      transport,
      notices,
      folder,
      journal: this.#takeJournal,
      saveSession: () => this.save(),
      reserve: this.reserve,
      dropoutsOf: (streamNumber) => this.dropouts.allOf(streamNumber),
    });
    this.actions = new DirectActions({ ...shared, notices, transport });
    this.exports = this.#rangeExports();
    this.inputMonitor = new InputMonitor({ engine, project, transport, actionLog, notices });
    const imported = { conversions, project, folder, media, notices };
    this.imports = new ImportService({ ...imported, available: () => engine.available() });
    this.workers = [this.takes, this.media.readers];
    this.pollLoop = new PollLoop(this);
    this.#follow();
  }

  #engineOptions({ native, arguments: given, mayUseInput }: StudioOptions): EngineOptions {
    const { devices, notices, project, actionLog } = this;
    return {
      native,
      devices,
      notices,
      sessionRate: () => project.project.sampleRate,
      commandLine: given,
      virtual: given.virtual,
      adoptRate: (rate) => isEmptySession(project.project) && adoptRate(project, rate).ok,
      mayUseInput,
      lostWith: (streamNumber) => actionLog.lostWith(streamNumber),
      onDeviceLoss: () => project.project.onDeviceLoss,
      lossState: () => ({
        runsOn: this.transport.isPlaying,
        isRecording: this.takes.isRecording,
      }),
    };
  }

  #recordRuns({ versions, audible }: StudioOptions, { session, kept }: Loaded): SessionRuns {
    const { engine, transport, project, actionLog, saving, notices } = this;
    return new SessionRuns({
      engine,
      transport,
      project,
      actionLog,
      files: saving,
      folder: session.folder.runs,
      versions: versions ?? [{ name: 'Node', version: process.versions.node }],
      isHeard: ({ edit, ...sides }) => isHeard(scopeOfEdit(edit, sides)),
      ...(audible === undefined ? {} : { audible }),
      lastNumber: kept.runNumber,
      shown: () => {
        const { log } = this.dropouts;
        const dropouts = log.dropouts.filter(({ runNumber }) => runNumber === log.totals.runNumber);
        const { outages } = this.outageLog;
        return { dropouts, outages, streamNumber: engine.status.streamNumber };
      },
      onNote: (what, error) => notices.record(what, error),
      onWarning: (sentence) => notices.error(sentence),
    });
  }

  #rangeExports(): RangeExports {
    const { project, media, notices } = this;
    const onJob = (exportJob: Snapshot['exportJob']) => {
      this.updates.put({ exportJob });
      this.pollLoop.wake();
    };
    return new RangeExports({ project, media, notices, onJob });
  }

  #reportMaker(): ReportMaker {
    const onJobs = (reportJobs: Snapshot['reportJobs']) => {
      this.updates.put({ reportJobs });
      this.pollLoop.wake();
    };
    return new ReportMaker({ folder: this.folder.runs, runs: this.runs, onJobs });
  }

  /** What the runs of earlier starts left. */
  #restore({ numbers, clipResults, dropouts, outages }: KeptResults): void {
    const clips = new Set(this.project.project.clips.map(({ id }) => id));
    const ofClips = [...clipResults.values()].filter(({ row }) => clips.has(row.clipId ?? ''));
    this.actionLog.restore({ ...numbers, clipResults: ofClips });
    this.engine.countStreamsFrom(numbers.streamNumber);
    this.dropouts.restore(dropouts.at(-1)?.runNumber ?? 0, dropouts);
    this.outageLog.restore(outages);
  }

  #sessionSaving({ session, notices, reserve }: Loaded): SessionSaving {
    return new SessionSaving({
      session,
      notices,
      reserve,
      state: () => ({ project: this.project.project, takes: this.#takeJournal.records }),
      onStatus: (status) => this.updates.put(status),
    });
  }

  /** Runs that the session keeps. */
  get runs(): RunStore {
    return this.sessionRuns.store;
  }

  /** Belongs to the run that goes on; nothing is recorded where none does. */
  get recorder(): RunRecorder {
    return this.sessionRuns.recorder;
  }

  /** True while something sounds, is recorded or decoded, or a meter is looked at. */
  get isBusy(): boolean {
    return this.isActive || this.media.isBusy || this.inputMonitor.isOpen;
  }

  /** True while something sounds or is recorded. */
  get isActive(): boolean {
    return this.transport.isPlaying || this.takes.isRecording || this.actionLog.liveCount > 0;
  }

  /** Recovers takes, opens sounds and the first stream. Failures become notices. */
  async begin(): Promise<void> {
    const { native, folder, project, notices, media, engine } = this;
    this.saving.begin();
    void this.sessionRuns.begin();
    const journal = this.#takeJournal;
    const isWholeSession = this.#isWholeSession;
    const saveSession = () => this.save();
    const { deviceChoice } = this.settings.values;
    // What cannot be listed now is told when the stream is opened.
    const available = () =>
      engine.expected(deviceChoice).catch(() => ({ inputChannels: 0, outputChannels: 0 }));
    const saved = { native, folder, journal, project, notices, isWholeSession, saveSession };
    await recoverTakes({ ...saved, available });
    await media.begin();
    media.follow(project.project);
    this.pollLoop.wake();
    await engine.begin(deviceChoice, this.#waitsForDevice).catch((error: unknown) => {
      notices.record('opening the first stream', error);
      notices.error('No stream could be opened. Choose a device in Devices.');
    });
    await this.inputMonitor.follow();
  }

  snapshot(): Snapshot {
    const { project, engine, actionLog, media, takes, transport, dropouts, notices } = this;
    return {
      sequence: this.updates.beginSnapshot(),
      revision: project.revision,
      isRestarted: this.#isRestarted,
      project: project.project,
      undoLabel: project.undoLabel,
      redoLabel: project.redoLabel,
      stream: engine.status,
      counters: dropouts.log.counters(engine.stream),
      transport: transport.status,
      media: media.statuses,
      conversions: this.conversions.statuses,
      takesInProgress: takes.inProgress(),
      reportJobs: this.reports.jobs,
      exportJob: this.exports.job,
      ...actionLog.live(),
      finishedActions: actionLog.newest(SNAPSHOT_ROWS),
      finishedCount: actionLog.finishedCount,
      lateCount: actionLog.lateCount,
      droppedCount: actionLog.droppedCount,
      clipResults: actionLog.clipResults,
      clipRequests: actionLog.clipRequests,
      runFromRequest: actionLog.runFromRequest,
      dropouts: dropouts.log.dropouts,
      dropoutTotals: dropouts.log.totals,
      outages: this.outageLog.outages,
      log: notices.all,
      firstRecentNoticeId: notices.firstRecentId,
      ...this.saving.status,
      diskSecondsLeft: this.pollLoop.diskSecondsLeft,
    };
  }

  /** Resolves when the session is on the disk; false = it could not be written. */
  save(): Promise<boolean> {
    return this.saving.flush();
  }

  /** Closes takes, ends what plays and saves; gives why the session is not saved, null = it is. */
  async settle(): Promise<string | null> {
    await this.takes.closeAll();
    this.transport.stop();
    return (await this.save()) ? null : this.saving.failure;
  }

  /** Writes the session to another file. Rejects with the system's error. */
  saveCopy(file: string): Promise<void> {
    return this.saving.copyTo(file);
  }

  /** Remembers for the next start where the program is to go on; what plays has ended. */
  keepRestartPlace(): void {
    const session = path.basename(this.folder.root);
    const { positionFrame } = this.transport.status;
    this.settings.change({ restartPlace: { session, positionFrame } });
  }

  /** Closes takes, stream and files, and writes everything. */
  async close(): Promise<void> {
    await this.conversions.close();
    await this.reports.close();
    await this.exports.close();
    this.inputMonitor.close();
    await this.takes.closeAll();
    this.transport.stop();
    this.pollLoop.stop();
    await this.engine.close();
    this.actionLog.closeAll();
    await this.sessionRuns.close();
    await this.media.close();
    await this.saving.close();
    await this.settings.flush();
    await this.notices.flush();
    this.#lock?.[Symbol.dispose]();
  }

  #follow(): void {
    const { updates, pollLoop } = this;
    this.project.onChange(({ revision, editId, edit, before, after }) => {
      const { undoLabel, redoLabel } = this.project;
      updates.put({ edits: [{ revision, editId, edit }], undoLabel, redoLabel });
      const change = { from: before.sampleRate, to: after.sampleRate };
      if (change.from !== change.to) {
        this.dropouts.log.changeRate(change);
        this.outageLog.changeRate(change);
      }
      const hasOtherSounds = before.buffers !== after.buffers || before.takes !== after.takes;
      if (hasOtherSounds) this.media.follow(after);
      this.saving.append({ edit });
      pollLoop.wake();
    });
    this.conversions.onStatus((conversions) => {
      updates.put({ conversions });
      pollLoop.wake();
    });
    this.media.onStatus((media) => {
      updates.put({ media });
      pollLoop.wake();
    });
    this.notices.onNotice((notice) => {
      updates.put({ log: [notice] });
      pollLoop.wake();
    });
    this.transport.onChange(() => pollLoop.wake());
    this.outageLog.onChange((outages) => updates.put({ outages }));
    this.outageLog.onOutage((outage) => {
      this.recorder.record({ type: 'outage', outage });
    });
    this.actionLog.onFinished((finishedActions) => {
      const { finishedCount, lateCount, droppedCount } = this.actionLog;
      updates.put({ finishedActions, finishedCount, lateCount, droppedCount });
    });
    this.dropouts.onDropouts((dropouts) => {
      for (const dropout of dropouts) this.recorder.recordDropout(dropout);
    });
    this.actionLog.onClipRequests((clipRequests) => updates.put({ clipRequests }));
    this.actionLog.onRun((runFromRequest) => updates.put({ runFromRequest }));
    this.actionLog.onAmended((amendedActions) => updates.put({ amendedActions }));
    this.actionLog.onForgotten((forgottenClips) => updates.put({ forgottenClips }));
    this.engine.onStatus((stream) => {
      updates.put({ stream });
      pollLoop.wake();
    });
    this.engine.onStream((stream, streamNumber) => {
      this.actionLog.openStream(streamNumber, stream.sampleRate);
      stream.onActionsFinished((actions) => {
        // What they lost belongs into their accounts.
        this.dropouts.poll();
        this.actionLog.finish(actions, this.transport.askedAgainFrom(stream));
        if (actions.some(({ type }) => type === 'fetchAndResetStats')) this.#resetCounters();
        // A reader holds a file and seconds of samples; garbage collection would come much too late.
        for (const { samples } of actions) if (samples !== null) this.media.release(samples);
      });
    });
  }

  #resetCounters(): void {
    this.updates.put({ counters: this.dropouts.log.counters(this.engine.stream) });
    this.pollLoop.wake();
  }
}

/** Reads session and settings, and creates the studio; call `begin()` next. */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const { userDataFolder } = options;
  const notices = new Notices(path.join(userDataFolder, 'rtmixer.log'));
  keepFaultsBy((what, detail) => notices.record(what, detail));
  const settings = await openSettings(path.join(userDataFolder, 'settings.json'), notices);
  options.onSettings?.(settings, notices);
  const { restartPlace } = settings.values;
  if (restartPlace !== null) settings.change({ restartPlace: null });
  const { lockFile } = options.native;
  const preferred = restartPlace?.session ?? null;
  const session = options.session ?? (await openSession(userDataFolder, lockFile, preferred));
  for (const warning of session.warnings) notices.error(warning);
  const isSame = path.basename(session.folder.root) === preferred;
  const positionFrame = isSame ? (restartPlace?.positionFrame ?? 0) : 0;
  const { root, sessionFile, editsFile } = session.folder;
  const reserve = new DiskReserve(root, [sessionFile, editsFile]);
  return new Studio(options, {
    session,
    settings,
    notices,
    reserve,
    positionFrame,
    isRestarted: restartPlace !== null && isSame,
    kept: await readKeptResults(session.folder.runs, (runNumber, share) =>
      options.onReadingRun?.({ runNumber, share }),
    ),
  });
}
