/**
 * The window's copy of main's state: the last snapshot and every update since. Pure. null = an
 * update is missing: request a snapshot.
 */
import type { ActionRow } from '../../preload/actions.ts';
import type { Snapshot, Update } from '../../preload/contract.ts';
import { KEPT_DROPOUTS } from '../../preload/dropouts.ts';
import type {
  MediaStatus,
  StreamStatus,
  TakeInProgress,
  TransportStatus,
} from '../../preload/engine.ts';
import type { Project } from '../../preload/project.ts';
import { dropoutAfter } from '../../preload/rate-change.ts';
import { type ClipResult, resultAfter } from '../../preload/verdict.ts';
import { activeActionsAfter } from './active-actions.ts';
import { appliedEdit, type PendingEdit, rebase, stillPending } from './pending-edits.ts';

export interface Mirror
  extends Omit<Snapshot, 'counters' | 'transport' | 'media' | 'clipResults' | 'clipRequests'> {
  /** As main has it. */
  readonly confirmed: Project;
  readonly pending: readonly PendingEdit[];
  /** As the screen shows it: confirmed, with pending edits on top. */
  readonly project: Project;
  readonly transportState: TransportStatus['state'];
  readonly isPreparing: TransportStatus['isPreparing'];
  readonly media: ReadonlyMap<string, MediaStatus>;
  readonly clipResults: ReadonlyMap<string, ClipResult>;
  readonly clipRequests: ReadonlyMap<string, number>;
  /** Every stream that the window has seen, by its number: what its host API reports at all. */
  readonly streams: ReadonlyMap<number, StreamStatus>;
}

/** Newest rows; main is asked for others. */
const KEPT_FINISHED_ACTIONS = 100;
const KEPT_LOG_ENTRIES = 1_000;

export function mirrorFromSnapshot(
  snapshot: Snapshot,
  pending: readonly PendingEdit[] = [],
  streams: Mirror['streams'] = new Map(),
): Mirror {
  const { counters: _counters, transport, media, project, ...others } = snapshot;
  const kept = stillPending(pending, snapshot.revision, new Set());
  return {
    ...others,
    confirmed: project,
    pending: kept,
    project: rebase(project, kept),
    transportState: transport.state,
    isPreparing: transport.isPreparing,
    media: new Map(media.map((status) => [status.sourceId, status])),
    clipResults: new Map(Object.entries(snapshot.clipResults)),
    clipRequests: mergeRequests(new Map(), snapshot.clipRequests),
    streams: withStream(streams, snapshot.stream),
  };
}

/** The mirror after an update; null when an update is missing in between. An update that the
 * mirror already contains changes nothing. */
export function applyUpdate(mirror: Mirror, update: Update): Mirror | null {
  if (update.sequence <= mirror.sequence) return mirror;
  if (update.sequence !== mirror.sequence + 1) return null;
  const edited = applyConfirmedEdits(mirror, update);
  if (edited === null) return null;
  return {
    ...mirror,
    ...edited,
    ...applyActions(mirror, update),
    sequence: update.sequence,
    undoLabel: update.undoLabel === undefined ? mirror.undoLabel : update.undoLabel,
    redoLabel: update.redoLabel === undefined ? mirror.redoLabel : update.redoLabel,
    stream: update.stream ?? mirror.stream,
    streams: withStream(mirror.streams, update.stream),
    transportState: update.transport?.state ?? mirror.transportState,
    isPreparing: update.transport?.isPreparing ?? mirror.isPreparing,
    media: mediaAfter(mirror, edited.confirmed, update),
    conversions: update.conversions ?? mirror.conversions,
    reportJobs: update.reportJobs ?? mirror.reportJobs,
    exportJob: update.exportJob === undefined ? mirror.exportJob : update.exportJob,
    takesInProgress: takesAfter(mirror, update),
    dropouts: dropoutsAfter(mirror, edited.confirmed, update),
    dropoutTotals: update.dropoutTotals ?? mirror.dropoutTotals,
    outages: update.outages ?? mirror.outages,
    log: appended(mirror.log, update.log, KEPT_LOG_ENTRIES),
    isSaveFailing: update.isSaveFailing ?? mirror.isSaveFailing,
    savedWallTime: update.savedWallTime ?? mirror.savedWallTime,
    diskSecondsLeft:
      update.diskSecondsLeft === undefined ? mirror.diskSecondsLeft : update.diskSecondsLeft,
  };
}

/** Adds an edit of this window on top. */
export function withPendingEdit(mirror: Mirror, entry: PendingEdit): Mirror {
  const pending = [...mirror.pending, entry];
  return { ...mirror, pending, project: rebase(mirror.project, [entry]) };
}

/** Main has applied the edit in `revision`; it stays pending until the mirror has that revision. */
export function withAnsweredEdit(mirror: Mirror, editId: string, revision: number): Mirror {
  const answered = mirror.pending.map((entry) =>
    entry.editId === editId ? { ...entry, revision } : entry,
  );
  const pending = stillPending(answered, mirror.revision, new Set());
  const isGone = pending.length !== answered.length;
  return {
    ...mirror,
    pending,
    project: isGone ? rebase(mirror.confirmed, pending) : mirror.project,
  };
}

/** Main has refused the edit. */
export function withoutPendingEdit(mirror: Mirror, editId: string): Mirror {
  const pending = mirror.pending.filter((entry) => entry.editId !== editId);
  return { ...mirror, pending, project: rebase(mirror.confirmed, pending) };
}

/** Those of before a change of the session's rate stay at their times. */
function dropoutsAfter(
  { dropouts, confirmed }: Mirror,
  after: Project = confirmed,
  update: Update,
): Mirror['dropouts'] {
  const change = { from: confirmed.sampleRate, to: after.sampleRate };
  const before =
    change.from === change.to ? dropouts : dropouts.map((each) => dropoutAfter(each, change));
  return appended(before, update.dropouts, KEPT_DROPOUTS);
}

/** What is told of a stream that is closed or lost is not its own. */
function withStream(
  known: ReadonlyMap<number, StreamStatus>,
  stream: StreamStatus | undefined,
): ReadonlyMap<number, StreamStatus> {
  if (stream?.state !== 'active') return known;
  return new Map(known).set(stream.streamNumber, stream);
}

/** None after none is the same array: nothing renders for it. */
function takesAfter(mirror: Mirror, update: Update): readonly TakeInProgress[] {
  const before = mirror.takesInProgress;
  const after = update.takesInProgress ?? before;
  return before.length === 0 && after.length === 0 ? before : after;
}

function applyConfirmedEdits(mirror: Mirror, update: Update): Partial<Mirror> | null {
  if (update.edits === undefined || update.edits.length === 0) return {};
  let { confirmed, revision } = mirror;
  const editIds = new Set<string>();
  // What comes back of this window's own edits is what it has applied already.
  const own = new Map(mirror.pending.map(({ editId, edit }) => [editId, edit]));
  for (const step of update.edits) {
    const applied = appliedEdit(confirmed, own.get(step.editId ?? '') ?? step.edit);
    if (!applied.ok) return null;
    confirmed = applied.value.project;
    revision = step.revision;
    if (step.editId !== null) editIds.add(step.editId);
  }
  const pending = stillPending(mirror.pending, revision, editIds);
  return { confirmed, revision, pending, project: rebase(confirmed, pending) };
}

function applyActions(mirror: Mirror, update: Update): Partial<Mirror> {
  const finished = update.finishedActions;
  const { amendedActions } = update;
  return {
    activeActions: activeActionsAfter(mirror.activeActions, update),
    pendingCount: update.pendingCount ?? mirror.pendingCount,
    runFromRequest: update.runFromRequest ?? mirror.runFromRequest,
    finishedActions: withAmended(
      appended(mirror.finishedActions, finished, KEPT_FINISHED_ACTIONS),
      amendedActions,
    ),
    lateCount: update.lateCount ?? mirror.lateCount,
    droppedCount: update.droppedCount ?? mirror.droppedCount,
    finishedCount: update.finishedCount ?? mirror.finishedCount + (finished?.length ?? 0),
    clipResults: without(
      withAmendedResults(mergeResults(mirror.clipResults, finished), amendedActions),
      update.forgottenClips,
    ),
    clipRequests: without(
      mergeRequests(mirror.clipRequests, update.clipRequests),
      update.forgottenClips,
    ),
  };
}

function mergeResults(
  before: ReadonlyMap<string, ClipResult>,
  finished: readonly ActionRow[] | undefined,
): ReadonlyMap<string, ClipResult> {
  let results: Map<string, ClipResult> | null = null;
  for (const row of finished ?? []) {
    const { clipId } = row;
    if (clipId === null) continue;
    const result = resultAfter((results ?? before).get(clipId), row);
    if (result === null) continue;
    results ??= new Map(before);
    results.set(clipId, result);
  }
  return results ?? before;
}

/** Of a row several versions may come: the newest has the most dropouts. */
function withAmended(
  rows: readonly ActionRow[],
  amended: readonly ActionRow[] = [],
): readonly ActionRow[] {
  if (amended.length === 0) return rows;
  const newest = new Map(amended.map((row) => [row.requestNumber, row]));
  return rows.map((row) => newest.get(row.requestNumber) ?? row);
}

function withAmendedResults(
  before: ReadonlyMap<string, ClipResult>,
  amended: readonly ActionRow[] = [],
): ReadonlyMap<string, ClipResult> {
  if (amended.length === 0) return before;
  const results = new Map(before);
  for (const row of amended) {
    const result = row.clipId === null ? undefined : results.get(row.clipId);
    if (row.clipId === null || result?.row.requestNumber !== row.requestNumber) continue;
    results.set(row.clipId, { ...result, row });
  }
  return results;
}

function mergeRequests(
  before: ReadonlyMap<string, number>,
  changed: Snapshot['clipRequests'] | undefined,
): ReadonlyMap<string, number> {
  if (changed === undefined || changed.length === 0) return before;
  const requests = new Map(before);
  for (const { clipId, requestNumber } of changed) requests.set(clipId, requestNumber);
  return requests;
}

function without<T>(
  known: ReadonlyMap<string, T>,
  forgotten: readonly string[] | undefined,
): ReadonlyMap<string, T> {
  if (forgotten === undefined) return known;
  const left = new Map(known);
  for (const id of forgotten) left.delete(id);
  return left;
}

/** Those of sounds that are no longer in the session go. */
function mediaAfter(
  { media: before, confirmed }: Mirror,
  after: Project = confirmed,
  update: Update,
): ReadonlyMap<string, MediaStatus> {
  const gone = new Set([
    ...removedIds(confirmed.buffers, after.buffers),
    ...removedIds(confirmed.takes, after.takes),
  ]);
  const changed = update.media ?? [];
  if (changed.length + gone.size === 0) return before;
  const media = new Map(before);
  for (const status of changed) media.set(status.sourceId, status);
  for (const id of gone) media.delete(id);
  return media;
}

interface Identified {
  readonly id: string;
}

function removedIds(before: readonly Identified[], after: readonly Identified[]): string[] {
  if (before === after) return [];
  const left = new Set(after.map(({ id }) => id));
  return before.flatMap(({ id }) => (left.has(id) ? [] : [id]));
}

function appended<T>(
  before: readonly T[],
  added: readonly T[] | undefined,
  limit: number,
): readonly T[] {
  if (added === undefined || added.length === 0) return before;
  return [...before, ...added].slice(-limit);
}
