/** Requests of exports: a file name by the system's dialog, then the file. */
import path from 'node:path';
import type { Handlers, Payload } from '../../preload/contract.ts';
import { type Outcome, success } from '../../preload/outcome.ts';
import { EXPORT_FORMATS, type ExportResult } from '../../preload/range-export.ts';
import type { FileDialogs } from '../shell/file-dialogs.ts';
import type { Studio } from '../studio.ts';

type ExportServices = Pick<Studio, 'exports' | 'folder'>;
type ExportDialogs = Pick<FileDialogs, 'chooseExport'>;

export function exportHandlers(studio: ExportServices, dialogs: ExportDialogs) {
  return {
    exportRange: (asked) => exportRange(studio, dialogs, asked),
    cancelExport: async () => success(studio.exports.cancel() ?? null),
  } satisfies Partial<Handlers>;
}

async function exportRange(
  { exports, folder }: ExportServices,
  dialogs: ExportDialogs,
  { range, format }: Payload<'exportRange'>,
): Promise<Outcome<ExportResult>> {
  const refusal = exports.refusalOf(range);
  if (refusal !== null) return refusal;
  const { extension } = EXPORT_FORMATS[format];
  const chosen = await dialogs.chooseExport(
    format,
    `${path.basename(folder.root, '.rtmix')}.${extension}`,
  );
  if (chosen === null) return success({ path: null, missingClips: 0 });
  return exports.write({ range, format, file: chosen });
}
