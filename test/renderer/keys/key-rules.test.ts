/** Which keys a person may give to a command. */
import { expect, test } from 'vitest';
import { COMMAND_IDS, keysOf } from '../../../preload/commands.ts';
import {
  chordToKeep,
  HELD_LETTERS,
  ownerOfKeys,
  refusalOfKeys,
} from '../../../renderer/keys/key-rules.ts';
import { FakeKeyEvent } from '../../support/fake-page.ts';

test.each([
  ['split', 'Tab', /walks/],
  ['split', 'Space', /transport/],
  ['split', 'Enter', /focus is for/],
  ['split', 'Escape', /leaves/],
  ['split', 'Ctrl+C', /copies in text fields/],
  ['split', 'Ctrl+Shift+Z', /text fields/],
  ['split', 'Alt+F4', /system/],
  ['split', 'Up', /lists and tables/],
  ['showPalette', 'P', /typed in text fields/],
  ['split', 'Ctrl+', /no keys/],
  ['split', 'C', /held at a click/],
  ['toggleMetronome', 'Y', /held at a drag/],
] as const)('%s cannot have %s', (id, chord, reason) => {
  expect(refusalOfKeys(id, chord)).toMatch(reason);
});

test.each([
  ['copy', 'Ctrl+C'],
  ['split', 'Ctrl+E'],
  ['split', 'Ö'],
  ['nudgeEarlier', 'PageUp'],
  ['showPalette', 'F1'],
] as const)('%s can have %s', (id, chord) => {
  expect(refusalOfKeys(id, chord)).toBeNull();
});

test('no command is done by a letter that is held for the mouse', () => {
  const held = Object.keys(HELD_LETTERS);
  expect(COMMAND_IDS.filter((id) => keysOf({}, id).some((chord) => held.includes(chord)))).toEqual(
    [],
  );
});

test('keys belong to the command that has them now', () => {
  expect(ownerOfKeys({}, 'split', 'Ctrl+D')).toBe('duplicate');
  expect(ownerOfKeys({ duplicate: ['Ctrl+E'] }, 'split', 'Ctrl+D')).toBeNull();
  expect(ownerOfKeys({ duplicate: ['Ctrl+E'] }, 'split', 'Ctrl+E')).toBe('duplicate');
  // Enter means another thing on a clip, a row and a sound.
  expect(ownerOfKeys({}, 'showAccount', 'Enter')).toBeNull();
});

test('keys are kept as printed, and by their place where that is no letter of this alphabet', () => {
  const event = (key: string, code: string, held = {}) =>
    Object.assign(new FakeKeyEvent('x'), { key, code, ...held }) as unknown as KeyboardEvent;
  expect(chordToKeep(event('e', 'KeyE', { ctrlKey: true }), false)).toBe('Ctrl+E');
  expect(chordToKeep(event('{', 'BracketLeft', { shiftKey: true }), false)).toBe('{');
  expect(chordToKeep(event('у', 'KeyE', { ctrlKey: true }), false)).toBe('Ctrl+E');
  expect(chordToKeep(event('F9', 'F9', { shiftKey: true }), false)).toBe('Shift+F9');
  expect(chordToKeep(event('å', 'KeyA', { altKey: true }), true)).toBe('Alt+A');
  expect(chordToKeep(event('Control', 'ControlLeft', { ctrlKey: true }), false)).toBeNull();
});
