/** Chooses the run that tables and reports are about. */
import type { RunListEntry } from '../../preload/run.ts';
import { chooseRun, chosenRun, useRuns } from './run-store.ts';
import { runChoiceText } from './run-text.ts';

interface RunSelectProps {
  readonly label: string;
  readonly entries: readonly RunListEntry[];
  readonly chosen: RunListEntry;
  /** Whether a device played them is told elsewhere. */
  readonly isShort?: boolean;
  readonly onChoose: (runId: string) => void;
}

/** A select of runs, newest first. */
export function RunSelect({ label, entries, chosen, isShort, onChoose }: RunSelectProps) {
  return (
    <select
      className="field run-chooser"
      aria-label={label}
      title={runChoiceText(chosen)}
      value={chosen.runId}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {entries.map((entry) => (
        <option key={entry.runId} value={entry.runId}>
          {runChoiceText(entry, isShort !== true)}
        </option>
      ))}
    </select>
  );
}

/** Nothing before the first run. */
export function RunChooser() {
  const entries = useRuns((state) => state.entries);
  const chosen = useRuns(chosenRun);
  if (entries === null || chosen === null) return null;
  return <RunSelect label="Run" entries={entries} chosen={chosen} onChoose={chooseRun} />;
}
