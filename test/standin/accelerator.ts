import { applicationMenuItems, type MenuItem } from './menu.ts';
import type { KeyInput } from './page/wire.ts';

/** Keys whose name in an accelerator differs from the one a key event carries. */
const keyNames: Record<string, string> = {
  plus: '+',
  space: ' ',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
  esc: 'escape',
  return: 'enter',
};

/** The roles that do something here; text fields answer the editing ones by themselves. */
const clickedRoles = new Set(['quit', 'close']);

interface Chord {
  readonly key: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** Takes an accelerator such as 'CmdOrCtrl+Shift+Z' apart. */
export function parseAccelerator(accelerator: string): Chord {
  const parts = accelerator.toLowerCase().replace(/\+\+$/, '+plus').split('+');
  const key = parts.pop() ?? '';
  const onMac = process.platform === 'darwin';
  const has = (...names: string[]) => parts.some((part) => names.includes(part));
  const either = has('cmdorctrl', 'commandorcontrol');
  return {
    key: keyNames[key] ?? key,
    control: has('ctrl', 'control') || (either && !onMac),
    shift: has('shift'),
    alt: has('alt', 'option', 'altgr'),
    meta: has('cmd', 'command', 'meta', 'super') || (either && onMac),
  };
}

/** Clicks the menu item whose accelerator the key is, unless the page made use of the key. */
export function fireAccelerator(input: KeyInput, contents: object): void {
  const item = applicationMenuItems().find((candidate) => isMeant(candidate, input));
  item?.click(input, undefined, contents);
}

function isMeant(item: MenuItem, input: KeyInput): boolean {
  if (!item.accelerator || !item.enabled || item.registerAccelerator === false) return false;
  if (item.role !== undefined && !clickedRoles.has(item.role)) return false;
  const chord = parseAccelerator(item.accelerator);
  return (
    chord.key === input.key.toLowerCase() &&
    chord.control === input.control &&
    chord.shift === input.shift &&
    chord.alt === input.alt &&
    chord.meta === input.meta
  );
}
