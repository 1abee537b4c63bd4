/** Fetches accounts older than those in the window, one page at a time. */
import { bridge } from '../store/bridge.ts';
import { KEPT_FINISHED_ACTIONS, type Mirror } from '../store/mirror.ts';
import { changeMirror, mirrorNow } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';

const PAGE_ROWS = 1_000;

/** Between two pages, so that fetching many leaves time for the rest. */
const PAUSE_MILLISECONDS = 40;

let isFetching = false;

/** Fetches page after page until none is missing or they are not wanted any more. */
export async function fetchAllOlder(isWanted: () => boolean): Promise<void> {
  for (let before = -1; isWanted(); ) {
    const known = mirrorNow().finishedActions.length;
    if (known === before) return;
    before = known;
    await fetchOlderActions();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

/** Fetches the page before the oldest row. Does nothing while a page is being fetched. */
export async function fetchOlderActions(): Promise<void> {
  if (isFetching) return;
  const { finishedActions, finishedCount } = mirrorNow();
  const first = finishedCount - finishedActions.length;
  const from = Math.max(0, finishedCount - KEPT_FINISHED_ACTIONS, first - PAGE_ROWS);
  if (first <= from) return;
  isFetching = true;
  const page = valueOrNotice(await bridge().finishedActions({ from, count: first - from }));
  isFetching = false;
  if (page !== null) changeMirror((mirror) => withOlder(mirror, page.rows));
}

/** Adds older rows in front; a row that is there already is not added again. */
export function withOlder(mirror: Mirror, older: Mirror['finishedActions']): Mirror {
  const known = new Set(mirror.finishedActions.map((row) => row.id));
  const added = older.filter((row) => !known.has(row.id));
  return { ...mirror, finishedActions: [...added, ...mirror.finishedActions] };
}
