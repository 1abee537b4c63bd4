/** Going from row to row of the Actions table, most of which are not on the page. */
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { entryKey } from './folds.ts';
import { changeTable } from './table-choices.ts';
import { forgetRevealed, tableRows, useTable } from './table-store.ts';

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

/** As soon as it is on the page. */
export function focusRow(scroller: HTMLElement, key: string, pinned: number): void {
  const attempt = (triesLeft: number) => {
    showRow(scroller, tableRows().indexOf(key), pinned);
    const element = scroller.querySelector<HTMLElement>(`tr[data-row-key="${CSS.escape(key)}"]`);
    if (element !== null) element.focus({ preventScroll: true });
    else if (triesLeft > 0) requestAnimationFrame(() => attempt(triesLeft - 1));
  };
  attempt(10);
}

/** Goes to the row that something else asks for; the chip that hides it is let go. */
export function useRevealed(goTo: (index: number) => void): void {
  const revealed = useTable((view) => view.revealed);
  const version = useTable((view) => view.version);
  const go = useRef(goTo);
  go.current = goTo;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row may come with a later version.
  useEffect(() => {
    if (revealed === null) return;
    if (!tableRows().reveal(revealed)) {
      changeTable({ filter: 'all' });
      return;
    }
    forgetRevealed();
    go.current(tableRows().indexOf(revealed));
  }, [revealed, version]);
}

/** Rows that come on top of what is read do not push it away. */
export function useSteadyView(
  scroller: { readonly current: HTMLElement | null },
  version: number,
): void {
  const top = useRef<string | null>(null);
  const rows = tableRows();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are others with each version.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || top.current === null) return;
    const index = rows.indexOf(top.current);
    const before = Math.floor(element.scrollTop / ROW_HEIGHT_PIXELS);
    if (index >= 0 && index !== before) {
      element.scrollTop += (index - before) * ROW_HEIGHT_PIXELS;
    }
  }, [version]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const remember = () => {
      // At the top one wants to see what comes.
      const isAtTop = element.scrollTop < ROW_HEIGHT_PIXELS / 2;
      const first = Math.floor(element.scrollTop / ROW_HEIGHT_PIXELS);
      const entry = isAtTop ? undefined : rows.at(first);
      top.current = entry === undefined ? null : entryKey(entry);
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [scroller, rows]);
}
