/**
 * The keyboard. One list of keys; the dialog shows the same list. Space belongs to the transport
 * everywhere but in text fields, menus and dialogs.
 */
import { tinykeys } from 'tinykeys';
import * as commands from '../commands/commands.ts';
import { importFiles } from '../importing/importing.ts';
import { redo, undo } from '../store/editing.ts';
import { changeView } from '../store/view.ts';
import { zoomByKey, zoomToFit } from '../timeline/canvas/scrolling.ts';
import { walkTracks } from '../timeline/clips/clip-keys.ts';

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly KeyEntry[];
}

export interface KeyEntry {
  /** As the dialog shows it. */
  readonly shown: string;
  readonly what: string;
  /** In tinykeys' syntax, where that is not what `shown` says. */
  readonly bindings?: readonly string[];
  /** Absent where an element handles the keys (Tab, wheel). */
  readonly run?: () => void;
  /** Only on the timeline: lists, tables, tabs and sliders use these keys themselves. */
  readonly isForTimeline?: boolean;
  /** Switches something on and off: a held key runs it once. */
  readonly isToggle?: boolean;
}

export const KEY_GROUPS: readonly KeyGroup[] = [
  {
    title: 'Transport',
    keys: [
      { shown: 'Space', what: 'Play or stop' },
      { shown: 'R', what: 'Record', run: () => void commands.recordOrStop(), isToggle: true },
      { shown: 'L', what: 'Loop', run: commands.toggleLoop, isToggle: true },
      { shown: 'Shift+L', what: 'Loop the selected clips', run: commands.loopSelection },
      { shown: 'Ctrl+M', what: 'Add a marker at the playhead', run: commands.markPlayhead },
      { shown: 'F2, Delete', what: 'Rename or remove the focused marker' },
      {
        shown: 'Home',
        what: 'Go to start',
        run: () => void commands.goToStart(),
        isForTimeline: true,
      },
      {
        shown: 'End',
        what: 'Go to the end',
        run: () => void commands.goToEnd(),
        isForTimeline: true,
      },
      {
        shown: ',',
        what: 'Playhead one grid step earlier',
        run: () => void commands.stepPlayhead(-1),
      },
      {
        shown: '.',
        what: 'Playhead one grid step later',
        run: () => void commands.stepPlayhead(1),
      },
    ],
  },
  {
    title: 'Move and trim',
    keys: [
      ...nudges('ArrowLeft', -1, 'Left'),
      ...nudges('ArrowRight', 1, 'Right'),
      ...trackKeys('', 'Nearest clip on the track above or below', walkTracks),
      ...trackKeys('Alt+', 'Move to the track above or below', commands.moveSelectionToTrack),
      {
        shown: '[',
        what: 'Trim the start to the playhead',
        run: () => commands.trimSelectionToPlayhead('start'),
      },
      {
        shown: ']',
        what: 'Trim the end to the playhead',
        run: () => commands.trimSelectionToPlayhead('end'),
      },
    ],
  },
  {
    title: 'Clips',
    keys: [
      { shown: 'Tab, Shift+Tab', what: 'Next or previous clip in time' },
      { shown: 'S', what: 'Split at the playhead', run: commands.splitAtPlayhead },
      {
        shown: 'Delete',
        what: 'Delete',
        bindings: ['Delete', 'Backspace'],
        run: commands.deleteSelection,
      },
      { shown: 'Ctrl+D', what: 'Duplicate', run: commands.duplicateSelection },
      { shown: 'Ctrl+C', what: 'Copy', run: commands.copySelection },
      { shown: 'Ctrl+X', what: 'Cut', run: commands.cutSelection },
      { shown: 'Ctrl+V', what: 'Paste at the playhead', run: commands.pasteAtPlayhead },
      { shown: 'Ctrl+A', what: 'Select all', run: commands.selectAll },
      {
        shown: 'M',
        what: 'Mute the track',
        run: () => commands.toggleOfSelection('muted'),
        isToggle: true,
      },
      {
        shown: 'Shift+S',
        what: 'Solo the track',
        run: () => commands.toggleOfSelection('soloed'),
        isToggle: true,
      },
    ],
  },
  {
    title: 'View and session',
    keys: [
      { shown: '=', what: 'Zoom in', bindings: ['=', 'Shift++', '+'], run: () => zoomByKey('in') },
      { shown: '-', what: 'Zoom out', run: () => zoomByKey('out') },
      { shown: 'Shift+Z', what: 'Show the whole session', run: zoomToFit },
      { shown: 'Ctrl+wheel', what: 'Zoom at the pointer' },
      { shown: 'Shift+wheel', what: 'Scroll in time' },
      { shown: 'Alt+drag', what: 'Drag without snapping' },
      { shown: 'Shift+drop', what: 'Place files one after another' },
      { shown: 'Ctrl+I', what: 'Import files', run: () => void importFiles() },
      { shown: 'Ctrl+Z', what: 'Undo', run: () => void undo() },
      {
        shown: 'Ctrl+Shift+Z, Ctrl+Y',
        what: 'Redo',
        bindings: ['$mod+Shift+z', '$mod+y'],
        run: () => void redo(),
      },
      {
        shown: '?',
        what: 'Show this list',
        bindings: ['Shift+?', '?', 'Shift+/'],
        run: () => changeView({ areKeysShown: true }),
      },
    ],
  },
];

function nudges(key: string, direction: 1 | -1, name: string): readonly KeyEntry[] {
  const entry = (modifiers: string, what: string, run: () => void): KeyEntry => ({
    shown: `${modifiers.replace('$mod', 'Ctrl')}${name}`,
    what,
    bindings: [`${modifiers}${key}`],
    run,
    isForTimeline: true,
  });
  const side = direction === 1 ? 'later' : 'earlier';
  return [
    entry('', `One grid step ${side}`, () => commands.nudgeSelection(direction, 'grid')),
    entry('Alt+', `1 ms ${side}`, () => commands.nudgeSelection(direction, 'millisecond')),
    entry('Shift+Alt+', `1 frame ${side}`, () => commands.nudgeSelection(direction, 'frame')),
    entry('Shift+', `End one grid step ${side}`, () => commands.trimSelection('end', direction)),
    entry('$mod+Shift+', `Start one grid step ${side}`, () =>
      commands.trimSelection('start', direction),
    ),
  ];
}

function trackKeys(
  modifiers: string,
  what: string,
  run: (direction: 1 | -1) => void,
): readonly KeyEntry[] {
  const shown = `${modifiers}Up, ${modifiers}Down`;
  const isForTimeline = true;
  return [
    { shown, what, bindings: [`${modifiers}ArrowUp`], run: () => run(-1), isForTimeline },
    { shown: '', what: '', bindings: [`${modifiers}ArrowDown`], run: () => run(1), isForTimeline },
  ];
}

/** Text fields, menus and dialogs use their keys themselves. */
export function belongsToField(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest(
    'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]',
  );
  return field !== null && !(field instanceof HTMLInputElement && field.type === 'range');
}

/** On the tracks, on nothing, or on a plain button, which has no use for arrows: a click on Play
 * must not take them from the selected clip. */
function isOnTimeline(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return true;
  if (target === document.body || target.closest('.track-area, .ruler') !== null) return true;
  const isPlainButton = target.matches('button:not([role]):not([aria-haspopup])');
  return isPlainButton && target.closest('.table-scroller, .library') === null;
}

export function bindingsOf({ bindings, shown, run }: KeyEntry): readonly string[] {
  return bindings ?? (run === undefined ? [] : [shown.replace('Ctrl', '$mod')]);
}

/** Listens for keys; returns the function that ends it. */
export function listenForKeys(): () => void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const entry of KEY_GROUPS.flatMap((group) => group.keys)) {
    for (const binding of bindingsOf(entry)) {
      bindings[binding] = (event) => {
        if (event.defaultPrevented) return;
        if (entry.isForTimeline === true && !isOnTimeline(event.target)) return;
        event.preventDefault();
        if (entry.isToggle === true && event.repeat) return;
        entry.run?.();
      };
    }
  }
  const endKeys = tinykeys(window, bindings, {
    ignore: (event) => event.isComposing || belongsToField(event.target),
  });
  window.addEventListener('keydown', takeSpace, { capture: true });
  window.addEventListener('keyup', takeSpace, { capture: true });
  return () => {
    endKeys();
    window.removeEventListener('keydown', takeSpace, { capture: true });
    window.removeEventListener('keyup', takeSpace, { capture: true });
  };
}

/** Runs before any button sees the key: Enter presses the focused button. */
function takeSpace(event: KeyboardEvent): void {
  if (event.key !== ' ' || belongsToField(event.target)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.type === 'keydown' && !event.repeat) void commands.playOrStop();
}
