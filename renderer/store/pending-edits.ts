/**
 * Edits that main has not confirmed yet. The window shows them at once, on top of the confirmed
 * project; what main adds meanwhile (takes, undo) is applied before them. Pure.
 * - An edit that was applied to the same project before is not applied again: what it made is the same
 *   object, so that nothing is drawn for an edit that main confirms.
 */
import { type AppliedEdit, applyEdit, type Edit } from '../../preload/edits.ts';
import type { Outcome } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';

export interface PendingEdit {
  readonly editId: string;
  readonly edit: Edit;
  /** The revision that contains it; null until main has answered. */
  readonly revision: number | null;
}

interface Remembered {
  readonly before: Project;
  readonly applied: Outcome<AppliedEdit>;
}

/** The newest application of each edit. */
const APPLIED = new WeakMap<Edit, Remembered>();

/** As applyEdit; of the same edit and project the same object. */
export function appliedEdit(project: Project, edit: Edit): Outcome<AppliedEdit> {
  const known = APPLIED.get(edit);
  if (known?.before === project) return known.applied;
  const applied = applyEdit(project, edit);
  APPLIED.set(edit, { before: project, applied });
  return applied;
}

/** The confirmed project with every pending edit on top. An edit that no longer fits is left
 * out: main refuses it, too. */
export function rebase(confirmed: Project, pending: readonly PendingEdit[]): Project {
  let project = confirmed;
  for (const { edit } of pending) {
    const applied = appliedEdit(project, edit);
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
