/** The lines of the list of Undo. Pure. */
import type { UndoHistory } from '../../preload/contract.ts';

export interface HistoryStep {
  /** How far from the present: negative ones are undone to get there, positive ones redone. */
  readonly steps: number;
  readonly label: string;
}

/** Oldest first; each line is the state after its edit, the first one that before all. */
export function historySteps({ undo, redo, hasOlder }: UndoHistory): readonly HistoryStep[] {
  const before = hasOlder ? 'Older steps' : 'Before the first edit';
  return [
    { steps: -undo.length, label: before },
    ...undo.map((label, place) => ({ steps: place + 1 - undo.length, label })),
    ...redo.map((label, place) => ({ steps: place + 1, label })),
  ];
}
