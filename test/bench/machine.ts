/** The machine and the programs that figures were taken on. */
import { execFileSync } from 'node:child_process';
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
