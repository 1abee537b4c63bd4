/** The Actions tab: active and pending actions above, finished ones below. */
import { useCallback, useMemo } from 'react';
import type { ActionRow } from '../../preload/actions.ts';
import { KEPT_FINISHED_ACTIONS } from '../store/mirror.ts';
import { mirrorNow, useMirror, useMirrorAtPace } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { scheduleOne } from '../store/scheduling.ts';
import { selectClips } from '../store/view.ts';
import { revealClip } from '../timeline/canvas/scrolling.ts';
import { ActionTable } from './action-table.tsx';
import { fetchOlderActions } from './older-actions.ts';

export function ActionsPanel() {
  return (
    <div className="actions-panel">
      <ActiveActions />
      <FinishedActions />
    </div>
  );
}

function ActiveActions() {
  const rows = useMirrorAtPace((mirror) => mirror.activeActions);
  const sorted = useMemo(
    () =>
      [...rows].sort(
        (a, b) =>
          Number(b.state === 'active') - Number(a.state === 'active') ||
          (a.requestedFrame ?? 0) - (b.requestedFrame ?? 0) ||
          a.id - b.id,
      ),
    [rows],
  );
  return (
    <div className="active-actions">
      <ActionTable
        label="Active actions"
        count={sorted.length}
        rowAt={(index) => sorted[index]}
        emptyText="Nothing is active."
        actionOf={cancelButton}
        onSelect={showClip}
      />
    </div>
  );
}

function cancelButton(row: ActionRow) {
  return (
    <button
      type="button"
      className="row-button"
      title={`Cancel ${row.name}, action ${row.id}`}
      onClick={(event) => {
        event.stopPropagation();
        void scheduleOne({ type: 'cancel', actionId: row.id }).then(valueOrNotice);
      }}
    >
      Cancel
    </button>
  );
}

function FinishedActions() {
  const rows = useMirror((mirror) => mirror.finishedActions);
  const finishedCount = useMirror((mirror) => mirror.finishedCount);
  const count = Math.max(rows.length, Math.min(finishedCount, KEPT_FINISHED_ACTIONS));
  const rowAt = useCallback(
    (index: number) => {
      const row = rows[rows.length - 1 - index];
      if (row === undefined) void fetchOlderActions();
      return row;
    },
    [rows],
  );
  return (
    <ActionTable
      label="Finished actions"
      count={count}
      rowAt={rowAt}
      isHeadHidden
      emptyText="No action has finished yet."
      onSelect={showClip}
    />
  );
}

/** Selects the row's clip and scrolls to it. */
function showClip(row: ActionRow): void {
  const clip = mirrorNow().project.clips.find((other) => other.id === row.clipId);
  if (clip === undefined) return;
  selectClips([clip.id]);
  revealClip(clip);
}
