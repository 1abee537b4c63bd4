/** What the application menu shows grey. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as commands from '../../../renderer/commands/commands.ts';
import { followMenuState, greyCommands } from '../../../renderer/commands/menu-state.ts';
import { bridge } from '../../../renderer/store/bridge.ts';
import { selectClips } from '../../../renderer/store/view.ts';
import { FakeElement, FakeInput, stubPage } from '../../support/fake-page.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

let main: WindowOnStudio;

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
  stubPage(new FakeElement(['body']));
  selectClips([]);
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('entries of the application menu are grey by what their commands need', async () => {
  expect(greyCommands()).toEqual(expect.arrayContaining(['undo', 'cut', 'lockClip', 'paste']));
  expect(greyCommands()).not.toContain('playOrStop');
  selectClips(['c-1']);
  expect(greyCommands()).not.toContain('lockClip');
  expect(greyCommands()).toContain('joinClips');
  commands.duplicateSelection();
  await main.pass(0.1);
  expect(greyCommands()).not.toContain('undo');
  expect(greyCommands()).toContain('redo');
});

test('in a text field the entries that act on text are not grey', () => {
  stubPage(new FakeInput('text'));
  expect(greyCommands()).not.toEqual(expect.arrayContaining(['cut']));
  expect(greyCommands()).toContain('lockClip');
});

test('main is told again when something has changed, once for many changes', async () => {
  vi.useFakeTimers();
  const told = vi.spyOn(bridge(), 'greyMenu');
  followMenuState();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveBeenCalledTimes(1);
  for (const id of ['c-1', 'c-2', 'c-3']) selectClips([id]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveBeenCalledTimes(2);
  expect(told.mock.calls[1]?.[0].commands).not.toContain('lockClip');
  selectClips(['c-4']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
