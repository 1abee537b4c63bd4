/** Every command of the table, done for real on a whole studio: by its keys or the palette, and from a menu. */
import { expect, test, vi } from 'vitest';
import {
  APPLICATION_MENU,
  COMMAND_IDS,
  COMMANDS,
  type CommandId,
  type KeyPlace,
} from '../../../preload/commands.ts';
import { parseChord } from '../../../preload/key-chord.ts';
import type { Project } from '../../../preload/project.ts';
import { type CommandTarget, NO_TARGET } from '../../../renderer/commands/command-target.ts';
import { recordOrStop, seek } from '../../../renderer/commands/commands.ts';
import { foundCommands } from '../../../renderer/commands/palette-search.ts';
import { closePalette, paletteStore } from '../../../renderer/commands/palette-state.ts';
import {
  reasonAgainst,
  runCommand,
  runMenuCommand,
} from '../../../renderer/commands/run-command.ts';
import { setPan } from '../../../renderer/commands/track-commands.ts';
import { listenForKeys } from '../../../renderer/keys/keyboard.ts';
import { closeMatrix, matrixStore } from '../../../renderer/matrix/matrix-state.ts';
import { reportStore } from '../../../renderer/report/report-state.ts';
import { runStore } from '../../../renderer/runs/run-store.ts';
import { undo } from '../../../renderer/store/editing.ts';
import { liveNow, playheadFrame } from '../../../renderer/store/live.ts';
import { meterLights } from '../../../renderer/store/meter-lights.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { changeView, selectClips, type View, viewNow } from '../../../renderer/store/view.ts';
import { closeColours, colourStore } from '../../../renderer/timeline/tracks/colour-menu-state.ts';
import { FakeElement, FakeKeyEvent, stubPage } from '../../support/fake-page.ts';
import { inventedRun } from '../../support/invented-run.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

const SECOND = 48_000;

/** They move the focus of the page, which is not here: `keyboard-parts.e2e.ts` and `commands.e2e.ts` do them. */
const OF_THE_FOCUS: readonly CommandId[] = ['nextRegion', 'previousRegion', 'showMenu'];

/** What has the focus where the keys of a place work. */
const FOCUS: Readonly<Record<KeyPlace, FakeElement>> = {
  anywhere: new FakeElement(['body']),
  window: new FakeElement(['body']),
  barsToo: new FakeElement(['body']),
  timeline: new FakeElement(['body']),
  clip: new FakeElement(['[data-clip-id]', '[data-clip-id=c-1]']),
  row: new FakeElement(['tr[data-action-id]', '[data-action-id]']),
  sound: new FakeElement(['.sound-name']),
  head: new FakeElement(['.track-heads', '[data-track-id]', '[data-track-id=track-2]']),
};

const first = (...ids: readonly CommandId[]) => {
  return () => {
    for (const id of ids) runCommand(id, NO_TARGET);
  };
};
const view = (change: Partial<View>) => () => changeView(change);
const selected = (...ids: readonly string[]) => {
  return () => selectClips(ids);
};
const someTime = view({
  timeRange: { anchorFrame: 2 * SECOND, headFrame: 3 * SECOND, trackIds: null },
});

/** What has to be so before a command can change anything, beyond what all begin with. */
const BEFORE: { readonly [Id in CommandId]?: () => void | Promise<void> } = {
  undo: first('duplicate'),
  redo: async () => {
    runCommand('duplicate');
    await main.pass(0.02);
    await undo();
  },
  showHistory: first('duplicate'),
  copy: view({ clipboard: [] }),
  rangeEarlier: someTime,
  rangeLater: someTime,
  joinClips: () => {
    runCommand('split');
    const { clips } = mirrorNow().project;
    const halves = clips.filter(
      ({ trackId, startFrame }) => trackId === 'track-1' && startFrame < 2 * SECOND,
    );
    selectClips(halves.map(({ id }) => id));
  },
  groupClips: selected('c-1', 'c-2'),
  ungroupClips: () => {
    selectClips(['c-1', 'c-2']);
    runCommand('groupClips');
  },
  crossfade: () => {
    runCommand('duplicate');
    for (let step = 0; step < 3; step += 1) runCommand('nudgeEarlier');
  },
  removeFades: first('fadeInToPlayhead'),
  endLater: first('endEarlier', 'endEarlier'),
  startEarlier: first('startLater', 'startLater'),
  moveToTrackAbove: selected('c-4'),
  clipAbove: selected('c-4'),
  previousClip: selected('c-4'),
  nextClipHere: first('duplicate', 'nudgeEarlier', 'nudgeEarlier'),
  trackUp: view({ selectedTrackId: 'track-2', selection: new Set() }),
  ungroupTracks: () => {
    changeView({ selectedTrackId: 'track-2', selection: new Set() });
    runCommand('groupTracks');
  },
  foldGroup: first('groupTracks'),
  foldGroups: first('groupTracks'),
  clearSolos: first('soloTrack'),
  clearMutes: first('muteTrack'),
  trackMedium: first('trackSmall'),
  centrePan: () => {
    const [track] = mirrorNow().project.tracks;
    if (track !== undefined) setPan(track, 0.5);
  },
  playSelection: someTime,
  showClip: first('playOrStop'),
  cancelAction: first('playOrStop'),
  showAccount: first('playOrStop'),
  allTracksMedium: first('allTracksSmall'),
  followPages: view({ follows: false }),
  followOff: view({ follows: true }),
  showArrange: view({ shownView: 'report' }),
  showActions: view({ bottomTab: 'log' }),
  uiActualSize: first('uiLarger'),
};

let main: WindowOnStudio;
let base: Project;
let baseLabel: string | null;
let pageCalls: number;

/** A session with everything that commands are about: a take, a run, markers, copied clips. */
async function openBase(): Promise<void> {
  main = await windowOnStudio({
    project: { ...pilotSession(), markers: [marker('m-1', 0.5), marker('m-2', 6)] },
  });
  stubPage(FOCUS.window);
  pageCalls = 0;
  const look = () => {
    pageCalls += 1;
    return null;
  };
  Object.assign(document, {
    querySelector: look,
    querySelectorAll: () => [],
    documentElement: { dataset: {} },
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.stubGlobal('requestAnimationFrame', look);
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  await recordOrStop();
  await main.passUntil(() => liveNow().transport.state === 'recording');
  for (const writer of main.native.writers) writer.frames = 4_800;
  await recordOrStop();
  await main.passUntil(() => mirrorNow().project.takes.length === 1);
  await main.pass(0.1);
  base = mirrorNow().project;
  baseLabel = mirrorNow().undoLabel;
}

function marker(id: string, seconds: number) {
  return { id, name: id, frame: seconds * SECOND };
}

/** As all commands find it: clip c-1 is selected and under the playhead. */
async function begin(): Promise<void> {
  if (liveNow().transport.state !== 'stopped') {
    runCommand('playOrStop');
    await main.passUntil(() => liveNow().transport.state === 'stopped');
  }
  await main.pass(0.02);
  for (let left = 40; mirrorNow().undoLabel !== baseLabel && left > 0; left -= 1) {
    await undo();
    await main.pass(0.02);
  }
  expect(mirrorNow().project).toEqual(base);
  closePalette();
  closeMatrix();
  closeColours();
  reportStore.setState(reportStore.getInitialState());
  runStore.setState({ entries: [inventedRun(2), inventedRun(1)] });
  changeView({
    ...initialView,
    trackAreaWidthPixels: 1_000,
    trackAreaHeightPixels: 300,
    selection: new Set(['c-1']),
    focusedClipId: 'c-1',
    selectedTrackId: 'track-1',
    trackSelection: new Set(['track-1']),
    selectedSourceId: 'b-knock',
    clipboard: base.clips.slice(0, 1),
  });
  await seek(SECOND);
}

let initialView: View;

/** Everything that a command may change, as text. */
function state(): string {
  const { project, undoLabel, redoLabel } = mirrorNow();
  const stores = [
    paletteStore.getState(),
    matrixStore.getState(),
    colourStore.getState(),
    reportStore.getState(),
    runStore.getState().chosenRunId,
  ];
  const asked = main.requests.filter(({ name }) => name !== 'acknowledge').length;
  const parts = [
    project,
    undoLabel,
    redoLabel,
    viewNow(),
    playheadFrame(),
    stores,
    asked,
    pageCalls,
  ];
  return JSON.stringify(parts, (_key, value) => (value instanceof Set ? [...value] : value));
}

/** What it is about where the selection does not say it. */
function targetFor(id: CommandId): CommandTarget {
  const [take] = base.takes;
  const actionId = mirrorNow().activeActions.find(({ clipId }) => clipId !== null)?.id ?? null;
  switch (id) {
    case 'splitHere':
    case 'goHere':
      return { ...NO_TARGET, clipId: 'c-1', frame: 1.5 * SECOND };
    case 'placeTakeBack':
      return { ...NO_TARGET, sourceId: take?.id ?? null };
    case 'showClip':
    case 'cancelAction':
      return { ...NO_TARGET, actionId };
    case 'toggleSelected':
      return { ...NO_TARGET, clipId: 'c-2' };
    default:
      return NO_TARGET;
  }
}

const WITH_A_TARGET: readonly CommandId[] = [
  ...(['splitHere', 'goHere', 'placeTakeBack', 'showClip', 'cancelAction'] as const),
  'toggleSelected',
];

/** The command with its keys, or found in the palette by its name. */
function byKeyboard(id: CommandId): void {
  const [chord] = COMMANDS[id].keys;
  if (chord === undefined || WITH_A_TARGET.includes(id)) {
    const [found] = id === 'showPalette' ? [id] : foundCommands(COMMANDS[id].name);
    if (found !== undefined) runCommand(found, targetFor(id));
    return;
  }
  const parsed = parseChord(chord);
  if (parsed === null) throw new Error(`${chord} is no chord.`);
  const key = { Space: ' ', ...ARROWS }[parsed.key] ?? parsed.key;
  const event = new FakeKeyEvent(key.length === 1 ? key.toLowerCase() : key);
  Object.assign(event, { ctrlKey: parsed.ctrl, altKey: parsed.alt, shiftKey: parsed.shift });
  const place = COMMANDS[id].place ?? 'window';
  Object.defineProperty(event, 'target', { value: FOCUS[place] });
  window.dispatchEvent(event);
}

const ARROWS: Readonly<Record<string, string>> = {
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
};

/** Of the application menu where it stands there, else of the menu of what was pointed at. */
function byMenu(id: CommandId): void {
  const inMenu = APPLICATION_MENU.some(({ lines }) => lines.includes(id));
  if (inMenu && !WITH_A_TARGET.includes(id)) runMenuCommand(id);
  else runCommand(id, targetFor(id));
}

test.each([
  ['by its keys or the palette', byKeyboard],
  ['from a menu', byMenu],
] as const)('every command does something, %s', async (_how, run) => {
  await openBase();
  initialView = viewNow();
  const endListening = listenForKeys();
  const lightsOut = vi.spyOn(meterLights, 'clearTrack');
  const allOut = vi.spyOn(meterLights, 'clearAll');
  const idle: string[] = [];
  for (const id of COMMAND_IDS) {
    if (OF_THE_FOCUS.includes(id)) continue;
    await begin();
    await BEFORE[id]?.();
    await main.pass(0.02);
    if (id === 'showClip' || id === 'cancelAction' || id === 'showAccount') {
      await main.passUntil(() => targetFor('showClip').actionId !== null);
    }
    const reason = reasonAgainst(id, targetFor(id));
    const before = state() + lightsOut.mock.calls.length + allOut.mock.calls.length;
    run(id);
    await main.settle();
    const after = state() + lightsOut.mock.calls.length + allOut.mock.calls.length;
    if (before === after) idle.push(`${id}: ${reason ?? 'nothing has changed'}`);
  }
  endListening();
  vi.unstubAllGlobals();
  expect(idle).toEqual([]);
});
