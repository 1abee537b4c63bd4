/** The store against the fake main: snapshot, numbered updates, edits that are applied at once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WindowCommand } from '../../../preload/contract.ts';
import * as commands from '../../../renderer/commands/commands.ts';
import { connectBridge } from '../../../renderer/store/bridge.ts';
import { sendEdit, undo } from '../../../renderer/store/editing.ts';
import { listen } from '../../../renderer/store/listen.ts';
import { liveNow } from '../../../renderer/store/live.ts';
import { mirrorNow, mirrorStore } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { selectClips, viewNow } from '../../../renderer/store/view.ts';
import { FakeMain } from '../../support/fake-bridge.ts';
import { pilotSession } from '../../support/fake-session.ts';

let main: FakeMain;
let endListening: () => void;
const heard: WindowCommand[] = [];

/** Lets promises that are under way settle. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const startOf = (id: string) => mirrorNow().project.clips.find((c) => c.id === id)?.startFrame;
const moveClip = (clipId: string, startFrame: number) =>
  sendEdit({
    label: 'Move clip',
    edit: { kind: 'patchClips', patches: [{ clipId, patch: { startFrame } }] },
  });

beforeEach(async () => {
  noticeStore.setState({ shown: [], hiddenCount: 0, own: [] });
  selectClips([]);
  heard.length = 0;
  mirrorStore.setState({ mirror: null });
  main = new FakeMain({ project: pilotSession() });
  connectBridge(main.bridge);
  endListening = await listen((command) => heard.push(command));
});

afterEach(() => endListening());

describe('updates', () => {
  test('each is acknowledged, once, after it was applied', () => {
    main.tick(0.1);
    main.tick(0.1);
    expect(main.acknowledged).toEqual([0, 1, 2]);
    expect(mirrorNow().sequence).toBe(2);
    expect(liveNow().counters.frame).toBe(9_600);
  });

  test('a gap in the numbers leads to a new snapshot, and nothing is missing after it', async () => {
    main.tick(0.1);
    main.loseUpdate();
    main.addEdit({ kind: 'patchTrack', trackId: 'track-1', patch: { name: 'Tones' } }, 'Rename');
    main.tick(0.1);
    await settle();
    expect(main.requests.filter(({ name }) => name === 'snapshot')).toHaveLength(2);
    expect(mirrorNow().project.tracks[0]?.name).toBe('Tones');
    main.tick(0.1);
    expect(main.acknowledged.at(-1)).toBe(mirrorNow().sequence);
  });

  test('finished actions become the results of their clips', async () => {
    await commands.playOrStop();
    for (let step = 0; step < 30; step += 1) main.tick(0.1);
    expect(mirrorNow().clipResults.get('c-1')?.outcome).toBe('completed');
    expect(mirrorNow().finishedActions.length).toBe(mirrorNow().finishedCount);
  });

  test('notices of main are shown and errors stay', () => {
    main.say('error', 'The disk is full. Free some space.');
    main.tick(0.1);
    expect(noticeStore.getState().shown[0]?.message).toContain('The disk is full');
  });

  test('of many errors the newest are shown and the rest is counted', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) main.say('error', `${name} is broken.`);
    main.tick(0.1);
    const { shown, hiddenCount } = noticeStore.getState();
    expect(shown.map(({ message }) => message[0])).toEqual(['c', 'd', 'e']);
    expect(hiddenCount).toBe(2);
  });

  test('commands of the menu are handed on', () => {
    main.command('duplicate');
    expect(heard).toEqual(['duplicate']);
  });
});

describe('edits', () => {
  test('show at once, before main has answered', () => {
    const sent = moveClip('c-1', 96_000);
    expect(startOf('c-1')).toBe(96_000);
    expect(mirrorNow().pending).toHaveLength(1);
    return sent;
  });

  test('are there once after main confirmed them, in whatever order answer and update come', async () => {
    await moveClip('c-1', 96_000);
    expect(mirrorNow().pending).toHaveLength(1);
    main.tick(0.1);
    expect(mirrorNow().pending).toHaveLength(0);
    expect(startOf('c-1')).toBe(96_000);

    const sent = moveClip('c-1', 48_000);
    main.tick(0.1);
    await sent;
    expect(mirrorNow().pending).toHaveLength(0);
    expect(startOf('c-1')).toBe(48_000);
  });

  test('that main refuses are taken back with its sentence', async () => {
    main.refusals.set('edit', { code: 'channels-refused', message: 'It does not fit.' });
    const wasTaken = await moveClip('c-1', 96_000);
    expect(wasTaken).toBe(false);
    expect(startOf('c-1')).toBe(4_800);
    expect(noticeStore.getState().shown[0]?.message).toBe('It does not fit.');
  });

  test('stay on top of what main adds in between', async () => {
    const sent = moveClip('c-1', 96_000);
    main.addEdit({ kind: 'patchTrack', trackId: 'track-2', patch: { name: 'Take' } }, 'Take');
    main.tick(0.1);
    expect(startOf('c-1')).toBe(96_000);
    expect(mirrorNow().project.tracks[1]?.name).toBe('Take');
    await sent;
  });

  test('that cannot be are never sent', async () => {
    const before = main.requests.length;
    expect(await moveClip('gone', 0)).toBe(false);
    expect(main.requests.length).toBe(before);
  });

  test('undo takes back one step, with main’s label', async () => {
    await moveClip('c-1', 96_000);
    main.tick(0.1);
    expect(mirrorNow().undoLabel).toBe('Move clip');
    await undo();
    main.tick(0.1);
    expect(startOf('c-1')).toBe(4_800);
    expect(mirrorNow().redoLabel).toBe('Move clip');
  });

  test('a run of nudges is one undo step', async () => {
    selectClips(['c-1']);
    for (let press = 0; press < 5; press += 1) commands.nudgeSelection(1, 'grid');
    await settle();
    main.tick(0.1);
    expect(startOf('c-1')).toBe(4_800 + 5 * commands.nudgeFrames('grid'));
    await undo();
    main.tick(0.1);
    expect(startOf('c-1')).toBe(4_800);
  });
});

describe('commands', () => {
  test('cut and paste bring the clips to the playhead', async () => {
    selectClips(['c-4']);
    commands.cutSelection();
    await commands.seek(48_000);
    await settle();
    main.tick(0.1);
    expect(startOf('c-4')).toBeUndefined();
    commands.pasteAtPlayhead();
    const [pasted] = viewNow().selection;
    expect(startOf(pasted ?? '')).toBe(48_000);
    await settle();
  });

  test('a loop without a range asks for one instead of doing something', async () => {
    await sendEdit({
      label: 'No loop',
      edit: {
        kind: 'patchProject',
        patch: { loop: { enabled: false, startFrame: 0, endFrame: 0 } },
      },
    });
    commands.toggleLoop();
    expect(noticeStore.getState().shown[0]?.message).toContain('Drag a range on the ruler');
  });
});
