/** Sends edits: applied here at once, sent to main, taken back with main's sentence if it refuses. */
import type { Edit } from '../../preload/edits.ts';
import { bridge } from './bridge.ts';
import { mergeKeyOf } from './merge-keys.ts';
import { withAnsweredEdit, withoutPendingEdit, withPendingEdit } from './mirror.ts';
import { changeMirror, mirrorNow } from './mirror-store.ts';
import { newId } from './new-id.ts';
import { notify, valueOrNotice } from './notices.ts';
import { appliedEdit } from './pending-edits.ts';

export interface LabelledEdit {
  /** What Undo will say, e.g. `Move clip`. */
  readonly label: string;
  readonly edit: Edit;
  /** What is done to what: equal ones of one press, or of a run of keys, are one step of Undo. */
  readonly mergeKey?: string | null;
}

/** Why an edit would be refused, a sentence; null = it would not, as far as is known here. */
export function refusalOf(edit: Edit): string | null {
  const tried = appliedEdit(mirrorNow().project, edit);
  return tried.ok ? null : tried.message;
}

/** One undo step. Resolves to false if it was refused, which a notice says. */
export async function sendEdit({ label, edit, mergeKey = null }: LabelledEdit): Promise<boolean> {
  const editId = newId('edit');
  const tried = appliedEdit(mirrorNow().project, edit);
  if (!tried.ok) {
    notify('error', tried.message);
    return false;
  }
  changeMirror((mirror) => withPendingEdit(mirror, { editId, edit, revision: null }));
  const key = mergeKey === null ? null : mergeKeyOf(mergeKey);
  const outcome = await bridge().edit({ editId, label, mergeKey: key, edit });
  if (outcome.ok) {
    changeMirror((mirror) => withAnsweredEdit(mirror, editId, outcome.value.revision));
    return true;
  }
  changeMirror((mirror) => withoutPendingEdit(mirror, editId));
  notify('error', outcome.message);
  return false;
}

export async function undo(): Promise<void> {
  valueOrNotice(await bridge().undo(null));
}

export async function redo(): Promise<void> {
  valueOrNotice(await bridge().redo(null));
}

/** Undoes (a negative number) or redoes so many steps. */
export async function walkHistory(steps: number): Promise<void> {
  if (steps !== 0) valueOrNotice(await bridge().walkHistory({ steps }));
}
