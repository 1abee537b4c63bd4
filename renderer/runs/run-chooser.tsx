/** Chooses the run that tables and reports are about. */
import type { RunListEntry } from '../../preload/run.ts';
import { chooseRun, chosenRun, useRuns } from './run-store.ts';
import { runChoiceText } from './run-text.ts';

interface RunSelectProps {
  readonly label: string;
  readonly entries: readonly RunListEntry[];
  readonly chosen: RunListEntry;
  readonly onChoose: (runId: string) => void;
}

/** A select of runs, newest first. */
export function RunSelect({ label, entries, chosen, onChoose }: RunSelectProps) {
  return (
    <select
      className="field run-chooser"
      aria-label={label}
      value={chosen.runId}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {entries.map((entry) => (
        <option key={entry.runId} value={entry.runId}>
          {runChoiceText(entry)}
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
