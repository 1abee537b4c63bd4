/** What a stretch of the timeline is exported as, and how far that is. */
import type { Frames } from './units.ts';

/** Every format of an exported sound, with the ending of its file. */
export const EXPORT_FORMATS = {
  'wav-float32': { name: 'WAV, 32 bit float', extension: 'wav' },
} as const satisfies Readonly<
  Record<string, { readonly name: string; readonly extension: string }>
>;
export type SoundExportFormat = keyof typeof EXPORT_FORMATS;

/** What of the timeline is exported: as it is heard, with mutes, solos and the master's gain. */
export interface ExportRange {
  readonly fromFrame: Frames;
  /** Greater than `fromFrame`. */
  readonly toFrame: Frames;
  /** null = all tracks. */
  readonly trackIds: readonly string[] | null;
  /** null = all clips of these tracks. */
  readonly clipIds: readonly string[] | null;
}

/** An export that is being made. */
export interface ExportJob {
  /** Without its folder. */
  readonly fileName: string;
  /** 0...1. */
  readonly share: number;
}

/** `path` null = the person cancelled. */
export interface ExportResult {
  readonly path: string | null;
  /** Clips that it lacks, because they cannot play; each was told. */
  readonly missingClips: number;
}
