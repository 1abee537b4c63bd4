/** The report of one run: what it was, how it went in a sentence and in figures, plots, trouble. */
import { Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { ReportFigure, ReportModel, ReportPhrase } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { renameRun } from '../runs/run-edits.ts';
import { figure } from '../ui/figures.ts';
import { TextField } from '../ui/text-field.tsx';
import { Glyph } from '../ui/verdict.tsx';
import { errorSpec, errorTable } from './error-plot.ts';
import { LossList } from './loss-list.tsx';
import { PlotCard } from './plot.tsx';
import { isLongAndRunning } from './report-source.ts';
import { changeReport, useReportState } from './report-state.ts';
import { returnFocusToRuns } from './run-list.tsx';
import {
  dropoutsSpec,
  dropoutsSummary,
  dropoutsTable,
  latenessSpec,
  latenessSummary,
  latenessTable,
  loadSpec,
  loadTable,
} from './run-plots.ts';
import { TroubleList } from './trouble-list.tsx';

interface ReportPageProps {
  readonly entry: RunListEntry;
  readonly model: ReportModel;
  /** Above the trouble, where it has no column of its own. */
  readonly side: ReactNode;
}

export function ReportPage({ entry, model, side }: ReportPageProps) {
  const isEmpty = entry.state === 'header-only';
  return (
    <>
      <ReportHead entry={entry} sessionName={model.header.sessionName} />
      <p className="report-subtitle">{model.subtitle}</p>
      <StateNote entry={entry} />
      <p className="report-sentence">
        {model.sentence.map((phrase, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: phrases have nothing but their place.
          <Phrase key={index} {...phrase} />
        ))}
      </p>
      {!isEmpty && <Figures figures={model.figures} />}
      {!isEmpty && <Plots model={model} />}
      {side}
      {!isEmpty && <TroubleList model={model} />}
      {!isEmpty && <LossList model={model} />}
    </>
  );
}

export function ReportHead({
  entry,
  sessionName,
}: {
  readonly entry: RunListEntry;
  readonly sessionName: string;
}) {
  const isRenamed = useReportState(({ renamedRunId }) => renamedRunId === entry.runId);
  return (
    <div className="report-head" data-run-id={entry.runId}>
      <h2 className="report-title">
        Run {entry.number} <span className="report-session">{entry.name ?? sessionName}</span>
      </h2>
      {isRenamed && (
        <TextField
          key={entry.runId}
          label={`Name of run ${entry.number}`}
          text={entry.name ?? ''}
          className="run-name-field"
          autoFocus
          onCommit={(text) => renameRun(entry.runId, text)}
          onDone={() => {
            changeReport({ renamedRunId: null });
            returnFocusToRuns();
          }}
        />
      )}
      <span className="report-run-buttons">
        <CommandButton command="rename" label="Name the run" className="quiet-button">
          <Pencil size={14} aria-hidden />
        </CommandButton>
        <CommandButton
          command="pinRun"
          label="Pin the run"
          className="quiet-button"
          aria-pressed={entry.isPinned}
        >
          {entry.isPinned ? <PinOff size={14} aria-hidden /> : <Pin size={14} aria-hidden />}
        </CommandButton>
        <CommandButton command="delete" label="Delete the run…" className="quiet-button">
          <Trash2 size={14} aria-hidden />
        </CommandButton>
      </span>
    </div>
  );
}

function StateNote({ entry }: { readonly entry: RunListEntry }) {
  switch (entry.state) {
    case 'running':
      return (
        <p className="report-note tone-run">
          {isLongAndRunning(entry)
            ? 'This run goes on and is long: its report is read again when it ends.'
            : 'This run goes on; its report grows with it.'}
        </p>
      );
    case 'cut-off':
      return (
        <p className="report-note tone-warn">
          This account was cut off: RtMixer ended before the run did. Up to 0.2 s of it may be
          missing.
        </p>
      );
    case 'header-only':
      return (
        <p className="report-note">
          Only this is kept of the run: its actions went when the session’s runs had more than 1
          GiB. Pin what must stay.
        </p>
      );
    case 'ended':
      return null;
  }
}

function Phrase({ text, tone }: ReportPhrase) {
  return <span className={`phrase-${tone}`}>{text}</span>;
}

function Figures({ figures }: { readonly figures: readonly ReportFigure[] }) {
  return (
    <dl className="report-figures">
      {figures.map(({ key, count, label, tone, glyph }) => (
        <div key={key} className="report-figure">
          <dt className={`phrase-${tone}`}>
            <FigureGlyph figureKey={key} tone={tone} glyph={glyph} />
            {label}
          </dt>
          <dd
            className={
              count > 0 && (tone === 'warn' || tone === 'bad') ? `figure tone-${tone}` : 'figure'
            }
          >
            {figure(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Dropouts and outages have no verdict's glyph. */
function FigureGlyph({
  figureKey,
  tone,
  glyph,
}: Pick<ReportFigure, 'tone' | 'glyph'> & { readonly figureKey: ReportFigure['key'] }) {
  if (glyph !== null) return <Glyph name={glyph} />;
  if (tone === 'plain') return null;
  return <Glyph name={figureKey === 'dropouts' ? 'diamond' : 'cross'} />;
}

function Plots({ model }: { readonly model: ReportModel }) {
  const { plots } = model;
  const specs = useMemo(
    () => ({
      errors: errorSpec(model.plots.errors),
      lateness: latenessSpec(model),
      load: loadSpec(model),
      dropouts: dropoutsSpec(model),
    }),
    [model],
  );
  return (
    <div className="report-plots">
      <PlotCard
        title={`Error of ${figure(plots.errors.count)} on time`}
        beside={plots.errors.text}
        summary={plots.errors.text}
        spec={specs.errors}
        table={() => errorTable(plots.errors)}
      />
      <PlotCard
        title="Lateness over the run"
        beside="log scale"
        summary={latenessSummary(model)}
        spec={specs.lateness}
        table={() => latenessTable(model)}
      />
      <PlotCard
        title="Load"
        beside={plots.loadText}
        summary={plots.loadText}
        spec={specs.load}
        table={() => loadTable(model)}
      />
      <PlotCard
        title="Dropouts"
        beside={<DropoutsKey model={model} />}
        summary={dropoutsSummary(model)}
        spec={specs.dropouts}
        table={() => dropoutsTable(model)}
      />
    </div>
  );
}

function DropoutsKey({ model }: { readonly model: ReportModel }) {
  const { dropouts, outages, dropoutsText } = model.plots;
  if (dropouts.length === 0 && outages.length === 0) return dropoutsText;
  const reported = dropouts.filter(({ source }) => source === 'reported').length;
  const inferred = dropouts.length - reported;
  return (
    <span className="dropouts-key">
      {reported > 0 && <span className="key-reported">{figure(reported)} reported</span>}
      {inferred > 0 && <span className="key-inferred">{figure(inferred)} inferred</span>}
      {outages.length > 0 && (
        <span className="key-outage">
          {figure(outages.length)} {outages.length === 1 ? 'outage' : 'outages'}
        </span>
      )}
    </span>
  );
}
