/** What a person does with a run, through the window. */
import { setTimeout as realTime } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NO_TARGET } from '../../../renderer/commands/command-target.ts';
import { playOrStop } from '../../../renderer/commands/commands.ts';
import { reasonAgainst } from '../../../renderer/commands/run-command.ts';
import { deleteRun, renameRun, restoreRun, togglePin } from '../../../renderer/runs/run-edits.ts';
import { chosenRun, refreshRuns, runsNow } from '../../../renderer/runs/run-store.ts';
import { changeView } from '../../../renderer/store/view.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

test('a run is named, pinned, deleted once it has ended, and brought back with its name', async () => {
  const { pass } = await windowOnStudio({ project: pilotSession() });
  const run = () => chosenRun(runsNow());
  /** Files of runs are written by a thread, whose time is the real one. */
  const runWhere = async (condition: () => boolean) => {
    for (let left = 500; left > 0; left -= 1) {
      await refreshRuns();
      if (condition()) return;
      await pass(0.01);
      await realTime(20);
    }
    throw new Error('What was waited for did not happen.');
  };
  await playOrStop();
  await pass(0.3);
  await runWhere(() => run()?.state === 'running');
  expect(run()?.summary?.onTime).toBe(0);
  await pass(3);
  await runWhere(() => (run()?.summary?.onTime ?? 0) > 0);
  expect(run()?.state).toBe('running');
  changeView({ shownView: 'report' });
  expect(reasonAgainst('delete', NO_TARGET)).toBe('The run goes on. Stop first.');
  await playOrStop();
  await runWhere(() => run()?.state === 'ended');
  expect(reasonAgainst('delete', NO_TARGET)).toBeNull();

  const { runId = '' } = run() ?? {};
  expect(renameRun(runId, 'x'.repeat(201))).toMatch(/at most/);
  expect(renameRun(runId, ' first try ')).toBeNull();
  togglePin(runId);
  await runWhere(() => run()?.name === 'first try' && run()?.isPinned === true);
  expect(renameRun(runId, '')).toBeNull();
  await runWhere(() => run()?.name === null);
  expect(renameRun(runId, 'kept')).toBeNull();
  await runWhere(() => run()?.name === 'kept');
  await deleteRun(runId);
  await runWhere(() => runsNow().entries?.length === 0);
  expect(runsNow().deleted).toMatchObject([{ runId, name: 'kept' }]);
  await restoreRun(runId);
  await runWhere(() => run()?.name === 'kept');
  expect(run()).toMatchObject({ runId, state: 'ended' });
  expect(runsNow().deleted).toEqual([]);
});
