/** The machine and the programs that figures were taken on. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { electronHost } from '../e2e/support/electron-host.ts';

export interface Machine {
  readonly processor: string;
  readonly threads: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** What runs the application. */
  readonly host: string;
  /** Processes that wanted a processor in the last minute, before the bench began. */
  readonly load: number;
  readonly revision: string;
}

export function describeMachine(): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    threads: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    host: electronHost().name,
    load: Math.round((os.loadavg()[0] ?? 0) * 10) / 10,
    revision: revision(),
  };
}

/** In words, for the head of the table. */
export function machineInWords(machine: Machine): string {
  const { processor, threads, memoryGiB, system, node, host, load } = machine;
  const busy = load > threads / 2 ? ' (busy with other work: compare ratios, not figures)' : '';
  return [
    `${processor}, ${threads} hardware threads, ${memoryGiB} GiB, ${system}`,
    `Node ${node}; the application runs on the ${host}; revision ${machine.revision}`,
    `load before the start: ${load}${busy}`,
  ].join('\n');
}

/** What else went on while figures were taken. */
export interface Noise {
  /** Processes that wanted a processor in the last minute, the bench's own included. */
  readonly load: number;
  /** Share of the processors' time that the host gave to other machines. */
  readonly stolenShare: number;
}

/** Gives what tells the noise since now. */
export function watchNoise(): () => Noise {
  const before = processorTicks();
  return () => {
    const after = processorTicks();
    const passed = after.all - before.all;
    return {
      load: Math.round((os.loadavg()[0] ?? 0) * 10) / 10,
      stolenShare: passed > 0 ? (after.stolen - before.stolen) / passed : 0,
    };
  };
}

export function noiseInWords({ load, stolenShare }: Noise): string {
  return `Load at the end: ${load}; stolen by the host: ${(stolenShare * 100).toFixed(1)} %.`;
}

/** All processors together, from /proc/stat; zeros where there is none. */
function processorTicks(): { all: number; stolen: number } {
  try {
    const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const ticks = first.trim().split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return { all: 0, stolen: 0 };
  }
}

function revision(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
