/**
 * Opens the file of a source, or its kept decoded copy: what the file is, is asked each time, and
 * told beside what is played.
 */
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FoundFile } from '../../preload/engine.ts';
import { type Failure, failure, type Outcome } from '../../preload/outcome.ts';
import type { FileContent, Project } from '../../preload/project.ts';
import { type Frames, resampledFrames, type SampleRate } from '../../preload/units.ts';
import { activities } from '../activities.ts';
import type { MediaFile, NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { SessionFolder } from '../project/session-paths.ts';
import { absolutePathOf } from '../project/sound-paths.ts';
import type { Conversions, ReadableFile } from './conversions.ts';
import type { CopyKey, DecodedCopies } from './decoded-copies.ts';
import type { KeptPeaks } from './kept-peaks.ts';
import type { SoundMemory, SoundRoom, SoundSize } from './sound-memory.ts';

/** What the session knows of a sound. */
export interface Source {
  readonly sourceId: string;
  readonly isTake: boolean;
  readonly file: string;
  /** Where it is looked for when it is not at `file`; null = nowhere. */
  readonly otherFile: string | null;
  readonly name: string;
  readonly frames: Frames;
  readonly channels: number;
  readonly fileRate: SampleRate;
  readonly content: FileContent | null;
  readonly usesCopy: boolean;
  /** The file's own; of takes WAV. */
  readonly format: string;
}

export function sourcesOf(project: Project, folder: SessionFolder): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const buffer of project.buffers) {
    const { id, path: file, relativePath, sourceSampleRate, ...facts } = buffer;
    const otherFile = relativePath === null ? null : absolutePathOf(relativePath, folder);
    sources.set(id, {
      ...facts,
      sourceId: id,
      isTake: false,
      file,
      otherFile: otherFile === file ? null : otherFile,
      fileRate: sourceSampleRate,
    });
  }
  for (const { id, file, sampleRate, ...facts } of project.takes) {
    sources.set(id, {
      ...facts,
      sourceId: id,
      isTake: true,
      file: path.join(folder.takes, file),
      otherFile: null,
      fileRate: sampleRate,
      usesCopy: false,
      format: 'WAV',
    });
  }
  return sources;
}

/** What tells without reading it that a file was changed; null = it is not there. */
export async function stampOf(file: string): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs}`;
  } catch {
    return null;
  }
}

/** The path at which a source's file is now. */
export async function locate({ file, otherFile }: Source): Promise<string> {
  if (otherFile === null || (await stampOf(file)) !== null) return file;
  return (await stampOf(otherFile)) === null ? file : otherFile;
}

export interface OpenedFile {
  readonly file: string;
  readonly stamp: string | null;
  /** null = it cannot be read. */
  readonly found: FoundFile | null;
  readonly hasCopy: boolean;
  readonly playsCopy: boolean;
  /** null = nothing can be played; `failure` says why. */
  readonly media: MediaFile | null;
  readonly failure: Failure | null;
  /** Where `media` makes a decoded copy, if it needs one. */
  readonly copyPlace: string | null;
  /** What `media` reads is read no longer: the copy that ffmpeg made may go. May be called again. */
  readonly release: () => void;
  /** `media` is closed: its peaks may go, and its memory is free. May be called again. */
  readonly releaseHeld: () => void;
}

export interface OpenFileOptions {
  readonly native: NativeMixer;
  readonly folder: SessionFolder;
  readonly copies: DecodedCopies;
  readonly peaks: KeptPeaks;
  readonly conversions: Conversions;
  readonly memory: SoundMemory;
  readonly sampleRate: () => SampleRate;
  /** A fault of the program. */
  readonly onFault: (file: string, error: unknown) => void;
}

interface OpeningOptions extends OpenFileOptions {
  /** The path of the peaks of what is read, held from now on. */
  readonly peaksOf: (read: string) => string;
  /** Room for what is opened, held from now on unless it is not needed. */
  readonly roomFor: (size: SoundSize) => SoundRoom;
}

export function copyKeyOf({ content }: Source, sampleRate: SampleRate): CopyKey | null {
  return content === null ? null : { hash: content.hash, sampleRate };
}

/** Never rejects. `signal` ends the opening with the code `job-cancelled`. */
export async function openSourceFile(
  options: OpenFileOptions,
  source: Source,
  signal: AbortSignal,
): Promise<OpenedFile> {
  const held: (() => void)[] = [];
  const peaksOf = (read: string) => {
    const { path: place, release } = options.peaks.placeOf(read, options.sampleRate());
    held.push(release);
    return place;
  };
  const roomFor = (size: SoundSize) => {
    const room = options.memory.reserve(size, options.sampleRate());
    held.push(room.release);
    return room;
  };
  const releaseHeld = () => {
    for (const release of held) release();
  };
  const opened = await activities.during('opening', source.name, () =>
    openPlayable({ ...options, peaksOf, roomFor }, source, signal),
  );
  return { ...opened, releaseHeld };
}

async function openPlayable(
  options: OpeningOptions,
  source: Source,
  signal: AbortSignal,
): Promise<Omit<OpenedFile, 'releaseHeld'>> {
  const { conversions } = options;
  const rate = options.sampleRate();
  const file = await locate(source);
  const stamp = await stampOf(file);
  const opening = { file, stamp, copyPlace: null, release: () => {} };
  const linked = source.isTake ? await linkOut(source, options.folder) : null;
  const probed = linked ?? (await conversions.probe(file, signal));
  const isForeign = !probed.ok && probed.code === 'file-unsupported';
  if (isForeign && bytesOf(stamp) === source.content?.bytes) {
    // It is not converted just to be asked what it is.
    const found = factsOf(source);
    const { media } = await openKeptCopy(options, source, found, rate);
    if (media !== null) {
      return { ...opening, found, hasCopy: true, playsCopy: true, media, failure: null };
    }
  }
  const readable = isForeign ? await conversions.converted(file, probed.message, signal) : probed;
  const found = readable.ok ? foundOf(readable.value, stamp, rate) : null;
  const release = readable.ok ? readable.value.release : () => {};
  const { hasCopy, media } = await openKeptCopy(options, source, found, rate);
  if (media === null) {
    return openFile(options, { ...opening, found, hasCopy, release }, rate, readable, signal);
  }
  release();
  return { ...opening, found, hasCopy, playsCopy: true, media, failure: null };
}

/** A take lies in its session: nothing that a link out of it leads to is read. null = it is none. */
async function linkOut(
  { file, name }: Source,
  { root }: SessionFolder,
): Promise<ReturnType<typeof failure> | null> {
  const found = await lstat(file).catch(() => null);
  if (found?.isSymbolicLink() !== true) return null;
  const inside = await realpath(root).catch(() => root);
  const target = await realpath(file).catch(() => null);
  if (target?.startsWith(`${inside}${path.sep}`) === true) return null;
  return failure(
    'file-unreadable',
    `The file of “${name}” is a link out of the session folder, so it is not read. Put what it leads to in its place.`,
  );
}

/** What the session knows of a file whose size has not changed. */
function factsOf({ channels, frames, fileRate, format, content }: Source): FoundFile {
  const bytes = content?.bytes ?? null;
  return {
    channels,
    frames,
    sampleRate: fileRate,
    format,
    bytes,
    hash: null,
    promisedFrames: null,
    unreadBytes: 0,
  };
}

/** The kept copy, where it is to be played. One that cannot be used is removed. */
async function openKeptCopy(
  options: OpeningOptions,
  source: Source,
  found: FoundFile | null,
  rate: SampleRate,
): Promise<{ readonly hasCopy: boolean; readonly media: MediaFile | null }> {
  const key = copyKeyOf(source, rate);
  const copy = key === null ? null : await options.copies.find(key);
  if (copy === null || key === null) return { hasCopy: false, media: null };
  if (!source.usesCopy && !isUnchanged(source, found)) return { hasCopy: true, media: null };
  const media = await openCopy(options, source, copy, rate);
  if (media === null) await options.copies.remove(key);
  return { hasCopy: media !== null, media };
}

function bytesOf(stamp: string | null): number | null {
  return stamp === null ? null : Number(stamp.split(' ')[2]);
}

/** What a file is now, at the session's rate. */
function foundOf({ info }: ReadableFile, stamp: string | null, rate: SampleRate): FoundFile {
  const { channels, frames, sampleRate, format, claimedFrames, truncated, unreadBytes } = info;
  return {
    channels,
    frames: resampledFrames(frames, sampleRate, rate),
    sampleRate,
    format,
    bytes: bytesOf(stamp),
    hash: null,
    promisedFrames: truncated ? resampledFrames(claimedFrames ?? 0, sampleRate, rate) : null,
    unreadBytes,
  };
}

function refusalOf(file: string, error: unknown, onFault: OpenFileOptions['onFault']): Failure {
  const { code, message } = failureOf(error);
  if (code === 'internal') onFault(file, error);
  return { code, message };
}

/** As far as can be told without reading all of it. */
function isUnchanged(source: Source, found: FoundFile | null): boolean {
  return (
    found !== null &&
    found.channels === source.channels &&
    found.frames === source.frames &&
    found.sampleRate === source.fileRate &&
    found.bytes === source.content?.bytes
  );
}

async function openFile(
  { native, copies, onFault, peaksOf, roomFor }: OpeningOptions,
  opening: Omit<OpenedFile, 'media' | 'failure' | 'playsCopy' | 'releaseHeld'>,
  rate: SampleRate,
  readable: Outcome<ReadableFile>,
  signal: AbortSignal,
): Promise<Omit<OpenedFile, 'releaseHeld'>> {
  const unopened = { ...opening, playsCopy: false, media: null };
  if (!readable.ok) return { ...unopened, failure: readable };
  const { file } = opening;
  const copyPath = copies.newPlace();
  const { channels, frames, sampleRate } = readable.value.info;
  const room = roomFor({ channels, frames: resampledFrames(frames, sampleRate, rate) });
  try {
    const media = await native.openMedia(readable.value.path, {
      sampleRate: rate,
      residentLimitFrames: room.residentLimitFrames,
      copyPath,
      peaksPath: peaksOf(file),
      signal,
    });
    const { kind } = media.status();
    if (kind !== 'resident') room.release();
    const copyPlace = kind === 'copied' ? copyPath : null;
    return { ...unopened, media, failure: null, copyPlace };
  } catch (error) {
    room.release();
    opening.release();
    return { ...unopened, failure: refusalOf(file, error, onFault) };
  }
}

/** null = it cannot be used. */
async function openCopy(
  { native, peaksOf, roomFor }: OpeningOptions,
  { channels, frames }: Source,
  copy: string,
  rate: SampleRate,
): Promise<MediaFile | null> {
  const room = roomFor({ channels, frames });
  try {
    const media = await native.openMedia(copy, {
      sampleRate: rate,
      residentLimitFrames: room.residentLimitFrames,
      peaksPath: peaksOf(path.basename(copy)),
    });
    const status = media.status();
    const isRight = status.channels === channels && status.frames === frames;
    if (!isRight || status.kind !== 'resident') room.release();
    if (isRight) return media;
    media[Symbol.dispose]();
    return null;
  } catch {
    room.release();
    return null;
  }
}
