/** The store of the mirror. null until the first snapshot has come. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Mirror } from './mirror.ts';

export const mirrorStore = createStore<{ readonly mirror: Mirror | null }>(() => ({
  mirror: null,
}));

/** The mirror now. Throws before the first snapshot: nothing that needs it is on screen then. */
export function mirrorNow(): Mirror {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) throw new Error('The session has not arrived yet.');
  return mirror;
}

export function changeMirror(change: (mirror: Mirror) => Mirror): void {
  mirrorStore.setState({ mirror: change(mirrorNow()) });
}

/** A piece of the mirror; renders again only when that piece is another one. */
export function useMirror<T>(select: (mirror: Mirror) => T): T {
  return useStore(mirrorStore, ({ mirror }) => select(mirror as Mirror));
}

export function useHasMirror(): boolean {
  return useStore(mirrorStore, ({ mirror }) => mirror !== null);
}
