/** The keyboard, from the event to the command, on a whole studio. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as commands from '../../../renderer/commands/commands.ts';
import { bindingStore } from '../../../renderer/keys/bindings.ts';
import { listenForKeys } from '../../../renderer/keys/keyboard.ts';
import { liveNow, playheadFrame } from '../../../renderer/store/live.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { changeView, selectClips, viewNow } from '../../../renderer/store/view.ts';
import {
  FakeElement,
  FakeInput,
  FakeKeyEvent,
  FakeSelect,
  stubPage,
} from '../../support/fake-page.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

const body = new FakeElement(['body']);
const timeline = new FakeElement([], ['.track-area']);
const playButton = new FakeElement(['button']);
const libraryButton = new FakeElement(['button'], ['.sound-scroller']);
const row = new FakeElement([], ['.table-scroller']);

let main: WindowOnStudio;
let endListening: () => void;

const clip = (id: string) => mirrorNow().project.clips.find((other) => other.id === id);
const clipCount = () => mirrorNow().project.clips.length;

/** A key while an element has the focus; tells whether it was used. */
function press(
  keys: string,
  target: FakeElement = body,
  type = 'keydown',
  repeat = false,
): boolean {
  const event = new FakeKeyEvent(keys, type, repeat);
  Object.defineProperty(event, 'target', { value: target });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
  stubPage(body);
  bindingStore.setState({ bindings: {} });
  endListening = listenForKeys();
  changeView({ trackAreaWidthPixels: 1_000, trackAreaHeightPixels: 400 });
});

afterEach(() => endListening());

describe('Space', () => {
  test('plays and stops, whatever button has the focus, and the button does not see it', async () => {
    expect(press(' ', libraryButton)).toBe(true);
    expect(press(' ', libraryButton, 'keyup')).toBe(true);
    await main.pass(0.2);
    expect(liveNow().transport.state).toBe('playing');
    press(' ', row);
    await main.pass(0.2);
    expect(liveNow().transport.state).toBe('stopped');
  });

  test('that is held plays once', async () => {
    press(' ');
    for (let repeat = 0; repeat < 5; repeat += 1)
      expect(press(' ', body, 'keydown', true)).toBe(true);
    await main.pass(0.2);
    expect(liveNow().transport.state).toBe('playing');
    expect(main.requests.filter(({ name }) => name === 'play' || name === 'stop')).toHaveLength(1);
  });

  test('is a character in text fields, a choice in menus and lists, a press in dialogs', async () => {
    for (const own of ['textarea', '[contenteditable="true"]', '[role="menu"]', 'select:open']) {
      expect(press(' ', new FakeElement([], [own]))).toBe(false);
    }
    expect(press(' ', new FakeElement([], ['[role="dialog"]']))).toBe(false);
    expect(press(' ', new FakeInput('text'))).toBe(false);
    await main.pass(0.1);
    expect(liveNow().transport.state).toBe('stopped');
  });

  test('on a slider is the transport’s', () => {
    expect(press(' ', new FakeInput('range'))).toBe(true);
  });

  test('with Ctrl, Alt or Cmd belongs to the system', () => {
    for (const modifier of ['Control', 'Alt', 'Meta']) expect(press(`${modifier}+ `)).toBe(false);
  });
});

describe('letters', () => {
  test('are matched whether or not Caps Lock is on', async () => {
    press('l');
    press('L');
    await main.settle();
    expect(main.requests.filter(({ name }) => name === 'edit')).toHaveLength(2);
  });

  test('in a text field are text', () => {
    selectClips(['c-1']);
    for (const key of ['s', 'm', 'l', 'r', 'Delete', 'Control+d']) {
      expect(press(key, new FakeInput('search'))).toBe(false);
    }
    expect(clipCount()).toBe(11);
  });

  test('that an element has used already are left alone', () => {
    selectClips(['c-1']);
    const event = new FakeKeyEvent('Delete');
    event.preventDefault();
    window.dispatchEvent(event);
    expect(clipCount()).toBe(11);
  });

  test.each([
    ['Delete', 10],
    ['Backspace', 10],
    ['Control+d', 12],
    ['Control+x', 10],
  ])('%s edits the selected clip', (keys, count) => {
    selectClips(['c-1']);
    expect(press(keys)).toBe(true);
    expect(clipCount()).toBe(count);
  });

  test('copy and paste, select all, undo and redo', async () => {
    selectClips(['c-1']);
    press('Control+c');
    press('Control+v');
    await main.pass(0.1);
    expect(clipCount()).toBe(12);
    press('Control+z');
    await main.pass(0.1);
    expect(clipCount()).toBe(11);
    press('Control+Shift+z');
    await main.pass(0.1);
    expect(clipCount()).toBe(12);
    press('Control+z');
    await main.pass(0.1);
    press('Control+y');
    await main.pass(0.1);
    expect(clipCount()).toBe(12);
    press('Control+a');
    expect(viewNow().selection.size).toBe(12);
  });

  test('M and Shift+S mute and solo the track of the selected clip', () => {
    selectClips(['c-4']);
    press('m');
    press('Shift+s');
    expect(mirrorNow().project.tracks[1]).toMatchObject({ muted: true, soloed: true });
  });

  test('S splits, L loops, Ctrl+L loops the selection, Ctrl+M marks', async () => {
    press('.', timeline);
    await main.pass(0.1);
    expect(playheadFrame()).toBe(4_800);
    press('.', timeline);
    await main.pass(0.1);
    press('s');
    expect(clipCount()).toBe(13);
    press('l');
    expect(mirrorNow().project.loop.enabled).toBe(false);
    selectClips(['c-2']);
    press('Control+l');
    expect(mirrorNow().project.loop).toMatchObject({ enabled: true, startFrame: 144_000 });
    press('Control+m');
    expect(mirrorNow().project.markers).toHaveLength(2);
    press(',', timeline);
    await main.pass(0.1);
    expect(playheadFrame()).toBe(4_800);
  });

  test('R records', async () => {
    press('r');
    await main.passUntil(() => liveNow().transport.state === 'recording');
    press('r', body, 'keydown', true);
    await main.pass(0.2);
    expect(liveNow().transport.state).toBe('recording');
  });

  test('that switch something are not repeated while they are held, others are', () => {
    selectClips(['c-2']);
    press('m');
    press('m', body, 'keydown', true);
    expect(mirrorNow().project.tracks[0]?.muted).toBe(true);
    press('ArrowRight', timeline);
    press('ArrowRight', timeline, 'keydown', true);
    expect(clip('c-2')?.startFrame).toBe(153_600);
  });

  test('of an input method are left to it', () => {
    selectClips(['c-1']);
    const event = new FakeKeyEvent('Delete');
    event.isComposing = true;
    window.dispatchEvent(event);
    expect(clipCount()).toBe(11);
  });

  test('? shows the keys', () => {
    press('Shift+?');
    expect(viewNow().areKeysShown).toBe(true);
  });
});

describe('arrows', () => {
  beforeEach(() => selectClips(['c-2']));

  test.each([
    ['ArrowRight', 4_800],
    ['ArrowLeft', -4_800],
    ['Alt+ArrowRight', 48],
    ['Alt+ArrowLeft', -48],
    ['Shift+Alt+ArrowRight', 1],
    ['Shift+Alt+ArrowLeft', -1],
  ])('%s on the timeline moves the clip by %i frames', (keys, frames) => {
    expect(press(keys, timeline)).toBe(true);
    expect(clip('c-2')?.startFrame).toBe(144_000 + frames);
  });

  test('with Shift trim the end, with Ctrl and Shift the start', () => {
    const { lengthFrames = 0 } = clip('c-2') ?? {};
    press('Shift+ArrowLeft', timeline);
    expect(clip('c-2')?.lengthFrames).toBe(lengthFrames - 4_800);
    press('Control+Shift+ArrowRight', timeline);
    expect(clip('c-2')).toMatchObject({ startFrame: 148_800, offsetFrames: 4_800 });
  });

  test('Up and Down walk the tracks, with Alt they move the clip', () => {
    press('Alt+ArrowDown', timeline);
    expect(clip('c-2')?.trackId).toBe('track-2');
    press('Alt+ArrowUp', timeline);
    expect(clip('c-2')?.trackId).toBe('track-1');
    press('ArrowDown', timeline);
    expect([...viewNow().selection]).toEqual(['c-5']);
  });

  test('after a click on a plain button still move the clip', () => {
    expect(press('ArrowRight', playButton)).toBe(true);
    expect(clip('c-2')?.startFrame).toBe(148_800);
  });

  test('in lists, tables, tabs, selects and sliders belong to these', () => {
    const tab = new FakeElement(['[role="tab"]']);
    for (const target of [libraryButton, row, tab, new FakeSelect(false), new FakeInput('range')]) {
      expect(press('ArrowRight', target)).toBe(false);
    }
    for (const target of [libraryButton, row, new FakeInput('range')]) {
      expect(press('Home', target)).toBe(false);
    }
    expect(clip('c-2')?.startFrame).toBe(144_000);
  });

  test('without a selected clip are left to what scrolls, and nothing is said', () => {
    selectClips([]);
    const { shown } = noticeStore.getState();
    expect(press('ArrowRight', timeline)).toBe(false);
    expect(noticeStore.getState().shown).toBe(shown);
  });
});

describe('on a clip', () => {
  const option = (id: string) => new FakeElement(['[data-clip-id]', `[data-clip-id=${id}]`]);

  test('Ctrl+Enter adds it to the selection or takes it out', () => {
    selectClips(['c-4']);
    expect(press('Control+Enter', option('c-1'))).toBe(true);
    expect([...viewNow().selection]).toEqual(['c-4', 'c-1']);
    press('Control+Enter', option('c-4'));
    expect([...viewNow().selection]).toEqual(['c-1']);
  });

  test('Enter shows its account', () => {
    changeView({ bottomTab: 'log' });
    expect(press('Enter', option('c-1'))).toBe(true);
    expect(viewNow().bottomTab).toBe('actions');
    expect(press('Enter', body)).toBe(false);
  });

  test('Escape selects nothing, but while something is dragged only ends the drag', () => {
    selectClips(['c-4', 'c-5']);
    changeView({ isPressed: true });
    press('Escape', option('c-4'));
    expect(viewNow().selection.size).toBe(2);
    changeView({ isPressed: false });
    press('Escape', option('c-4'));
    expect(viewNow().selection.size).toBe(0);
  });
});

describe('after a select or a tab was used', () => {
  test('Space plays, and R records', async () => {
    expect(press(' ', new FakeSelect(false))).toBe(true);
    await main.pass(0.2);
    expect(liveNow().transport.state).toBe('playing');
    press(' ', new FakeSelect(false));
    await main.pass(0.2);
    expect(press('r', new FakeSelect(false))).toBe(true);
    await main.passUntil(() => liveNow().transport.state === 'recording');
  });

  test('Home goes to the start', async () => {
    for (const target of [new FakeElement(['[role="tab"]']), new FakeSelect(false)]) {
      press('End', timeline);
      await main.pass(0.1);
      expect(playheadFrame()).toBeGreaterThan(0);
      expect(press('Home', target)).toBe(true);
      await main.pass(0.1);
      expect(playheadFrame()).toBe(0);
    }
  });

  test('Enter presses checkboxes, radio buttons and switches, once while it is held', () => {
    for (const kind of ['input[type="checkbox"]', '[role="switch"]']) {
      const control = new FakeElement([kind]);
      let clicks = 0;
      Object.assign(control, { click: () => (clicks += 1) });
      expect(press('Enter', control)).toBe(true);
      press('Enter', control, 'keydown', true);
      expect(clicks).toBe(1);
    }
  });

  test('Enter opens the select, and an open one keeps its keys', () => {
    const closed = new FakeSelect(false);
    expect(press('Enter', closed)).toBe(true);
    expect(closed.pickers).toBe(1);
    const open = new FakeSelect(true);
    for (const keys of ['Enter', ' ', 'r', 'Home']) expect(press(keys, open)).toBe(false);
    expect(open.pickers).toBe(0);
  });
});

describe('other keyboards', () => {
  const pressed = (key: string, code: string, held: Partial<FakeKeyEvent> = {}) => {
    const event = new FakeKeyEvent('x');
    Object.assign(event, { key, code, ...held });
    Object.defineProperty(event, 'target', { value: body });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };

  test('on a Cyrillic layout R records and Ctrl+Z undoes', async () => {
    selectClips(['c-1']);
    press('Delete');
    await main.pass(0.1);
    expect(pressed('я', 'KeyZ', { ctrlKey: true })).toBe(true);
    await main.pass(0.1);
    expect(clipCount()).toBe(11);
    expect(pressed('к', 'KeyR')).toBe(true);
    await main.passUntil(() => liveNow().transport.state === 'recording');
  });

  test('AltGr+8 of a German keyboard is [, and ; with Shift of a French one is .', async () => {
    selectClips(['c-2']);
    await commands.seek(150_000);
    await main.pass(0.1);
    const bracket = { ctrlKey: true, altKey: true, altGraph: true };
    expect(pressed('[', 'Digit8', bracket)).toBe(true);
    expect(clip('c-2')?.startFrame).toBe(150_000);
    expect(pressed('.', 'Comma', { shiftKey: true })).toBe(true);
    await main.pass(0.1);
    expect(playheadFrame()).toBe(154_800);
  });

  test('a Latin letter counts by what is printed on it, wherever it is', () => {
    // Ctrl+W of AZERTY lies where Z is, Ctrl+Y of QWERTZ, too.
    expect(pressed('w', 'KeyZ', { ctrlKey: true })).toBe(false);
    expect(pressed('y', 'KeyZ', { ctrlKey: true })).toBe(true);
  });

  test('dead keys and keys of an input method are left alone', () => {
    selectClips(['c-1']);
    expect(pressed('Dead', 'BracketLeft')).toBe(false);
    expect(pressed('Process', 'Delete', { keyCode: 229 })).toBe(false);
    expect(pressed('Delete', 'Delete', { keyCode: 229 })).toBe(false);
    expect(pressed('Delete', 'Delete', { isComposing: true })).toBe(false);
    expect(clipCount()).toBe(11);
  });
});

describe('keys of the view', () => {
  test('zoom in and out and show everything', () => {
    press('=');
    expect(viewNow().framesPerPixel).toBe(320);
    press('-');
    expect(viewNow().framesPerPixel).toBe(480);
    press('Shift+z');
    expect(viewNow().framesPerPixel).toBeGreaterThan(2_000);
  });

  test('Home and End go to the start and the end', async () => {
    press('End', timeline);
    await main.pass(0.1);
    expect(playheadFrame()).toBe(62 * 48_000);
    press('Home', timeline);
    await main.pass(0.1);
    expect(playheadFrame()).toBe(0);
  });

  test('Ctrl+I opens the file dialog', async () => {
    press('Control+i');
    await main.settle();
    expect(main.requests.some(({ name }) => name === 'chooseFiles')).toBe(true);
  });
});

test('after the end of listening no key does anything', async () => {
  endListening();
  selectClips(['c-1']);
  expect(press(' ')).toBe(false);
  expect(press('Delete')).toBe(false);
  expect(clipCount()).toBe(11);
});

test('changed keys work at once, and the old ones no more', () => {
  selectClips(['c-1']);
  bindingStore.setState({ bindings: { duplicate: ['Ctrl+E'], cut: [] } });
  expect(press('Control+d')).toBe(false);
  expect(press('Control+x')).toBe(false);
  expect(press('Control+e')).toBe(true);
  expect(clipCount()).toBe(12);
});

test('a command that cannot be done says why', () => {
  selectClips([]);
  press('Control+d');
  expect(noticeStore.getState().shown.at(-1)?.message).toMatch(/^Select time first/);
});
