import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exportedFiles, PLAIN_EXPORT } from '../../../../main/accounts/report/exports.ts';
import { reportOf } from '../../../../main/accounts/report/report.ts';
import { ReportMaker } from '../../../../main/accounts/report/report-maker.ts';
import { readRun } from '../../../../main/accounts/runs/run-reader.ts';
import { success } from '../../../../preload/outcome.ts';
import type { ReportJob } from '../../../../preload/report.ts';
import { actionRow } from '../../../support/action-rows.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { putRun, runHeader } from '../../../support/written-run.ts';

function makerOf(folder: string) {
  const told: (readonly ReportJob[])[] = [];
  const maker = new ReportMaker({
    folder,
    runs: {
      prepare: async () =>
        success({ name: 'pilot', number: 1, sessionName: 'Session', isRunning: false }),
    },
    onJobs: (jobs) => told.push(jobs),
  });
  onTestFinished(() => maker.close());
  return { maker, told };
}

function runOf(count: number) {
  const folder = path.join(temporaryFolder(), 'runs');
  const rows = Array.from({ length: count }, (_, index) =>
    actionRow({ id: index + 1, requestNumber: index + 1, name: `clip ${index}` }),
  );
  const header = runHeader(1);
  putRun(folder, header, rows);
  return { folder, runId: header.runId };
}

test('a report made by the thread is the one that its function makes, shown and written', async () => {
  const { folder, runId } = runOf(30);
  const { maker } = makerOf(folder);
  const account = await readRun(folder, runId);
  if (!account.ok) throw new Error(account.message);
  const model = await maker.model(runId);
  if (!model.ok) throw new Error(model.message);
  const plain = reportOf(account.value, { name: 'pilot', nowWallTime: null });
  expect({ ...model.value, subtitle: '' }).toEqual({ ...plain, subtitle: '' });
  const file = path.join(folder, '..', 'report.json');
  expect(await maker.write(runId, 'json', file)).toEqual(success(file));
  const [written] = exportedFiles(account.value, 'json', { ...PLAIN_EXPORT, name: 'pilot' });
  expect(readFileSync(file, 'utf8')).toBe(written?.content);
  expect(await maker.model('9-00000000')).toMatchObject({ ok: false, code: 'run-unknown' });
  const nowhere = path.join(folder, 'nowhere', 'report.csv');
  expect(await maker.write(runId, 'csv', nowhere)).toMatchObject({ ok: false });
  expect(await maker.write(runId, 'csv', file)).toEqual(success(file));
});

test('a report of a long run leaves main alone, tells how far it is and is cancelled with nothing written', async () => {
  const { folder, runId } = runOf(20_000);
  const { maker, told } = makerOf(folder);
  const file = path.join(folder, '..', 'report.json');
  const written = maker.write(runId, 'json', file);
  const other = maker.model(runId);
  for (let tries = 0; tries < 3_000 && told.length === 0; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(told[0]?.[0]).toMatchObject({ runId, format: 'json' });
  maker.cancel(runId, 'json');
  expect(await written).toMatchObject({ ok: false, code: 'job-cancelled' });
  expect(existsSync(file)).toBe(false);
  // The others go on.
  expect(await other).toMatchObject({ ok: true, value: { actionCount: 20_000 } });
  expect(maker.jobs).toEqual([]);
});
