/**
 * The keys of a command as text: `Ctrl+Shift+Z`, `Space`, `[`. Ctrl stands for Cmd on macOS. A
 * character that needs Shift stands alone: `?`, not `Shift+/`.
 */

export interface KeyChord {
  /** Cmd on macOS. */
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** A capital letter, another character, or one of NAMED_KEYS. */
  readonly key: string;
}

/** Keys without a character, by the name that a key event gives them. */
export const NAMED_KEYS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Enter: 'Enter',
  Tab: 'Tab',
  Escape: 'Escape',
  Delete: 'Delete',
  Backspace: 'Backspace',
  Insert: 'Insert',
  ContextMenu: 'Menu',
  ...Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [`F${index + 1}`, `F${index + 1}`]),
  ),
};

const NAMES = new Set(Object.values(NAMED_KEYS));
const MODIFIERS = ['Ctrl', 'Alt', 'Shift'] as const;

/** null = not the text of a chord as `chordText` writes it. */
export function parseChord(text: string): KeyChord | null {
  let key = text;
  const held = MODIFIERS.map((modifier) => {
    const isHeld = key.startsWith(`${modifier}+`) && key.length > modifier.length + 1;
    if (isHeld) key = key.slice(modifier.length + 1);
    return isHeld;
  });
  const isCharacter = [...key].length === 1 && key.trim() === key && key === key.toUpperCase();
  if (!isCharacter && !NAMES.has(key)) return null;
  return { ctrl: held[0] === true, alt: held[1] === true, shift: held[2] === true, key };
}

export function chordText({ ctrl, alt, shift, key }: KeyChord): string {
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

/** In Electron's words, for the application menu. */
export function acceleratorOf(chord: string): string | null {
  const parsed = parseChord(chord);
  if (parsed === null || parsed.key === 'Menu') return null;
  const key = parsed.key === '+' ? 'Plus' : parsed.key;
  return chordText({ ...parsed, key }).replace('Ctrl+', 'CmdOrCtrl+');
}
