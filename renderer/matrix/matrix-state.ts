/** Whose channel matrix the dialog shows. */
import { createStore } from 'zustand/vanilla';
import type { MatrixOwner } from './matrix-edits.ts';

export const matrixStore = createStore<{ readonly owner: MatrixOwner | null }>(() => ({
  owner: null,
}));

export function openMatrix(owner: MatrixOwner): void {
  matrixStore.setState({ owner });
}

export function closeMatrix(): void {
  matrixStore.setState({ owner: null });
}
