/** The view Report: the session's runs, the report of the chosen one or two side by side, exports. */
import type { ReactNode } from 'react';
import type { RunListEntry } from '../../preload/run.ts';
import { RunChooser, RunSelect } from '../runs/run-chooser.tsx';
import { chooseRun, refreshRuns, useChosenRun, useRuns } from '../runs/run-store.ts';
import { jobShareText, runName } from '../runs/run-text.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useNarrowerThan } from '../store/size-steps.ts';
import { figure } from '../ui/figures.ts';
import { TabStrip } from '../ui/tab-strip.tsx';
import { ComparePage } from './compare-page.tsx';
import { DeleteRunDialog } from './delete-run-dialog.tsx';
import { DeletedRun } from './deleted-run.tsx';
import { ReportHead, ReportPage } from './report-page.tsx';
import { ReportSide } from './report-side.tsx';
import { type ShownReport, useReport } from './report-source.ts';
import { changeReport, RUNS_TABS, type RunsTab, useReportState } from './report-state.ts';
import { RunList } from './run-list.tsx';

export function ReportView() {
  const entries = useRuns((state) => state.entries);
  const chosen = useChosenRun();
  const tab = useReportState((state) => state.tab);
  const isOneColumn = useNarrowerThan(1_160);
  if (entries === null) return <div className="report-view" aria-busy />;
  if (chosen === null) return <NoRuns />;
  return (
    <div className="report-view">
      {isOneColumn ? (
        <section className="runs-bar" aria-label="Runs">
          <RunsTabs />
          <DeletedRun />
          {tab === 'runs' ? <RunChooser /> : <CompareSelects chosen={chosen} />}
        </section>
      ) : (
        <section className="runs-panel" aria-label="Runs">
          <TabStrip
            label="Runs"
            value={tab}
            texts={RUNS_TABS}
            counts={{ runs: figure(entries.length) }}
            pages={{
              runs: (
                <>
                  <RunList />
                  <DeletedRun />
                  <p className="runs-kept">Runs are kept up to 1 GiB; pin what must stay.</p>
                </>
              ),
              compare: <CompareSelects chosen={chosen} />,
            }}
            onChange={(next) => changeReport({ tab: next })}
          />
        </section>
      )}
      {tab === 'runs' ? <OneRun entry={chosen} /> : <TwoRuns first={chosen} />}
      <DeleteRunDialog />
    </div>
  );
}

/** The tabs of the narrow window: chips, as one is on always. */
function RunsTabs() {
  const tab = useReportState((state) => state.tab);
  return (
    <span className="chips">
      {(Object.keys(RUNS_TABS) as RunsTab[]).map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          aria-pressed={name === tab}
          onClick={() => changeReport({ tab: name })}
        >
          {name === 'runs' ? 'One run' : RUNS_TABS[name]}
        </button>
      ))}
    </span>
  );
}

function NoRuns() {
  return (
    <div className="report-view">
      <section className="report" aria-label="Report">
        <h2 className="report-title">No run yet</h2>
        <p className="report-words">
          A run lasts from Play to Stop. Press Play, and what was asked, what happened and what the
          driver reported is here, also after the next start.
        </p>
        <DeletedRun />
      </section>
    </div>
  );
}

function OneRun({ entry }: { readonly entry: RunListEntry }) {
  const report = useReport(entry);
  const hasSide = !useNarrowerThan(1_360);
  const model = report?.model ?? null;
  const side = model === null ? null : <ReportSide entry={entry} model={model} />;
  return (
    <>
      <ReportFrame report={report}>
        {model === null ? (
          <ReportHead entry={entry} sessionName="" />
        ) : (
          <ReportPage
            key={entry.runId}
            entry={entry}
            model={model}
            side={hasSide ? null : <div className="report-side-row">{side}</div>}
          />
        )}
      </ReportFrame>
      {hasSide && (
        <section
          className="report-side"
          aria-label="Exports and methods"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
        >
          {side}
        </section>
      )}
    </>
  );
}

interface ReportFrameProps {
  readonly report: ShownReport | null;
  readonly children: ReactNode;
}

/** It is read, cannot be read, or is shown. */
function ReportFrame({ report, children }: ReportFrameProps) {
  return (
    <section
      className="report"
      aria-label="Report"
      aria-busy={report === null}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      {report?.failure == null ? (
        <>
          {report === null && <ReadingRun />}
          {children}
        </>
      ) : (
        <>
          <h2 className="report-title">The report cannot be shown</h2>
          <p className="report-words tone-bad">{report.failure.message}</p>
          <button type="button" className="button list-more" onClick={() => void refreshRuns()}>
            Read the runs again
          </button>
        </>
      )}
    </section>
  );
}

/** What takes longer than a moment says how far it is. */
function ReadingRun() {
  const jobs = useMirror(({ reportJobs }) => reportJobs);
  const entries = useRuns((state) => state.entries) ?? [];
  const job = jobs.find(({ format }) => format === null);
  const run = entries.find(({ runId }) => runId === job?.runId);
  if (job === undefined || run === undefined) return null;
  return (
    <p className="report-note" role="status">
      Reading {runName(run)}… {jobShareText(job)}
    </p>
  );
}

/** The run beside the chosen one: as chosen, else the one before it, else the one after it. */
function useComparedRun(chosen: RunListEntry): RunListEntry | null {
  const comparedId = useReportState((state) => state.comparedRunId);
  const entries = useRuns((state) => state.entries) ?? [];
  const others = entries.filter(({ runId }) => runId !== chosen.runId);
  return (
    others.find(({ runId }) => runId === comparedId) ??
    others.find(({ number }) => number < chosen.number) ??
    others.at(-1) ??
    null
  );
}

function CompareSelects({ chosen }: { readonly chosen: RunListEntry }) {
  const entries = useRuns((state) => state.entries) ?? [];
  const compared = useComparedRun(chosen);
  const others = entries.filter(({ runId }) => runId !== chosen.runId);
  return (
    <div className="compare-selects">
      <RunSelect label="Run" entries={entries} chosen={chosen} isShort onChoose={chooseRun} />
      {compared !== null && (
        <>
          <span className="dim">beside</span>
          <RunSelect
            label="Beside it"
            entries={others}
            chosen={compared}
            isShort
            onChoose={(comparedRunId) => changeReport({ comparedRunId })}
          />
        </>
      )}
    </div>
  );
}

function TwoRuns({ first }: { readonly first: RunListEntry }) {
  const second = useComparedRun(first);
  const firstReport = useReport(first);
  const secondReport = useReport(second);
  if (second === null) {
    return (
      <ReportFrame report={firstReport}>
        <h2 className="report-title">There is one run only</h2>
        <p className="report-words">Play once more, and both can be compared.</p>
      </ReportFrame>
    );
  }
  const failed = [firstReport, secondReport].find((report) => report?.failure != null);
  const isRead = firstReport?.model != null && secondReport?.model != null;
  return (
    <ReportFrame report={failed ?? (isRead ? firstReport : null)}>
      {isRead && firstReport?.model != null && secondReport?.model != null && (
        <ComparePage
          first={{ entry: first, model: firstReport.model }}
          second={{ entry: second, model: secondReport.model }}
        />
      )}
    </ReportFrame>
  );
}
