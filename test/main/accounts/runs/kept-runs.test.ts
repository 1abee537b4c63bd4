import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type * as FileSystem from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { endedRowsOf } from '../../../../main/accounts/ended-rows.ts';
import { OpenRun } from '../../../../main/accounts/runs/open-run.ts';
import { RunColumns } from '../../../../main/accounts/runs/run-columns.ts';
import { listRunFiles } from '../../../../main/accounts/runs/run-folder.ts';
import { readRun } from '../../../../main/accounts/runs/run-reader.ts';
import { RunStore } from '../../../../main/accounts/runs/run-store.ts';
import { RunFiles } from '../../../../main/project/run-files.ts';
import { ACTION_OUTCOMES, type ActionRow } from '../../../../preload/actions.ts';
import type { RunEnd } from '../../../../preload/run.ts';
import { RUN_SORTS } from '../../../../preload/run-rows.ts';
import { summaryOf } from '../../../../preload/verdict.ts';
import { actionRow } from '../../../support/action-rows.ts';
import {
  clip,
  fakeStudio,
  fill,
  projectOf,
  temporaryFolder,
} from '../../../support/fake-studio.ts';
import { putRun, runHeader } from '../../../support/written-run.ts';

const reads = { count: 0, bytes: 0 };

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof FileSystem>();
  return {
    ...actual,
    open: async (...given: Parameters<typeof actual.open>) => {
      const handle = await actual.open(...given);
      const read = handle.read.bind(handle) as (
        ...all: unknown[]
      ) => Promise<{ bytesRead: number }>;
      const counted = async (...all: unknown[]) => {
        const result = await read(...all);
        reads.count += 1;
        reads.bytes += result.bytesRead;
        return result;
      };
      return Object.assign(handle, { read: counted });
    },
  };
});

function rows(count: number, values: Partial<ActionRow> = {}): ActionRow[] {
  return Array.from({ length: count }, (_, index) =>
    actionRow({ id: index + 1, requestNumber: index + 1, name: `clip ${index}`, ...values }),
  );
}

/** Files of runs that are changed at once. */
function filesIn(root: string) {
  const files = new RunFiles(root, {
    done: () => {},
    failed: (error) => expect.unreachable(String(error)),
    noted: (what, error) => expect.unreachable(`${what}: ${String(error)}`),
  });
  let sequence = 0;
  return {
    changeRunFile: (change: Parameters<OpenRunChange>[0]) => {
      sequence += 1;
      files.take({ ...change, sequence });
      return sequence;
    },
    runFilesWritten: async () => void (await files.flush()),
    close: () => files.close(),
  };
}

type OpenRunChange = ConstructorParameters<typeof OpenRun>[0]['change'];

function storeOf(folder: string, mostBytes: number, running: readonly string[] = []) {
  const files = filesIn(folder);
  const store = new RunStore({
    folder,
    files,
    recorder: { runIds: running, figuresOf: () => null, handedOver: async () => {} },
    onNote: (what, error) => expect.unreachable(`${what}: ${String(error)}`),
    onWarning: (sentence) => expect.unreachable(sentence),
    mostBytes,
  });
  return { store, close: files.close };
}

/** Of so many actions on time. */
function endOf(onTime: number): RunEnd {
  const summary = { ...summaryOf([]), onTime };
  return {
    type: 'end',
    reason: 'stopped',
    wallTime: 0,
    seconds: 3,
    summary,
    dropouts: 0,
    outages: 0,
  };
}

test('a file of a run ends when it is full and at local midnight, and the run is read as one', async () => {
  const folder = path.join(temporaryFolder(), 'runs');
  const files = filesIn(folder);
  const header = runHeader(3);
  let now = new Date(2026, 4, 6, 23, 59, 58).getTime();
  const run = new OpenRun(
    {
      header: () => header,
      change: files.changeRunFile,
      onPlaced: () => {},
      now: () => now,
      mostFileBytes: 3_000,
    },
    1,
  );
  const { device, audible } = header;
  run.record({ type: 'stream', streamNumber: 1, firstFrame: 0, audible, device });
  const all = rows(60);
  for (const row of all) {
    if (row.requestNumber === 31) now += 3_000;
    run.add([row]);
    run.flush();
  }
  run.end('stopped');
  await run.handedOver();
  const [found] = await listRunFiles(folder);
  const parts = found?.parts.length ?? 0;
  expect(parts).toBeGreaterThan(4);
  const read = await readRun(folder, header.runId);
  if (!read.ok) throw new Error(read.message);
  expect(read.value.actions).toEqual(all);
  expect(read.value.streams).toHaveLength(1);
  expect(read.value.end?.summary.onTime).toBe(60);
  // Each begins with what is needed to read it alone.
  const days = new Set<string>();
  for (let part = 1; part <= parts; part += 1) {
    const name = part === 1 ? `${header.runId}.ndjson` : `${header.runId}.${part}.ndjson`;
    const [first = '', second = ''] = readFileSync(path.join(folder, name), 'utf8').split('\n');
    expect(JSON.parse(first)).toMatchObject({ runId: header.runId, part });
    expect(JSON.parse(second)).toMatchObject({ type: 'stream', streamNumber: 1 });
    days.add(new Date(JSON.parse(first).wallTime).toDateString());
  }
  expect(days.size).toBe(2);
  files.close();
});

test('of what is too much the oldest unpinned files keep their headers and ends, and a running one its last day', async () => {
  const folder = path.join(temporaryFolder(), 'runs');
  for (const number of [1, 2, 3]) putRun(folder, runHeader(number), rows(50), [endOf(50)]);
  const running = runHeader(4);
  putRun(folder, { ...running, wallTime: 1_700_000_000_000 }, rows(50));
  putRun(folder, { ...running, wallTime: 1_700_200_000_000, part: 2 }, rows(50));
  const { store, close } = storeOf(folder, 1, [running.runId]);
  expect(await store.change({ runId: runHeader(2).runId, isPinned: true })).toMatchObject({
    ok: true,
  });
  await store.limit();
  const listed = await store.list();
  const states = listed.ok ? listed.value.map(({ number, state }) => [number, state]) : [];
  expect(states).toEqual([
    [4, 'running'],
    [3, 'header-only'],
    [2, 'ended'],
    [1, 'header-only'],
  ]);
  const entries = listed.ok ? listed.value : [];
  expect(entries[3]).toMatchObject({ seconds: 3, summary: endOf(50).summary });
  const first = await readRun(folder, runHeader(1).runId);
  expect(first).toMatchObject({
    ok: true,
    value: { state: 'header-only', removedParts: 1, actions: [] },
  });
  const last = await readRun(folder, running.runId, true);
  expect(last.ok && last.value.removedParts).toBe(1);
  expect(last.ok && last.value.actions.length).toBe(50);
  close();
});

test('a list of a thousand runs reads the first and last bytes of each and nothing of their actions, once', async () => {
  const folder = path.join(temporaryFolder(), 'runs');
  mkdirSync(folder, { recursive: true });
  const tracks = Array.from({ length: 60 }, (_, index) => ({
    trackId: `track ${index}`,
    name: 'A track with a name',
    outputChannels: [1, 2],
    matrix: null,
    loop: null,
  }));
  const middle = JSON.stringify({ type: 'later', text: 'x'.repeat(8_000) });
  for (let number = 1; number <= 1_000; number += 1) {
    const header = runHeader(number, { tracks });
    const lines = [JSON.stringify(header), middle, JSON.stringify(endOf(0)), ''];
    writeFileSync(path.join(folder, `${header.runId}.ndjson`), lines.join('\n'));
  }
  const { store, close } = storeOf(folder, 2 ** 40);
  Object.assign(reads, { count: 0, bytes: 0 });
  const listed = await store.list();
  if (!listed.ok) throw new Error(listed.message);
  expect(listed.value).toHaveLength(1_000);
  expect(listed.value[0]).toMatchObject({ number: 1_000, state: 'ended', seconds: 3 });
  expect(reads.count).toBe(2_000);
  expect(reads.bytes).toBeLessThanOrEqual(2_000 * 4_096);
  await store.list();
  expect(reads.count).toBe(2_000);
  close();
});

test('columns of numbers take 120 bytes a row and sort like whole rows, which are read from the file', async () => {
  const folder = path.join(temporaryFolder(), 'runs');
  const header = runHeader(5);
  const given = rows(300).map((row, index) => ({
    ...row,
    actualFrame: index % 3 === 0 ? null : 1_500 + (index % 7),
    outcome: ACTION_OUTCOMES[index % ACTION_OUTCOMES.length] ?? null,
    trackId: `track ${index % 5}`,
    loopPass: index % 4,
    silences: [{ fromFrame: 1_600, toFrame: null }],
  }));
  const trackPlace = (trackId: string) => Number(trackId.slice(6));
  const columns = new RunColumns({ runId: header.runId, audible: 'device', folder, trackPlace });
  const files = filesIn(folder);
  const run = new OpenRun(
    {
      header: () => header,
      change: files.changeRunFile,
      onPlaced: (placed, places) => {
        for (const [index, row] of placed.entries()) columns.place(row, places[index] as never);
      },
      now: () => 0,
    },
    1,
  );
  for (const row of given) columns.add(row);
  run.add(given);
  run.end('stopped');
  await run.handedOver();
  const whole = endedRowsOf(() => given, { runId: header.runId, audible: 'device', trackPlace });
  const indexes = given.map((_, index) => index);
  expect(columns.bytesPerRow).toBeLessThanOrEqual(120);
  // First from memory, then, when all is in the file, from there.
  expect(await columns.rows(indexes)).toEqual(given);
  columns.follow(Number.MAX_SAFE_INTEGER);
  expect(await columns.rows(indexes.toReversed())).toEqual(given.toReversed());
  for (const index of indexes) {
    expect(columns.facts(index)).toEqual(whole.facts(index));
    for (const sort of RUN_SORTS) expect(columns.key(index, sort)).toEqual(whole.key(index, sort));
  }
  files.close();
});

test('a deleted run is brought back as it was until its session is closed, and is gone for good then', async () => {
  const folder = path.join(temporaryFolder(), 'runs');
  for (const number of [1, 2]) putRun(folder, runHeader(number), rows(20), [endOf(20)]);
  putRun(folder, { ...runHeader(2), part: 2 }, rows(20), [endOf(20)]);
  const { runId } = runHeader(2);
  const before = readdirSync(folder);
  const text = readFileSync(path.join(folder, `${runId}.2.ndjson`), 'utf8');
  const { store, close } = storeOf(folder, 2 ** 40);
  await store.change({ runId, name: 'pilot', isPinned: true });
  const listed = await store.list();
  expect(await store.remove(runId)).toMatchObject({ ok: true });
  expect(store.deleted).toMatchObject([{ runId, name: 'pilot', isPinned: true }]);
  expect(await store.read(runId)).toMatchObject({ ok: false, code: 'run-unknown' });
  expect(await store.remove(runId)).toMatchObject({ ok: false, code: 'run-unknown' });
  expect(await store.restore(runId)).toMatchObject({ ok: true });
  expect(await store.list()).toEqual(listed);
  expect(readFileSync(path.join(folder, `${runId}.2.ndjson`), 'utf8')).toBe(text);
  expect(await store.restore(runId)).toMatchObject({ ok: false, code: 'run-unknown' });
  await store.remove(runId);
  // Of a program that was killed.
  writeFileSync(path.join(folder, `${runHeader(9).runId}.ndjson.deleted`), text);
  writeFileSync(path.join(folder, 'of somebody else.deleted'), '');
  await store.removeDeleted();
  expect(await store.restore(runId)).toMatchObject({ ok: false, code: 'run-unknown' });
  const left = before.filter((name) => !name.startsWith(runId));
  expect(readdirSync(folder).sort()).toEqual(
    [...left, 'names.json', 'of somebody else.deleted'].sort(),
  );
  close();
});

test.each(['deleted', 'a link', 'a file'])(
  'nothing of a run is lost where its folder is %s for a while, and nothing is written elsewhere',
  async (what) => {
    const fake = await fakeStudio();
    const { studio, folder } = fake;
    const runs = path.join(folder, 'session', 'runs');
    const elsewhere = path.join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    await fill(fake, projectOf([clip('c1'), clip('c2', { startFrame: 4_000 })]));
    await studio.transport.play(0);
    await fake.advance(1_500);
    await studio.runs.list();
    rmSync(runs, { recursive: true });
    if (what === 'a link') symlinkSync(elsewhere, runs);
    if (what === 'a file') writeFileSync(runs, '');
    await fake.advance(20_000);
    await fake.advance(20_000);
    await studio.runs.list();
    if (what !== 'deleted') {
      expect(studio.snapshot()).toMatchObject({ isSaveFailing: true });
      const told = studio.notices.all.filter(({ message }) =>
        message.includes('is a link or a file'),
      );
      expect(told).toHaveLength(1);
      rmSync(runs);
      expect(await studio.save()).toBe(true);
      await vi.waitFor(() => expect(studio.snapshot().isSaveFailing).toBe(false), 10_000);
    }
    const listed = await studio.runs.list();
    const [entry] = listed.ok ? listed.value : [];
    const read = await studio.runs.read(entry?.runId ?? '');
    if (!read.ok) throw new Error(read.message);
    expect(read.value.actions.map(({ clipId }) => clipId)).toEqual(['c1', 'c2']);
    expect(existsSync(path.join(elsewhere, `${entry?.runId}.ndjson`))).toBe(false);
  },
);
