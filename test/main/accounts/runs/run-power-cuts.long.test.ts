/** Power cuts while a program records runs, on a file system of its own. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type CutDisk, newDisk } from '../../../support/cut-disk.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { expectRunsAfterCuts } from '../../../support/killed-runs.ts';

test('twenty power cuts while a program records runs lose a second of a run at most', async (context) => {
  const made = newDisk(temporaryFolder());
  if (made === null) return context.skip('only root may mount a disk');
  let disk: CutDisk = made;
  onTestFinished(() => disk[Symbol.dispose]());
  mkdirSync(path.join(disk.folder, 'session'));
  const cut = async () => {
    const next = await disk.cut();
    const before = disk;
    disk = next;
    return { before, root: path.join(next.folder, 'session') };
  };
  const kept = await expectRunsAfterCuts(path.join(disk.folder, 'session'), 20, cut);
  expect(kept).toBeGreaterThan(20);
});
