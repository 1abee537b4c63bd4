/** Keys on the clips, on a whole studio. */
import type { FocusEvent, KeyboardEvent } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { changeView, selectClips, viewNow } from '../../../../renderer/store/view.ts';
import {
  clipKeyDown,
  revealFocused,
  walkTracks,
} from '../../../../renderer/timeline/clips/clip-keys.ts';
import { pilotSession } from '../../../support/pilot-session.ts';
import { windowOnStudio } from '../../../support/window-on-studio.ts';

const selection = () => [...viewNow().selection];

/** A key on an element; tells whether the element used it. */
function press(clipId: string | null, key: string, modifiers: object = {}): boolean {
  const preventDefault = vi.fn();
  const target = { getAttribute: () => clipId };
  clipKeyDown({
    key,
    target,
    preventDefault,
    ...modifiers,
  } as unknown as KeyboardEvent<HTMLElement>);
  return preventDefault.mock.calls.length > 0;
}

beforeEach(async () => {
  await windowOnStudio({ project: pilotSession() });
  changeView({
    framesPerPixel: 480,
    scrollFrame: 0,
    trackAreaWidthPixels: 1_000,
    trackAreaHeightPixels: 200,
  });
});

describe('Tab on a clip', () => {
  test('selects the next one in time, on whatever track, and Shift+Tab the one before', () => {
    expect(press('c-1', 'Tab')).toBe(true);
    expect(selection()).toEqual(['c-4']);
    expect(viewNow()).toMatchObject({ focusedClipId: 'c-4', selectedTrackId: 'track-2' });
    expect(press('c-4', 'Tab', { shiftKey: true })).toBe(true);
    expect(selection()).toEqual(['c-1']);
  });

  test('after the last and before the first one leaves the timeline', () => {
    expect(press('c-10', 'Tab')).toBe(false);
    expect(press('c-11', 'Tab', { shiftKey: true })).toBe(false);
    expect(selection()).toEqual([]);
  });

  test('with Ctrl, Alt or Cmd is not the timeline’s', () => {
    for (const modifier of ['ctrlKey', 'altKey', 'metaKey']) {
      expect(press('c-1', 'Tab', { [modifier]: true })).toBe(false);
    }
    expect(selection()).toEqual([]);
  });

  test('brings the clip into view', () => {
    changeView({ scrollFrame: 480_000 });
    press('c-1', 'Tab');
    expect(viewNow().scrollFrame).toBeLessThan(24_000);
  });
});

test('keys on other elements change nothing', () => {
  selectClips(['c-4']);
  expect(press(null, 'Enter')).toBe(false);
  press(null, 'Escape');
  expect(selection()).toEqual(['c-4']);
});

describe('Up and Down', () => {
  test('go to the nearest clip of the next track that has one', () => {
    selectClips(['c-2']);
    walkTracks(1);
    expect(selection()).toEqual(['c-5']);
    walkTracks(1);
    expect(selection()).toEqual(['c-8']);
    walkTracks(-1);
    expect(selection()).toEqual(['c-4']);
  });

  test('stay on the outermost track', () => {
    selectClips(['c-1']);
    walkTracks(-1);
    expect(selection()).toEqual(['c-1']);
  });

  test('begin with the first clip when none is focused or selected', () => {
    walkTracks(1);
    expect(selection()).toEqual(['c-11']);
  });

  test('begin with the selected clip when the focused one is gone', () => {
    changeView({ focusedClipId: null, selection: new Set(['c-2']) });
    walkTracks(1);
    expect(selection()).toEqual(['c-5']);
  });
});

describe('a clip that gets the focus', () => {
  const focus = (clipId: string | null) =>
    revealFocused({ target: { getAttribute: () => clipId } } as unknown as FocusEvent<HTMLElement>);

  test('comes into view and is the focused one', () => {
    changeView({ scrollFrame: 4_800_000 });
    focus('c-2');
    expect(viewNow().focusedClipId).toBe('c-2');
    expect(viewNow().scrollFrame).toBe(3 * 48_000 - 60 * 480);
  });

  test('must be a clip', () => {
    focus(null);
    expect(viewNow().focusedClipId).toBeNull();
  });
});
