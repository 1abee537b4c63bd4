/** A sound that was dropped on the Library and is ready to play. */
import type { BridgePage, LaunchedStudio } from './launched-studio.ts';

export interface ImportedSound {
  readonly sourceId: string;
  readonly frames: number;
}

interface WaitingPage extends BridgePage {
  importedSound: Promise<ImportedSound>;
}

/** Drops a file on the Library; resolves when all of it is decoded, at most ten seconds later. */
export async function importSound(
  { studio }: LaunchedStudio,
  file: string,
): Promise<ImportedSound> {
  const { page } = studio;
  // Updates, not a snapshot: a snapshot would swallow what the window has still to be told.
  await page.evaluate(() => {
    const waiting = globalThis as unknown as WaitingPage;
    waiting.importedSound = new Promise((resolve, reject) => {
      setTimeout(reject, 10_000, new Error('The dropped sound was not ready in ten seconds.'));
      const end = waiting.studio.onUpdate(({ media = [] }) => {
        const ready = media.find(({ state }) => state === 'ready');
        if (ready === undefined) return;
        end();
        resolve({ sourceId: ready.sourceId, frames: ready.frames });
      });
    });
  });
  await studio.dropOnLibrary([file]);
  return page.evaluate(() => (globalThis as unknown as WaitingPage).importedSound);
}
