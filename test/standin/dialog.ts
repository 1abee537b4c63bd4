import type Electron from 'electron';
import { modelled, NotModelledError } from './modelled.ts';
import type { PageConnection } from './page-connection.ts';
import { askForButton, askForSavePath, chooseFiles } from './page-dialogs.ts';
import { runningApp } from './running-app.ts';
import { focusedWindow } from './window-registry.ts';

type DialogMembers = Pick<
  Electron.Dialog,
  'showOpenDialog' | 'showSaveDialog' | 'showMessageBox'
> & {
  showErrorBox(title: string, content: string): void;
};

/**
 * A dialog in the window, where somebody sees it. Without a display nobody can answer, so that a
 * test has to put its own function in the dialog's place.
 */
function inWindow<Options, Answer>(
  name: string,
  show: (page: PageConnection, options: Options) => Promise<Answer>,
): (...args: unknown[]) => Promise<Answer> {
  return async (...args) => {
    if (!runningApp.headed) {
      throw new NotModelledError(
        `dialog.${name}() by itself: a test answers it by replacing it through electronApp.evaluate()`,
      );
    }
    const page = await focusedWindow()?.webContents.opened;
    if (!page) throw new NotModelledError(`dialog.${name}() without a window`);
    return show(page, (args.at(-1) ?? {}) as Options);
  };
}

/** electron.dialog. */
export const dialog = modelled<DialogMembers>('dialog', {
  showOpenDialog: inWindow('showOpenDialog', chooseFiles),
  showSaveDialog: inWindow('showSaveDialog', askForSavePath),
  showMessageBox: inWindow('showMessageBox', askForButton),
  showErrorBox: (title, content) => console.error(`${title}\n${content}`),
});
