/** The run whose dropouts the tab lists: the newest one as it goes on, or an earlier one from its file. */
import { useEffect, useMemo, useState } from 'react';
import {
  type Dropout,
  type DropoutTotals,
  NO_DROPOUTS,
  totalsAfter,
} from '../../preload/dropouts.ts';
import type { ReportedFlags } from '../../preload/engine.ts';
import { useChosenRun, useRuns } from '../runs/run-store.ts';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { useShownDropouts } from './shown-dropouts.ts';

export interface ListedRun {
  readonly dropouts: readonly Dropout[];
  readonly totals: DropoutTotals;
  /** Who reported them; null = no stream is open. */
  readonly reporter: { readonly hostApi: string; readonly reports: ReportedFlags } | null;
}

const NONE: readonly Dropout[] = [];

export function useListedRun(): ListedRun {
  const shown = useShownDropouts();
  const totals = useMirror((mirror) => mirror.dropoutTotals);
  const stream = useMirror((mirror) => mirror.stream);
  const run = useChosenRun();
  const isChosen = useRuns(({ chosenRunId }) => chosenRunId !== null);
  const earlier = isChosen && run !== null && run.number !== totals.runNumber ? run : null;
  const kept = useKeptDropouts(earlier?.runId ?? null);
  return useMemo(() => {
    if (earlier === null) {
      const reporter = stream.state === 'closed' ? null : stream;
      return { dropouts: shown, totals, reporter };
    }
    const runNumber = earlier.number;
    const dropouts = kept.map((dropout) => ({ ...dropout, runNumber }));
    const counts = totalsAfter({ ...NO_DROPOUTS, runNumber }, dropouts);
    const all = earlier.dropouts ?? counts.all;
    return { dropouts, totals: { ...counts, all }, reporter: earlier.device };
  }, [earlier, kept, shown, totals, stream]);
}

/** null = of none. */
function useKeptDropouts(runId: string | null): readonly Dropout[] {
  const [read, setRead] = useState<{ readonly runId: string; readonly dropouts: typeof NONE }>();
  useEffect(() => {
    if (runId === null) return;
    let isWanted = true;
    void bridge()
      .runDropouts({ runId })
      .then((outcome) => {
        const value = valueOrNotice(outcome);
        if (isWanted && value !== null) setRead({ runId, dropouts: value.dropouts });
      });
    return () => {
      isWanted = false;
    };
  }, [runId]);
  return read !== undefined && read.runId === runId ? read.dropouts : NONE;
}
