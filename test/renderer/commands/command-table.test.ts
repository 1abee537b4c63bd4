/** The command table: every command has a way by the pointer and by the keyboard. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  APPLICATION_MENU,
  COMMAND_IDS,
  COMMANDS,
  CONTEXT_MENUS,
  type CommandId,
  type KeyPlace,
} from '../../../preload/commands.ts';
import { acceleratorOf, chordText, NAMED_KEYS, parseChord } from '../../../preload/key-chord.ts';
import { COMMAND_TABLE } from '../../../renderer/commands/command-table.ts';
import { NO_TARGET } from '../../../renderer/commands/command-target.ts';
import { foundCommands } from '../../../renderer/commands/palette-search.ts';
import { reasonAgainst, runMenuCommand } from '../../../renderer/commands/run-command.ts';
import { bindingStore } from '../../../renderer/keys/bindings.ts';
import { ownerOfKeys, refusalOfKeys } from '../../../renderer/keys/key-rules.ts';
import { listenForKeys } from '../../../renderer/keys/keyboard.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { selectClips } from '../../../renderer/store/view.ts';
import { readManual, withKeyTables } from '../../docs/command-keys.ts';
import { FakeElement, FakeKeyEvent, stubPage } from '../../support/fake-page.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

/** What has the focus where the keys of a place work. */
const FOCUS: Readonly<Record<KeyPlace, FakeElement>> = {
  anywhere: new FakeElement(['input']),
  window: new FakeElement(['[role="tab"]']),
  barsToo: new FakeElement(['[role="tab"]']),
  timeline: new FakeElement([], ['.track-area']),
  clip: new FakeElement(['[data-clip-id]', '[data-clip-id=c-1]']),
  row: new FakeElement(['tr[data-action-id]', '[data-action-id]', '[data-action-id=1]']),
  sound: new FakeElement(['.sound-name']),
  head: new FakeElement(['.track-heads']),
};

const inMenus = new Set([
  ...APPLICATION_MENU.flatMap(({ lines }) => lines),
  ...Object.values(CONTEXT_MENUS).flatMap(({ lines }) => lines),
]);

let endListening: () => void;
let ran: CommandId[];

beforeEach(async () => {
  await windowOnStudio({ project: pilotSession() });
  stubPage(new FakeElement(['body']));
  bindingStore.setState({ bindings: {} });
  selectClips(['c-1']);
  endListening = listenForKeys();
  ran = [];
  for (const id of COMMAND_IDS) {
    vi.spyOn(COMMAND_TABLE[id], 'run').mockImplementation(() => {
      ran.push(id);
    });
    if (COMMAND_TABLE[id].needs !== undefined) {
      vi.spyOn(COMMAND_TABLE[id], 'needs').mockReturnValue(null);
    }
  }
});

afterEach(() => {
  endListening();
  vi.restoreAllMocks();
});

function press(chord: string, target: FakeElement): void {
  const parsed = parseChord(chord);
  if (parsed === null) throw new Error(`${chord} is no chord.`);
  const names = Object.entries(NAMED_KEYS);
  const key = names.find(([, name]) => name === parsed.key)?.[0] ?? parsed.key;
  const event = new FakeKeyEvent(key.length === 1 ? key.toLowerCase() : key);
  Object.assign(event, { ctrlKey: parsed.ctrl, altKey: parsed.alt, shiftKey: parsed.shift });
  Object.defineProperty(event, 'target', { value: target });
  window.dispatchEvent(event);
}

describe('every command', () => {
  const chords = COMMAND_IDS.flatMap((id) =>
    COMMANDS[id].keys.map((chord) => [chord, id] as const),
  );

  test('is in a menu, and runs from it', () => {
    expect(COMMAND_IDS.filter((id) => !inMenus.has(id))).toEqual([]);
    for (const id of COMMAND_IDS) runMenuCommand(id);
    expect(ran).toEqual(COMMAND_IDS);
  });

  test('has a name of its own, by which the palette finds it first', () => {
    const searched = COMMAND_IDS.filter((id) => id !== 'showPalette');
    expect(searched.map((id) => foundCommands(COMMANDS[id].name)[0])).toEqual(searched);
  });

  test('is what each of its keys runs', () => {
    for (const [chord, id] of chords) press(chord, FOCUS[COMMANDS[id].place ?? 'window']);
    expect(ran).toEqual(chords.map(([, id]) => id));
  });

  test('has keys that are written as they are kept, free, and allowed', () => {
    for (const [chord, id] of chords) {
      const parsed = parseChord(chord);
      expect(parsed === null ? null : chordText(parsed)).toBe(chord);
      expect([ownerOfKeys({}, id, chord), refusalOfKeys(id, chord)]).toEqual([null, null]);
      expect(chord === 'Menu' || acceleratorOf(chord) !== null).toBe(true);
    }
  });
});

test('what cannot be done says a sentence, from the menu, too', () => {
  vi.restoreAllMocks();
  selectClips([]);
  for (const id of COMMAND_IDS) {
    const reason = reasonAgainst(id, NO_TARGET);
    if (reason !== null) expect(reason).toMatch(/^[A-Z].*\.$/);
  }
  runMenuCommand('cancelAction');
  expect(noticeStore.getState().shown.at(-1)?.message).toBe(
    'Choose an action in the table that has not ended.',
  );
});

test('nothing but a command of the table is run for main', () => {
  runMenuCommand('toString');
  runMenuCommand('nonsense');
  expect(ran).toEqual([]);
});

test('the manual has the commands and keys of the table', () => {
  // Else: node test/docs/command-keys.ts
  expect(readManual()).toBe(withKeyTables(readManual()));
});
