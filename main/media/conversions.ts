/**
 * Sound files of kinds that the native library does not read: an installed ffmpeg converts them into
 * decoded copies, at their own rate. One at a time; each can be cancelled and tells how far it is.
 */
import path from 'node:path';
import type { SoundFileInfo } from '../../native/index.ts';
import type { ConversionStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import { Serial } from '../serial.ts';
import type { ContentHash } from './content-hash.ts';
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
}

interface RequestedConversion {
  readonly id: number;
  readonly name: string;
  fraction: number | null;
  readonly abort: AbortController;
  readonly end: Promise<Outcome<string>>;
}

export class Conversions {
  readonly #options: ConversionsOptions;
  readonly #serial = new Serial();
  /** By the path of the file. */
  readonly #waiting = new Map<string, RequestedConversion>();
  readonly #listeners: ((statuses: readonly ConversionStatus[]) => void)[] = [];
  #count = 0;

  constructor(options: ConversionsOptions) {
    this.#options = options;
  }

  get statuses(): readonly ConversionStatus[] {
    return [...this.#waiting.values()].map(({ id, name, fraction }) => ({ id, name, fraction }));
  }

  onStatus(listener: (statuses: readonly ConversionStatus[]) => void): void {
    this.#listeners.push(listener);
  }

  cancel(id: number): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.id === id) waiting.abort.abort();
    }
  }

  cancelAll(): void {
    for (const { abort } of this.#waiting.values()) abort.abort();
  }

  /** What `file` is; a file of a kind that is not read is converted first. Never rejects. */
  async readable(file: string): Promise<Outcome<ReadableFile>> {
    const { native, notices } = this.#options;
    try {
      return success({ path: file, info: await native.probeFile(file) });
    } catch (error) {
      const refusal = failureOf(error);
      if (refusal.code === 'internal') notices.record(`opening ${file}`, error);
      if (refusal.code !== 'file-unsupported') return refusal;
      return this.#readConverted(file, refusal.message);
    }
  }

  async #readConverted(file: string, why: string): Promise<Outcome<ReadableFile>> {
    const converted = await this.#start(file, why);
    if (!converted.ok) return converted;
    try {
      const info = await this.#options.native.probeFile(converted.value);
      const kind = path.extname(file).slice(1).toUpperCase();
      const format = `${kind === '' ? 'Converted' : `${kind}, converted`} by ffmpeg`;
      return success({ path: converted.value, info: { ...info, format } });
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Gives the path of the copy, from before or made now. `why`: what the library says of the file. */
  #start(file: string, why: string): Promise<Outcome<string>> {
    const known = this.#waiting.get(file);
    if (known !== undefined) return known.end;
    this.#count += 1;
    const abort = new AbortController();
    const waiting: RequestedConversion = {
      id: this.#count,
      name: path.basename(file),
      fraction: null,
      abort,
      end: this.#serial
        .run(() => this.#convert(file, why, waiting))
        .catch(failureOf)
        .finally(() => {
          this.#waiting.delete(file);
          this.#tell();
        }),
    };
    this.#waiting.set(file, waiting);
    this.#tell();
    return waiting.end;
  }

  async #convert(
    file: string,
    why: string,
    waiting: RequestedConversion,
  ): Promise<Outcome<string>> {
    const { native, copies, contents } = this.#options;
    const { signal } = waiting.abort;
    const content = await contents.contentOf(file, () => !signal.aborted);
    if (signal.aborted) return CANCELLED;
    if (content === null) return failure('file-unreadable', `${why} Its file cannot be read.`);
    const key: CopyKey = { hash: content.hash, sampleRate: 'own' };
    const kept = await copies.find(key);
    if (kept !== null) return this.#hold(key, kept);
    if ((await native.findConverter()) === null) {
      const advice = 'With ffmpeg installed RtMixer converts it by itself.';
      return failure('file-unsupported', `${why} ${advice}`);
    }
    const place = copies.newPlace();
    try {
      const onProgress = (fraction: number | null) => this.#note(waiting, fraction);
      const { errors } = await native.convertFile(file, place, { signal, onProgress });
      const copy = await copies.adopt(place, key);
      this.#tellErrors(waiting.name, errors);
      return this.#hold(key, copy);
    } finally {
      await copies.discard(place);
    }
  }

  /** Until the program ends: what plays it may open it again at any time. */
  #hold(key: CopyKey, copy: string): Outcome<string> {
    this.#options.copies.hold(key);
    return success(copy);
  }

  #tellErrors(name: string, errors: readonly string[]): void {
    const [first] = errors;
    if (first === undefined) return;
    this.#options.notices.warn(
      `“${name}” is damaged: ffmpeg could not convert all of it (${first}). Compare its length with what you expect.`,
    );
  }

  #note(waiting: RequestedConversion, fraction: number | null): void {
    const before = waiting.fraction;
    const isSmall =
      fraction === null || (before !== null && Math.abs(fraction - before) < PROGRESS_STEP);
    if (isSmall) return;
    waiting.fraction = fraction;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.statuses);
  }
}

const CANCELLED = failure('job-cancelled', 'Converting it was cancelled.');
