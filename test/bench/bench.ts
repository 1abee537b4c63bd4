/**
 * Takes the project's figures and prints them with the way they were taken. Asserts nothing. Each
 * bench runs in a process of its own, one after the other, within its time limit.
 *
 * Usage: node test/bench/bench.ts [NAME]...   (all, or those named; --list names them)
 * Leaves the figures in out/bench.json.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { coreMixing } from './core-mixing.ts';
import type { Bench, Figure } from './figure.ts';
import { launch } from './launch.ts';
import { loadedMinute } from './loaded-minute.ts';
import { longDrop } from './long-drop.ts';
import { describeMachine, machineInWords } from './machine.ts';
import { processorShare } from './processor-share.ts';
import { scheduleCall } from './schedule-call.ts';
import { tableOf } from './table.ts';
import { windowCall } from './window-call.ts';

const benches: readonly Bench[] = [
  coreMixing,
  scheduleCall,
  loadedMinute,
  launch,
  windowCall,
  longDrop,
  processorShare,
];

interface Taken {
  readonly name: string;
  readonly how: string;
  readonly figures: readonly Figure[];
  /** Why there are no figures. */
  readonly problem: string | null;
}

/** Set for the process that takes the figures of one bench. */
const childVariable = 'RTMIXER_BENCH';

const own = benches.find(({ name }) => name === process.env[childVariable]);
if (own === undefined) await takeAll(process.argv.slice(2));
else await takeHere(own);

async function takeAll(words: readonly string[]): Promise<void> {
  const unknown = words.filter((word) => !benches.some(({ name }) => name === word));
  if (unknown.length > 0) {
    console.log(benches.map(({ name }) => name).join('\n'));
    process.exitCode = words.includes('--list') ? 0 : 2;
    return;
  }
  const machine = describeMachine();
  console.log(`${machineInWords(machine)}\n`);
  const taken: Taken[] = [];
  for (const bench of benches.filter(({ name }) => words.length === 0 || words.includes(name))) {
    const result = await takeInProcess(bench);
    taken.push(result);
    print(result);
  }
  const folder = path.resolve(import.meta.dirname, '../../out');
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString();
  writeFileSync(path.join(folder, 'bench.json'), JSON.stringify({ date, machine, taken }, null, 2));
  if (taken.some(({ problem }) => problem !== null)) process.exitCode = 1;
}

async function takeHere(bench: Bench): Promise<void> {
  // A time limit that has passed: exit() lets everything that was started end, too.
  process.once('SIGTERM', () => process.exit(1));
  process.send?.(await bench.measure());
  process.disconnect();
}

async function takeInProcess(bench: Bench): Promise<Taken> {
  // A bench that is ended by its limit cannot clean up: whatever it writes lies in here.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  const child = fork(import.meta.filename, [], {
    env: { ...process.env, [childVariable]: bench.name, TMPDIR: folder },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let figures: readonly Figure[] | null = null;
  child.once('message', (message) => {
    figures = message as readonly Figure[];
  });
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill('SIGTERM');
  }, bench.limitSeconds * 1_000);
  await once(child, 'close');
  clearTimeout(limit);
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  const reason = isLate ? `took more than ${bench.limitSeconds} s` : 'ended with the error above';
  const { name, how } = bench;
  return { name, how, figures: figures ?? [], problem: figures === null ? reason : null };
}

function print({ name, how, figures, problem }: Taken): void {
  console.log(`${name}${problem === null ? '' : `: no figures, it ${problem}`}`);
  console.log(`${tableOf(figures)}\n${how.replace(/\s+/gu, ' ')}\n`);
}
