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
import type { Bench, Figure, Findings } from './figure.ts';
import { launch } from './launch.ts';
import { loadedMinute } from './loaded-minute.ts';
import { longDrop } from './long-drop.ts';
import {
  describeMachine,
  machineInWords,
  type Noise,
  noiseInWords,
  watchNoise,
} from './machine.ts';
import { packageSize } from './package-size.ts';
import { peers } from './peers.ts';
import { processorShare } from './processor-share.ts';
import { runAccounts } from './runs.ts';
import { scheduleCall } from './schedule-call.ts';
import { sessionSize } from './session-size.ts';
import { tableOf } from './table.ts';
import { ui } from './ui.ts';
import { windowCall } from './window-call.ts';

const benches: readonly Bench[] = [
  coreMixing,
  scheduleCall,
  loadedMinute,
  launch,
  packageSize,
  windowCall,
  sessionSize,
  runAccounts,
  longDrop,
  processorShare,
  peers,
  ui,
];

interface Taken {
  readonly name: string;
  readonly how: string;
  readonly figures: readonly Figure[];
  readonly remarks: readonly string[];
  readonly noise: Noise;
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
  const found = await bench.measure();
  process.send?.('figures' in found ? found : { figures: found, remarks: [] });
  process.disconnect();
}

async function takeInProcess(bench: Bench): Promise<Taken> {
  // A bench that is ended by its limit cannot clean up: whatever it writes lies in here.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rtmixer-bench-'));
  const endOfWatch = watchNoise();
  const child = fork(import.meta.filename, [], {
    env: { ...process.env, [childVariable]: bench.name, TMPDIR: folder },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let found: Findings | null = null;
  child.once('message', (message) => {
    found = message as Findings;
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
  const { figures, remarks }: Findings = found ?? { figures: [], remarks: [] };
  const problem = found === null ? reason : null;
  return { name, how, figures, remarks, noise: endOfWatch(), problem };
}

function print({ name, how, figures, remarks, noise, problem }: Taken): void {
  console.log(`${name}${problem === null ? '' : `: no figures, it ${problem}`}`);
  console.log(`${tableOf(figures)}\n${[how, noiseInWords(noise)].join(' ').replace(/\s+/gu, ' ')}`);
  console.log(`${remarks.map((remark) => `  ${remark}\n`).join('')}`);
}
