/** The keys of the commands as they are now: those of the table, and what the person changed, which
 * main keeps in the settings. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { COMMANDS, type CommandId, type KeyBindings, keysOf } from '../../preload/commands.ts';
import { parseChord } from '../../preload/key-chord.ts';
import { bridge } from '../store/bridge.ts';
import { valueOrNotice } from '../store/notices.ts';

export const bindingStore = createStore<{ readonly bindings: KeyBindings }>(() => ({
  bindings: {},
}));

export function bindingsNow(): KeyBindings {
  return bindingStore.getState().bindings;
}

export function useBindings(): KeyBindings {
  return useStore(bindingStore, (state) => state.bindings);
}

/** Asks main for what the person changed. */
export async function loadBindings(): Promise<void> {
  const bindings = valueOrNotice(await bridge().keyBindings(null));
  if (bindings !== null) bindingStore.setState({ bindings });
}

async function keepBindings(bindings: KeyBindings): Promise<void> {
  bindingStore.setState({ bindings });
  valueOrNotice(await bridge().changeKeyBindings({ bindings }));
}

/** Gives a command its keys; `from` loses those keys. Keys as in the table are not kept. */
export function bindKeys(id: CommandId, keys: readonly string[], from: CommandId | null): void {
  const bindings: Partial<Record<CommandId, readonly string[]>> = { ...bindingsNow(), [id]: keys };
  if (from !== null) {
    bindings[from] = keysOf(bindingsNow(), from).filter((key) => !keys.includes(key));
  }
  for (const each of [id, from]) {
    if (each !== null && isAsAtFirst(each, bindings[each] ?? [])) delete bindings[each];
  }
  void keepBindings(bindings);
}

/** All commands have the keys of the table again. */
export function resetAllKeys(): void {
  void keepBindings({});
}

function isAsAtFirst(id: CommandId, keys: readonly string[]): boolean {
  const first = COMMANDS[id].keys;
  return keys.length === first.length && keys.every((key, index) => key === first[index]);
}

/** As they are written on the keys of this computer. */
export function shownKeys(chord: string): string {
  return bridge().platform === 'darwin' ? chord.replace('Ctrl+', 'Cmd+') : chord;
}

const ARIA_NAMES: Readonly<Record<string, string>> = {
  '+': 'Plus',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Menu: 'ContextMenu',
};

/** The first keys of a command in the words of aria-keyshortcuts; undefined = it has none. */
export function ariaKeysOf(bindings: KeyBindings, id: CommandId): string | undefined {
  const [first] = keysOf(bindings, id);
  const chord = first === undefined ? null : parseChord(first);
  if (chord === null) return undefined;
  const control = bridge().platform === 'darwin' ? 'Meta' : 'Control';
  const held = [chord.ctrl && control, chord.alt && 'Alt', chord.shift && 'Shift'];
  return [...held, ARIA_NAMES[chord.key] ?? chord.key].filter(Boolean).join('+');
}

/** The first keys of a command as shown; undefined = it has none. */
export function shownKeysOf(bindings: KeyBindings, id: CommandId): string | undefined {
  const [first] = keysOf(bindings, id);
  return first === undefined ? undefined : shownKeys(first);
}
