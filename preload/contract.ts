/**
 * The contract: every request and event between window and main, named once. Bridge, handlers,
 * schemas and tests are derived from this file by the compiler; nothing else crosses.
 */
import type { ActionRequest, ActionRow } from './actions.ts';
import type { Appearance } from './appearance.ts';
import type { CommandId, KeyBindings } from './commands.ts';
import type { Dropout, DropoutTotals, Outage } from './dropouts.ts';
import type { Edit } from './edits.ts';
import type {
  ConversionStatus,
  DeviceChoice,
  DeviceList,
  MediaStatus,
  Meters,
  Notice,
  StreamCounters,
  StreamStatus,
  TakeInProgress,
  TransportStatus,
} from './engine.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { Project } from './project.ts';
import type { ExportJob, ExportRange, ExportResult, SoundExportFormat } from './range-export.ts';
import type { ReportFormat, ReportJob, ReportModel } from './report.ts';
import type { RunListEntry } from './run.ts';
import type { ClipHistory, RunRowsPage, RunRowsQuery } from './run-rows.ts';
import type { Frames } from './units.ts';
import type { ClipResult } from './verdict.ts';

/** Where imported files go. null in importFiles = into the Library only. */
export interface Placement {
  /** null = a new track. */
  readonly trackId: string | null;
  readonly startFrame: Frames;
  /** Several files: one track each from `startFrame`, or one after another on the same track. */
  readonly rule: 'stack' | 'sequence';
}

export interface ImportReport {
  readonly sourceIds: readonly string[];
  readonly clipIds: readonly string[];
  /** One sentence per file that could not be imported; `isTold`: by a notice already, while others
   * were waited for. */
  readonly refusals: readonly (Failure & { readonly name: string; readonly isTold: boolean })[];
}

/** What became of one request: the id of its action (null = it makes none), or why it was refused. */
export type ScheduledRequest = Outcome<{ readonly id: number | null }>;

/** A part of the peaks pyramid: `triples` holds count * channels times (min, max, RMS). */
export interface PeaksTile {
  readonly channels: number;
  /** How many bins from the front are known so far; the rest are zero. */
  readonly knownBins: number;
  readonly triples: Float32Array;
}

/** All that a window shows: at its start, after a reload or a crash, after a lost update. */
export interface Snapshot {
  /** The last update that it contains. */
  readonly sequence: number;
  readonly revision: number;
  /** The program restarted itself: it goes on where it was. */
  readonly isRestarted: boolean;
  readonly project: Project;
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
  readonly stream: StreamStatus;
  readonly counters: StreamCounters;
  readonly transport: TransportStatus;
  readonly media: readonly MediaStatus[];
  readonly conversions: readonly ConversionStatus[];
  readonly takesInProgress: readonly TakeInProgress[];
  /** Reports that are being made for longer than a moment. */
  readonly reportJobs: readonly ReportJob[];
  /** null = no part of the timeline is being exported. */
  readonly exportJob: ExportJob | null;
  /** Pending (the nearest 500) and active. */
  readonly activeActions: readonly ActionRow[];
  readonly pendingCount: number;
  /** The newest 100, newest last; all of them by `runRows`. */
  readonly finishedActions: readonly ActionRow[];
  readonly finishedCount: number;
  /** Actions of this stream that began late. */
  readonly lateCount: number;
  /** Actions of this stream that were dropped as too late. */
  readonly droppedCount: number;
  /** Of each clip the newest request that has ended. */
  readonly clipResults: Readonly<Record<string, ClipResult>>;
  /** The number of each clip's newest request, ended or not; of the passes of a loop the first. */
  readonly clipRequests: readonly { readonly clipId: string; readonly requestNumber: number }[];
  /** The first request of the last run with the transport: what was asked before it is of an earlier run. */
  readonly runFromRequest: number;
  /** The last 10,000, of all runs since the program began. */
  readonly dropouts: readonly Dropout[];
  readonly dropoutTotals: DropoutTotals;
  /** Of the last run, and since; oldest first. */
  readonly outages: readonly Outage[];
  readonly log: readonly Notice[];
  /** Notices with this id and later ones are not older than a minute. */
  readonly firstRecentNoticeId: number;
  /** Milliseconds of wall-clock time; null = never. */
  readonly savedWallTime: number | null;
  /** The last change could not be saved so far. */
  readonly isSaveFailing: boolean;
  /** Seconds of takes that fit on the disk; null = unknown. */
  readonly diskSecondsLeft: number | null;
}

/**
 * What changed since the last update; absent = unchanged. At most 60 a second, each after the last
 * was acknowledged. `sequence` counts up by 1; after a gap the window requests a snapshot.
 *
 * - `media` and `clipRequests` have what changed; `dropouts` and `log` what is new.
 * - `changedActions` has the rows of pending (the nearest 500) and active actions that are new or have
 *   changed, `actionProgress` numbers of active ones; both stay until `finishedActions` has them.
 * - `finishedActions` has the newly finished, oldest first, at most 1,000.
 */
export interface Update
  extends Partial<
    Omit<Snapshot, 'sequence' | 'revision' | 'project' | 'clipResults' | 'activeActions'>
  > {
  readonly sequence: number;
  readonly edits?: readonly {
    readonly revision: number;
    /** The editId of the request that caused it; null for main's own edits, undo and redo. */
    readonly editId: string | null;
    readonly edit: Edit;
  }[];
  /** Clips that nothing brings back: nothing is remembered of them, whatever else stands here. */
  readonly forgottenClips?: readonly string[];
  /** Rows of `finishedActions` that have got more dropouts since. */
  readonly amendedActions?: readonly ActionRow[];
  readonly meters?: Meters;
  readonly changedActions?: readonly ActionRow[];
  /** Three numbers an action: requestNumber, doneFrames, and the blocks of its stats. */
  readonly actionProgress?: Float64Array;
}

/** The steps nearest to the present one, at most 200 to each side. */
export interface UndoHistory {
  /** What can be undone, the last edit last. */
  readonly undo: readonly string[];
  /** What can be redone, the next one first. */
  readonly redo: readonly string[];
  /** There are older ones, too. */
  readonly hasOlder: boolean;
}

/** What the program says of itself. */
export interface About {
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  /** Of all parts that others made; null = none were made with this program. */
  readonly notices: string | null;
}

/** Of a run that an earlier start left without its results. */
export interface OpeningStatus {
  readonly runNumber: number;
  /** How much of it is read, 0...1. */
  readonly share: number;
}

interface Call<Payload, Value> {
  readonly payload: Payload;
  readonly value: Value;
}

/** Types only: the table below has no values at run time. */
function call<Payload, Value>(): Call<Payload, Value> {
  return {} as Call<Payload, Value>;
}

/** Every request by its name, with the types of its payload and of the value it gives. */
const REQUESTS = {
  snapshot: call<null, Snapshot>(),
  /** Answered before the session is there: the run that its opening reads; null = it reads none. */
  opening: call<null, OpeningStatus | null>(),
  /** The window has applied update `sequence`; `paceMilliseconds` is how often it shows what only moves:
   * levels, positions, progress. */
  acknowledge: call<{ readonly sequence: number; readonly paceMilliseconds: number }, null>(),

  /** `mergeKey`: equal, consecutive keys become one undo step; `renderer/store/merge-keys.ts` makes them. */
  edit: call<
    {
      readonly editId: string;
      readonly label: string;
      readonly mergeKey: string | null;
      readonly edit: Edit;
    },
    { readonly revision: number }
  >(),
  undo: call<null, { readonly label: string | null }>(),
  redo: call<null, { readonly label: string | null }>(),
  history: call<null, UndoHistory>(),
  /** Undoes (a negative number) or redoes so many steps, as far as there are any. Ends at a step that
   * cannot be taken back, with its reason. */
  walkHistory: call<{ readonly steps: number }, null>(),

  /** Paths come from dropped files, resolved in the preload script. */
  importFiles: call<
    { readonly paths: readonly string[]; readonly placement: Placement | null },
    ImportReport
  >(),
  /** Opens the system's file dialog. */
  chooseFiles: call<{ readonly placement: Placement | null }, ImportReport>(),
  cancelImport: call<{ readonly sourceId: string }, null>(),
  /** Opens a sound's file again, where its opening failed or was cancelled. */
  openSoundAgain: call<{ readonly sourceId: string }, null>(),
  /** Ends a conversion; its file is not imported then. */
  cancelConversion: call<{ readonly id: number }, null>(),
  /** Finds a sound's file again, or another one, through the system's file dialog. */
  relinkBuffer: call<{ readonly sourceId: string }, null>(),
  /** Takes a file that is not what it was as it is now. Clips that reach beyond its end are kept, with
   * silence there, or shortened. */
  adaptSound: call<{ readonly sourceId: string; readonly clips: 'keep' | 'shorten' }, null>(),
  /** Plays the kept decoded copy of a buffer whatever its file is, or the file again. */
  useCopy: call<{ readonly sourceId: string; readonly usesCopy: boolean }, null>(),
  loadDemo: call<null, ImportReport>(),
  peaks: call<
    {
      readonly sourceId: string;
      readonly startFrame: Frames;
      /** >= 1, fractions allowed. */
      readonly framesPerBin: number;
      /** 1...4,096 */
      readonly count: number;
    },
    PeaksTile
  >(),
  /** Up to `toFrame` exactly, whatever the loop; null = to the end, or round the loop. */
  play: call<{ readonly fromFrame: Frames | null; readonly toFrame: Frames | null }, null>(),
  stop: call<null, null>(),
  /** Moves the position; while playing it goes on from there. */
  seek: call<{ readonly frame: Frames }, null>(),
  /** Records a take on every armed track (makes and arms one if there is none), playing along. */
  record: call<null, null>(),

  /**
   * Actions outside the timeline, one batch in which each request is accepted or refused by itself.
   * Gives what became of each, in their order; the accounts come by updates, and so do the counters
   * after fetchAndResetStats. Code `interrupted` of a sound that was cancelled before its file was
   * opened.
   */
  schedule: call<
    { readonly requests: readonly ActionRequest[] },
    { readonly results: readonly ScheduledRequest[] }
  >(),
  /** Lines of the Actions table: ended rows of a run, chosen, folded and sorted over all of them. */
  runRows: call<RunRowsQuery, RunRowsPage>(),
  /** The last 10,000 dropouts of a kept run, in the order in which they were told. Code `run-unknown`. */
  runDropouts: call<{ readonly runId: string }, { readonly dropouts: readonly Dropout[] }>(),
  /** The runs that the session keeps, newest first. */
  /** What the newest earlier runs say of a clip. */
  clipHistory: call<{ readonly clipId: string }, ClipHistory>(),
  runs: call<null, readonly RunListEntry[]>(),
  /** What is absent stays; an empty name is none. */
  changeRun: call<
    { readonly runId: string } & Partial<Pick<RunListEntry, 'name' | 'isPinned'>>,
    null
  >(),
  /** Refused with the code `edit-refused` while the run goes on. It can be brought back until the
   * session is closed. */
  deleteRun: call<{ readonly runId: string }, null>(),
  /** Those that can be brought back, the last one first. */
  deletedRuns: call<null, readonly RunListEntry[]>(),
  /** Brings a deleted run back, with its name and pin. Code `run-unknown`. */
  restoreRun: call<{ readonly runId: string }, null>(),
  /** What a run's account says, also of one that goes on. */
  report: call<{ readonly runId: string }, ReportModel>(),
  /** Gives up a report that is being made; one that is being written goes on. `format` null = the one that
   * is to be shown. */
  cancelReport: call<{ readonly runId: string; readonly format: ReportFormat | null }, null>(),
  /** Asks for a file name, writes the report; null = the person cancelled. */
  exportReport: call<
    { readonly runId: string; readonly format: ReportFormat },
    { readonly path: string | null }
  >(),
  /** Asks for a file name, writes every kept account; null = the person cancelled. */

  /** Asks for a file name, mixes that part of the timeline into it. It lacks what cannot play, which is told. */
  exportRange: call<
    { readonly range: ExportRange; readonly format: SoundExportFormat },
    ExportResult
  >(),
  /** Gives up the export that is being made; its file is not there then. */
  cancelExport: call<null, null>(),

  /** Ends the program as quitting does, and starts it again on the same session and place. Answered
   * also when the person calls it off. */
  restart: call<null, null>(),
  /** Opens the file manager at the newest crash report. */
  showCrashReport: call<null, null>(),

  devices: call<{ readonly rescan: boolean }, DeviceList>(),
  applyDevice: call<DeviceChoice, StreamStatus>(),
  about: call<null, About>(),
  /** The keys of commands that the person changed. */
  keyBindings: call<null, KeyBindings>(),
  /** Kept in the settings; the application menu shows them. */
  changeKeyBindings: call<{ readonly bindings: KeyBindings }, null>(),
  /** What the application menu cannot do now: it shows those entries grey. */
  greyMenu: call<{ readonly commands: readonly CommandId[] }, null>(),
  /** The chosen theme, and the size of what is in the window. */
  appearance: call<null, Appearance>(),
  /** Megabytes that the samples of all sounds may take. */
  soundMemory: call<null, number>(),
  /** Kept in the settings, for the sounds that are opened from now on. */
  changeSoundMemory: call<number, null>(),
  /** Kept in the settings; menus and dialogs of the system follow. */
  changeAppearance: call<Appearance, null>(),
  /** Puts versions, devices, settings and the log on the clipboard. */
  copyDiagnostics: call<{ readonly withPaths: boolean }, null>(),
};

type Requests = typeof REQUESTS;
export type RequestName = keyof Requests;
export type Payload<Name extends RequestName> = Requests[Name]['payload'];
export type Value<Name extends RequestName> = Requests[Name]['value'];
export const REQUEST_NAMES = Object.keys(REQUESTS) as RequestName[];

/** Main's side of the requests. */
export type Handlers = {
  readonly [Name in RequestName]: (payload: Payload<Name>) => Promise<Outcome<Value<Name>>>;
};

export interface Events {
  update: Update;
  /** Chosen in the application menu. */
  command: CommandId;
}
export type EventName = keyof Events;

/** IPC channel names; nothing else is sent. */
export function requestChannel(name: RequestName): string {
  return `rtmixer:request:${name}`;
}
export function eventChannel(name: EventName): string {
  return `rtmixer:event:${name}`;
}

/** What the page may request: all but to open a path of its own choice. */
export type PageRequests = Omit<Handlers, 'importFiles'>;

/** What the window finds as `window.studio`. */
export interface Bridge extends PageRequests {
  /** Imports files dropped from the system; paths neither reach the page nor come from it. */
  readonly importDroppedFiles: (
    files: readonly DroppedFile[],
    placement: Placement | null,
  ) => Promise<Outcome<ImportReport>>;
  /** Subscribes; returns the function that ends it. */
  readonly onUpdate: (listener: (update: Update) => void) => () => void;
  readonly onCommand: (listener: (command: CommandId) => void) => () => void;
  readonly platform: 'darwin' | 'win32' | 'linux';
}

/** A File of the DOM, which preload's types do not include. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}
