/** The demo: a few sounds, placed on the timeline. */
import path from 'node:path';
import type { ImportReport } from '../../preload/contract.ts';
import type { Outcome } from '../../preload/outcome.ts';
import type { ArrangedFile, ImportService } from './import-service.ts';

/** Where each sound of assets/demo begins, in seconds. */
const ARRANGEMENT: readonly { readonly file: string; readonly startSeconds: readonly number[] }[] =
  [
    { file: 'metronome 90.wav', startSeconds: [0] },
    { file: 'knock.wav', startSeconds: [0.5, 1.5, 2.5, 3.5] },
    { file: 'glass.wav', startSeconds: [1, 3] },
    { file: 'rain.wav', startSeconds: [0.25] },
    { file: 'tone 441.wav', startSeconds: [2] },
  ];

/** One edit that can be undone; each sound on a track of its own. */
export function loadDemo(imports: ImportService, folder: string): Promise<Outcome<ImportReport>> {
  const files = ARRANGEMENT.map(
    ({ file, startSeconds }): ArrangedFile => ({ path: path.join(folder, file), startSeconds }),
  );
  return imports.importArranged(files, 'Load the demo');
}
