/**
 * Squirrel.Windows starts the program itself while it installs, updates or removes it: shortcuts are made or
 * removed then, and no window opens.
 * Source of the arguments: Squirrel.Windows, docs/using/custom-squirrel-events-non-cs.md.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

/** What Squirrel's Update.exe is to do; null = nothing, but the program ends all the same. */
const TASKS: Readonly<Record<string, '--createShortcut' | '--removeShortcut' | null>> = {
  '--squirrel-install': '--createShortcut',
  '--squirrel-updated': '--createShortcut',
  '--squirrel-uninstall': '--removeShortcut',
  '--squirrel-obsolete': null,
};

export interface SquirrelTask {
  /** Update.exe and its arguments; null = there is nothing to do. */
  readonly command: readonly [program: string, ...words: string[]] | null;
}

/**
 * @param argv what follows the program
 * @param program the running program, in the folder of its version
 * @returns null: an ordinary start, also the first one (`--squirrel-firstrun`)
 */
export function squirrelTask(argv: readonly string[], program: string): SquirrelTask | null {
  const word = argv[0] ?? '';
  const task = TASKS[word];
  if (task === undefined) return null;
  if (task === null) return { command: null };
  const { dirname, join, basename } = path.win32;
  const updater = join(dirname(dirname(program)), 'Update.exe');
  return { command: [updater, task, basename(program)] };
}

/** Calls `done` when the task is, whether it worked or not: Squirrel waits for the program's end only. */
export function runSquirrelTask({ command }: SquirrelTask, done: () => void): void {
  if (command === null) {
    done();
    return;
  }
  const [updater, ...words] = command;
  const child = spawn(updater, words, { stdio: 'ignore' });
  child.once('error', done);
  child.once('exit', done);
}
