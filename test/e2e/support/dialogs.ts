import type { ElectronApplication } from '@playwright/test';

/** Answers every following open dialog with these files; with none, as if the user cancelled. */
export async function answerOpenDialog(
  electronApp: ElectronApplication,
  filePaths: readonly string[],
): Promise<void> {
  await electronApp.evaluate(
    ({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: chosen.length === 0, filePaths: chosen });
    },
    [...filePaths],
  );
}

/** Answers every following save dialog with this file; '' as if the user cancelled. */
export async function answerSaveDialog(
  electronApp: ElectronApplication,
  filePath: string,
): Promise<void> {
  await electronApp.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: chosen === '', filePath: chosen });
  }, filePath);
}

/** Answers every following message box with the button of this number, counted from 0. */
export async function answerMessageBox(
  electronApp: ElectronApplication,
  response: number,
): Promise<void> {
  await electronApp.evaluate(({ dialog }, chosen) => {
    dialog.showMessageBox = async () => ({ response: chosen, checkboxChecked: false });
  }, response);
}
