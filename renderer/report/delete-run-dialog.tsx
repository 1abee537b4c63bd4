/** Asks before a run is deleted. It can be brought back until the session is closed. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { deleteRun, runOf } from '../runs/run-edits.ts';
import { runName } from '../runs/run-text.ts';
import { changeReport, useReportState } from './report-state.ts';
import { returnFocusToRuns } from './run-list.tsx';

export function DeleteRunDialog() {
  const runId = useReportState((state) => state.deletedRunId);
  const run = runOf(runId);
  const close = () => changeReport({ deletedRunId: null });
  return (
    <AlertDialog.Root
      open={run !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) close();
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog question-dialog">
          <AlertDialog.Title className="dialog-title">
            Delete {run === null ? 'the run' : runName(run)}?
          </AlertDialog.Title>
          <AlertDialog.Description className="question-words">
            Its account goes from the session
            {run?.isPinned === true ? ', though it is pinned' : ''}. Takes and clips stay, and what
            was exported. Undo beside the runs brings it back until the session is closed.
          </AlertDialog.Description>
          <div className="question-buttons">
            <AlertDialog.Close className="button">Keep it</AlertDialog.Close>
            <AlertDialog.Close
              className="button button-primary"
              onClick={() => {
                if (run !== null) void deleteRun(run.runId).then(returnFocusToRuns);
              }}
            >
              Delete
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
