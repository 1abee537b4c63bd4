import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunRowsQuery } from '../../../../preload/run-rows.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  listenTo,
  projectOf,
  temporaryFolder,
} from '../../../support/fake-studio.ts';
import { putRun, runHeader } from '../../../support/written-run.ts';

const ALL: RunRowsQuery = {
  runId: null,
  sort: 'ended',
  isDescending: false,
  filter: 'all',
  clipIds: [],
  openFolds: [],
  from: 0,
  count: 100,
  places: [],
};

/** What the window shows of what was played. */
async function shownBy({ studio }: FakeStudio) {
  const { clipResults, clipRequests, runFromRequest, dropouts, dropoutTotals } = studio.snapshot();
  const page = await studio.runTables.page(ALL);
  if (!page.ok) throw new Error(page.message);
  const byClip = Object.entries(clipResults).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    clipResults: byClip,
    clipRequests: clipRequests.map(({ clipId }) => clipId).sort(),
    runFromRequest,
    dropouts: dropouts.filter(({ runNumber }) => runNumber === dropoutTotals.runNumber).length,
    lines: page.value.lines,
    counts: page.value.counts,
  };
}

async function played(): Promise<FakeStudio> {
  const fake = await fakeStudio();
  const clips = [0, 1_000, 2_000, 9_000].map((startFrame, index) =>
    clip(`c${index}`, { startFrame }),
  );
  await fill(fake, projectOf(clips));
  const { studio } = fake;
  await studio.transport.play(0);
  await fake.advance(20_000);
  await fake.advance(100);
  // The last clip keeps its result of this one.
  await studio.transport.play(1_500);
  await fake.advance(1_200);
  studio.project.editOwn('Remove', { kind: 'removeClips', clipIds: ['c3'] });
  await fake.settle();
  studio.transport.stop();
  await fake.advance(1_000);
  await studio.actions.schedule([listenTo('voice')]);
  await fake.advance(200_000);
  return fake;
}

async function opened(folder: string): Promise<FakeStudio> {
  return fakeStudio({ userDataFolder: folder });
}

test('after closing and opening clips, table and dropouts are as they were', async () => {
  const fake = await played();
  const before = await shownBy(fake);
  expect(before.clipResults).toHaveLength(4);
  const { requestCount, playCount } = fake.studio.actionLog;
  const { streamNumber } = fake.studio.engine.status;
  await fake.studio.close();
  const again = await opened(fake.folder);
  const ofProject = before.clipResults.filter(([clipId]) => clipId !== 'c3');
  const clipRequests = before.clipRequests.filter((clipId) => clipId !== 'c3');
  expect(await shownBy(again)).toEqual({ ...before, clipResults: ofProject, clipRequests });
  // A stream of before says what it reports, so that 0 stays 0.
  const rows = await again.studio.runTables.page(ALL);
  if (!rows.ok) throw new Error(rows.message);
  expect(rows.value.context?.streams).toMatchObject([
    { streamNumber: 1, outputChannels: 2, reports: { outputUnderflow: true } },
  ]);
  // The newest request stays the one with the largest number.
  expect(again.studio.actionLog).toMatchObject({ requestCount, playCount });
  expect(again.studio.engine.status.streamNumber).toBe(streamNumber + 1);
});

test.each(['missing', 'of an earlier run', 'damaged'])(
  'clips have their verdicts again where the file of results is %s',
  async (how) => {
    const fake = await played();
    await fake.studio.close();
    const runs = path.join(fake.folder, 'session', 'runs');
    const results = path.join(runs, 'results.ndjson');
    if (how === 'missing') rmSync(results);
    if (how === 'damaged') writeFileSync(results, '{"format":"rtmixer-res');
    const early = { runNumber: 1, requestCount: 4, playCount: 1, streamNumber: 1 };
    const header = { format: 'rtmixer-results', version: 1, ...early };
    if (how === 'of an earlier run') writeFileSync(results, `${JSON.stringify(header)}\n`);
    expect(readdirSync(runs).filter((name) => name.endsWith('.ndjson')).length).toBeGreaterThan(2);
    const again = await opened(fake.folder);
    const { clipResults, runFromRequest } = again.studio.snapshot();
    expect(runFromRequest).toBe(fake.studio.actionLog.runFromRequest);
    const known = how === 'of an earlier run' ? ['c1', 'c2'] : ['c0', 'c1', 'c2'];
    expect(Object.keys(clipResults).sort()).toEqual(known);
    const { actionLog } = again.studio;
    expect(actionLog.requestCount).toBe(fake.studio.actionLog.requestCount);
    expect(actionLog.playCount).toBe(2);
  },
);

test.each([
  ['a type that every object has', { runNumber: 1 }, '{"type":"constructor"}'],
  ['numbers that nothing can count on from', { requestCount: Number.MAX_SAFE_INTEGER }, ''],
  ['a run number that no name can have', { runNumber: 999_999_999 }, ''],
])(
  'a file of results with %s does not keep the next run from being kept',
  async (_, header, line) => {
    const userDataFolder = temporaryFolder();
    const runs = path.join(userDataFolder, 'session', 'runs');
    mkdirSync(runs, { recursive: true });
    const given = { runNumber: 1, requestCount: 1, playCount: 1, streamNumber: 1, ...header };
    const text = JSON.stringify({ format: 'rtmixer-results', version: 1, ...given });
    writeFileSync(path.join(runs, 'results.ndjson'), `${text}\n${line}\n`);
    // One that no program of ours has numbered.
    putRun(runs, runHeader(999_999_999));
    const fake = await opened(userDataFolder);
    await fill(fake, projectOf([clip('one')]));
    await fake.studio.transport.play(0);
    await fake.advance(20_000);
    await fake.advance(100);
    const listed = await fake.studio.runs.list();
    if (!listed.ok) throw new Error(listed.message);
    const own = listed.value.find(({ number }) => number < 999_999_999);
    const read = await fake.studio.runs.read(own?.runId ?? '');
    expect(read).toMatchObject({ ok: true, value: { damagedLines: 0 } });
    expect(read.ok && read.value.actions.some(({ clipId }) => clipId === 'one')).toBe(true);
  },
);
