/** Whose a key is, by the element that has the focus. */
import type { KeyPlace } from '../../preload/commands.ts';

/**
 * - `popup`: an open menu, list or dialog, which uses all keys itself.
 * - `text`: text is typed.
 * - `list`: uses arrows, Home and End: a list, a table, a slider, a scroll bar, a separator.
 * - `bar`: uses arrows: a tab, a closed select, a toolbar.
 * - `none`: uses Enter at most.
 */
export type KeyOwner = 'popup' | 'text' | 'list' | 'bar' | 'none';

const POPUPS =
  '[role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"]:not(.clip-sheet, .run-list)';
const LISTS =
  '.table-scroller, .sound-scroller, .run-list, [role="slider"], [role="scrollbar"], [role="separator"], [role="grid"]';
const NOT_TYPED = ['range', 'checkbox', 'radio', 'button', 'color', 'file', 'submit', 'reset'];

export function keyOwner(target: EventTarget | null): KeyOwner {
  if (!(target instanceof Element)) return 'none';
  if (target.closest(POPUPS) !== null || isInOpenSelect(target)) return 'popup';
  const field = target.closest('input, textarea, [contenteditable="true"]');
  if (field instanceof HTMLInputElement) {
    if (field.type === 'range') return 'list';
    if (!NOT_TYPED.includes(field.type)) return 'text';
  } else if (field !== null) {
    return 'text';
  }
  if (target.closest(LISTS) !== null) return 'list';
  return target.closest('[role="tab"], select') === null ? 'none' : 'bar';
}

function isInOpenSelect(element: Element): boolean {
  try {
    return element.closest('select:open') !== null;
  } catch {
    // A Chromium that does not know the selector opens selects in a window of their own.
    return false;
  }
}

/** Whether the keys of a command work there. */
export function worksAt(place: KeyPlace, target: EventTarget | null): boolean {
  const owner = keyOwner(target);
  switch (place) {
    case 'anywhere':
      return owner !== 'popup';
    case 'window':
      return owner !== 'popup' && owner !== 'text';
    case 'barsToo':
      return owner === 'bar' || owner === 'none';
    case 'timeline':
      return owner === 'none';
    case 'clip':
      return isOn(target, '[data-clip-id]');
    case 'row':
      return isOn(target, 'tr[data-action-id]');
    case 'sound':
      return isOn(target, '.sound-name');
    case 'head':
      return owner !== 'popup' && owner !== 'text' && isIn(target, '.track-heads');
  }
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}

function isOn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.matches(selector);
}
