/** Processor time of the thread that runs a page, from Linux' /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

/** Milliseconds of processor time that the page's main thread has used so far. */
export type ThreadClock = () => number;

/** The clock of the process that shows `page`; the page must be the busiest of its browser for a moment. */
export async function pageThreadClock(page: Page, rootPid: number): Promise<ThreadClock> {
  const renderers = descendants(rootPid).filter((pid) => words(pid).includes('--type=renderer'));
  const before = new Map(renderers.map((pid) => [pid, threadTime(pid)]));
  await page.evaluate(() => {
    const end = performance.now() + 60;
    while (performance.now() < end);
  });
  const used = (pid: number) => threadTime(pid) - (before.get(pid) ?? 0);
  const [busiest] = renderers.toSorted((a, b) => used(b) - used(a));
  if (busiest === undefined) throw new Error('The browser shows no page.');
  return () => threadTime(busiest);
}

/** The first field is nanoseconds on a processor; of a process, those of its first thread. */
function threadTime(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}

/** A process and all that descend from it. */
function descendants(root: number): readonly number[] {
  const tree = [root];
  for (const parent of tree) {
    for (const task of readdirSync(`/proc/${parent}/task`)) {
      const children = readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8');
      tree.push(...children.split(' ').filter(Boolean).map(Number));
    }
  }
  return tree;
}

function words(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
