/**
 * Owns the project: applies edits, keeps undo, calls listeners. Takes and other edits of main's own
 * lie outside undo, so that undoing never loses a recording.
 */
import type { UndoHistory } from '../../preload/contract.ts';
import { editBytes } from '../../preload/edit-cost.ts';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';
import { editAfter, rateEdit } from '../../preload/rate-change.ts';
import type { SampleRate } from '../../preload/units.ts';

/** Of the history, to each side of the present. */
const SHOWN_STEPS = 200;
const HISTORY_BYTES = 256 * 2 ** 20;

export interface ProjectChange {
  readonly before: Project;
  readonly after: Project;
  readonly revision: number;
  /** The window's id of its edit; null for main's own edits, undo and redo. */
  readonly editId: string | null;
  readonly edit: Edit;
}

interface Step {
  readonly label: string;
  readonly mergeKey: string | null;
  /** Names a step that grows, however much is edited meanwhile; null = it does not. */
  readonly growingId: string | null;
  readonly edit: Edit;
}

export class ProjectService {
  #project: Project;
  #revision = 0;
  #undo: Step[] = [];
  #redo: Step[] = [];
  /** Of the steps that can be undone or done again, about. */
  #historyBytes = 0;
  readonly #historyLimit: number;
  /** Growing steps that are too old to be undone. */
  readonly #tooOld = new Set<string>();
  readonly #listeners: ((change: ProjectChange) => void)[] = [];

  /** @param historyBytes about what undo and redo may keep in memory */
  constructor(project: Project, historyBytes = HISTORY_BYTES) {
    this.#project = project;
    this.#historyLimit = historyBytes;
  }

  get project(): Project {
    return this.#project;
  }

  /** Counts up by 1 with every edit, from 0 at each start of the program. */
  get revision(): number {
    return this.#revision;
  }

  /** The clips there are, and those that undo and redo can bring back. */
  clipsInReach(): ReadonlySet<string> {
    const clipIds = new Set(this.#project.clips.map(({ id }) => id));
    for (const { edit } of [...this.#undo, ...this.#redo]) addInsertedClips(edit, clipIds);
    return clipIds;
  }

  get undoLabel(): string | null {
    return this.#undo.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#redo.at(-1)?.label ?? null;
  }

  get history(): UndoHistory {
    return {
      undo: this.#undo.slice(-SHOWN_STEPS).map(({ label }) => label),
      redo: this.#redo
        .slice(-SHOWN_STEPS)
        .reverse()
        .map(({ label }) => label),
      hasOlder: this.#undo.length > SHOWN_STEPS,
    };
  }

  onChange(listener: (change: ProjectChange) => void): void {
    this.#listeners.push(listener);
  }

  /** An edit that can be undone. Equal, consecutive merge keys become one step. */
  edit(request: {
    readonly editId: string | null;
    readonly label: string;
    readonly mergeKey: string | null;
    readonly edit: Edit;
  }): Outcome<{ readonly revision: number }> {
    const applied = applyEdit(this.#project, request.edit);
    if (!applied.ok) return applied;
    const { label, mergeKey } = request;
    this.#remember({ label, mergeKey, growingId: null, edit: applied.value.inverse });
    this.#forgetRedo();
    this.#commit(applied.value.project, request.edit, request.editId);
    return success({ revision: this.#revision });
  }

  /** An edit of main's own that can be undone, and that `grow` may add to: the step is still one. */
  beginGrowing(growingId: string, label: string, edit: Edit): Outcome<null> {
    const applied = applyEdit(this.#project, edit);
    if (!applied.ok) return applied;
    this.#remember({ label, mergeKey: null, growingId, edit: applied.value.inverse });
    this.#forgetRedo();
    this.#commit(applied.value.project, edit, null);
    return success(null);
  }

  /** False = the step was undone. */
  isGrowing(growingId: string): boolean {
    return this.#tooOld.has(growingId) || this.#undo.some((step) => step.growingId === growingId);
  }

  /** Adds an edit to a step, which gets another label; what can be redone stays. One that is too old
   * to be undone becomes another step. Code `interrupted` when the step was undone. */
  grow(growingId: string, label: string, edit: Edit): Outcome<null> {
    if (!this.isGrowing(growingId)) return failure('interrupted', 'What it belongs to was undone.');
    if (this.#tooOld.delete(growingId)) return this.beginGrowing(growingId, label, edit);
    const applied = applyEdit(this.#project, edit);
    if (!applied.ok) return applied;
    const { project, inverse } = applied.value;
    this.#undo = this.#undo.map((step) => {
      if (step.growingId !== growingId) return step;
      this.#historyBytes += editBytes(inverse);
      return { ...step, label, edit: merged(inverse, step.edit) };
    });
    this.#commit(project, edit, null);
    return success(null);
  }

  /** An edit of main's own that can be undone. */
  editOwn(label: string, edit: Edit): Outcome<{ readonly revision: number }> {
    return this.edit({ editId: null, label, mergeKey: null, edit });
  }

  /** An edit of main's own, outside undo. */
  applyOwn(edit: Edit): Outcome<{ readonly revision: number }> {
    const applied = applyEdit(this.#project, edit);
    if (!applied.ok) return applied;
    this.#commit(applied.value.project, edit, null);
    return success({ revision: this.#revision });
  }

  /**
   * Another rate, for a session without sounds, outside undo; what can be undone counts at it, too.
   * Gives what takes it back exactly, as long as no edit came after it.
   */
  changeRate(rate: SampleRate): Outcome<{ readonly takeBack: () => void }> {
    const before = { rate: this.#project.sampleRate, undo: this.#undo, redo: this.#redo };
    const edit = rateEdit(this.#project, rate);
    const applied = applyEdit(this.#project, edit);
    if (!applied.ok) return applied;
    const { project, inverse } = applied.value;
    this.#commit(project, edit, null);
    const change = { from: before.rate, to: rate };
    const after = (step: Step): Step => ({ ...step, edit: editAfter(step.edit, change) });
    this.#undo = before.undo.map(after);
    this.#redo = before.redo.map(after);
    const takeBack = () => {
      if (this.#project !== project) {
        this.changeRate(before.rate);
        return;
      }
      this.applyOwn(inverse);
      this.#undo = before.undo;
      this.#redo = before.redo;
    };
    return success({ takeBack });
  }

  undo(): Outcome<{ readonly label: string | null }> {
    return this.#takeBack(this.#undo, this.#redo);
  }

  redo(): Outcome<{ readonly label: string | null }> {
    return this.#takeBack(this.#redo, this.#undo);
  }

  /** Undoes (a negative number) or redoes so many steps; ends before one that cannot be taken back. */
  walk(steps: number): Outcome<null> {
    for (let step = 0; step < Math.abs(steps); step += 1) {
      const walked = steps < 0 ? this.undo() : this.redo();
      if (!walked.ok) return walked;
      if (walked.value.label === null) break;
    }
    return success(null);
  }

  #takeBack(from: Step[], to: Step[]): Outcome<{ readonly label: string | null }> {
    const step = from.pop();
    if (step === undefined) return success({ label: null });
    const applied = applyEdit(this.#project, step.edit);
    if (!applied.ok) {
      return failure(
        applied.code,
        `“${step.label}” cannot be undone or redone: ${applied.message}`,
      );
    }
    to.push({ ...step, mergeKey: null, edit: applied.value.inverse });
    this.#historyBytes += editBytes(applied.value.inverse) - editBytes(step.edit);
    // What comes next follows this, not the edit before it: it is a step of its own.
    const last = from.at(-1);
    if (last !== undefined) from[from.length - 1] = { ...last, mergeKey: null };
    this.#commit(applied.value.project, step.edit, null);
    return success({ label: step.label });
  }

  #remember(step: Step): void {
    const last = this.#undo.at(-1);
    if (last !== undefined && step.mergeKey !== null && last.mergeKey === step.mergeKey) {
      const edit = merged(step.edit, last.edit);
      this.#undo[this.#undo.length - 1] = { ...step, edit };
      this.#historyBytes += editBytes(edit) - editBytes(last.edit);
      return;
    }
    this.#undo.push(step);
    this.#historyBytes += editBytes(step.edit);
    while (this.#historyBytes > this.#historyLimit && this.#undo.length > 1) this.#forgetOldest();
  }

  #forgetRedo(): void {
    for (const { edit } of this.#redo) this.#historyBytes -= editBytes(edit);
    this.#redo = [];
  }

  #forgetOldest(): void {
    const oldest = this.#undo.shift();
    if (oldest === undefined) return;
    this.#historyBytes -= editBytes(oldest.edit);
    if (oldest.growingId !== null) this.#tooOld.add(oldest.growingId);
  }

  #commit(project: Project, edit: Edit, editId: string | null): void {
    const before = this.#project;
    this.#project = project;
    this.#revision += 1;
    const change = { before, after: project, revision: this.#revision, editId, edit };
    for (const listener of this.#listeners) listener(change);
  }
}

function addInsertedClips(edit: Edit, clipIds: Set<string>): void {
  if (edit.kind === 'insertClips') for (const { id } of edit.clips) clipIds.add(id);
  if (edit.kind === 'batch') for (const each of edit.edits) addInsertedClips(each, clipIds);
}

/** True when taking back `older` also takes back `newer`: the same values of the same things. */
function covers(older: Edit, newer: Edit): boolean {
  if (older.kind === 'patchTrack' && newer.kind === 'patchTrack') {
    return (
      older.trackId === newer.trackId && Object.keys(newer.patch).every((key) => key in older.patch)
    );
  }
  if (older.kind === 'patchClips' && newer.kind === 'patchClips') {
    const known = new Map(older.patches.map(({ clipId, patch }) => [clipId, patch]));
    return newer.patches.every(({ clipId, patch }) => {
      const before = known.get(clipId);
      return before !== undefined && Object.keys(patch).every((key) => key in before);
    });
  }
  return false;
}

/** null = they are not shifts of the same clips. */
function mergedShift(newer: Edit, older: Edit): Edit | null {
  if (newer.kind !== 'shiftClips' || older.kind !== 'shiftClips') return null;
  const { clipIds, frames } = older;
  const isSame =
    newer.clipIds.length === clipIds.length && newer.clipIds.every((id, k) => id === clipIds[k]);
  return isSame ? { ...older, frames: frames + newer.frames } : null;
}

/** One inverse for two edits; the newer is taken back first. A long drag stays one patch or shift. */
function merged(newer: Edit, older: Edit): Edit {
  if (covers(older, newer)) return older;
  const shift = mergedShift(newer, older);
  if (shift !== null) return shift;
  const rest = older.kind === 'batch' ? older.edits : [older];
  return { kind: 'batch', edits: [newer, ...rest] };
}
