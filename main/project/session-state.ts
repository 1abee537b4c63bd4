/**
 * What a session keeps on disk, and what its files look like. Knows no schema and no addon, because
 * the appender's thread loads it.
 * - `session.rtmixer`: a snapshot, and the number of the last edit in it.
 * - `edits.ndjson`: a header, then what came after the snapshot, one entry a line.
 */
import { applyEdit, type Edit } from '../../preload/edits.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';
import type { TakeRecord } from './take-records.ts';

export const SESSION_NAME = 'rtmixer-session';
export const SESSION_VERSION = 8;
export const EDITS_NAME = 'rtmixer-edits';
export const EDITS_VERSION = 4;

export interface SessionState {
  /** Counts the entries since the session was made. */
  readonly revision: number;
  readonly project: Project;
  /** Of takes that were recorded or removed, so that none is taken for a lost one. */
  readonly takes: readonly TakeRecord[];
}

export interface SessionSnapshot extends SessionState {
  /** Random; edits name the snapshot they follow. '' = of a version without. */
  readonly id: string;
  /** Edits that follow this earlier snapshot follow this one, too; null = none do. */
  readonly before: string | null;
}

/** One change of a session: an edit of its project, or records of takes, which replace those of the
 * same files. */
export type SessionEntry =
  | { readonly edit: Edit }
  | { readonly takeRecords: readonly TakeRecord[] };

export type NumberedEntry = SessionEntry & { readonly revision: number };

/** The state after an entry. Pure; codes as `applyEdit`. */
export function applyEntry(state: SessionState, entry: NumberedEntry): Outcome<SessionState> {
  const { revision } = entry;
  if ('takeRecords' in entry) {
    const records = new Map(state.takes.map((record) => [record.file, record]));
    for (const record of entry.takeRecords) records.set(record.file, record);
    return success({ ...state, revision, takes: [...records.values()] });
  }
  const applied = applyEdit(state.project, entry.edit);
  if (!applied.ok) return failure(applied.code, applied.message);
  return success({ ...state, revision, project: applied.value.project });
}

/** What a snapshot says beside its header, in the order in which it is written. */
export function snapshotContent({ id, before, revision, takes, project }: SessionSnapshot): object {
  return { id, before, revision, takes, project };
}

export function snapshotText(snapshot: SessionSnapshot): string {
  const header = { format: SESSION_NAME, version: SESSION_VERSION };
  return `${JSON.stringify({ ...header, ...snapshotContent(snapshot) }, null, 1)}\n`;
}

/** The first line of `edits.ndjson`. @param after the id of the snapshot they follow */
export function editsHeader(after: string): string {
  return `${JSON.stringify({ format: EDITS_NAME, version: EDITS_VERSION, after })}\n`;
}

export function entryLine(revision: number, entry: SessionEntry): string {
  return `${JSON.stringify({ revision, ...entry })}\n`;
}
