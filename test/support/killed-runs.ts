/** Kills programs that record runs, one after the other in the same folder, and reads what is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { readRun } from '../../main/accounts/runs/run-reader.ts';
import type { RecordingArguments } from './random-run-child.ts';
import { runHeader } from './written-run.ts';

const CHILD = path.join(import.meta.dirname, 'random-run-child.ts');

interface RecordingProgram {
  readonly child: ChildProcess;
  /** Actions that were handed over: how many, milliseconds of wall-clock time. */
  readonly ended: (readonly [number, number])[];
  readonly said: string[];
}

function startRecording(number: number, root: string, mostFileBytes = 20_000): RecordingProgram {
  const given: RecordingArguments = [String(number), root, String(mostFileBytes)];
  const child = spawn(process.execPath, [CHILD, ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const program: RecordingProgram = { child, ended: [], said: [] };
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const match = /^(\d+) (\d+)$/.exec(line);
      if (match === null) program.said.push(line);
      else program.ended.push([Number(match[1]), Number(match[2])]);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => program.said.push(text));
  return program;
}

/**
 * Kills so many programs; what is left is each time the first actions, and a run that says it was cut off.
 * @param mostLostMilliseconds of actions; beyond it only as long as the machine kept the program waiting
 */
export async function expectRunsAfterKills(
  root: string,
  kills: number,
  mostLostMilliseconds: number,
): Promise<void> {
  const seed = (Date.now() % 100_000) + 1;
  // The next one is loaded meanwhile.
  const programs = [startRecording(seed, root)];
  onTestFinished(() => {
    for (const { child } of programs) child.kill('SIGKILL');
  });
  for (let kill = 0; kill < kills; kill += 1) {
    const number = seed + kill;
    const { child, ended, said } = programs[kill] as RecordingProgram;
    while (ended.length === 0 && child.exitCode === null) await sleep(1);
    if (kill + 1 < kills) programs.push(startRecording(number + 1, root));
    await sleep((number * 37) % 250);
    const killed = Date.now();
    child.kill('SIGKILL');
    await once(child, 'close');
    const read = await readRun(path.join(root, 'runs'), runHeader(number).runId);
    const told = `seed ${seed}, kill ${kill}`;
    const { actions, ...rest } = read.ok ? read.value : { actions: [], state: 'cut-off' };
    expect({ told, said, ...rest }).toMatchObject({ told, said: [], state: 'cut-off' });
    if (read.ok) expect(read.value).toMatchObject({ damagedLines: 0, end: null });
    const numbers = actions.map(({ requestNumber }) => requestNumber);
    expect({ told, numbers }).toEqual({ told, numbers: numbers.map((_, index) => index + 1) });
    const missing = ended.find(([count]) => count > numbers.length);
    const lost = missing === undefined ? 0 : killed - missing[1];
    const gaps = ended.map(([, time], index) => time - (ended[index - 1]?.[1] ?? time));
    const allowed = mostLostMilliseconds + 2 * Math.max(0, ...gaps);
    expect({ told, isLost: lost > allowed }).toEqual({ told, isLost: false });
  }
}

const MOST_CUT_MILLISECONDS = 1_000;
/** Each file of a run is synced by itself: of more than one or two a loaded disk takes longer. */
const CUT_FILE_BYTES = 200_000;

/**
 * Cuts the power so many times, each time while a program records a run of its own.
 * @param cut the disk after a power cut now, and the one before, which is let go then
 * @returns how many actions were kept
 */
export async function expectRunsAfterCuts(
  firstRoot: string,
  cuts: number,
  cut: () => Promise<{ readonly before: Disposable; readonly root: string }>,
): Promise<number> {
  const seed = (Date.now() % 100_000) + 1;
  let root = firstRoot;
  let kept = 0;
  for (let at = 0; at < cuts; at += 1) {
    const number = seed + at;
    const { child, ended, said } = startRecording(number, root, CUT_FILE_BYTES);
    onTestFinished(() => void child.kill('SIGKILL'));
    while (ended.length === 0 && child.exitCode === null) await sleep(1);
    await sleep(300 + ((number * 677) % 2_500));
    child.kill('SIGSTOP');
    const time = Date.now();
    const { before, root: next } = await cut();
    child.kill('SIGKILL');
    await once(child, 'close');
    before[Symbol.dispose]();
    root = next;
    const told = `seed ${seed}, cut ${at}`;
    expect({ told, said }).toEqual({ told, said: [] });
    const read = await readRun(path.join(root, 'runs'), runHeader(number).runId);
    const { actions, ...rest } = read.ok ? read.value : { actions: [], state: 'cut-off' };
    expect({ told, ...rest }).toMatchObject({ told, state: 'cut-off' });
    const numbers = actions.map(({ requestNumber }) => requestNumber);
    expect({ told, numbers }).toEqual({ told, numbers: numbers.map((_, index) => index + 1) });
    kept += numbers.length;
    const missing = ended.find(([count]) => count > numbers.length);
    const lost = missing === undefined ? 0 : time - missing[1];
    const gaps = ended.map(([, each], index) => each - (ended[index - 1]?.[1] ?? each));
    const allowed = MOST_CUT_MILLISECONDS + 2 * Math.max(0, ...gaps);
    expect({ told, lost: lost > allowed ? lost : 0 }).toEqual({ told, lost: 0 });
  }
  return kept;
}
