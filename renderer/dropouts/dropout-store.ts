/** What is chosen in the Dropouts tab, and the ways to and from a dropout. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Dropout } from '../../preload/dropouts.ts';
import { seek } from '../commands/commands.ts';
import { runStore } from '../runs/run-store.ts';
import { showTab } from '../store/folding.ts';
import { liveNow } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { revealPlace } from '../timeline/canvas/scrolling.ts';
import type { DropoutOrder, ListFilter } from './dropout-order.ts';

interface DropoutChoices {
  readonly order: DropoutOrder;
  readonly filter: ListFilter;
  /** null = the newest one. */
  readonly selectedId: number | null;
  /** Whose row is to get the focus. */
  readonly revealedId: number | null;
}

export const dropoutChoices = createStore<DropoutChoices>(() => ({
  order: { column: 'place', isDescending: false },
  filter: 'all',
  selectedId: null,
  revealedId: null,
}));

export function useDropoutChoices<T>(select: (choices: DropoutChoices) => T): T {
  return useStore(dropoutChoices, select);
}

export function selectDropout(id: number): void {
  if (dropoutChoices.getState().selectedId !== id) dropoutChoices.setState({ selectedId: id });
}

/** Opens the tab with the dropout selected and its row in focus. */
export function showDropout({ id, runNumber }: Dropout): void {
  const { filter } = dropoutChoices.getState();
  const isIdle = runNumber !== mirrorNow().dropoutTotals.runNumber;
  // An earlier run is listed no longer.
  runStore.setState({ chosenRunId: null });
  const keepsFilter = filter === (isIdle ? 'idle' : 'all');
  dropoutChoices.setState({
    selectedId: id,
    revealedId: id,
    ...(!keepsFilter && { filter: isIdle ? 'idle' : 'all' }),
  });
  showTab('dropouts');
}

/** Selects it, shows its place on the timeline, and stands there while nothing plays. */
export function jumpToDropout(dropout: Dropout): void {
  selectDropout(dropout.id);
  const { timelineFrame } = dropout;
  if (timelineFrame === null) return;
  revealPlace(timelineFrame);
  if (liveNow().transport.state === 'stopped') void seek(Math.max(0, timelineFrame));
}
