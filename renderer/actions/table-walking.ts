/** Going from row to row of the Actions table, most of which are not on the page. */
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import {
  forgetRevealed,
  keyOfLine,
  rememberTop,
  tableLines,
  uncoverRevealed,
  useTable,
} from './table-store.ts';

export const ROW_HEIGHT_PIXELS = 24;
export const HEAD_HEIGHT_PIXELS = 24;

interface RowPlaces {
  /** The row with the focus; -1 = none has it. */
  readonly current: number;
  readonly count: number;
}

/** Where a key goes from a row, or from the scroller to the first row in view; null = nowhere. */
export function nextIndex(event: KeyboardEvent<HTMLElement>, places: RowPlaces): number | null {
  const { target, currentTarget, key } = event;
  const isOnRow = target instanceof Element && target.matches('tr[data-row-key]');
  if (!isOnRow && target !== currentTarget) return null;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const { count } = places;
  const first = Math.round(currentTarget.scrollTop / ROW_HEIGHT_PIXELS);
  const page = Math.max(1, Math.floor(currentTarget.clientHeight / ROW_HEIGHT_PIXELS) - 2);
  const from = isOnRow ? places.current : first - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const wanted = steps[key];
  if (wanted === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, wanted));
}

/** Scrolls as little as shows the row below the header and the pinned rows. */
function showRow(scroller: HTMLElement, index: number, pinned: number): void {
  if (index < pinned) return;
  const top = index * ROW_HEIGHT_PIXELS;
  const covered = pinned * ROW_HEIGHT_PIXELS;
  const room = scroller.clientHeight - HEAD_HEIGHT_PIXELS;
  if (top < scroller.scrollTop + covered) scroller.scrollTop = top - covered;
  else if (top + ROW_HEIGHT_PIXELS > scroller.scrollTop + room) {
    scroller.scrollTop = top + ROW_HEIGHT_PIXELS - room;
  }
}

/** Longest time until a row that is gone to has come from main. */
const PATIENCE_MILLISECONDS = 3_000;

interface FocusedRow {
  /** Key of the row that has the focus, or had it last. */
  readonly current: string | null;
  readonly pinned: number;
  readonly become: (key: string | null) => void;
}

export interface GoTo {
  (index: number): void;
  /** Where a row is gone to that is not there yet. */
  readonly target: number | null;
}

/** Gives rows the focus, as soon as they are there. A row that has it keeps it, also where it ends and moves
 * from the live rows to the others. */
export function useFocusedRow(scroller: Scroller, { current, pinned, become }: FocusedRow): GoTo {
  const target = useRef<{ index: number; end: number } | null>(null);
  const hadFocus = useRef(false);
  const version = useTable((view) => view.version);
  const now = useRef({ current, pinned, become });
  now.current = { current, pinned, become };
  const focus = (key: string): boolean => {
    const element = rowElement(scroller.current, key);
    element?.focus({ preventScroll: true });
    return element !== null;
  };
  const attempt = () => {
    const wanted = target.current;
    if (wanted === null || scroller.current === null) return;
    const line = tableLines.at(wanted.index);
    if (line !== undefined) {
      const key = keyOfLine(line);
      if (now.current.current !== key) now.current.become(key);
      if (focus(key)) target.current = null;
    }
    if (performance.now() > wanted.end) target.current = null;
    if (target.current !== null) requestAnimationFrame(attempt);
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const follow = () => {
      hadFocus.current = element.contains(document.activeElement);
    };
    document.addEventListener('focusin', follow);
    return () => document.removeEventListener('focusin', follow);
  }, [scroller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row may be there again with each version.
  useEffect(() => {
    const isLost = hadFocus.current && document.activeElement === document.body;
    if (isLost && current !== null && target.current === null) focus(current);
  }, [version]);
  const goTo = (index: number) => {
    if (scroller.current === null) return;
    target.current = { index, end: performance.now() + PATIENCE_MILLISECONDS };
    showRow(scroller.current, index, pinned);
    attempt();
  };
  return Object.defineProperty(goTo, 'target', {
    get: () => target.current?.index ?? null,
  }) as unknown as GoTo;
}

type Scroller = { readonly current: HTMLElement | null };

function rowElement(scroller: HTMLElement | null, key: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`tr[data-row-key="${CSS.escape(key)}"]`) ?? null;
}

/** Goes to the row that something else asks for, whatever hides it. */
export function useRevealed(goTo: (index: number) => void): void {
  const revealed = useTable((view) => view.revealed);
  const version = useTable((view) => view.version);
  const go = useRef(goTo);
  go.current = goTo;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row may come with a later version.
  useEffect(() => {
    if (revealed === null) return;
    const index = tableLines.indexOf(revealed);
    if (index < 0) {
      uncoverRevealed(revealed);
      return;
    }
    forgetRevealed();
    go.current(index);
  }, [revealed, version]);
}

/** Rows that come on top of what is read do not push it away; other rows are read from the top. */
export function useSteadyView(scroller: Scroller, version: number): void {
  const top = useRef<{ readonly key: string; readonly index: number } | null>(null);
  const choiceNumber = useTable((view) => view.choiceNumber);
  const lastChoice = useRef(choiceNumber);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are others with each version.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (lastChoice.current !== choiceNumber) {
      lastChoice.current = choiceNumber;
      element.scrollTop = 0;
      return;
    }
    if (top.current === null) return;
    const index = tableLines.indexOf(top.current.key);
    if (index >= 0 && index !== top.current.index) {
      element.scrollTop += (index - top.current.index) * ROW_HEIGHT_PIXELS;
      top.current = { key: top.current.key, index };
    }
  }, [version, choiceNumber]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const remember = () => {
      // At the top one wants to see what comes.
      const isAtTop = element.scrollTop < ROW_HEIGHT_PIXELS / 2;
      const first = Math.floor(element.scrollTop / ROW_HEIGHT_PIXELS);
      const line = isAtTop ? undefined : tableLines.at(first);
      top.current = line === undefined ? null : { key: keyOfLine(line), index: first };
      rememberTop(top.current?.key ?? null);
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [scroller]);
}
