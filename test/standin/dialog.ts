import type Electron from 'electron';
import { modelled, NotModelledError } from './modelled.ts';

type Members = Pick<Electron.Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox'> & {
  showErrorBox(title: string, content: string): void;
};

function refusal(call: string): () => Promise<never> {
  return async () => {
    throw new NotModelledError(
      `dialog.${call}() by itself: a test answers it by replacing it through electronApp.evaluate()`,
    );
  };
}

/** electron.dialog: nobody is there to answer, so a test puts its own functions in. */
export const dialog = modelled<Members>('dialog', {
  showOpenDialog: refusal('showOpenDialog'),
  showSaveDialog: refusal('showSaveDialog'),
  showMessageBox: refusal('showMessageBox'),
  showErrorBox: (title, content) => console.error(`${title}\n${content}`),
});
