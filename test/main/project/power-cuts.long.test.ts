/** Power cuts while a program edits and folds, on a file system of its own. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readSession } from '../../../main/project/session-reader.ts';
import { emptyProject } from '../../../preload/project.ts';
import { type CutDisk, newDisk } from '../../support/cut-disk.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { beginning, startEditing } from '../../support/killed-sessions.ts';
import { projectAfter } from '../../support/numbered-edits.ts';

const CUTS = 20;
const MOST_LOST_MILLISECONDS = 1_000;

test('Twenty power cuts while a program edits and folds leave a session of all edits but those of the last second', async (context) => {
  const made = newDisk(temporaryFolder());
  if (made === null) return context.skip('only root may mount a disk');
  let disk: CutDisk = made;
  onTestFinished(() => disk[Symbol.dispose]());
  const seed = Date.now() % 1_000_000;
  let project = emptyProject('Session', 48_000);
  let revision = 0;
  for (let cut = 0; cut < CUTS; cut += 1) {
    using program = startEditing(seed + cut);
    const { child, edits, said } = program;
    await program.isReady;
    const { session, warnings, ...begin } = await beginning(disk.folder);
    expect(warnings).toEqual([]);
    // Folds sync everything: some programs do without.
    program.begin(cut % 2 === 0 ? begin : { ...begin, foldChance: 0 });
    while (edits.length === 0 && child.exitCode === null) await sleep(1);
    await sleep(300 + (((seed + cut) * 677) % 2_500));
    child.kill('SIGSTOP');
    const cutTime = Date.now();
    const next = await disk.cut();
    child.kill('SIGKILL');
    await once(child, 'close');
    disk[Symbol.dispose]();
    disk = next;
    const told = `seed ${seed}, cut ${cut}`;
    expect({ told, said }).toEqual({ told, said: [] });
    const again = await beginning(disk.folder);
    const { state, session: snapshot, edits: read } = await readSession(again.session);
    expect({ told, session: snapshot.damage, edits: read.damage }).toEqual({
      told,
      session: 0,
      edits: 0,
    });
    // Cut before even the first edit was on the disk.
    const saved = state?.revision ?? 0;
    expect(saved).toBeGreaterThanOrEqual(revision);
    project = projectAfter(project, revision, saved);
    revision = saved;
    if (state !== null) expect(state.project).toEqual(project);
    const missing = edits.find(([number]) => number > revision);
    const lost = missing === undefined ? 0 : cutTime - missing[1];
    const gaps = edits.map(([, time], index) => time - (edits[index - 1]?.[1] ?? time));
    const allowed = MOST_LOST_MILLISECONDS + 2 * Math.max(0, ...gaps);
    expect({ told, lost: lost > allowed ? lost : 0 }).toEqual({ told, lost: 0 });
  }
  expect(revision).toBeGreaterThan(CUTS);
});
