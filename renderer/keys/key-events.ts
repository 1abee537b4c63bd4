/**
 * What keys a key event may stand for, as text of chords.
 *
 * - What is printed on the key comes first, then its place on a US keyboard, so that no layout loses
 *   a command: Cyrillic Ctrl+Я is Ctrl+Z, and Alt+& of AZERTY is Alt+1.
 * - A Latin letter counts by what is printed on it only: Ctrl+Z of QWERTZ and AZERTY is no other key.
 * - A character that AltGr makes has neither Ctrl nor Alt.
 * - Keys of a composition (an input method's, or a dead key) stand for nothing.
 */
import { chordText, NAMED_KEYS } from '../../preload/key-chord.ts';

/** What a key event is read by. */
export type ReadKeyEvent = Pick<
  KeyboardEvent,
  | 'key'
  | 'code'
  | 'keyCode'
  | 'isComposing'
  | 'ctrlKey'
  | 'altKey'
  | 'shiftKey'
  | 'metaKey'
  | 'getModifierState'
>;

/** Of keys that an input method handles. */
const COMPOSITION_KEY_CODE = 229;
const NO_KEYS = new Set(['Dead', 'Process', 'Unidentified', 'Compose']);
/** Characters of a US keyboard by the place of the key. */
const PLACES: Readonly<Record<string, string>> = {
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
};

/** An input method or a dead key makes a character of it. */
export function isComposed(event: Pick<ReadKeyEvent, 'isComposing' | 'keyCode' | 'key'>): boolean {
  return event.isComposing || event.keyCode === COMPOSITION_KEY_CODE || NO_KEYS.has(event.key);
}

/** The likeliest first; none for modifiers and compositions. */
export function chordsOf(event: ReadKeyEvent, isMac: boolean): readonly string[] {
  // The Windows key, and Control on macOS, are the system's.
  const isSystems = isMac ? event.ctrlKey : event.metaKey;
  if (isComposed(event) || isSystems) return [];
  const isAltGraph = event.getModifierState('AltGraph');
  const held = {
    ctrl: (isMac ? event.metaKey : event.ctrlKey) && !isAltGraph,
    alt: event.altKey && !isAltGraph,
    shift: event.shiftKey,
  };
  const named = NAMED_KEYS[event.key];
  if (named !== undefined) return [chordText({ ...held, key: named })];
  if ([...event.key].length !== 1) return [];
  const key = event.key.toUpperCase();
  if (/^[A-Z]$/.test(key)) return [chordText({ ...held, key })];
  const place = isAltGraph ? null : placeKey(event.code);
  const chords = [chordText({ ...held, shift: false, key })];
  if (place !== null) chords.push(chordText({ ...held, key: place }));
  // Option makes characters on macOS.
  if (isMac && held.alt) chords.push(chordText({ ...held, shift: false, alt: false, key }));
  return chords;
}

function placeKey(code: string): string | null {
  const [, character = null] = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)?.filter(Boolean) ?? [];
  return character ?? PLACES[code] ?? null;
}
