/**
 * Edits that main has not confirmed yet. The window shows them at once, on top of the confirmed
 * project; what main adds meanwhile (takes, undo) is applied before them. Pure.
 */
import { applyEdit, type Edit } from '../../preload/edits.ts';
import type { Project } from '../../preload/project.ts';

export interface PendingEdit {
  readonly editId: string;
  readonly edit: Edit;
  /** The revision that contains it; null until main has answered. */
  readonly revision: number | null;
}

/** The confirmed project with every pending edit on top. An edit that no longer fits is left
 * out: main refuses it, too. */
export function rebase(confirmed: Project, pending: readonly PendingEdit[]): Project {
  let project = confirmed;
  for (const { edit } of pending) {
    const applied = applyEdit(project, edit);
    if (applied.ok) project = applied.value.project;
  }
  return project;
}

/** The edits that are not among the revisions up to `revision`. */
export function stillPending(
  pending: readonly PendingEdit[],
  revision: number,
  confirmedEditIds: ReadonlySet<string>,
): readonly PendingEdit[] {
  const kept = pending.filter(
    (entry) =>
      !confirmedEditIds.has(entry.editId) && (entry.revision === null || entry.revision > revision),
  );
  return kept.length === pending.length ? pending : kept;
}
