/** The system's file dialogs. */
import { type BrowserWindow, dialog } from 'electron';
import { EXPORT_FORMATS, type SoundExportFormat } from '../../preload/range-export.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../preload/report.ts';
import { SOUND_EXTENSIONS } from '../media/sound-extensions.ts';

const SOUND_FILES = { name: 'Sound files', extensions: [...SOUND_EXTENSIONS] };
const ALL_FILES = { name: 'All files', extensions: ['*'] };

export interface FileDialogs {
  /** Absolute paths; none = the person cancelled. */
  chooseSounds(several: boolean): Promise<readonly string[]>;
  /** Absolute path; null = the person cancelled. */
  chooseReport(format: ReportFormat, suggestedName: string): Promise<string | null>;
  /** Absolute path; null = the person cancelled. */
  chooseExport(format: SoundExportFormat, suggestedName: string): Promise<string | null>;
}

/** @param parent the window they belong to; null = none is open */
export function fileDialogs(parent: () => BrowserWindow | null): FileDialogs {
  const chooseTarget = async (options: Electron.SaveDialogOptions) => {
    const window = parent();
    const chosen = await (window === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
  };
  return {
    chooseSounds: async (several) => {
      const options: Electron.OpenDialogOptions = {
        title: several ? 'Import sound files' : 'Find the sound file',
        properties: several ? ['openFile', 'multiSelections'] : ['openFile'],
        filters: [SOUND_FILES, ALL_FILES],
      };
      const window = parent();
      const chosen = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      return chosen.canceled ? [] : chosen.filePaths;
    },
    chooseReport: (format, defaultPath) => {
      const { name, extension } = REPORT_FORMATS[format];
      const filters = [{ name, extensions: [extension] }];
      return chooseTarget({ title: 'Save the report', defaultPath, filters });
    },
    chooseExport: (format, defaultPath) => {
      const { name, extension } = EXPORT_FORMATS[format];
      const filters = [{ name, extensions: [extension] }];
      return chooseTarget({ title: 'Export', defaultPath, filters });
    },
  };
}
