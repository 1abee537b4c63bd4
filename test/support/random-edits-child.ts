/**
 * A program that edits a session until it is killed. Argument: a seed. A line of JSON on its input (`Begin`) has it
 * begin; then it prints a line for each edit once it has handed it over: its number, the time in
 * milliseconds of wall-clock time.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Appender, type AppenderOptions } from '../../main/project/appender.ts';
import { applyEdit } from '../../preload/edits.ts';
import type { Project } from '../../preload/project.ts';
import { numberedEdit } from './numbered-edits.ts';

export interface Begin {
  readonly start: AppenderOptions['start'];
  readonly project: Project;
  /** That an edit is followed by a fold, 0 to 1; ten times as rarely by the whole session. */
  readonly foldChance: number;
  /** Of the longest pause between two edits. */
  readonly mostMilliseconds: number;
}

let random = Number(process.argv[2]);
function chance(): number {
  random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
  return random / 2 ** 31;
}

if (import.meta.main) {
  writeSync(1, 'ready\n');
  createInterface({ input: process.stdin }).once('line', (line) => edit(JSON.parse(line)));
}

function edit({ start, foldChance, mostMilliseconds, ...begun }: Begin): void {
  let { project } = begun;
  let { revision } = start;
  const fail = (error: unknown) => writeSync(1, `failure ${String(error)}\n`);
  const appender = new Appender({
    start,
    state: () => ({ project, takes: [] }),
    onSaved: () => {},
    onFailure: fail,
    onRunFailure: fail,
    onNote: (what, error) => fail(`${what}: ${String(error)}`),
    mend: async () => false,
  });
  if (start.snapshot === null && revision > 0) appender.writeWhole();
  appender.fold();
  const one = () => {
    revision += 1;
    const next = numberedEdit(project, revision);
    const applied = applyEdit(project, next);
    if (!applied.ok) {
      fail(applied.message);
      return;
    }
    project = applied.value.project;
    appender.append({ edit: next });
    writeSync(1, `${revision} ${Date.now()}\n`);
    if (chance() < foldChance) appender.fold();
    if (chance() < foldChance / 10) appender.writeWhole();
    setTimeout(one, chance() * mostMilliseconds);
  };
  void appender.flush().then(one);
}
