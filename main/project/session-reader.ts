/**
 * Reads a session folder up to its last whole line: takes no lock, folds nothing, changes nothing, so
 * that it may be used while a program writes there.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  isObject,
  type JsonObject,
  newerRefusal,
  type ReadFile,
  readPatiently,
  readVersionedFile,
} from '../versioned-file.ts';
import { editWithoutArranging } from './arranging-values.ts';
import { editSchema } from './project-schema.ts';
import { SESSION_FORMAT } from './session-format.ts';
import type { SessionFolder } from './session-paths.ts';
import {
  applyEntry,
  EDITS_NAME,
  EDITS_VERSION,
  type NumberedEntry,
  type SessionSnapshot,
  type SessionState,
} from './session-state.ts';
import {
  recordsWithoutDropouts,
  TAKES_FORMAT,
  type TakeRecord,
  takeRecordSchema,
  withoutDropouts,
} from './take-records.ts';

export const EDITS_TITLE = 'The file of edits';
/** Lines that cannot be used, before the rest of a file is not looked at. */
const MOST_FLAWS = 1_000;
const MOST_HEADER_BYTES = 200;
/** Entries between two others that may be missing. */
const MOST_MISSING = 1_000_000;
/** Number n - 1 makes an entry of version n + 1 of one of version n. Pure. */
const MIGRATIONS: readonly ((entry: JsonObject) => JsonObject)[] = [
  // Version 2 has edits of what a lost device does, which version 1 did not know.
  (entry) => entry,
  // Version 3 has the places at which a take's device lost frames.
  ({ edit, takeRecords, ...entry }) =>
    edit === undefined
      ? { ...entry, takeRecords: recordsWithoutDropouts(takeRecords) }
      : { ...entry, edit: editWithoutDropouts(edit) },
  // Version 4 has what version 8 of a session has.
  ({ edit, ...entry }) =>
    edit === undefined ? entry : { ...entry, edit: editWithoutArranging(edit) },
];

/** Edits that hold takes: at any depth of batches. */
function editWithoutDropouts(edit: unknown): unknown {
  if (!isObject(edit)) return edit;
  if (Array.isArray(edit.edits)) return { ...edit, edits: edit.edits.map(editWithoutDropouts) };
  return Array.isArray(edit.takes) ? { ...edit, takes: edit.takes.map(withoutDropouts) } : edit;
}

/** A program that folds meanwhile is done with it soon. */
const ATTEMPTS = 10;
const PAUSE_MILLISECONDS = 50;

export interface SessionReading {
  /** With all edits that can be read; null = there is nothing to be used. */
  readonly state: SessionState | null;
  readonly session: ReadFile<SessionSnapshot>;
  /** The name of the earlier snapshot that is used, because nothing of the session file can be. */
  readonly previous: string | null;
  readonly edits: EditsReading;
  /** Of `takes.json`; no file where the session is newer than that. */
  readonly takes: ReadFile<readonly TakeRecord[]>;
  /** True = it is `session.json`, as versions up to 4 have it. */
  readonly isOld: boolean;
}

/** What a file of edits adds to its snapshot. `value` counts the entries that were used. */
export interface EditsReading extends ReadFile<number> {
  /** The snapshot that its header names; null = there is no whole header. */
  readonly after: string | null;
  /** True = nothing may be added to it: it is of an older version, or its last line was being written,
   * which is the end and no damage. */
  readonly needsRewrite: boolean;
  /** True = they follow another snapshot, so that none was used. */
  readonly isForeign: boolean;
}

const NO_FILE: ReadFile<never> = { value: null, damage: 0, refusal: null };
const NO_EDITS: EditsReading = { ...NO_FILE, after: null, needsRewrite: false, isForeign: false };

type SessionFiles = Pick<
  SessionFolder,
  'sessionFile' | 'previousFiles' | 'editsFile' | 'oldSessionFile' | 'oldTakesFile'
>;

/** Never rejects: what keeps a file from being read is in its reading. */
export async function readSession(files: SessionFiles): Promise<SessionReading> {
  for (let attempt = 1; ; attempt += 1) {
    const reading = await readOnce(files);
    // A fold between both reads: the snapshot is older than the edits. What is told then holds for
    // folders in which nobody writes only.
    const mayBeFolded = reading.edits.isForeign && reading.session.value !== null;
    if (!mayBeFolded || attempt === ATTEMPTS) return reading;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

async function readOnce(files: SessionFiles): Promise<SessionReading> {
  const session = await readVersionedFile(files.sessionFile, SESSION_FORMAT);
  const isMissing = session.value === null && session.damage === 0 && session.refusal === null;
  if (isMissing) {
    const old = await readOld(files);
    if (old !== null) return old;
  }
  if (session.refusal !== null) {
    return { state: null, session, previous: null, edits: NO_EDITS, takes: NO_FILE, isOld: false };
  }
  const previous = session.damage === 'whole' ? await readPrevious(files.previousFiles) : null;
  const { edits, state } = await readEdits(
    files.editsFile,
    session.value ?? previous?.snapshot ?? null,
  );
  const used = previous === null ? null : path.basename(previous.file);
  return { state, session, previous: used, edits, takes: NO_FILE, isOld: false };
}

/** The newest that can be used. */
async function readPrevious(
  files: readonly string[],
): Promise<{ readonly file: string; readonly snapshot: SessionSnapshot } | null> {
  for (const file of files) {
    const { value } = await readVersionedFile(file, SESSION_FORMAT);
    if (value !== null) return { file, snapshot: value };
  }
  return null;
}

/** null = there are none of the files of versions up to 4. */
async function readOld(files: SessionFiles): Promise<SessionReading | null> {
  const session = await readVersionedFile(files.oldSessionFile, SESSION_FORMAT);
  const takes = await readVersionedFile(files.oldTakesFile, TAKES_FORMAT);
  const isThere = (read: ReadFile<unknown>) =>
    read.value !== null || read.damage !== 0 || read.refusal !== null;
  if (!isThere(session) && !isThere(takes)) return null;
  const state = session.value === null ? null : { ...session.value, takes: takes.value ?? [] };
  return { state, session, previous: null, edits: NO_EDITS, takes, isOld: true };
}

async function readEdits(
  file: string,
  snapshot: SessionSnapshot | null,
): Promise<{ readonly edits: EditsReading; readonly state: SessionState | null }> {
  const found = await readPatiently(file, EDITS_TITLE);
  const refusal = found?.refusal ?? null;
  if (found === null || refusal !== null) {
    return { edits: { ...NO_EDITS, refusal }, state: snapshot };
  }
  const lines = found.text.replace(/^\uFEFF/, '').split('\n');
  // What follows the last line break; the whole text if there is none.
  const isCut = lines.pop() !== '';
  const header = headerOf(lines[0]);
  if (header === 'newer') {
    return { edits: { ...NO_EDITS, refusal: newerRefusal(file, EDITS_TITLE) }, state: snapshot };
  }
  if (header === null) {
    // One that was being made has no whole header yet; what is no text, or too long, has none either.
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    const damage = lines.length === 0 && size <= MOST_HEADER_BYTES ? 0 : 'whole';
    return { edits: { ...NO_EDITS, damage, needsRewrite: true }, state: snapshot };
  }
  const isOwn = snapshot !== null && [snapshot.id, snapshot.before].includes(header.after);
  const { after, version } = header;
  let needsRewrite = isCut || version < EDITS_VERSION;
  const edits = { ...NO_EDITS, after, needsRewrite, isForeign: !isOwn };
  if (!isOwn) return { edits, state: snapshot };
  // A power cut may leave anything in the last line.
  if (lines.length > 1 && entryOf(lines.at(-1), version) === null) {
    lines.pop();
    needsRewrite = true;
  }
  const { state, used, flaws } = applyLines(snapshot, lines.slice(1), version);
  return { edits: { ...edits, needsRewrite, value: used, damage: flaws }, state };
}

const headerSchema = z.looseObject({
  format: z.literal(EDITS_NAME),
  version: z.number().int().min(1),
  after: z.string().min(1),
});

function headerOf(line: string | undefined): z.infer<typeof headerSchema> | 'newer' | null {
  const parsed = parsedObject(line);
  if (parsed === null) return null;
  const { format, version } = parsed;
  if (format === EDITS_NAME && Number(version) > EDITS_VERSION) return 'newer';
  const read = headerSchema.safeParse(parsed);
  return read.success ? read.data : null;
}

const revision = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.union([
  z.strictObject({ revision, edit: editSchema }),
  z.strictObject({ revision, takeRecords: z.array(takeRecordSchema) }),
]);

function entryOf(line: string | undefined, version: number): NumberedEntry | null {
  const parsed = parsedObject(line);
  if (parsed === null) return null;
  try {
    return readEntry(parsed, version);
  } catch {
    // Nested too deeply for anything of ours.
    return null;
  }
}

function readEntry(parsed: JsonObject, version: number): NumberedEntry | null {
  const migrated = MIGRATIONS.slice(version - 1).reduce((older, migrate) => migrate(older), parsed);
  const read = entrySchema.safeParse(migrated);
  return read.success ? read.data : null;
}

function parsedObject(line: string | undefined): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(line ?? '');
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Each line by itself: what cannot be used spoils nothing else. */
function applyLines(
  snapshot: SessionSnapshot,
  lines: readonly string[],
  version: number,
): { readonly state: SessionState; readonly used: number; readonly flaws: number } {
  let state: SessionState = snapshot;
  let used = 0;
  let flaws = 0;
  for (const line of lines) {
    if (flaws === MOST_FLAWS) break;
    const entry = entryOf(line, version);
    // Folded already: the snapshot has it.
    if (entry !== null && entry.revision <= state.revision) continue;
    const isNear = entry !== null && entry.revision <= state.revision + MOST_MISSING;
    const applied = isNear ? applyEntry(state, entry) : null;
    if (entry !== null && entry.revision !== state.revision + 1) flaws += 1;
    if (applied?.ok !== true) {
      flaws += 1;
      if (isNear) state = { ...state, revision: entry.revision };
      continue;
    }
    state = applied.value;
    used += 1;
  }
  return { state, used, flaws };
}
