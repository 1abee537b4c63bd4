/**
 * Files of the program's own: JSON that begins with its format and version. Version 1 had no such
 * header.
 * - An older version is migrated.
 * - A newer one and one that cannot be read now stay as they are: they must not be written.
 * - A damaged one is kept aside under another name; what can be read of it is used.
 */
import { access, constants, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { renameWhenFree } from './busy-files.ts';
import { failureOf } from './failure-of.ts';
import { parseJsonPrefix } from './json-prefix.ts';

/** Attempts to read a file that exists, and the time between them. */
const READ_ATTEMPTS = 4;
const READ_PAUSE_MILLISECONDS = 100;
/** The largest session is shorter; a longer text would fill the memory. */
const TEXT_BYTES_MAX = 2 ** 28;

export type JsonObject = Readonly<Record<string, unknown>>;

export interface FileFormat<Value> {
  /** Stands first in the file, e.g. `rtmixer-session`. */
  readonly name: string;
  /** Begins a sentence for people, e.g. `The session file`. */
  readonly title: string;
  /** A sentence for people: what happens when nothing of a damaged file can be used. */
  readonly ifLost: string;
  /** Number n - 1 makes version n + 1 of version n. Pure; leaves alone what has another shape. */
  readonly migrations: readonly ((content: JsonObject) => JsonObject)[];
  /** Reads the current version. `flaws` counts what was left out or reset; null = unusable. */
  readonly read: (content: JsonObject) => { readonly value: Value; readonly flaws: number } | null;
  readonly content: (value: Value) => object;
}

type Header = Pick<FileFormat<never>, 'name' | 'migrations'>;

export interface ReadFile<Value> {
  /** null = there is no file, or nothing in it can be used. */
  readonly value: Value | null;
  /** How many parts were left out or reset; `rest`: the text is broken from some place on. */
  readonly damage: number | 'rest' | 'whole';
  /** Why the file has to stay as it is, for people. */
  readonly refusal: string | null;
}

export function versionedText<Value>(format: FileFormat<Value>, value: Value): string {
  const header = { format: format.name, version: currentVersion(format) };
  return `${JSON.stringify({ ...header, ...format.content(value) }, null, 1)}\n`;
}

/** Reads and changes nothing. Never rejects. `readText` rejects with the system's error. */
export async function readVersionedFile<Value>(
  file: string,
  format: FileFormat<Value>,
  readText: (file: string) => Promise<string> = readRegularFile,
): Promise<ReadFile<Value>> {
  const none = { value: null, damage: 0, refusal: null };
  const found = await readPatiently(file, format.title, readText);
  if (found === null) return none;
  if (found.refusal !== null) return { ...none, refusal: found.refusal };
  const { text } = found;
  const parsed = parseObject(text);
  const content = currentContent(text, parsed ?? prefixOf(text), format);
  if (content === 'newer') return { ...none, refusal: newerRefusal(file, format.title) };
  const read = content === null ? null : format.read(content);
  if (read === null) return { ...none, damage: 'whole' };
  return { value: read.value, damage: parsed === null ? 'rest' : read.flaws, refusal: null };
}

export function newerRefusal(file: string, title: string): string {
  return `${title} ${file} was made by a newer RtMixer and stays as it is. Open it with that version.`;
}

/** The text of a file; null = there is none. Tries again before a refusal, which is a sentence for
 * people. Never rejects. */
export async function readPatiently(
  file: string,
  title: string,
  readText: (file: string) => Promise<string> = readRegularFile,
): Promise<{ readonly text: string; readonly refusal: string | null } | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { text: await readText(file), refusal: null };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      if (attempt === READ_ATTEMPTS) {
        const reason = failureOf(error).message;
        return {
          text: '',
          refusal: `${title} ${file} cannot be read and stays as it is. ${reason}`,
        };
      }
      await new Promise((resolve) => setTimeout(resolve, READ_PAUSE_MILLISECONDS));
    }
  }
}

/**
 * Keeps a damaged file aside, and writes what was read of it in its place, so that it is told once.
 * Never rejects. Gives whether the file may be written from now on, and a sentence for people.
 */
export async function mendFile<Value>(
  file: string,
  format: FileFormat<Value>,
  read: ReadFile<Value>,
): Promise<MendedFile> {
  const kept = await keepDamaged(file, format, read);
  if (kept.mayWrite && read.damage !== 0 && read.value !== null) {
    await writeFileAtomically(file, versionedText(format, read.value)).catch(() => undefined);
  }
  return kept;
}

export interface MendedFile {
  /** Whether the file may be written from now on. */
  readonly mayWrite: boolean;
  /** For people. */
  readonly warning: string | null;
}

/** Keeps a damaged file aside: a copy where something of it is used, else the file itself. Never
 * rejects. */
export async function keepDamaged(
  file: string,
  { title, ifLost }: Pick<FileFormat<never>, 'title' | 'ifLost'>,
  { value, damage, refusal }: ReadFile<unknown>,
): Promise<MendedFile> {
  if (refusal !== null || damage === 0) return { mayWrite: refusal === null, warning: refusal };
  const aside = await keepAside(file, value === null ? renameWhenFree : copyToDisk).catch(
    () => null,
  );
  if (aside === null) {
    const warning = `${title} ${file} is damaged, cannot be kept under another name and so stays as it is. Check the rights of its folder and the space on its disk.`;
    return { mayWrite: false, warning };
  }
  const kept = `The damaged file is kept as ${aside}.`;
  const warning =
    value === null
      ? `${title} was damaged. ${kept} ${ifLost}`
      : `${title} was damaged: ${damageText(damage)}. ${kept}`;
  return { mayWrite: true, warning };
}

function damageText(damage: ReadFile<never>['damage']): string {
  if (damage === 'rest') return 'it is broken from some place on; what stands before that was read';
  return `${damage === 1 ? '1 part of it was' : `${damage} parts of it were`} left out or reset`;
}

function currentVersion({ migrations }: Header): number {
  return migrations.length + 1;
}

/** What is no file with an end (a pipe, a device, a folder), or is too large to be ours, has no text. */
async function readRegularFile(file: string): Promise<string> {
  const found = await stat(file);
  return found.isFile() && found.size <= TEXT_BYTES_MAX ? readFile(file, 'utf8') : '';
}

/** The content without its header, as in the current version; null = damaged. */
function currentContent(
  text: string,
  parsed: JsonObject | null,
  format: Header,
): JsonObject | 'newer' | null {
  // What was read of a broken text is not asked first: of a newer version it says nothing.
  const header = headerOf(text) ?? parsed;
  if (header === null) return null;
  const isFirst = header.format === undefined;
  const version = isFirst ? 1 : header.version;
  if (!isFirst && header.format !== format.name) return null;
  if (!Number.isSafeInteger(version) || Number(version) < 1) return null;
  if (Number(version) > currentVersion(format)) return 'newer';
  if (parsed === null) return null;
  const { format: _format, version: _version, ...content } = parsed;
  return format.migrations
    .slice(Number(version) - 1)
    .reduce((older: JsonObject, migrate) => migrate(older), content);
}

function parseObject(text: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** What stands before the broken place of a text that is no JSON as a whole. */
function prefixOf(text: string): JsonObject | null {
  const prefix = parseJsonPrefix(text);
  return isObject(prefix) ? prefix : null;
}

/** The header as it stands in the text: a newer version may have a body that is no JSON. */
function headerOf(text: string): JsonObject | null {
  const found = /^\s*\{\s*"format":\s*"([^"\\]*)",\s*"version":\s*(\d+)/.exec(text);
  return found === null ? null : { format: found[1], version: Number(found[2]) };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The copy is on the disk before the original is replaced. */
async function copyToDisk(from: string, to: string): Promise<void> {
  await writeFileAtomically(to, await readFile(from));
}

/** Gives the file's new name. */
async function keepAside(
  file: string,
  keep: (from: string, to: string) => Promise<void>,
): Promise<string> {
  const { dir, name, ext } = path.parse(file);
  for (let number = 1; ; number += 1) {
    const aside = `${name}.damaged-${number}${ext}`;
    const target = path.join(dir, aside);
    const isTaken = await access(target, constants.F_OK).then(
      () => true,
      () => false,
    );
    if (isTaken) continue;
    await keep(file, target);
    return aside;
  }
}
