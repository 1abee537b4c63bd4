/**
 * Opens the files of buffers and takes, follows their decoding, and provides what actions play and
 * what the timeline draws.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { PeaksTile } from '../../preload/contract.ts';
import type { MediaStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import type { MediaFile, NativeMixer, SoundSource, TakeFile } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import type { SessionFolder } from '../project/session-folder.ts';

/** Longer sounds are streamed from the disk. */
const RESIDENT_LIMIT_SECONDS = 300;
/** A growing copy is read only where this much more of it is decoded. */
const READY_AHEAD_SECONDS = 2;

interface Source {
  readonly sourceId: string;
  readonly file: string;
  readonly name: string;
  readonly frames: Frames;
  readonly channels: number;
}

interface OpenedSource extends Source {
  media: MediaFile | null;
  isClosed: boolean;
  status: MediaStatus;
}

/** What an action plays: `offset` counts inside `samples`; `length` is what the file has of it. */
export interface PreparedSource {
  readonly samples: SoundSource;
  readonly offset: Frames;
  readonly length: Frames;
}

/** Releases a prepared source that is not played. */
export function releaseSource({ samples }: PreparedSource): void {
  samples[Symbol.dispose]?.();
}

export interface MediaServiceOptions {
  readonly native: NativeMixer;
  readonly folder: SessionFolder;
  readonly notices: Notices;
  readonly sampleRate: () => SampleRate;
}

function sourcesOf(project: Project, takesFolder: string): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const { id, path: file, name, frames, channels } of project.buffers) {
    sources.set(id, { sourceId: id, file, name, frames, channels });
  }
  for (const { id, file, name, frames, channels } of project.takes) {
    sources.set(id, { sourceId: id, file: path.join(takesFolder, file), name, frames, channels });
  }
  return sources;
}

export class MediaService {
  readonly #options: MediaServiceOptions;
  readonly #opened = new Map<string, OpenedSource>();
  /** Takes that are being recorded; their peaks come from the writer. */
  readonly #writers = new Map<string, { writer: TakeFile; channels: number }>();
  readonly #listeners: ((statuses: readonly MediaStatus[]) => void)[] = [];

  constructor(options: MediaServiceOptions) {
    this.#options = options;
  }

  get statuses(): readonly MediaStatus[] {
    return [...this.#opened.values()].map(({ status }) => status);
  }

  /** True while a file is being opened or decoded. */
  get isBusy(): boolean {
    return this.statuses.some(({ state }) => state === 'opening' || state === 'decoding');
  }

  onStatus(listener: (statuses: readonly MediaStatus[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Opens the sounds that the project has, closes those that it has lost. Returns at once. */
  follow(project: Project): void {
    const wanted = sourcesOf(project, this.#options.folder.takes);
    for (const source of [...this.#opened.values()]) {
      const same = wanted.get(source.sourceId)?.file === source.file;
      if (!same) this.#close(source);
    }
    for (const source of wanted.values()) {
      if (!this.#opened.has(source.sourceId)) this.#begin(source);
    }
  }

  /** Opens a source's file again, e.g. one that was missing; not while it is being opened. */
  reopen(sourceId: string): void {
    const source = this.#opened.get(sourceId);
    if (source === undefined || source.status.state === 'opening') return;
    this.#close(source);
    this.#begin(source);
  }

  /** Reads the progress of decoding; call it a few times a second while `isBusy`. */
  poll(): void {
    const changed: MediaStatus[] = [];
    for (const source of this.#opened.values()) {
      if (source.media === null || source.status.state !== 'decoding') continue;
      const status = statusOf(source, source.media);
      if (status.readyFrames === source.status.readyFrames && status.state === 'decoding') continue;
      source.status = status;
      changed.push(status);
      if (status.state === 'failed') this.#announceFailure(source);
    }
    this.#emit(changed);
  }

  /** Ends the decoding; what is ready stays playable. */
  cancel(sourceId: string): void {
    this.#opened.get(sourceId)?.media?.cancel();
    this.poll();
  }

  /** Why a source cannot be played, for people; null = it can. */
  whyUnplayable(sourceId: string): string | null {
    const source = this.#opened.get(sourceId);
    if (source === undefined) return 'That sound is no longer in the session.';
    if (source.media !== null && source.status.state !== 'failed') return null;
    if (source.status.state === 'opening') return `“${source.name}” is still being opened.`;
    return source.status.failure?.message ?? `“${source.name}” cannot be played.`;
  }

  /** True for sounds that are read from the disk while they play. */
  isStreamed(sourceId: string): boolean {
    const media = this.#opened.get(sourceId)?.media;
    return media !== undefined && media !== null && media.samples === null;
  }

  /** False where a reader would have to wait: the decoded copy of a long file does not reach there. */
  isReadyAt(sourceId: string, offset: Frames): boolean {
    const status = this.#opened.get(sourceId)?.status;
    if (status === undefined || status.kind !== 'copied' || status.state !== 'decoding')
      return true;
    return status.readyFrames >= offset + READY_AHEAD_SECONDS * this.#options.sampleRate();
  }

  /** Resident: the whole samples. Streamed: a prefilled reader. null = there is nothing to play.
   * Rejects with the library's errors. */
  async prepare(sourceId: string, offset: Frames, length: Frames): Promise<PreparedSource | null> {
    const source = this.#opened.get(sourceId);
    if (source === undefined || source.media === null || this.whyUnplayable(sourceId) !== null) {
      return null;
    }
    // A file may have changed on the disk since it was imported.
    const held = Math.min(length, source.status.frames - offset);
    if (held <= 0) return null;
    const { samples } = source.media;
    if (samples !== null) return { samples, offset, length: held };
    const reader = await source.media.openReader({ startFrame: offset, lengthFrames: held });
    return { samples: reader, offset: 0, length: held };
  }

  /** Waits until a source is opened, so that it can be played, or has failed. */
  async whenOpened(sourceId: string): Promise<void> {
    while (this.#opened.get(sourceId)?.status.state === 'opening') {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async peaks(
    sourceId: string,
    range: { startFrame: Frames; framesPerBin: number; count: number },
  ): Promise<Outcome<PeaksTile>> {
    const { startFrame, framesPerBin, count } = range;
    const recording = this.#writers.get(sourceId);
    if (recording !== undefined) {
      const peaks = recording.writer.peaks(startFrame, framesPerBin, count);
      return success({ channels: recording.channels, ...peaks });
    }
    const source = this.#opened.get(sourceId);
    if (source === undefined) {
      return failure('source-unknown', 'That sound is no longer in the session.');
    }
    const { media, channels } = source;
    if (media === null) {
      const triples = new Float32Array(count * channels * 3);
      return success({ channels, knownBins: 0, triples });
    }
    const peaks = await media.peaks(startFrame, framesPerBin, count);
    return success({ channels, ...peaks });
  }

  followTake(takeId: string, writer: TakeFile, channels: number): void {
    this.#writers.set(takeId, { writer, channels });
  }

  forgetTake(takeId: string): void {
    this.#writers.delete(takeId);
  }

  close(): void {
    for (const source of [...this.#opened.values()]) this.#close(source);
  }

  #begin(source: Source): void {
    const status: MediaStatus = {
      sourceId: source.sourceId,
      state: 'opening',
      kind: 'resident',
      frames: source.frames,
      readyFrames: 0,
      quality: null,
      replacedSamples: 0,
      failure: null,
    };
    const opened: OpenedSource = { ...source, media: null, isClosed: false, status };
    this.#opened.set(source.sourceId, opened);
    this.#emit([status]);
    void this.#open(opened);
  }

  async #open(source: OpenedSource): Promise<void> {
    const { native, folder, sampleRate } = this.#options;
    const rate = sampleRate();
    const fingerprint = createHash('sha256').update(`${rate}\n${source.file}`).digest('hex');
    const stem = fingerprint.slice(0, 32);
    try {
      const media = await native.openMedia(source.file, {
        sampleRate: rate,
        residentLimitFrames: RESIDENT_LIMIT_SECONDS * rate,
        copyPath: path.join(folder.copies, `${stem}-${source.sourceId}.wav`),
        peaksPath: path.join(folder.peaks, `${stem}.peaks`),
      });
      if (source.isClosed) {
        media[Symbol.dispose]();
        return;
      }
      source.media = media;
      source.status = statusOf(source, media);
    } catch (error) {
      if (source.isClosed) return;
      const { code, message } = failureOf(error);
      if (code === 'internal') this.#options.notices.record(`opening ${source.file}`, error);
      const state = code === 'file-not-found' ? 'missing' : 'failed';
      source.status = { ...source.status, state, failure: { code, message } };
    }
    this.#emit([source.status]);
    if (source.status.failure !== null) this.#announceFailure(source);
  }

  #announceFailure(source: OpenedSource): void {
    const { status, name } = source;
    const next = status.state === 'missing' ? ' Find it again with Relink in the Inspector.' : '';
    this.#options.notices.error(`“${name}”: ${status.failure?.message ?? ''}${next}`);
  }

  #close(source: OpenedSource): void {
    source.isClosed = true;
    source.media?.cancel();
    source.media?.[Symbol.dispose]();
    this.#opened.delete(source.sourceId);
  }

  #emit(changed: readonly MediaStatus[]): void {
    if (changed.length === 0) return;
    for (const listener of this.#listeners) listener(changed);
  }
}

function statusOf(source: Source, media: MediaFile): MediaStatus {
  const status = media.status();
  return {
    sourceId: source.sourceId,
    state: status.state,
    kind: status.kind,
    frames: status.frames,
    readyFrames: status.readyFrames,
    quality: status.quality,
    replacedSamples: status.replacedSamples,
    failure: status.failure,
  };
}
