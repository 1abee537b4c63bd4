/**
 * One tab stop for a toolbar or for all track heads; arrows go on inside. Only for a focus that came by
 * key: after a click on Play the arrows are still the selected clip's.
 */
import { type RefObject, useEffect } from 'react';

const SETTLE_MILLISECONDS = 50;

const ITEMS = 'button:not(:disabled), input:not(:disabled), select:not(:disabled)';

function itemsIn(container: HTMLElement): readonly HTMLElement[] {
  const all = [...container.querySelectorAll<HTMLElement>(ITEMS)];
  return all.filter((item) => item.getClientRects().length > 0);
}

/** Makes one item the tab stop: `chosen`, else the one that is it already, else the first. */
function settle(container: HTMLElement, chosen: Element | null): void {
  const items = itemsIn(container);
  const stop =
    items.find((item) => item === chosen) ?? items.find((item) => item.tabIndex === 0) ?? items[0];
  for (const item of items) {
    const tabIndex = item === stop ? 0 : -1;
    if (item.tabIndex !== tabIndex) item.tabIndex = tabIndex;
  }
}

type ItemAt = (container: HTMLElement, from: HTMLElement, key: string) => HTMLElement | undefined;

function useRoving(element: RefObject<HTMLElement | null>, itemAt: ItemAt): void {
  useEffect(() => {
    const container = element.current;
    if (container === null) return;
    const focus = ({ target }: FocusEvent) => settle(container, target as Element);
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (!(target instanceof HTMLElement) || !target.matches(ITEMS)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (isText(target) || !target.matches(':focus-visible')) return;
      const next = itemAt(container, target, key);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      next.focus();
    };
    let settling: ReturnType<typeof setTimeout> | undefined;
    // Not with each picture in which heads come and go: it asks for the layout of all items.
    const changed = new MutationObserver(() => {
      settling ??= setTimeout(() => {
        settling = undefined;
        settle(container, document.activeElement);
      }, SETTLE_MILLISECONDS);
    });
    changed.observe(container, { childList: true, subtree: true });
    container.addEventListener('focusin', focus);
    container.addEventListener('keydown', press, { capture: true });
    settle(container, null);
    return () => {
      changed.disconnect();
      clearTimeout(settling);
      container.removeEventListener('focusin', focus);
      container.removeEventListener('keydown', press, { capture: true });
    };
  }, [element, itemAt]);
}

function isText(element: HTMLElement): boolean {
  return element instanceof HTMLInputElement && element.type !== 'range';
}

function isSlider(element: HTMLElement): boolean {
  return element instanceof HTMLInputElement && element.type === 'range';
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

function besideIn(items: readonly HTMLElement[], from: HTMLElement, key: string) {
  const step = STEPS[key];
  return step === undefined ? undefined : items[items.indexOf(from) + step];
}

function toolbarItem(container: HTMLElement, from: HTMLElement, key: string) {
  return isSlider(from) ? undefined : besideIn(itemsIn(container), from, key);
}

/** Left and Right walk a toolbar. */
export function useRovingToolbar(element: RefObject<HTMLElement | null>): void {
  useRoving(element, toolbarItem);
}

const HEADS = '[data-track-id], [data-group-id]';

function headItem(container: HTMLElement, from: HTMLElement, key: string) {
  const heads = [...container.querySelectorAll<HTMLElement>(HEADS)];
  const head = from.closest<HTMLElement>(HEADS);
  if (head === null) return undefined;
  const own = itemsIn(head);
  // A folded group unfolds first.
  if (key === 'ArrowRight' && from.ariaExpanded === 'false') return undefined;
  if (key === 'Escape') return own[0] === from ? undefined : own[0];
  if (key !== 'ArrowUp' && key !== 'ArrowDown') {
    return isSlider(from) ? undefined : besideIn(own, from, key);
  }
  const next = heads[heads.indexOf(head) + (key === 'ArrowUp' ? -1 : 1)];
  if (next === undefined) return undefined;
  // Of a group and a track only the names stand in one place.
  const isAlike = next.matches('[data-track-id]') === head.matches('[data-track-id]');
  return itemsIn(next)[isAlike ? own.indexOf(from) : 0] ?? itemsIn(next)[0];
}

/** Up and Down go from head to head, Left and Right walk its controls, but for the gain, which they
 * change; Escape goes back to the name. */
export function useRovingHeads(element: RefObject<HTMLElement | null>): void {
  useRoving(element, headItem);
}
