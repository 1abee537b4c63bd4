/** The runs of the session, and the one that tables and reports are about. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunListEntry } from '../../preload/run.ts';
import { mirrorStore } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { runRequests } from './run-requests.ts';

export interface RunsState {
  /** Newest first; null = not read yet. */
  readonly entries: readonly RunListEntry[] | null;
  /** null = the newest one, whichever that is. */
  readonly chosenRunId: string | null;
}

export const runStore = createStore<RunsState>(() => ({ entries: null, chosenRunId: null }));

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

/** Of the newest one all that shows it follows: the next run takes its place. */
export function chooseRun(runId: string): void {
  const isNewest = runsNow().entries?.[0]?.runId === runId;
  runStore.setState({ chosenRunId: isNewest ? null : runId });
}

/** Takes over what main tells. */
export function setRuns(entries: readonly RunListEntry[]): void {
  const sorted = [...entries].sort((one, other) => other.number - one.number);
  const { chosenRunId } = runsNow();
  const isThere = sorted.some(({ runId }) => runId === chosenRunId);
  runStore.setState({ entries: sorted, chosenRunId: isThere ? chosenRunId : null });
}

/** Reads the list of main. */
export async function refreshRuns(): Promise<void> {
  const requests = runRequests();
  if (requests === null) {
    setRuns([]);
    return;
  }
  const entries = valueOrNotice(await requests.runs(null));
  if (entries !== null) setRuns(entries);
}

/** How long after a change the list is read again, at most once in this time. */
const REFRESH_MILLISECONDS = 500;

/** Reads the list now, and after every change of what plays and of what has ended; gives the function
 * that ends it. */
export function followRuns(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    void refreshRuns();
  };
  const end = mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
    if (mirror === null || timer !== undefined) return;
    const isChanged =
      mirror.transportState !== before?.transportState ||
      mirror.finishedCount !== before.finishedCount ||
      mirror.dropouts !== before.dropouts;
    if (isChanged) timer = setTimeout(refresh, before === null ? 0 : REFRESH_MILLISECONDS);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}
