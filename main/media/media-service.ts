/**
 * Opens the files of buffers and takes, follows their decoding, and provides what actions play and
 * what the timeline draws.
 * - What a file is, is asked whenever it is opened, and again at Play when it was changed.
 * - Its content is hashed afterwards, in the background.
 */
import type { PeaksTile } from '../../preload/contract.ts';
import type { MediaStatus } from '../../preload/engine.ts';
import { type Failure, failure, type Outcome, success } from '../../preload/outcome.ts';
import type { ClipLoop, FileContent, Project } from '../../preload/project.ts';
import { isOtherwiseWide } from '../../preload/sound-file.ts';
import { counted, type Frames } from '../../preload/units.ts';
import { activities } from '../activities.ts';
import type { MediaFile, SoundSource, TakeFile } from '../engine/native-mixer.ts';
import type { Notices } from '../notices.ts';
import type { ContentHash } from './content-hash.ts';
import type { KnownContents } from './known-contents.ts';
import { OpenReaders } from './open-readers.ts';
import {
  copyKeyOf,
  locate,
  type OpenedFile,
  type OpenFileOptions,
  openSourceFile,
  type Source,
  sourcesOf,
  stampOf,
} from './source-file.ts';

/** A growing copy is read only where this much more of it is decoded. */
const READY_AHEAD_SECONDS = 2;
/** Shorter loops of streamed sounds are read into memory: going back takes the disk's time. */
const LOOP_IN_MEMORY_SECONDS = 10;
/** How long Play waits for a disk that does not say what its files are. */
const RECHECK_PATIENCE_MILLISECONDS = 300;

interface OpenedSource {
  source: Source;
  isClosed: boolean;
  status: MediaStatus;
  /** null = not opened yet. */
  file: OpenedFile | null;
  /** As in `file`; null after a decoded copy failed. */
  media: MediaFile | null;
  /** Ends the opening. */
  readonly abort: AbortController;
  /** Let go the copies, the peaks and the memory that are held for it. */
  readonly releases: (() => void)[];
  isCopyKept: boolean;
}

/** What is asked of a source: frames of it, from one on; with a loop they go round in it. */
export interface SourceRange {
  readonly offsetFrames: Frames;
  readonly lengthFrames: Frames;
  readonly loop: ClipLoop | null;
}

/** What an action plays: `offset` counts inside `samples`; `length` is what the file has of it. */
export interface PreparedSource {
  readonly samples: SoundSource;
  /** The frame of the source that the samples begin with; null = a reader, which begins with `offset` and
   * goes round by itself. */
  readonly firstFrame: Frames | null;
  /** Lets the samples go where they are not played. */
  readonly release: () => void;
  readonly offset: Frames;
  readonly length: Frames;
}

/** Releases a prepared source that is not played. */
export function releaseSource({ release }: PreparedSource): void {
  release();
}

export interface MediaServiceOptions extends Omit<OpenFileOptions, 'onFault'> {
  readonly notices: Notices;
  readonly known: KnownContents;
  readonly contents: ContentHash;
  /** The content of a sound's file became known for the first time. */
  readonly onContent: (source: Source, content: FileContent) => unknown;
  /** A sentence about an opened file that differs from what the session knows; null = it does not. */
  readonly differenceOf: (status: MediaStatus) => string | null;
}

export class MediaService {
  /** Of what plays from the disk. */
  readonly readers: OpenReaders;
  readonly #options: MediaServiceOptions;
  readonly #opened = new Map<string, OpenedSource>();
  /** Takes that are being recorded; their peaks come from the writer. */
  readonly #writers = new Map<string, { writer: TakeFile; channels: number }>();
  /** What leaves the activity of each sound that is decoded. */
  readonly #decoding = new Map<string, () => void>();
  readonly #listeners: ((statuses: readonly MediaStatus[]) => void)[] = [];
  /** The last sentence about each sound's file. */
  readonly #announced = new Map<string, string>();
  #openings = 0;

  constructor(options: MediaServiceOptions) {
    this.readers = new OpenReaders(options.notices);
    this.#options = options;
  }

  get statuses(): readonly MediaStatus[] {
    return [...this.#opened.values()].map(({ status }) => status);
  }

  statusOf(sourceId: string): MediaStatus | undefined {
    return this.#opened.get(sourceId)?.status;
  }

  /** True while a file is being opened or decoded. */
  get isBusy(): boolean {
    return this.statuses.some(({ state }) => state === 'opening' || state === 'decoding');
  }

  onStatus(listener: (statuses: readonly MediaStatus[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Makes the folder of decoded copies ready, and reads what is known of files; call it before
   * `follow`. */
  async begin(): Promise<void> {
    await this.#options.copies.begin();
    await this.#options.known.begin();
    await this.#options.peaks.begin();
  }

  /** Opens the sounds that the project has, closes those that it has lost. Returns at once. */
  follow(project: Project): void {
    const wanted = sourcesOf(project, this.#options.folder);
    for (const opened of [...this.#opened.values()]) {
      const source = wanted.get(opened.source.sourceId);
      if (source === undefined) this.#announced.delete(opened.source.sourceId);
      if (source === undefined || needsOpening(opened, source)) this.#close(opened);
      else opened.source = source;
    }
    for (const source of wanted.values()) {
      if (!this.#opened.has(source.sourceId)) this.#begin(source);
    }
  }

  /** Opens a source's file again, e.g. one that was missing; not while it is being opened. */
  reopen(sourceId: string): void {
    const opened = this.#opened.get(sourceId);
    if (opened === undefined || opened.status.state === 'opening') return;
    this.#close(opened);
    this.#begin(opened.source);
  }

  /** Opens again what was changed on the disk since it was opened. Waits a moment at most. */
  async recheck(sourceIds: Iterable<string>): Promise<void> {
    const looks = [...new Set(sourceIds)].map(async (sourceId) => {
      const opened = this.#opened.get(sourceId);
      const file = opened?.file ?? null;
      if (opened === undefined || file === null) return;
      const now = await locate(opened.source);
      const isSame = now === file.file && (await stampOf(now)) === file.stamp;
      if (!isSame && this.#opened.get(sourceId) === opened) this.reopen(sourceId);
    });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, RECHECK_PATIENCE_MILLISECONDS);
    });
    await Promise.race([Promise.all(looks), patience]);
    clearTimeout(timer);
  }

  /** Reads the progress of decoding; call it a few times a second while `isBusy`. */
  poll(): void {
    const changed: MediaStatus[] = [];
    for (const source of this.#opened.values()) {
      if (source.media === null || source.status.state !== 'decoding') continue;
      const status = { ...source.status, ...decodingOf(source, source.media) };
      if (status.readyFrames === source.status.readyFrames && status.state === 'decoding') continue;
      source.status = status;
      changed.push(status);
      if (status.state === 'failed') this.#fail(source);
      if (status.state === 'ready') this.#tellReplaced(source);
      if (status.state === 'ready') void this.#keepCopy(source);
      releaseUnread(source);
    }
    this.#emit(changed);
  }

  /** Ends the opening at once, or the decoding; what is ready stays playable. */
  cancel(sourceId: string): void {
    const opened = this.#opened.get(sourceId);
    opened?.abort.abort();
    opened?.media?.cancel();
    this.poll();
  }

  /** Why a source cannot be played, for people; null = it can. */
  whyUnplayable(sourceId: string): string | null {
    const source = this.#opened.get(sourceId);
    if (source === undefined) return 'That sound is no longer in the session.';
    const { status, media } = source;
    const { name, channels } = source.source;
    if (status.state === 'opening') return `“${name}” is still being opened.`;
    if (media === null || status.state === 'failed') {
      return status.failure?.message ?? `“${name}” cannot be played.`;
    }
    if (!isOtherwiseWide({ channels }, status)) return null;
    return `The file of “${name}” has ${status.found?.channels} instead of ${counted(channels, 'channel')}. Select the sound and press Adapt in the Inspector, or find the right file.`;
  }

  isOpening(sourceId: string): boolean {
    return this.#opened.get(sourceId)?.status.state === 'opening';
  }

  /** True for sounds that are read from the disk while they play. */
  isStreamed(sourceId: string): boolean {
    const media = this.#opened.get(sourceId)?.media;
    return media !== undefined && media !== null && media.samples === null;
  }

  /** False where a reader would have to wait: the decoded copy of a long file does not reach there. */
  isReadyAt(sourceId: string, offset: Frames): boolean {
    const status = this.#opened.get(sourceId)?.status;
    const isGrowing = status?.kind === 'copied' && !status.playsCopy && status.state === 'decoding';
    if (status === undefined || !isGrowing) return true;
    return status.readyFrames >= offset + READY_AHEAD_SECONDS * this.#options.sampleRate();
  }

  /** Resident: the whole samples. Streamed: a prefilled reader. null = there is nothing to play.
   * Rejects with the library's errors. */
  async prepare(sourceId: string, range: SourceRange): Promise<PreparedSource | null> {
    const source = this.#opened.get(sourceId);
    if (source === undefined || source.media === null || this.whyUnplayable(sourceId) !== null) {
      return null;
    }
    const { offsetFrames: offset, loop } = range;
    const held = heldFrames(range, source.status.frames);
    if (held <= 0) return null;
    const { samples } = source.media;
    const kept = { length: held, release: () => {} };
    if (samples !== null) return { samples, firstFrame: 0, offset, ...kept };
    const { media } = source;
    if (loop !== null && loop.lengthFrames <= LOOP_IN_MEMORY_SECONDS * this.#options.sampleRate()) {
      const { startFrame, lengthFrames } = loop;
      const round = await activities.during('opening', source.source.name, () =>
        media.read(startFrame, lengthFrames),
      );
      // Of a copy that is being made it is not there yet.
      if (round.frames < lengthFrames) return null;
      return { samples: round, firstFrame: startFrame, offset: offset - startFrame, ...kept };
    }
    const reader = await activities.during('opening', source.source.name, () =>
      media.openReader({
        startFrame: offset,
        lengthFrames: held,
        ...(loop !== null && { loop }),
      }),
    );
    this.readers.add(reader, source.source);
    const release = () => this.release(reader);
    return { samples: reader, firstFrame: null, offset: 0, length: held, release };
  }

  /** What an action played is let go. After a read error its file is asked again what it is. */
  release(samples: SoundSource): void {
    const failedId = this.readers.release(samples);
    if (failedId !== null) this.reopen(failedId);
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
    const { media } = source;
    const channels = media?.status().channels ?? source.source.channels;
    if (media === null) {
      const triples = new Float32Array(count * channels * 3);
      return success({ channels, knownBins: 0, triples });
    }
    const peaks = await activities.during('drawing', source.source.name, async () =>
      media.peaks(startFrame, framesPerBin, count),
    );
    return success({ channels, ...peaks });
  }

  followTake(takeId: string, writer: TakeFile, channels: number): void {
    this.#writers.set(takeId, { writer, channels });
  }

  forgetTake(takeId: string): void {
    this.#writers.delete(takeId);
  }

  #followDecoding({ sourceId, state }: MediaStatus): void {
    const leave = this.#decoding.get(sourceId);
    const name = this.#opened.get(sourceId)?.source.name ?? null;
    if (state === 'decoding' && name !== null) {
      if (leave === undefined) this.#decoding.set(sourceId, activities.enter('decoding', name));
      return;
    }
    leave?.();
    this.#decoding.delete(sourceId);
  }

  /** Resolves when nothing is removed or written any more. */
  async close(): Promise<void> {
    for (const source of [...this.#opened.values()]) this.#close(source);
    await this.#options.copies.end();
    await this.#options.peaks.end();
    await this.#options.known.close();
  }

  #begin(source: Source): void {
    this.#openings += 1;
    const status: MediaStatus = {
      sourceId: source.sourceId,
      opening: this.#openings,
      state: 'opening',
      kind: 'resident',
      frames: source.frames,
      readyFrames: 0,
      quality: null,
      replacedSamples: 0,
      found: null,
      hasCopy: false,
      playsCopy: false,
      failure: null,
    };
    const wantedCopy = copyKeyOf(source, this.#options.sampleRate());
    const releases = wantedCopy === null ? [] : [this.#options.copies.hold(wantedCopy)];
    const rest = { isClosed: false, file: null, media: null, isCopyKept: false };
    const opened: OpenedSource = {
      source,
      status,
      abort: new AbortController(),
      releases,
      ...rest,
    };
    this.#opened.set(source.sourceId, opened);
    this.#emit([status]);
    void this.#open(opened);
  }

  async #open(opened: OpenedSource): Promise<void> {
    const { notices } = this.#options;
    const onFault = (file: string, error: unknown) => notices.record(`opening ${file}`, error);
    const { signal } = opened.abort;
    const file = await openSourceFile({ ...this.#options, onFault }, opened.source, signal);
    if (opened.isClosed) {
      this.#release(file, file.media);
      file.releaseHeld();
      return;
    }
    opened.releases.push(file.releaseHeld);
    opened.file = file;
    opened.media = file.media;
    const { found, hasCopy, playsCopy, media, failure: refusal } = file;
    opened.status = {
      ...opened.status,
      ...(media === null ? {} : decodingOf(opened, media)),
      ...(refusal === null ? {} : { state: stateAfter(refusal), failure: refusal }),
      found,
      hasCopy,
      playsCopy,
    };
    releaseUnread(opened);
    this.#emit([opened.status]);
    if (opened.status.state === 'cancelled') return;
    if (opened.status.failure !== null) this.#fail(opened);
    else this.#announceDifference(opened);
    if (opened.status.state === 'ready') this.#tellReplaced(opened);
    void this.#learnContent(opened);
  }

  /** Reads the whole file in the background, for what it holds. */
  async #learnContent(opened: OpenedSource): Promise<void> {
    const { contents, onContent } = this.#options;
    const { file } = opened;
    if (file?.found == null || file.stamp === null) return;
    const content = await contents.contentOf(file.file, () => !opened.isClosed);
    if (content === null || opened.isClosed || (await stampOf(file.file)) !== file.stamp) return;
    const found = { ...file.found, hash: content.hash };
    opened.status = { ...opened.status, found, hasCopy: opened.status.hasCopy };
    this.#emit([opened.status]);
    const { source } = opened;
    const isKnownFile = found.frames === source.frames && found.channels === source.channels;
    if (source.content === null && isKnownFile) onContent(source, content);
    else this.#announceDifference(opened);
    await this.#keepCopy(opened);
  }

  /** Once its content is known and its copy is whole, the copy is kept for later starts. */
  async #keepCopy(opened: OpenedSource): Promise<void> {
    const { copies, sampleRate } = this.#options;
    const hash = opened.status.found?.hash ?? null;
    const place = opened.file?.copyPlace ?? null;
    const isWhole = opened.status.state === 'ready' && !opened.isClosed;
    if (hash === null || place === null || !isWhole || opened.isCopyKept) return;
    opened.isCopyKept = true;
    const key = { hash, sampleRate: sampleRate() };
    opened.releases.push(copies.hold(key));
    const isKept = await copies.keep(place, key);
    if (!isKept || opened.isClosed) return;
    opened.status = { ...opened.status, hasCopy: opened.source.content?.hash === hash };
    this.#emit([opened.status]);
  }

  #fail(opened: OpenedSource): void {
    const { status, source, file } = opened;
    const next = status.state === 'missing' ? ' Find it again with Find… in the Library.' : '';
    const copy = status.hasCopy ? ' Its decoded copy is kept: choose it in the Inspector.' : '';
    this.#options.notices.tellOf(
      { sourceId: source.sourceId, isOfFile: true },
      'error',
      `“${source.name}”: ${status.failure?.message ?? ''}${next}${copy}`,
    );
    // A copy that could not be finished is of no use, and the disk may be full.
    if (file === null || file.copyPlace === null) return;
    this.#release(file, opened.media);
    opened.media = null;
  }

  /** Samples that are no numbers; of a copy that is played they were told when it was made. */
  #tellReplaced({ status, source }: OpenedSource): void {
    const { replacedSamples, playsCopy } = status;
    if (replacedSamples === 0 || playsCopy) return;
    const samples = counted(replacedSamples, 'sample');
    this.#options.notices.tellOf(
      { sourceId: source.sourceId },
      'warning',
      `“${source.name}” has ${samples} of no finite value, which ${replacedSamples === 1 ? 'is' : 'are'} silent. Export it again from its source.`,
    );
  }

  #announceDifference({ status, source }: OpenedSource): void {
    const { notices, differenceOf } = this.#options;
    const sentence = differenceOf(status);
    if (sentence === this.#announced.get(source.sourceId)) return;
    if (sentence === null) this.#announced.delete(source.sourceId);
    else {
      this.#announced.set(source.sourceId, sentence);
      notices.tellOf({ sourceId: source.sourceId }, 'warning', sentence);
    }
  }

  #close(opened: OpenedSource): void {
    opened.isClosed = true;
    opened.abort.abort();
    if (opened.file !== null) this.#release(opened.file, opened.media);
    for (const release of opened.releases) release();
    const { sourceId } = opened.source;
    this.#opened.delete(sourceId);
    this.#decoding.get(sourceId)?.();
    this.#decoding.delete(sourceId);
  }

  #release({ copyPlace, release }: OpenedFile, media: MediaFile | null): void {
    media?.cancel();
    media?.[Symbol.dispose]();
    release();
    if (copyPlace !== null) void this.#options.copies.discard(copyPlace);
  }

  #emit(changed: readonly MediaStatus[]): void {
    if (changed.length === 0) return;
    for (const status of changed) this.#followDecoding(status);
    for (const listener of this.#listeners) listener(changed);
  }
}

function stateAfter({ code }: Failure): MediaStatus['state'] {
  if (code === 'file-not-found') return 'missing';
  return code === 'job-cancelled' ? 'cancelled' : 'failed';
}

/** What is in memory, or in a copy of its own, is read from its file no longer. */
function releaseUnread({ file, status }: OpenedSource): void {
  if (status.state === 'ready' && status.kind !== 'streamed') file?.release();
}

/** Whether what the session says of a sound now is not what was opened. */
function needsOpening({ source, status }: OpenedSource, wanted: Source): boolean {
  if (wanted.file !== source.file || wanted.usesCopy !== source.usesCopy) return true;
  return status.playsCopy && !wanted.usesCopy && wanted.content?.hash !== source.content?.hash;
}

function decodingOf(
  { file }: Pick<OpenedSource, 'file'>,
  media: MediaFile,
): Pick<
  MediaStatus,
  'state' | 'kind' | 'frames' | 'readyFrames' | 'quality' | 'replacedSamples' | 'failure'
> {
  const { state, kind, frames, readyFrames, quality, replacedSamples, failure } = media.status();
  const shown = file?.playsCopy === true ? 'copied' : kind;
  return { state, kind: shown, frames, readyFrames, quality, replacedSamples, failure };
}

/** The file may have become shorter than what the session knows of it. What goes round beyond its end
 * cannot. */
function heldFrames({ offsetFrames, lengthFrames, loop }: SourceRange, frames: Frames): Frames {
  if (loop === null) return Math.min(lengthFrames, frames - offsetFrames);
  return loop.startFrame + loop.lengthFrames <= frames ? lengthFrames : 0;
}
