import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runFileName } from '../../../../main/accounts/runs/run-folder.ts';
import { actionLines, readRunLine } from '../../../../main/accounts/runs/run-lines.ts';
import { readRun } from '../../../../main/accounts/runs/run-reader.ts';
import { ACTION_OUTCOMES, type ActionRow, NO_STATS } from '../../../../preload/actions.ts';
import { verdictOfAction } from '../../../../preload/verdict.ts';
import { actionRow } from '../../../support/action-rows.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { inventedDropout } from '../../../support/invented-dropout.ts';
import { putRun, runHeader } from '../../../support/written-run.ts';

const header = runHeader(7);
const { runId } = header;

function rows(count: number, values: Partial<ActionRow> = {}): ActionRow[] {
  return Array.from({ length: count }, (_, index) =>
    actionRow({ id: index + 1, requestNumber: index + 1, ...values }),
  );
}

function rowsOf(lines: readonly { readonly line: string }[]): readonly ActionRow[] {
  return lines.flatMap(({ line }) => {
    const read = readRunLine(line.trimEnd());
    return read.kind === 'actions' ? read.rows : [];
  });
}

async function accountIn(folder: string, isRunning = false) {
  const read = await readRun(folder, runId, isRunning);
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

test('accounts of actions are read as they were written, alone and with others', () => {
  const frame = fc.integer({ min: 0, max: 2 ** 40 });
  const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const anyRow = fc
    .record({
      id: fc.integer({ min: -100, max: 2 ** 40 }),
      outcome: orNull(fc.constantFrom(...ACTION_OUTCOMES)),
      endedBy: orNull(fc.constantFrom('edit', 'stop', 'cancel')),
      requestedFrame: orNull(frame),
      actualFrame: orNull(frame),
      requestedTime: orNull(fc.double({ noNaN: true, min: 0, max: 1e11 })),
      originFrame: orNull(fc.integer()),
      totalFrames: orNull(frame),
      doneFrames: frame,
      skippedFrames: fc.nat(),
      channels: fc.array(fc.integer({ min: 1, max: 9 })),
      silences: fc.array(fc.record({ fromFrame: frame, toFrame: orNull(frame) }), { maxLength: 2 }),
      asked: orNull(fc.constant(actionRow().asked)),
      name: fc.string(),
      clipId: orNull(fc.string()),
      cannotPlay: orNull(fc.constant({ code: 'file-not-found' as const, message: 'Gone.' })),
      stats: fc.constantFrom(NO_STATS, actionRow().stats, { ...NO_STATS, inputOverflows: 2 }),
    })
    .map((values) => actionRow(values as Partial<ActionRow>));
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 12 }), fc.boolean(), (some, areAlike) => {
      const first = some[0] ?? actionRow();
      const given = areAlike ? some.map(({ id }) => ({ ...first, id })) : some;
      expect(rowsOf(actionLines(given))).toEqual(given);
    }),
    { numRuns: 60 },
  );
});

test('accounts of thousands of actions that never began take about a hundred bytes each', () => {
  const clip = (index: number) => `clip-${index.toString(16).padStart(32, '0')}`;
  const given = Array.from({ length: 2_000 }, (_, index) => {
    const requestedFrame = 1_000 + index * 997;
    const asked = { ...(actionRow().asked as object), startFrame: requestedFrame - 500 };
    return actionRow({
      id: index,
      requestNumber: index + 1,
      clipId: clip(index),
      requestedFrame,
      actualFrame: null,
      outcome: 'cancelled-before-start',
      endedBy: 'stop',
      doneFrames: 0,
      stats: NO_STATS,
      asked: asked as ActionRow['asked'],
    });
  });
  const lines = actionLines(given);
  const bytes = lines.reduce((sum, { line }) => sum + line.length, 0);
  expect(bytes / given.length).toBeLessThan(110);
  expect(rowsOf(lines)).toEqual(given);
});

test('a run is read up to its last whole line, and says that it was cut off unless it goes on', async () => {
  const folder = temporaryFolder();
  const file = putRun(folder, header, rows(3));
  appendFileSync(file, '{"type":"action","row":{"id":4,');
  const cut = await accountIn(folder);
  expect(cut.actions).toEqual(rows(3));
  expect(cut).toMatchObject({ state: 'cut-off', end: null, damagedLines: 0 });
  expect((await accountIn(folder, true)).state).toBe('running');
  // What a power cut leaves in the last line.
  appendFileSync(file, '\u0000\u0000\n');
  expect(await accountIn(folder)).toMatchObject({ state: 'cut-off', damagedLines: 0 });
});

test('what only a newer minor version writes is passed over, and damage in the middle spoils one line', async () => {
  const folder = temporaryFolder();
  const file = putRun(folder, header, rows(2));
  appendFileSync(
    file,
    '{"type":"scent","strength":3}\n{"type":"action","row":{"id":"x"}}\nrubbish\n',
  );
  const dropout = inventedDropout({ activities: [], touched: [] });
  appendFileSync(file, `${JSON.stringify({ type: 'dropout', dropout, later: true })}\n`);
  const account = await accountIn(folder);
  expect(account.actions).toEqual(rows(2));
  expect(account.dropouts).toEqual([dropout]);
  expect(account.damagedLines).toBe(2);
});

test('lines of a type that every object has, and figures that nothing can have, spoil nothing else', async () => {
  const folder = temporaryFolder();
  const file = putRun(folder, header, rows(2));
  for (const type of ['constructor', '__proto__', 'toString']) {
    appendFileSync(file, `{"type":"${type}"}\n`);
  }
  const dropout = inventedDropout({ activities: [], touched: [] });
  const impossible = [
    { type: 'dropout', dropout: { ...dropout, sampleRate: 0 } },
    { type: 'outage', outage: { id: 1, sampleRate: 1e300 } },
    { type: 'removed', wallTime: 9e15 },
    { type: 'load', streamNumber: 1, firstFrame: 0, frames: 1, meanLoad: -1, worstLoad: 1e300 },
    ...rows(1, { sampleRate: 0 }).map((row) => ({ type: 'action', row })),
    ...rows(1, { requestedTime: 1e300 }).map((row) => ({ type: 'action', row })),
  ];
  for (const line of impossible) appendFileSync(file, `${JSON.stringify(line)}\n`);
  putRun(folder, { ...header, part: 2 }, []);
  const account = await accountIn(folder);
  expect(account.actions).toEqual(rows(2));
  expect(account.damagedLines).toBe(impossible.length);
});

test('all files of a run are read as one', async () => {
  const folder = temporaryFolder();
  const all = rows(40);
  putRun(folder, header, all.slice(0, 15));
  putRun(folder, { ...header, part: 2 }, all.slice(15, 30));
  putRun(folder, { ...header, part: 10 }, all.slice(29));
  expect((await accountIn(folder)).actions).toEqual(all);
});

test('a newer version, damage, another file in its place and a run that is gone are told apart', async () => {
  const folder = temporaryFolder();
  const file = putRun(folder, header, rows(1));
  const text = readFileSync(file, 'utf8');
  const codeOf = async () => {
    const read = await readRun(folder, runId);
    return read.ok ? 'read' : read.code;
  };
  writeFileSync(file, text.replace('"version":1', '"version":2'));
  expect(await codeOf()).toBe('file-unsupported');
  writeFileSync(file, text.slice(1));
  expect(await codeOf()).toBe('file-damaged');
  const linked = path.join(folder, 'linked');
  mkdirSync(linked);
  const aside = path.join(folder, 'aside.ndjson');
  writeFileSync(aside, text);
  symlinkSync(aside, path.join(linked, runFileName(runId, 1)));
  for (const name of [runId, '../7-0a1b2c3d', '8-0a1b2c3d', '']) {
    expect(await readRun(linked, name)).toMatchObject({ ok: false, code: 'run-unknown' });
  }
  const link = path.join(folder, 'link');
  symlinkSync(folder, link);
  writeFileSync(file, text);
  expect(await readRun(link, runId)).toMatchObject({ ok: false, code: 'run-unknown' });
  expect(await codeOf()).toBe('read');
});

test('a run that version 1 wrote is read as it was', async () => {
  const folder = path.join(import.meta.dirname, 'samples');
  const read = await readRun(folder, '1-c94a29f3');
  if (!read.ok) throw new Error(read.message);
  const { header, actions, origins, end, damagedLines, state } = read.value;
  expect({ damagedLines, state }).toEqual({ damagedLines: 0, state: 'ended' });
  expect(header).toMatchObject({ version: 1, sessionName: 'Trials', audible: 'virtual' });
  expect(origins).toMatchObject([{ cause: 'play', originFrame: 15_980, timelineFrame: 0 }]);
  const told = actions.map((row) => `${row.name}: ${verdictOfAction(row).words}`);
  expect(told).toEqual([
    'trial 1: on time',
    'trial 2: on time',
    'trial 3: muted',
    'trial 4: on time: muted from 0:00.310 to 0:00.319',
  ]);
  expect(actions[3]).toMatchObject({
    requestedFrame: 30_380,
    actualFrame: 30_380,
    doneFrames: 2_400,
    outcome: 'completed',
    asked: { startFrame: 14_400, lengthFrames: 2_400, outputChannels: [1, 2] },
  });
  expect(end?.summary).toMatchObject({ onTime: 3, muted: 1, done: 0 });
});
