/** Changes of what holds for the whole session. */
import type { Grid, ProjectPatch, Tempo } from '../../preload/project.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';

/** Why it is refused, a sentence; null = it is done. */
function patchSession(label: string, patch: ProjectPatch): string | null {
  const edit = { kind: 'patchProject', patch } as const;
  const refusal = refusalOf(edit);
  if (refusal === null) void sendEdit({ label, edit, mergeKey: `session-${label}` });
  return refusal;
}

export function changeGrid(grid: Grid): string | null {
  return patchSession('Grid', { grid });
}

export function changeTempo(label: 'Tempo' | 'Signature', tempo: Tempo): string | null {
  return patchSession(label, { tempo });
}
