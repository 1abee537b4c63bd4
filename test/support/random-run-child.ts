/**
 * A program that records a run until it is killed. Arguments: a seed, the session's folder, bytes. It prints a line
 * for each action once it has handed its account over: its number, milliseconds of wall-clock time.
 */
import { writeSync } from 'node:fs';
import { OpenRun } from '../../main/accounts/runs/open-run.ts';
import { Appender } from '../../main/project/appender.ts';
import { emptyProject } from '../../preload/project.ts';
import { actionRow } from './action-rows.ts';
import { runHeader } from './written-run.ts';

/** Seed, which is also the run's number, the session's folder, and the bytes of a file of the run. */
export type RecordingArguments = readonly [seed: string, root: string, mostFileBytes: string];

const [seed, root, mostFileBytes] = process.argv.slice(2) as unknown as RecordingArguments;
let random = Number(seed);
function chance(): number {
  random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
  return random / 2 ** 31;
}

const fail = (error: unknown) => writeSync(1, `failure ${String(error)}\n`);
const appender = new Appender({
  start: { root, snapshot: null, editsAfter: null, revision: 0 },
  state: () => ({ project: emptyProject('Session', 48_000), takes: [] }),
  onSaved: () => {},
  onFailure: fail,
  onRunFailure: fail,
  onNote: (what, error) => fail(`${what}: ${String(error)}`),
  mend: async () => false,
});
const number = Number(seed);
const run = new OpenRun(
  {
    header: () => runHeader(number),
    change: (change) => appender.changeRunFile(change),
    onPlaced: () => {},
    now: () => Date.now(),
    mostFileBytes: Number(mostFileBytes),
  },
  1,
);
let ended = 0;

function more(): void {
  const count = chance() < 0.05 ? 300 : 1;
  const rows = Array.from({ length: count }, (_, index) =>
    actionRow({ id: ended + index + 1, requestNumber: ended + index + 1 }),
  );
  ended += count;
  run.add(rows);
  writeSync(1, `${ended} ${Date.now()}\n`);
  setTimeout(more, chance() * 6);
}

// The thread is there before the first action.
void appender.flush().then(more);
