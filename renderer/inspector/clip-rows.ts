/** What the rows of one clip and of several are given. */
import type { Clip, ClipPatch, Project } from '../../preload/project.ts';

export interface ClipRowProps {
  readonly clip: Clip;
  readonly project: Project;
  /** `merge`: equal, consecutive ones become one undo step. Returns why the change is refused, a
   * sentence; null = it is made. */
  readonly change: (label: string, patch: ClipPatch, merge?: string) => string | null;
}

export interface ManyClipsRowProps {
  readonly clips: readonly Clip[];
  readonly project: Project;
  /** Why the change is refused, a sentence; null = it is made. */
  readonly changeAll: (
    label: string,
    patch: ClipPatch | ((clip: Clip) => ClipPatch),
    merge?: string,
  ) => string | null;
}
