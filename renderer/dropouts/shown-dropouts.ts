/** The dropouts that ruler, tracks, overview and list show: those of the newest run. */
import type { Dropout } from '../../preload/dropouts.ts';
import type { Mirror } from '../store/mirror.ts';
import { useMirror } from '../store/mirror-store.ts';

type ListedDropouts = Pick<Mirror, 'dropouts' | 'dropoutTotals'>;

interface OfRun {
  readonly runNumber: number;
  readonly dropouts: readonly Dropout[];
}

const known = new WeakMap<readonly Dropout[], OfRun>();
const NONE: readonly Dropout[] = [];

/** Oldest first; the same array while they are the same. */
export function shownDropouts({ dropouts, dropoutTotals: { runNumber } }: ListedDropouts) {
  const last = known.get(dropouts);
  if (last?.runNumber === runNumber) return last.dropouts;
  const ofRun = dropouts.filter((dropout) => dropout.runNumber === runNumber);
  const shown = ofRun.length === 0 ? NONE : ofRun;
  known.set(dropouts, { runNumber, dropouts: shown });
  return shown;
}

/** While nothing was played or recorded, since the newest run began: the last ones, as many as were counted. */
export function idleDropouts({ dropouts, dropoutTotals }: ListedDropouts): readonly Dropout[] {
  const idle: Dropout[] = [];
  let left = dropoutTotals.outsideRuns;
  for (let index = dropouts.length - 1; index >= 0 && left > 0; index -= 1) {
    const dropout = dropouts[index];
    if (dropout === undefined || dropout.runNumber !== null) continue;
    idle.push(dropout);
    left -= dropout.count;
  }
  return idle.reverse();
}

export function useShownDropouts(): readonly Dropout[] {
  return useMirror(shownDropouts);
}
