/** A folder of runs that cannot be written while something plays. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunRowsQuery } from '../../../../preload/run-rows.ts';
import { clip, fakeStudio, fill, projectOf } from '../../../support/fake-studio.ts';

const ALL_ROWS: RunRowsQuery = {
  runId: null,
  sort: 'ended',
  isDescending: false,
  filter: 'all',
  clipIds: [],
  openFolds: [],
  from: 0,
  count: 10,
  places: [],
};

test('what plays goes on while the account of its run cannot be written, which is told, kept, and written later', async () => {
  const fake = await fakeStudio();
  const { studio } = fake;
  const places = [0, 1_000, 2_000];
  const clips = places.map((startFrame, index) => clip(`c${index}`, { startFrame }));
  await fill(fake, projectOf(clips));
  const { root, runs } = studio.folder;
  rmSync(runs, { recursive: true, force: true });
  writeFileSync(runs, 'no folder');

  expect(await studio.transport.play(0)).toEqual({ ok: true, value: null });
  await fake.advance(1_500);
  const told = () =>
    studio.notices.all.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  await expect.poll(told).toHaveLength(1);
  expect(told()[0]).toBe(
    `The account of what was played could not be saved in ${root}; RtMixer tries again. ${runs} is a link or a file. Put a folder in its place.`,
  );
  expect(studio.transport.isPlaying).toBe(true);
  await fake.advance(10_000);
  await fake.advance(10_000);
  studio.recorder.tick();
  expect(studio.actionLog.newest(10).map(({ outcome }) => outcome)).toEqual(
    places.map(() => 'completed'),
  );

  const page = await studio.runTables.page(ALL_ROWS);
  if (!page.ok) throw new Error(page.message);
  const names = page.value.lines.map((line) => (line.kind === 'row' ? line.row.name : line.kind));
  expect(names).toEqual(['c0', 'c1', 'c2']);

  rmSync(runs);
  mkdirSync(runs);
  expect(await studio.saving.flush()).toBe(true);
  const listed = await studio.runs.list();
  if (!listed.ok) throw new Error(listed.message);
  const [entry, ...others] = listed.value;
  expect(others).toEqual([]);
  const read = await studio.runs.read(entry?.runId ?? '');
  expect(read).toMatchObject({ ok: true, value: { state: 'ended', damagedLines: 0 } });
  expect(read.ok && read.value.actions.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2']);
  expect(told()).toHaveLength(1);
});
