/** Which keys a person may give to which command. Pure. */
import {
  COMMAND_IDS,
  COMMANDS,
  type CommandId,
  type KeyBindings,
  type KeyPlace,
  keysOf,
} from '../../preload/commands.ts';
import { parseChord } from '../../preload/key-chord.ts';
import { chordsOf, type ReadKeyEvent } from './key-events.ts';

/** What text fields do with keys themselves. */
const TEXT_KEYS: Readonly<Record<string, string>> = {
  'Ctrl+A': 'selects all',
  'Ctrl+C': 'copies',
  'Ctrl+V': 'pastes',
  'Ctrl+X': 'cuts',
  'Ctrl+Y': 'makes again what was undone',
  'Ctrl+Z': 'undoes',
  'Ctrl+Shift+Z': 'makes again what was undone',
};
/** Letters that are held while the mouse is pressed: a command of theirs would be done, too. */
export const HELD_LETTERS: Readonly<Record<string, string>> = {
  C: 'held at a click, splits',
  Y: 'held at a drag, slips',
};
const SYSTEM_KEYS = new Set(['Ctrl+Q', 'Ctrl+W', 'Alt+F4', 'Menu', 'Shift+F10']);
const LIST_KEYS = new Set(['Left', 'Right', 'Up', 'Down', 'Home', 'End', 'PageUp', 'PageDown']);

/** Why a command cannot have these keys, a sentence; null = it can. */
export function refusalOfKeys(id: CommandId, chord: string): string | null {
  const parsed = parseChord(chord);
  if (parsed === null) return 'These are no keys that a command can have.';
  if (COMMANDS[id].keys.includes(chord)) return null;
  const { key, ctrl, alt } = parsed;
  const isPlain = !ctrl && !alt;
  if (key === 'Tab') return 'Tab walks through the window. Choose other keys.';
  if (isPlain && key === 'Space') return 'Space is the transport’s everywhere. Choose other keys.';
  if (isPlain && key === 'Enter') {
    return 'Enter does what the thing with the focus is for. Choose other keys.';
  }
  if (key === 'Escape') return 'Escape leaves what is open. Choose other keys.';
  if (SYSTEM_KEYS.has(chord)) return `${chord} is the system’s. Choose other keys.`;
  const inText = TEXT_KEYS[chord];
  if (inText !== undefined) return `${chord} ${inText} in text fields, too. Choose other keys.`;
  const held = HELD_LETTERS[chord];
  if (held !== undefined) return `${chord}, ${held} the clip. Choose other keys.`;
  const { place } = COMMANDS[id];
  if (isPlain && LIST_KEYS.has(key) && place !== 'timeline' && place !== 'barsToo') {
    return `${chord} is what lists and tables use. Choose other keys.`;
  }
  if (isPlain && place === 'anywhere' && !/^F\d/.test(key)) {
    return `${chord} is typed in text fields, where this command works, too. Add Ctrl or Alt.`;
  }
  return null;
}

const FOCUS_PLACES: ReadonlySet<KeyPlace> = new Set(['clip', 'row', 'sound']);

/** Whether both may be meant by one key at one place. */
function overlap(a: KeyPlace = 'window', b: KeyPlace = 'window'): boolean {
  if (a === b) return true;
  // In the heads of tracks their keys come first.
  if (a === 'head' || b === 'head') return a === 'anywhere' || b === 'anywhere';
  return !FOCUS_PLACES.has(a) || !FOCUS_PLACES.has(b);
}

/** The command that has these keys already; null = none. */
export function ownerOfKeys(bindings: KeyBindings, id: CommandId, chord: string): CommandId | null {
  const isTaken = (other: CommandId) =>
    other !== id &&
    keysOf(bindings, other).includes(chord) &&
    overlap(COMMANDS[id].place, COMMANDS[other].place);
  return COMMAND_IDS.find(isTaken) ?? null;
}

/** The chord that an event is kept as: what is printed on the key, if a US keyboard has it, else the
 * key's place; null = none. */
export function chordToKeep(event: ReadKeyEvent, isMac: boolean): string | null {
  const chords = chordsOf(event, isMac);
  const isPlain = (chord: string) => /^[\x20-\x7e]+$/.test(chord);
  return chords.find(isPlain) ?? chords[0] ?? null;
}
