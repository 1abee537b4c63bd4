/** Beside a report: its exports, the latency and whose word it is, and the paragraph for a paper. */
import { Copy, FileText, Table2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { REPORT_FORMATS, type ReportFormat, type ReportModel } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { jobShareText } from '../runs/run-text.ts';
import { EXPORT_COMMANDS } from '../runs/run-tools.tsx';
import { bridge } from '../store/bridge.ts';
import { useMirror } from '../store/mirror-store.ts';
import { notify } from '../store/notices.ts';
import { millisecondText } from '../ui/time-text.ts';

interface ReportSideProps {
  readonly entry: RunListEntry;
  readonly model: ReportModel;
}

export function ReportSide({ entry, model }: ReportSideProps) {
  return (
    <>
      <ExportSection runId={entry.runId} />
      {entry.state !== 'header-only' && <LatencySection model={model} />}
      {entry.state !== 'header-only' && <MethodsSection methods={model.methods} />}
    </>
  );
}

function ExportSection({ runId }: { readonly runId: string }) {
  return (
    <section className="side-section" data-run-id={runId}>
      <div className="side-head">
        <h3 className="plot-title">Export this report</h3>
      </div>
      <div className="export-buttons">
        {(Object.keys(REPORT_FORMATS) as ReportFormat[]).map((format) => {
          const { name, hint } = REPORT_FORMATS[format];
          const Icon = format === 'html' || format === 'json' ? FileText : Table2;
          return (
            <CommandButton
              key={format}
              command={EXPORT_COMMANDS[format]}
              label={`${name} ${hint}, export this report`}
              className="export-button"
            >
              <Icon size={14} aria-hidden />
              <span>{name}</span> <span className="export-hint">{hint}</span>
            </CommandButton>
          );
        })}
      </div>
      <ExportJobs runId={runId} />
    </section>
  );
}

/** Exports that take longer than a moment. */
function ExportJobs({ runId }: { readonly runId: string }) {
  const jobs = useMirror(({ reportJobs }) => reportJobs);
  return jobs.map((job) => {
    const { format } = job;
    if (job.runId !== runId || format === null) return null;
    const { name } = REPORT_FORMATS[format];
    return (
      <p key={format} className="export-job" role="status">
        <span>
          Making {name}… {jobShareText(job)}
        </span>
        <button
          type="button"
          className="quiet-button text-button"
          aria-label={`Cancel the export of ${name}`}
          onClick={() => void bridge().cancelReport({ runId, format })}
        >
          Cancel
        </button>
      </p>
    );
  });
}

function LatencySection({ model }: { readonly model: ReportModel }) {
  const { seconds, boundSeconds, source, text } = model.latency;
  return (
    <section className="side-section">
      <div className="side-head">
        <h3 className="plot-title">Latency</h3>
        <span className="plot-beside">{source === 'measured' ? 'measured' : 'claimed'}</span>
      </div>
      <p className="side-figure">
        <span className="figure large-figure">{millisecondText(seconds)}</span>
        {boundSeconds !== null && (
          <span className="figure dim">± {(boundSeconds * 1_000).toFixed(3)}</span>
        )}
      </p>
      <p className="side-words">{text}</p>
      <p className="side-words">{model.clock.text}</p>
    </section>
  );
}

function MethodsSection({ methods }: { readonly methods: string }) {
  const text = useRef<HTMLDivElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () => {
    if (text.current === null) return;
    if (copyText(text.current)) setCopied(methods);
    else notify('error', 'The paragraph could not be copied. Select it and press Ctrl+C.');
  };
  return (
    <section className="side-section">
      <div className="side-head">
        <h3 className="plot-title">Methods paragraph</h3>
        <button type="button" className="quiet-button text-button copy-button" onClick={copy}>
          <Copy size={12} aria-hidden />
          {copied === methods ? 'Copied' : 'Copy'}
        </button>
        <span className="hidden-text" role="status">
          {copied === methods ? 'The Methods paragraph is copied.' : ''}
        </span>
      </div>
      <div className="methods-text" ref={text}>
        {methods.split('\n').map((paragraph, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have nothing but their place.
          <p key={index}>{paragraph}</p>
        ))}
      </div>
    </section>
  );
}

/** Selects it, as a person would; the page may ask for no permission. */
function copyText(element: HTMLElement): boolean {
  const selection = getSelection();
  if (selection === null) return false;
  selection.selectAllChildren(element);
  const isCopied = document.execCommand('copy');
  selection.removeAllRanges();
  return isCopied;
}
