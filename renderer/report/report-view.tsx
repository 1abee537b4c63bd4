/** The view Report: what is kept of the actions, and where; the way to their table and their file. */
import { CommandButton } from '../commands/command-button.tsx';
import { useMirror } from '../store/mirror-store.ts';
import { figure } from '../ui/figures.ts';

export function ReportView() {
  const finished = useMirror((mirror) => mirror.finishedCount);
  const takes = useMirror((mirror) => mirror.project.takes.length);
  return (
    <section className="report" aria-label="Report">
      <h2 className="report-title">Report</h2>
      <p className="report-words">
        The accounts of finished actions (<span className="figure">{figure(finished)}</span> since
        this start) are kept in the table Actions until RtMixer ends, those of the{' '}
        <span className="figure">{figure(takes)}</span> takes with the session; save a CSV file to
        keep the others.
      </p>
      <div className="report-buttons">
        <CommandButton command="saveActions" label="Save as CSV…" className="button">
          Save as CSV…
        </CommandButton>
        <CommandButton command="showActions" label="Show the actions" className="button">
          Show the actions
        </CommandButton>
      </div>
    </section>
  );
}
