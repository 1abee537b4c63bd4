/** The stores on a whole studio: snapshot, numbered updates, edits that are applied at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import * as commands from '../../../renderer/commands/commands.ts';
import { bridge } from '../../../renderer/store/bridge.ts';
import { sendEdit, undo } from '../../../renderer/store/editing.ts';
import { liveNow } from '../../../renderer/store/live.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { selectClips, viewNow } from '../../../renderer/store/view.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

let main: WindowOnStudio;

const startOf = (id: string) => mirrorNow().project.clips.find((c) => c.id === id)?.startFrame;
const moveClip = (clipId: string, startFrame: number) =>
  sendEdit({
    label: 'Move clip',
    edit: { kind: 'patchClips', patches: [{ clipId, patch: { startFrame } }] },
  });
const rename = (trackId: string, name: string) =>
  main.studio.project.applyOwn({ kind: 'patchTrack', trackId, patch: { name } });
const payloads = (name: string) =>
  main.requests.filter((request) => request.name === name).map(({ payload }) => payload);

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
});

describe('updates', () => {
  test('each is acknowledged, once, after it was applied', async () => {
    const { frame } = liveNow().counters;
    await main.pass(1.1);
    const sequences = main.updates.map(({ sequence }) => sequence);
    expect(sequences.length).toBeGreaterThan(1);
    expect(payloads('acknowledge').slice(-sequences.length)).toEqual(
      sequences.map((sequence) => ({ sequence, paceMilliseconds: 50 })),
    );
    expect(mirrorNow().sequence).toBe(sequences.at(-1));
    expect(liveNow().counters.frame).toBeGreaterThan(frame);
  });

  test('a gap in the numbers leads to a new snapshot, and nothing is missing after it', async () => {
    main.loseUpdate();
    rename('track-1', 'Tones');
    await main.pass(0.1);
    expect(mirrorNow().project.tracks[0]?.name).toBe('Stimuli');
    // Main waits for the acknowledgement for 2 s, then tells the next.
    rename('track-2', 'Clicks');
    await main.pass(2.1);
    expect(payloads('snapshot')).toHaveLength(2);
    expect(
      mirrorNow()
        .project.tracks.slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['Tones', 'Clicks']);
    rename('track-1', 'Sines');
    await main.pass(0.1);
    expect(mirrorNow().project.tracks[0]?.name).toBe('Sines');
    expect(payloads('acknowledge').at(-1)).toMatchObject({ sequence: mirrorNow().sequence });
  });

  test('none is missing after diagnostics were copied', async () => {
    const copied = bridge().copyDiagnostics({ withPaths: false });
    rename('track-1', 'Tones');
    await main.pass(0.1);
    expect(await copied).toMatchObject({ ok: true });
    rename('track-2', 'Clicks');
    expect(await bridge().copyDiagnostics({ withPaths: true })).toMatchObject({ ok: true });
    await main.pass(0.1);
    const [first, second] = mirrorNow().project.tracks;
    expect([first?.name, second?.name]).toEqual(['Tones', 'Clicks']);
  });

  test('finished actions become the results of their clips', async () => {
    await commands.playOrStop();
    await main.pass(3);
    expect(mirrorNow().clipResults.get('c-1')?.row.outcome).toBe('completed');
    expect(mirrorNow().finishedActions.length).toBe(mirrorNow().finishedCount);
  });

  test('notices of main are shown and errors stay', async () => {
    main.studio.notices.error('The disk is full. Free some space.');
    await main.pass(0.1);
    expect(noticeStore.getState().shown.at(-1)?.message).toContain('The disk is full');
    await main.pass(10);
    expect(noticeStore.getState().shown.at(-1)?.message).toContain('The disk is full');
  });

  test('of many errors the newest are shown and the rest is counted', async () => {
    await main.pass(10);
    for (const name of ['a', 'b', 'c', 'd', 'e']) main.studio.notices.error(`${name} is broken.`);
    await main.pass(0.1);
    const { shown, hiddenCount } = noticeStore.getState();
    // The one place that is left has what stands in for the device.
    expect(shown.map(({ message }) => message[0])).toEqual(['N', 'd', 'e']);
    expect(hiddenCount).toBe(3);
  });

  test('commands of the menu are handed on', () => {
    main.choose('duplicate');
    expect(main.commands).toEqual(['duplicate']);
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
    await main.pass(0.1);
    expect(mirrorNow().pending).toHaveLength(0);
    expect(startOf('c-1')).toBe(96_000);

    const sent = moveClip('c-1', 48_000);
    await main.pass(0.1);
    await sent;
    expect(mirrorNow().pending).toHaveLength(0);
    expect(startOf('c-1')).toBe(48_000);
  });

  test('that main refuses are taken back with its sentence', async () => {
    main.studio.project.applyOwn({ kind: 'removeClips', clipIds: ['c-1'] });
    const sent = moveClip('c-1', 96_000);
    expect(startOf('c-1')).toBe(96_000);
    expect(await sent).toBe(false);
    expect(noticeStore.getState().shown.at(-1)?.message).toBe(
      'That clip is no longer in the session.',
    );
    expect(startOf('c-1')).toBe(4_800);
    await main.pass(0.1);
    expect(startOf('c-1')).toBeUndefined();
  });

  test('stay on top of what main adds in between', async () => {
    const sent = moveClip('c-1', 96_000);
    rename('track-2', 'Take');
    await main.pass(0.1);
    expect(startOf('c-1')).toBe(96_000);
    expect(mirrorNow().project.tracks[1]?.name).toBe('Take');
    await sent;
  });

  test('that cannot be are never sent', async () => {
    expect(await moveClip('gone', 0)).toBe(false);
    expect(payloads('edit')).toEqual([]);
  });

  test('undo takes back one step, with main’s label', async () => {
    await moveClip('c-1', 96_000);
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Move clip');
    await undo();
    await main.pass(0.1);
    expect(startOf('c-1')).toBe(4_800);
    expect(mirrorNow().redoLabel).toBe('Move clip');
  });

  test('consecutive nudges are one undo step', async () => {
    selectClips(['c-1']);
    for (let press = 0; press < 5; press += 1) commands.nudgeSelection(1, 'grid');
    await main.pass(0.1);
    expect(startOf('c-1')).toBe(4_800 + 5 * commands.nudgeFrames('grid'));
    await undo();
    await main.pass(0.1);
    expect(startOf('c-1')).toBe(4_800);
  });
});

describe('commands', () => {
  test('cut and paste bring the clips to the playhead', async () => {
    selectClips(['c-4']);
    commands.cutSelection();
    await commands.seek(48_000);
    await main.pass(0.1);
    expect(startOf('c-4')).toBeUndefined();
    commands.pasteAtPlayhead();
    const [pasted] = viewNow().selection;
    expect(startOf(pasted ?? '')).toBe(48_000);
    await main.settle();
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
    expect(noticeStore.getState().shown.at(-1)?.message).toContain('Drag a range on the ruler');
  });
});
