/** Exports stretches of the timeline into sound files, one at a time: each file is whole or not there. */
import path from 'node:path';
import { failure, type Outcome, success } from '../../../preload/outcome.ts';
import type {
  ExportJob,
  ExportRange,
  ExportResult,
  SoundExportFormat,
} from '../../../preload/range-export.ts';
import { failureOf, writeFailureOf } from '../../failure-of.ts';
import type { MediaService } from '../../media/media-service.ts';
import type { Notices } from '../../notices.ts';
import type { ProjectService } from '../../project/project-service.ts';
import { createWaveFile, type SoundFileWriter, type WaveShape } from '../../wave-file.ts';
import { announceRefusals } from '../refusals.ts';
import { RangeMix, SoundLostError } from './range-mix.ts';

/** Between two words of the progress. */
const TOLD_MILLISECONDS = 100;
/** Samples that are written at once. */
const WRITTEN_SAMPLES = 2 ** 16;

/** What writes each format. */
const WRITERS: Readonly<
  Record<SoundExportFormat, (file: string, shape: WaveShape) => Promise<SoundFileWriter>>
> = {
  'wav-float32': createWaveFile,
};

export interface RangeExportsOptions {
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly notices: Notices;
  /** null = none is being made any more. */
  readonly onJob: (job: ExportJob | null) => void;
}

export interface WantedExport {
  readonly range: ExportRange;
  readonly format: SoundExportFormat;
  /** Absolute. */
  readonly file: string;
}

export class RangeExports {
  readonly #options: RangeExportsOptions;
  #job: ExportJob | null = null;
  #abort: AbortController | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: RangeExportsOptions) {
    this.#options = options;
  }

  /** null = none is being made. */
  get job(): ExportJob | null {
    return this.#job;
  }

  /** Why a range cannot be exported now; null = it can be. */
  refusalOf(range: ExportRange): ReturnType<typeof failure> | null {
    if (this.#abort !== null) {
      return failure('exporting', 'Another export is being made. Wait for it, or cancel it first.');
    }
    if (range.toFrame <= range.fromFrame) {
      return failure('range-invalid', 'The export would end before it begins. Choose a later end.');
    }
    return null;
  }

  /** Codes: `exporting`, `range-invalid`, `nothing-to-play`, `job-cancelled`, `source-unplayable` and those of files. */
  async write(wanted: WantedExport): Promise<Outcome<ExportResult>> {
    const refusal = this.refusalOf(wanted.range);
    if (refusal !== null) return refusal;
    const abort = new AbortController();
    this.#abort = abort;
    this.#tell({ fileName: path.basename(wanted.file), share: 0 });
    const running = this.#write(wanted, abort.signal).catch((error: unknown) =>
      failureOfExport(error, wanted.file),
    );
    this.#running = running;
    const written = await running;
    this.#abort = null;
    this.#tell(null);
    return written;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async close(): Promise<void> {
    this.cancel();
    await this.#running;
  }

  #tell(job: ExportJob | null): void {
    this.#job = job;
    this.#options.onJob(job);
  }

  async #write(
    { range, format, file }: WantedExport,
    signal: AbortSignal,
  ): Promise<Outcome<ExportResult>> {
    const { project, media, notices } = this.#options;
    const mix = new RangeMix({ project: project.project, media, range, signal });
    try {
      const { channels, frames } = mix;
      if (channels === 0) {
        announceRefusals(notices, mix.refused);
        return failure('nothing-to-play', 'Nothing plays in that time. Choose one with clips.');
      }
      const shape = { channels, frames, sampleRate: project.project.sampleRate };
      const writer = await WRITERS[format](file, shape);
      try {
        await this.#fill(mix, writer);
        signal.throwIfAborted();
      } catch (error) {
        await writer.abandon();
        throw error;
      }
      await writer.commit();
      announceRefusals(notices, mix.refused);
      return success({ path: file, missingClips: mix.refused.length });
    } finally {
      mix.close();
    }
  }

  async #fill(mix: RangeMix, writer: SoundFileWriter): Promise<void> {
    const whole = mix.frames * mix.channels;
    let held: Float32Array[] = [];
    let heldSamples = 0;
    let done = 0;
    let toldAt = performance.now();
    const flush = async () => {
      const samples = new Float32Array(heldSamples);
      let at = 0;
      for (const piece of held) {
        samples.set(piece, at);
        at += piece.length;
      }
      held = [];
      heldSamples = 0;
      await writer.write(samples);
      done += samples.length;
    };
    await mix.render(async (samples) => {
      held.push(samples);
      heldSamples += samples.length;
      if (heldSamples >= WRITTEN_SAMPLES) await flush();
      if (this.#job === null || performance.now() - toldAt < TOLD_MILLISECONDS) return;
      toldAt = performance.now();
      this.#tell({ ...this.#job, share: done / whole });
    });
    await flush();
  }
}

function failureOfExport(error: unknown, file: string): ReturnType<typeof failure> {
  if (error instanceof Error && error.name === 'AbortError') {
    return failure('job-cancelled', 'The export was cancelled. No file was written.');
  }
  const { code, message } =
    error instanceof SoundLostError
      ? failure('source-unplayable', error.message)
      : isSystemError(error)
        ? writeFailureOf(error, file)
        : failureOf(error);
  return failure(code, `The export was not written. ${message}`);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
