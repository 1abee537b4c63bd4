/**
 * The keyboard: from key events to the commands of the table.
 *
 * - Space is the transport's everywhere but where text is typed, in open menus, lists and dialogs;
 *   Enter does on every control what Space does elsewhere.
 * - Held keys run a command once, but for those that `repeats` names.
 * - Keys of a composition are left alone, in fields too.
 */
import { COMMAND_IDS, COMMANDS, type CommandId, keysOf } from '../../preload/commands.ts';
import { targetOf } from '../commands/command-target.ts';
import { reasonAgainst, runCommand } from '../commands/run-command.ts';
import { bridge } from '../store/bridge.ts';
import { bindingsNow } from './bindings.ts';
import { keepFocus } from './focus-return.ts';
import { chordsOf, isComposed } from './key-events.ts';
import { keyOwner, worksAt } from './key-owner.ts';

let indexed: unknown = null;
let commandsByChord: ReadonlyMap<string, readonly CommandId[]> = new Map();

/** The commands of each chord, by the bindings of now. */
function chordIndex(): ReadonlyMap<string, readonly CommandId[]> {
  const bindings = bindingsNow();
  if (indexed !== bindings) {
    const index = new Map<string, CommandId[]>();
    for (const id of COMMAND_IDS) {
      for (const chord of keysOf(bindings, id)) {
        index.set(chord, [...(index.get(chord) ?? []), id]);
      }
    }
    commandsByChord = index;
    indexed = bindings;
  }
  return commandsByChord;
}

/** The command that a key event means where it happened; null = none. */
function commandOf(event: KeyboardEvent): CommandId | null {
  const index = chordIndex();
  for (const chord of chordsOf(event, bridge().platform === 'darwin')) {
    const working = index.get(chord)?.filter((each) => worksAt(placeOf(each), event.target));
    const id = working?.find((each) => placeOf(each) === 'head') ?? working?.[0];
    if (id !== undefined) return id;
  }
  return null;
}

function placeOf(id: CommandId) {
  return COMMANDS[id].place ?? 'window';
}

/** Listens for keys; gives the function that ends it. */
export function listenForKeys(): () => void {
  window.addEventListener('keydown', takeEarly, { capture: true });
  window.addEventListener('keyup', takeEarly, { capture: true });
  window.addEventListener('keydown', press);
  return () => {
    window.removeEventListener('keydown', takeEarly, { capture: true });
    window.removeEventListener('keyup', takeEarly, { capture: true });
    window.removeEventListener('keydown', press);
  };
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (event.key === 'Enter') keepFocus();
  const id = commandOf(event);
  if (id === null) return;
  const { repeats } = COMMANDS[id];
  const target = targetOf(event.target instanceof Element ? event.target : null);
  // Arrows without a selection scroll, and say nothing.
  if (repeats === true && placeOf(id) === 'timeline' && reasonAgainst(id, target) !== null) return;
  event.preventDefault();
  if (event.repeat && repeats !== true) return;
  keepFocus();
  runCommand(id, target);
}

/** Before any control sees the key: Space, Enter where controls do not take it, Home and End on tabs,
 * and the keys of a composition, which nobody takes. */
function takeEarly(event: KeyboardEvent): void {
  if (isComposed(event)) {
    event.stopPropagation();
    return;
  }
  if (event.key === ' ') takeSpace(event);
  else if (event.type === 'keydown' && event.key === 'Enter') takeEnter(event);
  else if (event.type === 'keydown' && isTab(event.target)) takeTabKey(event);
}

function takeSpace(event: KeyboardEvent): void {
  const owner = keyOwner(event.target);
  if (owner === 'text' || owner === 'popup') return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.type === 'keydown' && !event.repeat) runCommand('playOrStop');
}

/** Controls that do nothing at Enter by themselves. */
const PRESSED_BY_ENTER =
  'input[type="checkbox"], input[type="radio"], [role="switch"], [role="checkbox"], [role="radio"]';

function takeEnter(event: KeyboardEvent): void {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (target instanceof HTMLSelectElement && keyOwner(target) === 'bar') target.showPicker();
  else if (target instanceof HTMLElement && target.matches(PRESSED_BY_ENTER)) {
    if (!event.repeat) target.click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function isTab(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('[role="tab"]');
}

/** Home and End are the transport's on tabs, too. */
function takeTabKey(event: KeyboardEvent): void {
  const id = commandOf(event);
  if (id === null || COMMANDS[id].place !== 'barsToo') return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) runCommand(id);
}
