/** What the accounts of runs cost main: while one is recorded, and when a session with many is opened. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { ReportMaker } from '../../main/accounts/report/report-maker.ts';
import { readKeptResults } from '../../main/accounts/runs/kept-results.ts';
import { OpenRun } from '../../main/accounts/runs/open-run.ts';
import { RunColumns } from '../../main/accounts/runs/run-columns.ts';
import { runFileName } from '../../main/accounts/runs/run-folder.ts';
import { visitRun } from '../../main/accounts/runs/run-reader.ts';
import { RunStore } from '../../main/accounts/runs/run-store.ts';
import type { RunFileChange } from '../../main/project/appender.ts';
import type { ActionRow } from '../../preload/actions.ts';
import { success } from '../../preload/outcome.ts';
import { summaryOf } from '../../preload/verdict.ts';
import { actionRow } from '../support/action-rows.ts';
import { putRun, runHeader } from '../support/written-run.ts';
import { type Bench, type Figure, figure } from './figure.ts';
import { measureShownDropouts, measureTable } from './shown-accounts.ts';

const rounds = 5;
const actions = 100_000;
const runs = 1_000;
const notBegun = 20_000;
const together = 10;

export const runAccounts: Bench = {
  name: 'runs',
  how: `One action: what main works to put its account into the run's lines and columns, ${actions} actions,
${together} at a time. At Stop: ${notBegun} actions that never began, 250 a turn as the log makes them, and the longest turn meanwhile.
Opening: until the results of clips are known, ${runs} runs of which the file of results tells, and one run of ${actions}
actions without such a file; a list of the ${runs} runs; the rows of the ${actions} actions as numbers. ${rounds} rounds;
wall time. Reports of the ${actions} actions, to be shown and as JSON, by their thread. Longest turns of main are the
processor time of its thread between two timers. In the window: the Actions table over ${actions} rows, processor time of the window's main thread per picture
while it scrolls five rows a picture; a dropout a second, from its stream frame until strip, ruler, clip and tab show it.`,
  limitSeconds: 900,
  async measure() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'runs-bench-'));
    try {
      return [
        ...(await measureRecording()),
        ...(await measureOpening(folder)),
        ...(await measureTable(rowsOf(actions))),
        ...(await measureShownDropouts()),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function rowsOf(count: number, values: Partial<ActionRow> = {}): ActionRow[] {
  return Array.from({ length: count }, (_, index) => {
    const requestedFrame = 1_000 + 997 * index;
    return actionRow({
      id: index,
      requestNumber: index + 1,
      name: `clip ${index % 100}`,
      clipId: `clip-${index % 5_000}`,
      requestedFrame,
      actualFrame: requestedFrame,
      requestedTime: requestedFrame / 48_000,
      actualTime: requestedFrame / 48_000 + 0.000_01,
      ...values,
    });
  });
}

function newColumns(folder = ''): RunColumns {
  return new RunColumns({ runId: null, audible: 'device', folder, trackPlace: () => 0 });
}

async function measureRecording(): Promise<Figure[]> {
  const played = rowsOf(actions);
  const stopped = rowsOf(notBegun, {
    actualFrame: null,
    actualTime: null,
    outcome: 'cancelled-before-start',
    endedBy: 'stop',
    doneFrames: 0,
  });
  const one: number[] = [];
  const stop: number[] = [];
  const longest: number[] = [];
  const bytes: number[] = [];
  let columns = newColumns();
  for (let round = 0; round < rounds; round++) {
    columns = newColumns();
    const { run } = openRun(columns);
    const begin = performance.now();
    for (let from = 0; from < actions; from += together) {
      const rows = played.slice(from, from + together);
      for (const row of rows) columns.add(row);
      run.add(rows);
      run.flush();
    }
    one.push(((performance.now() - begin) * 1_000) / actions);
    const atStop = await stopOf(stopped);
    stop.push(atStop.milliseconds);
    longest.push(atStop.longest);
    bytes.push(atStop.bytes / notBegun);
  }
  return [
    figure('one action, in main', one, 'us'),
    figure(`${notBegun} not begun at Stop`, stop, 'ms'),
    figure(`${notBegun} not begun at Stop, longest turn`, longest, 'ms', LONGEST_TURN),
    figure('one that never began, in the file', bytes, 'bytes'),
    figure('one row in main', [columns.bytesPerRow], 'bytes', {
      goal: { bound: 'at most', value: 120 },
    }),
  ];
}

function openRun(columns: RunColumns) {
  const written = { steps: 0, bytes: 0 };
  const run = new OpenRun(
    {
      header: () => runHeader(1),
      change: (change: RunFileChange) => {
        written.steps += 1;
        if (change.kind === 'add') written.bytes += change.text.length;
        columns.follow(written.steps);
        return written.steps;
      },
      onPlaced: (rows, places) => {
        for (const [index, row] of rows.entries()) {
          const place = places[index];
          if (place !== undefined) columns.place(row, place);
        }
      },
      now: () => 0,
    },
    1,
  );
  return { run, written };
}

async function stopOf(
  rows: readonly ActionRow[],
): Promise<{ milliseconds: number; longest: number; bytes: number }> {
  const columns = newColumns();
  const { run, written } = openRun(columns);
  const { milliseconds, longest } = await turnsOf(async () => {
    for (let from = 0; from < rows.length; from += 250) {
      const some = rows.slice(from, from + 250);
      for (const row of some) columns.add(row);
      run.add(some);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await run.handedOver();
  });
  return { milliseconds, longest, bytes: written.bytes };
}

async function measureOpening(folder: string): Promise<Figure[]> {
  const many = path.join(folder, 'many');
  const large = path.join(folder, 'large');
  mkdirSync(many);
  const summary = summaryOf([]);
  const end = { type: 'end', reason: 'stopped', wallTime: 0, seconds: 1, summary } as const;
  for (let number = 1; number <= runs; number++) {
    putRun(many, runHeader(number), rowsOf(50), [{ ...end, dropouts: 0, outages: 0 }]);
  }
  const numbers = { runNumber: runs, requestCount: 50 * runs, playCount: runs, streamNumber: 1 };
  const results = { format: 'rtmixer-results', version: 1, ...numbers };
  writeFileSync(path.join(many, 'results.ndjson'), `${JSON.stringify(results)}\n`);
  const header = runHeader(1);
  putRun(large, header, rowsOf(actions));
  const ofMany: number[] = [];
  const ofLarge: number[] = [];
  const turns: number[] = [];
  const list: number[] = [];
  const columns: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ofMany.push(await timeOf(() => readKeptResults(many)));
    const opened = await turnsOf(() => readKeptResults(large));
    ofLarge.push(opened.milliseconds);
    turns.push(opened.longest);
    list.push(await timeOf(() => storeOf(many).list()));
    columns.push(await timeOf(() => columnsOf(large, header.runId)));
  }
  return [
    figure(`opening with ${runs} runs`, ofMany, 'ms'),
    figure(`opening with a run of ${actions} actions that was cut off`, ofLarge, 'ms'),
    figure(`opening with a run of ${actions} actions, longest turn`, turns, 'ms', LONGEST_TURN),
    figure(`list of ${runs} runs`, list, 'ms'),
    figure(`rows of ${actions} actions`, columns, 'ms'),
    ...(await measureReports(large, header.runId)),
  ];
}

/** Main's other work waits for no longer. */
const LONGEST_TURN = { goal: { bound: 'at most', value: 10 } } as const;

async function measureReports(folder: string, runId: string): Promise<Figure[]> {
  const prepared = { name: null, number: 1, sessionName: 'Session', isRunning: false };
  const maker = new ReportMaker({
    folder,
    runs: { prepare: async () => success(prepared) },
    onJobs: () => {},
  });
  const file = path.join(folder, '..', 'report.json');
  const work = [
    ['report', () => maker.model(runId)],
    ['JSON', () => maker.write(runId, 'json', file)],
  ] as const;
  const figures: Figure[] = [];
  for (const [what, make] of work) {
    const wall: number[] = [];
    const turns: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { milliseconds, longest } = await turnsOf(make);
      wall.push(milliseconds);
      turns.push(longest);
    }
    figures.push(
      figure(`${what} of ${actions} actions`, wall, 'ms'),
      figure(`${what} of ${actions} actions, longest turn of main`, turns, 'ms', LONGEST_TURN),
    );
  }
  await maker.close();
  return figures;
}

/** Until it is done; and the longest turn of the event loop, in processor time of this thread. */
async function turnsOf(
  work: () => Promise<unknown>,
): Promise<{ readonly milliseconds: number; readonly longest: number }> {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let isOver = false;
  let longest = 0;
  let before = used();
  const turn = () => {
    const now = used();
    longest = Math.max(longest, now - before);
    before = now;
    if (!isOver) setTimeout(turn, 0);
  };
  turn();
  const milliseconds = await timeOf(work);
  isOver = true;
  return { milliseconds, longest };
}

function storeOf(folder: string): RunStore {
  return new RunStore({
    folder,
    files: { changeRunFile: () => 0, runFilesWritten: async () => {} },
    recorder: { runIds: [], figuresOf: () => null, handedOver: async () => {} },
    onNote: (what, error) => console.error(what, error),
    onWarning: (sentence) => console.error(sentence),
  });
}

async function columnsOf(folder: string, runId: string): Promise<void> {
  const columns = newColumns(folder);
  await visitRun(folder, runId, {
    header: () => {},
    record: () => {},
    damage: () => {},
    rows: (rows, { part, offset, bytes }) => {
      const file = runFileName(runId, part);
      for (const [index, row] of rows.entries()) {
        columns.addPlaced(row, { file, offset, bytes, index });
      }
    },
  });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
