/**
 * Sound files of kinds that the native library does not read: an installed ffmpeg converts them into
 * decoded copies, at their own rate. Each can be cancelled and tells how far it is; a long one holds
 * back no short one.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { SoundFileInfo } from '../../native/index.ts';
import type { ConversionStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { activities } from '../activities.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import type { ContentHash } from './content-hash.ts';
import { ConversionQueue } from './conversion-queue.ts';
import type { CopyKey, DecodedCopies } from './decoded-copies.ts';

/** Between two changes of one file's progress that are told. */
const PROGRESS_STEP = 0.01;

export interface ConversionsOptions {
  readonly native: Pick<NativeMixer, 'convertFile' | 'findConverter' | 'probeFile'>;
  readonly copies: DecodedCopies;
  readonly contents: ContentHash;
  readonly notices: Pick<Notices, 'warn' | 'record'>;
}

/** A sound file as the native library can read it. */
export interface ReadableFile {
  /** The file itself, or its converted copy. */
  readonly path: string;
  /** Of the sound; `format` is the file's own. */
  readonly info: SoundFileInfo;
  /** Nobody reads `path` any more: a converted copy may go then. May be called again. */
  readonly release: () => void;
}

interface RequestedConversion {
  readonly id: number;
  readonly name: string;
  fraction: number | null;
  /** Who waits for the copy or reads it; without anybody the conversion ends and the copy may go. */
  users: number;
  readonly abort: AbortController;
  /** Gives the path of the copy. */
  readonly end: Promise<Outcome<string>>;
  releaseCopy: () => void;
}

export class Conversions {
  readonly #options: ConversionsOptions;
  readonly #queue = new ConversionQueue();
  /** By the path of the file; none that was cancelled. */
  readonly #requested = new Map<string, RequestedConversion>();
  readonly #listeners: ((statuses: readonly ConversionStatus[]) => void)[] = [];
  #count = 0;

  constructor(options: ConversionsOptions) {
    this.#options = options;
  }

  get statuses(): readonly ConversionStatus[] {
    return [...this.#requested.values()].map(({ id, name, fraction }) => ({ id, name, fraction }));
  }

  onStatus(listener: (statuses: readonly ConversionStatus[]) => void): void {
    this.#listeners.push(listener);
  }

  cancel(id: number): void {
    for (const [file, requested] of this.#requested) {
      if (requested.id === id) this.#cancel(file, requested);
    }
  }

  /** Cancels all; resolves when nothing of them is left. */
  async close(): Promise<void> {
    const requested = [...this.#requested];
    for (const [file, each] of requested) this.#cancel(file, each);
    await Promise.all(requested.map(([, { end }]) => end));
  }

  /** What `file` is as the library reads it. Never rejects. */
  async probe(file: string, signal: AbortSignal): Promise<Outcome<ReadableFile>> {
    const { native, notices } = this.#options;
    try {
      const info = await native.probeFile(file, { signal });
      return success({ path: file, info, release: () => {} });
    } catch (error) {
      const refusal = failureOf(error);
      if (refusal.code === 'internal') notices.record(`opening ${file}`, error);
      return refusal;
    }
  }

  /**
   * What `file` is; a file of a kind that is not read is converted first. Its copy stays until
   * `release`. Code `job-cancelled` as soon as `signal` says so. Never rejects.
   */
  async readable(file: string, signal: AbortSignal): Promise<Outcome<ReadableFile>> {
    const probed = await this.probe(file, signal);
    if (probed.ok || probed.code !== 'file-unsupported') return probed;
    return this.converted(file, probed.message, signal);
  }

  /** As `readable`, of a file that `probe` has called unsupported. @param why what it said */
  async converted(file: string, why: string, signal: AbortSignal): Promise<Outcome<ReadableFile>> {
    if (signal.aborted) return cancelled(file);
    const requested = this.#requested.get(file) ?? this.#request(file, why);
    const release = this.#use(file, requested);
    const converted = await beforeAbort(requested.end, [signal, requested.abort.signal]);
    if (converted?.ok !== true) {
      release();
      return converted ?? cancelled(file);
    }
    const copy = await this.probe(converted.value, signal);
    if (!copy.ok) {
      release();
      return copy;
    }
    const kind = path.extname(file).slice(1).toUpperCase();
    const format = `${kind === '' ? 'Converted' : `${kind}, converted`} by ffmpeg`;
    return success({ path: converted.value, info: { ...copy.value.info, format }, release });
  }

  /** Gives what ends the use. */
  #use(file: string, requested: RequestedConversion): () => void {
    requested.users += 1;
    let isUsed = true;
    return () => {
      if (!isUsed) return;
      isUsed = false;
      requested.users -= 1;
      if (requested.users === 0) this.#cancel(file, requested);
    };
  }

  /** Once it has ended only its copy is let go. */
  #cancel(file: string, requested: RequestedConversion): void {
    if (this.#forget(file, requested)) requested.abort.abort();
    requested.releaseCopy();
  }

  /** False = it is forgotten already. */
  #forget(file: string, requested: RequestedConversion): boolean {
    if (this.#requested.get(file) !== requested) return false;
    this.#requested.delete(file);
    this.#tell();
    return true;
  }

  /** @param why what the library says of the file */
  #request(file: string, why: string): RequestedConversion {
    this.#count += 1;
    const requested: RequestedConversion = {
      id: this.#count,
      name: path.basename(file),
      fraction: null,
      users: 0,
      abort: new AbortController(),
      end: Promise.resolve().then(() => this.#run(file, why, requested)),
      releaseCopy: () => {},
    };
    this.#requested.set(file, requested);
    this.#tell();
    return requested;
  }

  /** Never rejects. */
  async #run(file: string, why: string, requested: RequestedConversion): Promise<Outcome<string>> {
    try {
      const bytes = (await stat(file)).size;
      return await this.#queue.run(bytes, () => this.#convert(file, why, requested));
    } catch (error) {
      return failureOf(error);
    } finally {
      this.#forget(file, requested);
    }
  }

  async #convert(
    file: string,
    why: string,
    requested: RequestedConversion,
  ): Promise<Outcome<string>> {
    const { copies, contents } = this.#options;
    const { signal } = requested.abort;
    const content = await contents.contentNow(file, () => !signal.aborted);
    if (signal.aborted) return cancelled(file);
    if (content === null) return failure('file-unreadable', `${why} Its file cannot be read.`);
    const key: CopyKey = { hash: content.hash, sampleRate: 'own' };
    requested.releaseCopy = copies.hold(key);
    const copy = await this.#copyOf(file, key, requested, why).catch(failureOf);
    if (!copy.ok || signal.aborted) requested.releaseCopy();
    return copy.ok && signal.aborted ? cancelled(file) : copy;
  }

  /** The path of the copy, from before or made now. */
  async #copyOf(
    file: string,
    key: CopyKey,
    requested: RequestedConversion,
    why: string,
  ): Promise<Outcome<string>> {
    const { native, copies } = this.#options;
    const kept = await copies.find(key);
    if (kept !== null) return success(kept);
    if ((await native.findConverter()) === null) {
      const advice = 'With ffmpeg installed RtMixer converts it by itself.';
      return failure('file-unsupported', `${why} ${advice}`);
    }
    const place = copies.newPlace();
    try {
      const { errors, soundtracks } = await activities.during('decoding', requested.name, () =>
        native.convertFile(file, place, {
          signal: requested.abort.signal,
          onProgress: (fraction) => this.#note(requested, fraction),
        }),
      );
      const copy = await copies.adopt(place, key);
      this.#tellErrors(requested.name, errors);
      this.#tellLeftOut(requested.name, soundtracks);
      return success(copy);
    } finally {
      await copies.discard(place);
    }
  }

  #tellErrors(name: string, errors: readonly string[]): void {
    const [first] = errors;
    if (first === undefined) return;
    this.#options.notices.warn(
      `“${name}” is damaged: ffmpeg could not convert all of it (${first}). Compare its length with what you expect.`,
    );
  }

  #tellLeftOut(name: string, soundtracks: number): void {
    if (soundtracks <= 1) return;
    this.#options.notices.warn(
      `“${name}” has ${soundtracks} soundtracks; the first one is read. Export the others as files of their own to hear them.`,
    );
  }

  #note(requested: RequestedConversion, fraction: number | null): void {
    const before = requested.fraction;
    const isSmall =
      fraction === null || (before !== null && Math.abs(fraction - before) < PROGRESS_STEP);
    if (isSmall) return;
    requested.fraction = fraction;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.statuses);
  }
}

function cancelled(file: string): ReturnType<typeof failure> {
  return failure('job-cancelled', `Converting “${path.basename(file)}” was cancelled.`);
}

/** null = one of the signals came first. */
async function beforeAbort<Value>(
  step: Promise<Value>,
  signals: readonly AbortSignal[],
): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const abort = () => resolve(null);
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  try {
    return await Promise.race([step, promise]);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  }
}
