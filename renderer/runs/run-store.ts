/** The runs of the session, and the one that tables and reports are about. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunListEntry } from '../../preload/run.ts';
import { VERDICT_KINDS } from '../../preload/verdict.ts';
import { bridge } from '../store/bridge.ts';
import { mirrorStore } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { viewStore } from '../store/view.ts';

export interface RunsState {
  /** Newest first; null = not read yet. */
  readonly entries: readonly RunListEntry[] | null;
  /** null = the newest one, whichever that is. */
  readonly chosenRunId: string | null;
  /** Those that can be brought back, the last one first. */
  readonly deleted: readonly RunListEntry[];
}

export const runStore = createStore<RunsState>(() => ({
  entries: null,
  chosenRunId: null,
  deleted: [],
}));

export function runsNow(): RunsState {
  return runStore.getState();
}

export function useRuns<T>(select: (state: RunsState) => T): T {
  return useStore(runStore, select);
}

/** The run that is shown: the chosen one while it is there, else the newest; null = there is none. */
export function chosenRun({ entries, chosenRunId }: RunsState): RunListEntry | null {
  const all = entries ?? [];
  return all.find(({ runId }) => runId === chosenRunId) ?? all[0] ?? null;
}

export function useChosenRun(): RunListEntry | null {
  return useRuns(chosenRun);
}

/** The newest run with the transport, which clips tell their results of; null = there is none. */
export function newestPlayed({ entries }: RunsState): RunListEntry | null {
  return entries?.find(({ kind }) => kind === 'timeline') ?? null;
}

/** Of the newest one all that shows it follows: the next run takes its place. */
export function chooseRun(runId: string): void {
  const isNewest = runsNow().entries?.[0]?.runId === runId;
  runStore.setState({ chosenRunId: isNewest ? null : runId });
}

/** Takes over what main tells. */
export function setRuns(entries: readonly RunListEntry[]): void {
  const { chosenRunId, entries: before } = runsNow();
  const known = new Map(before?.map((entry) => [entry.runId, entry]));
  const kept = entries.map((entry) => {
    const same = known.get(entry.runId);
    return same !== undefined && isSame(same, entry) ? same : entry;
  });
  const sorted = kept.sort((one, other) => other.number - one.number);
  const isThere = sorted.some(({ runId }) => runId === chosenRunId);
  runStore.setState({ entries: sorted, chosenRunId: isThere ? chosenRunId : null });
}

/** What the list shows of both is the same: it draws again what has changed. */
function isSame(one: RunListEntry, other: RunListEntry): boolean {
  return (
    one.state === other.state &&
    one.bytes === other.bytes &&
    one.name === other.name &&
    one.isPinned === other.isPinned &&
    one.seconds === other.seconds &&
    one.dropouts === other.dropouts &&
    one.outages === other.outages &&
    VERDICT_KINDS.every((kind) => one.summary?.[kind] === other.summary?.[kind])
  );
}

let requests = 0;
let answered = 0;

/** Reads the list of main; an answer that a later request has overtaken is left out. */
export async function refreshRuns(): Promise<void> {
  requests += 1;
  const request = requests;
  const [listed, deleted] = await Promise.all([bridge().runs(null), bridge().deletedRuns(null)]);
  const entries = valueOrNotice(listed);
  if (entries === null || request < answered) return;
  answered = request;
  setRuns(entries);
  if (deleted.ok && deleted.value[0]?.runId !== runsNow().deleted[0]?.runId) {
    runStore.setState({ deleted: deleted.value });
  }
}

/** How long after a change the list is read again, at most once in this time. */
const REFRESH_MILLISECONDS = 1_000;
/** Actions without the transport are a run until nothing has happened for so long, and a little more. */
const IDLE_MILLISECONDS = 6_000;

/** Reads the list after every change of what plays and of what has ended; gives the function that ends
 * it. A long list costs: while it plays only the view Report has it read again. */
export function followRuns(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    void refreshRuns();
  };
  const endView = viewStore.subscribe((view, before) => {
    if (view.shownView === 'report' && before.shownView !== 'report') void refreshRuns();
  });
  const endMirror = mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
    if (mirror === null || mirror === before) return;
    const isOther = before === null || mirror.transportState !== before.transportState;
    if (isOther) void refreshRuns();
    const isMore =
      mirror.finishedCount !== before?.finishedCount || mirror.dropouts !== before.dropouts;
    if (!isOther && !isMore) return;
    if (mirror.transportState === 'stopped') {
      clearTimeout(idleTimer);
      idleTimer = setTimeout(() => void refreshRuns(), IDLE_MILLISECONDS);
    } else if (viewStore.getState().shownView !== 'report') return;
    timer ??= setTimeout(refresh, REFRESH_MILLISECONDS);
  });
  return () => {
    endView();
    endMirror();
    clearTimeout(timer);
    clearTimeout(idleTimer);
  };
}
