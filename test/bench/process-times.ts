/** Processor time of the application's processes and threads, from Linux' /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of /proc/PID/stat: always 100 a second for programs. */
const ticksPerSecond = 100;

/** Seconds used so far, by what uses them. */
export type ProcessTimes = ReadonlyMap<string, number>;

/** User plus system time of main, the window's processes, and each named thread of main. */
export function processTimes(mainPid: number): ProcessTimes {
  const times = new Map<string, number>();
  const add = (what: string, seconds: number) => times.set(what, (times.get(what) ?? 0) + seconds);
  for (const pid of processTree(mainPid)) {
    const own = readStat(`/proc/${pid}/stat`);
    if (own !== null) add(pid === mainPid ? 'main' : roleOf(pid), own.seconds);
  }
  for (const thread of readdirSync(`/proc/${mainPid}/task`)) {
    const own = readStat(`/proc/${mainPid}/task/${thread}/stat`);
    if (own !== null) add(`main, thread "${own.name}"`, own.seconds);
  }
  return times;
}

/** A process and all that descend from it. */
function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? readStat(`/proc/${entry}/stat`)?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), +entry]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Chromium's word for the process: renderer, gpu-process, utility, zygote; `browser` for its first. */
function roleOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return /--type=([\w-]+)/.exec(words)?.[1] ?? 'browser';
  } catch {
    return 'ended';
  }
}

/** null when it has ended. */
function readStat(file: string): { name: string; parent: number; seconds: number } | null {
  try {
    const text = readFileSync(file, 'utf8');
    const nameEnd = text.lastIndexOf(')');
    // From the third field on; the name may contain anything.
    const fields = text.slice(nameEnd + 2).split(' ');
    return {
      name: text.slice(text.indexOf('(') + 1, nameEnd),
      parent: Number(fields[1]),
      seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    };
  } catch {
    return null;
  }
}
