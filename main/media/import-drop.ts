/**
 * One drop of files. Those that are read at once come together; what has to be converted, or takes
 * long to read, comes when it is ready, at the place it was dropped at.
 * - All of it is one step for undo. Undoing it ends what is still being converted.
 * - What cannot be imported is told at once where others are waited for.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { SoundFileInfo } from '../../native/index.ts';
import type { ImportReport, Placement } from '../../preload/contract.ts';
import type { Edit } from '../../preload/edits.ts';
import type { ChannelCounts } from '../../preload/engine.ts';
import { type Failure, failure, type Outcome, success } from '../../preload/outcome.ts';
import { type BufferEntry, MAX_NAME_LENGTH } from '../../preload/project.ts';
import { checkSource } from '../../preload/project-checks.ts';
import { type Frames, resampledFrames, type SampleRate } from '../../preload/units.ts';
import type { Notices } from '../notices.ts';
import { Serial } from '../serial.ts';
import { Arrangement } from './arrangement.ts';
import type { ReadableFile } from './conversions.ts';
import { DropPlaces, type FileToPlace } from './drop-places.ts';
import { factsOf, type ProbeOptions, releaseOpened } from './probed-sound.ts';

/** Headers that are read at the same time. */
const PROBES_AT_ONCE = 4;
/** From the first file that is ready to the edit that brings it, with those that are ready by then. */
const GATHER_MILLISECONDS = 200;

export type ImportRefusal = ImportReport['refusals'][number];

export interface ImportDropOptions extends ProbeOptions {
  readonly notices: Pick<Notices, 'error'>;
  /** Channels of the chosen devices, for new tracks. */
  readonly available: () => Promise<ChannelCounts>;
}

/** A file's name for the screen: without control characters, not longer than names may be. */
export function nameOf(file: string): string {
  const name = path.basename(file).replaceAll(/\p{Cc}/gu, ' ');
  return name.slice(0, MAX_NAME_LENGTH);
}

export function refusalOf(file: string, { code, message }: Failure): ImportRefusal {
  return { name: nameOf(file), code, message, isTold: false };
}

export interface ProbedBuffer {
  readonly entry: BufferEntry;
  readonly fileFrames: Frames;
}

/** The session's rate may have changed while other files were converted. */
export function atRate({ entry, fileFrames }: ProbedBuffer, sampleRate: SampleRate): BufferEntry {
  return { ...entry, frames: resampledFrames(fileFrames, entry.sourceSampleRate, sampleRate) };
}

/** The entry of the Library for a file that was read; refused where the session cannot take it. */
export function probedBuffer(
  options: Pick<ProbeOptions, 'project' | 'folder'>,
  file: string,
  info: SoundFileInfo,
): Outcome<ProbedBuffer> {
  const { facts, fileFrames } = factsOf(options, file, info);
  const entry = { ...facts, id: randomUUID(), name: nameOf(file) };
  const refusal = checkSource(entry);
  if (refusal === null) return success({ entry, fileFrames });
  return failure(refusal.code, `“${entry.name}” cannot be used. ${refusal.message}`);
}

interface ImportedFile extends FileToPlace {
  readonly path: string;
  state: FileToPlace['state'];
  buffer: BufferEntry | null;
  probed: ProbedBuffer | null;
  readable: ReadableFile | null;
  isInLibrary: boolean;
}

export class ImportDrop {
  /** Of its step. */
  readonly #id = randomUUID();
  readonly #options: ImportDropOptions;
  readonly #files: readonly ImportedFile[];
  readonly #places: DropPlaces | null;
  readonly #refusals: ImportRefusal[];
  readonly #clipIds: string[] = [];
  readonly #abort = new AbortController();
  readonly #serial = new Serial();
  #nextFile = 0;
  #converting: Promise<void>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #hasBegun = false;
  #refused: Outcome<never> | null = null;

  /** @param refusals of what is no file; those of the files are added */
  constructor(
    options: ImportDropOptions,
    files: readonly string[],
    placement: Placement | null,
    refusals: readonly ImportRefusal[],
  ) {
    this.#options = options;
    const unread = { state: 'waiting', buffer: null, probed: null, readable: null } as const;
    this.#files = files.map((file) => ({ ...unread, path: file, isInLibrary: false }));
    const { sampleRate } = options.project.project;
    this.#places = placement === null ? null : new DropPlaces(placement, sampleRate);
    this.#refusals = [...refusals];
  }

  /** True when its step was undone. */
  get isUndone(): boolean {
    return this.#hasBegun && !this.#options.project.isGrowing(this.#id);
  }

  /** What is still read or converted is not imported. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Resolves when no file is waited for any more. */
  async run(): Promise<Outcome<ImportReport>> {
    await Promise.all(Array.from({ length: PROBES_AT_ONCE }, () => this.#probeFiles()));
    await Promise.all(this.#converting);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#commit();
    if (!this.#hasBegun && this.#refused !== null) return this.#refused;
    const imported = this.#files.filter(({ isInLibrary }) => isInLibrary);
    return success({
      sourceIds: imported.flatMap(({ probed }) => probed?.entry.id ?? []),
      clipIds: this.#clipIds,
      refusals: this.#refusals,
    });
  }

  async #probeFiles(): Promise<void> {
    const { conversions } = this.#options;
    const { signal } = this.#abort;
    for (let file = this.#take(); file !== undefined; file = this.#take()) {
      const probed = await conversions.probe(file.path, signal);
      if (probed.ok || probed.code !== 'file-unsupported') this.#note(file, probed);
      else this.#converting.push(this.#convert(file, probed.message));
    }
  }

  #take(): ImportedFile | undefined {
    this.#nextFile += 1;
    return this.#files[this.#nextFile - 1];
  }

  async #convert(file: ImportedFile, why: string): Promise<void> {
    const { conversions } = this.#options;
    this.#note(file, await conversions.converted(file.path, why, this.#abort.signal));
  }

  /** A file was read, or was not. */
  #note(file: ImportedFile, readable: Outcome<ReadableFile>): void {
    const found = readable.ok
      ? probedBuffer(this.#options, file.path, readable.value.info)
      : readable;
    if (readable.ok && found.ok && !this.#abort.signal.aborted) {
      file.readable = readable.value;
      file.probed = found.value;
      file.state = 'ready';
    } else {
      if (readable.ok) readable.value.release();
      file.state = 'refused';
      this.#refuse(file, found.ok || this.#abort.signal.aborted ? undone(file) : found);
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
      void this.#commit();
    }, GATHER_MILLISECONDS);
  }

  #refuse({ path: file }: ImportedFile, why: Failure): void {
    this.#refusals.push(refusalOf(file, why));
  }

  /** Files that are not waited for do not wait with what is said of them. */
  #tell(): void {
    if (!this.#files.some(({ state }) => state === 'waiting')) return;
    for (const [index, refusal] of this.#refusals.entries()) {
      if (refusal.isTold) continue;
      this.#options.notices.error(refusal.message);
      this.#refusals[index] = { ...refusal, isTold: true };
    }
  }

  #commit(): Promise<void> {
    return this.#serial.run(async () => {
      if (!this.#files.some(({ state }) => state === 'ready')) return;
      const available = this.#places === null ? NO_CHANNELS : await this.#options.available();
      this.#bring(available);
    });
  }

  /** One edit for all that is ready and not there yet. */
  #bring(available: ChannelCounts): void {
    const { project } = this.#options;
    const ready = this.#files.filter(({ state }) => state === 'ready');
    const fresh = ready.filter(({ isInLibrary }) => !isInLibrary);
    if (this.isUndone) {
      for (const file of fresh) this.#giveUp(file, undone(file));
      return;
    }
    const { sampleRate, buffers: known, tracks } = project.project;
    for (const file of ready) {
      const entry = file.probed === null ? null : atRate(file.probed, sampleRate);
      const isGone = file.isInLibrary && !known.some(({ id }) => id === entry?.id);
      file.buffer = isGone ? null : entry;
    }
    const refused: (readonly [BufferEntry, Failure])[] = [];
    const arrangement = new Arrangement(project.project, available, (...why) => refused.push(why));
    this.#places?.place(this.#files, arrangement, { sampleRate, tracks });
    const buffers = fresh.flatMap(({ buffer }) => buffer ?? []);
    const { clips } = arrangement;
    if (buffers.length + clips.length === 0) return;
    const edits: Edit[] = [
      { kind: 'insertBuffers', buffers },
      { kind: 'insertTracks', tracks: arrangement.tracks },
      { kind: 'insertClips', clips },
    ];
    const applied = this.#apply(ready, { kind: 'batch', edits });
    if (!applied.ok) {
      this.#refused = applied;
      for (const file of fresh) this.#giveUp(file, this.#hasBegun ? applied : null);
      return;
    }
    this.#hasBegun = true;
    this.#clipIds.push(...clips.map(({ id }) => id));
    for (const [{ name }, why] of refused) this.#refusals.push(refusalOf(name, why));
    for (const file of fresh) this.#keep(file);
  }

  #apply(ready: readonly ImportedFile[], edit: Edit): Outcome<null> {
    const { project } = this.#options;
    const name = ready[0]?.probed?.entry.name ?? '';
    const label = ready.length === 1 ? `Import ${name}` : `Import ${ready.length} files`;
    return this.#hasBegun
      ? project.grow(this.#id, label, edit)
      : project.beginGrowing(this.#id, label, edit);
  }

  #keep(file: ImportedFile): void {
    file.isInLibrary = true;
    if (file.readable === null) return;
    releaseOpened(this.#options, file.readable, file.buffer === null ? [] : [file.buffer.id]);
  }

  /** @param why null = it is told for all together */
  #giveUp(file: ImportedFile, why: Failure | null): void {
    file.state = 'refused';
    file.readable?.release();
    if (why !== null) this.#refuse(file, why);
  }
}

const NO_CHANNELS: ChannelCounts = { inputChannels: 0, outputChannels: 0 };

function undone({ path: file }: ImportedFile): Failure {
  return failure('interrupted', `“${nameOf(file)}” is not imported: its import was undone.`);
}
