/** The run that was deleted last, and the button that brings it back. */
import { restoreRun } from '../runs/run-edits.ts';
import { useRuns } from '../runs/run-store.ts';
import { runName } from '../runs/run-text.ts';
import { returnFocusToRuns } from './run-list.tsx';

export function DeletedRun() {
  const run = useRuns(({ deleted }) => deleted[0]);
  if (run === undefined) return null;
  return (
    <p className="deleted-run">
      <span id="deleted-run">{runName(run)} deleted</span>
      <button
        type="button"
        className="button"
        aria-describedby="deleted-run"
        onClick={() => void restoreRun(run.runId).then(returnFocusToRuns)}
      >
        Undo
      </button>
    </p>
  );
}
