/** The store of the mirror; null until the first snapshot. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Mirror } from './mirror.ts';

/** Figures that change faster cannot be read. */
const READABLE_MILLISECONDS = 60;

export const mirrorStore = createStore<{ readonly mirror: Mirror | null }>(() => ({
  mirror: null,
}));

/** The mirror now. Throws before the first snapshot: the screen that needs it comes after it. */
export function mirrorNow(): Mirror {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) throw new Error('The session has not arrived yet.');
  return mirror;
}

export function changeMirror(change: (mirror: Mirror) => Mirror): void {
  mirrorStore.setState({ mirror: change(mirrorNow()) });
}

/** A part of the mirror; renders when that part changes. */
export function useMirror<T>(select: (mirror: Mirror) => T): T {
  return useStore(mirrorStore, ({ mirror }) => select(mirror as Mirror));
}

export function useHasMirror(): boolean {
  return useStore(mirrorStore, ({ mirror }) => mirror !== null);
}

/** As useMirror, for figures that change while it plays: renders no faster than they can be read. */
export function useMirrorAtPace<T>(select: (mirror: Mirror) => T): T {
  const [value, setValue] = useState(() => select(mirrorNow()));
  const selector = useRef(select);
  selector.current = select;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let takenAt = Number.NEGATIVE_INFINITY;
    const take = () => {
      timer = undefined;
      takenAt = performance.now();
      setValue(() => selector.current(mirrorNow()));
    };
    take();
    const end = mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
      if (mirror === null || before === null || timer !== undefined) return;
      if (selector.current(mirror) === selector.current(before)) return;
      const wait = takenAt + READABLE_MILLISECONDS - performance.now();
      // At once if it is due: one picture then shows this and what came with it.
      if (wait <= 0) take();
      else timer = setTimeout(take, wait);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, []);
  return value;
}
