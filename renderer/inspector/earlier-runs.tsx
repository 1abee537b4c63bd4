/** What earlier runs say of a clip; each is a way to its rows. */
import { useEffect, useState } from 'react';
import type { ClipHistory, ClipInRun } from '../../preload/run-rows.ts';
import { chooseRun, useRuns } from '../runs/run-store.ts';
import { runName } from '../runs/run-text.ts';
import { bridge } from '../store/bridge.ts';
import { showTab } from '../store/folding.ts';
import { figure } from '../ui/figures.ts';
import { wallTimeText } from '../ui/time-text.ts';
import { VerdictText } from '../ui/verdict.tsx';
import { Section } from './property.tsx';

/** More are shown when they are asked for. */
const SHOWN = 5;

export function EarlierRuns({ clipId }: { readonly clipId: string }) {
  const newestRunId = useRuns(({ entries }) => entries?.[0]?.runId ?? null);
  const [history, setHistory] = useState<ClipHistory | null>(null);
  const [isWhole, setWhole] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the next run there is one more.
  useEffect(() => {
    let isWanted = true;
    void bridge()
      .clipHistory({ clipId })
      .then((answer) => {
        if (isWanted && answer.ok) setHistory(answer.value);
      });
    return () => {
      isWanted = false;
    };
  }, [clipId, newestRunId]);
  if (history === null || history.runs.length === 0) return null;
  const { runs } = history;
  const shown = isWhole ? runs : runs.slice(0, SHOWN);
  return (
    <Section title="Earlier runs" beside={figure(runs.length)}>
      {shown.map((each) => (
        <RunLine key={each.run.runId} {...each} />
      ))}
      {shown.length < runs.length && (
        <button type="button" className="quiet-button" onClick={() => setWhole(true)}>
          {figure(runs.length - shown.length)} more
        </button>
      )}
    </Section>
  );
}

function RunLine({ run, verdict, passes }: ClipInRun) {
  const words = passes === '' ? verdict.words : `${verdict.words}, ${passes}`;
  return (
    <button
      type="button"
      className="property earlier-run"
      title={`${wallTimeText(run.wallTime)}: ${words}`}
      onClick={() => {
        chooseRun(run.runId);
        showTab('actions');
      }}
    >
      <span className="property-name">{runName(run)}</span>
      <VerdictText verdict={verdict} />
    </button>
  );
}
