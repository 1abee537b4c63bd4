/** The mirror of main: what an update changes, what it leaves, and what a reload finds again. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ActionRow } from '../../../preload/actions.ts';
import type { Update } from '../../../preload/contract.ts';
import * as commands from '../../../renderer/commands/commands.ts';
import { bridge, connectBridge } from '../../../renderer/store/bridge.ts';
import { redo, sendEdit, undo } from '../../../renderer/store/editing.ts';
import { listen } from '../../../renderer/store/listen.ts';
import { liveNow, playheadFrame } from '../../../renderer/store/live.ts';
import { applyUpdate, type Mirror } from '../../../renderer/store/mirror.ts';
import { mirrorNow, mirrorStore } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { selectClips } from '../../../renderer/store/view.ts';
import { actionRow } from '../../support/action-rows.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

let main: WindowOnStudio;

const clip = (id: string) => mirrorNow().project.clips.find((other) => other.id === id);
const patchClip = (clipId: string, patch: { startFrame?: number; name?: string }) =>
  sendEdit({ label: 'Edit', edit: { kind: 'patchClips', patches: [{ clipId, patch }] } });

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
});

describe('an update', () => {
  const next = (values: Partial<Update>) =>
    applyUpdate(mirrorNow(), { sequence: mirrorNow().sequence + 1, ...values });

  test('that is empty changes the number alone', () => {
    const before = mirrorNow();
    const after = next({}) as Mirror;
    expect(after).toEqual({ ...before, sequence: before.sequence + 1 });
    for (const key of ['project', 'media', 'finishedActions', 'dropouts', 'log'] as const) {
      expect(after[key], key).toBe(before[key]);
    }
  });

  test('that the mirror has already changes nothing', () => {
    const { sequence } = mirrorNow();
    expect(applyUpdate(mirrorNow(), { sequence, undoLabel: 'Other' })).toBe(mirrorNow());
  });

  test('after a missing one, or with an edit that does not fit, asks for a snapshot', () => {
    expect(applyUpdate(mirrorNow(), { sequence: mirrorNow().sequence + 2 })).toBeNull();
    const edit = { kind: 'removeClips', clipIds: ['gone'] } as const;
    expect(next({ edits: [{ revision: 9, editId: null, edit }] })).toBeNull();
  });

  test('tells null apart from nothing', () => {
    const labelled = next({ undoLabel: 'Move', diskSecondsLeft: 60 }) as Mirror;
    const after = applyUpdate(labelled, { sequence: labelled.sequence + 1 });
    expect(after).toMatchObject({ undoLabel: 'Move', diskSecondsLeft: 60 });
    const emptied = { sequence: labelled.sequence + 1, undoLabel: null, diskSecondsLeft: null };
    expect(applyUpdate(labelled, emptied)).toMatchObject({
      undoLabel: null,
      diskSecondsLeft: null,
    });
  });

  test('without takes keeps the empty list that was there, so that nothing is drawn', () => {
    const { takesInProgress } = mirrorNow();
    expect(next({ takesInProgress: [] })?.takesInProgress).toBe(takesInProgress);
  });

  test('replaces the status of a sound and keeps the others', () => {
    const [status] = [...mirrorNow().media.values()];
    if (status === undefined) throw new Error('No sound has a status.');
    const after = next({ media: [{ ...status, state: 'missing' }] });
    expect(after?.media.get(status.sourceId)?.state).toBe('missing');
    expect(after?.media.size).toBe(mirrorNow().media.size);
  });

  test('that removes a sound forgets the status of its file', () => {
    const { confirmed, media } = mirrorNow();
    const [status] = [...media.values()];
    const sourceId = confirmed.buffers.find(({ id }) => id === status?.sourceId)?.id ?? '';
    const clipIds = confirmed.clips.flatMap((each) => (each.sourceId === sourceId ? each.id : []));
    const edits = [
      { kind: 'removeClips', clipIds },
      { kind: 'removeSources', sourceIds: [sourceId] },
    ] as const;
    const edit = { kind: 'batch', edits } as const;
    const after = next({ edits: [{ revision: mirrorNow().revision + 1, editId: null, edit }] });
    expect(after?.media.has(sourceId)).toBe(false);
    expect(after?.media.size).toBe(media.size - 1);
  });

  test('keeps the newest accounts, dropouts and notices', () => {
    const notice = { severity: 'info', message: 'x', code: null, wallTime: 0 } as const;
    const log = Array.from({ length: 1_200 }, (_, id) => ({ ...notice, id }));
    const after = next({ log });
    expect(after?.log).toHaveLength(1_000);
    expect(after?.log.at(-1)?.id).toBe(1_199);
  });

  test('counts finished actions by itself where main tells no count', () => {
    const row = { id: 1, type: 'playBuffer', clipId: null } as ActionRow;
    expect(next({ finishedActions: [row, row] })?.finishedCount).toBe(
      mirrorNow().finishedCount + 2,
    );
    expect(next({ finishedActions: [row], finishedCount: 70 })?.finishedCount).toBe(70);
  });

  test('a command about a clip’s action is not the result of the clip', () => {
    const play = actionRow({ clipId: 'c-1' });
    const cancel = actionRow({ clipId: 'c-1', id: 2, requestNumber: 2, type: 'cancel' });
    expect(next({ finishedActions: [play, cancel] })?.clipResults.get('c-1')?.row).toBe(play);
  });

  test('forgets clips that nothing brings back', () => {
    const finishedActions = ['c-1', 'c-2'].map((clipId, id) => actionRow({ clipId, id }));
    const clipRequests = ['c-1', 'c-2'].map((clipId) => ({ clipId, requestNumber: 1 }));
    const after = next({ finishedActions, clipRequests, forgottenClips: ['c-1'] });
    expect([...(after?.clipResults.keys() ?? [])]).toEqual(['c-2']);
    expect([...(after?.clipRequests.keys() ?? [])]).toEqual(['c-2']);
  });
});

describe('a page that is loaded again', () => {
  test('finds the sound playing, the clips, their results and Undo', async () => {
    selectClips(['c-2']);
    commands.nudgeSelection(1, 'grid');
    await commands.playOrStop();
    await main.pass(3);
    const before = mirrorNow();
    const players = main.native.stream.players.length;
    await main.reload();
    await main.pass(0.1);
    expect(main.native.stream.players).toHaveLength(players);
    expect(liveNow().transport.state).toBe('playing');
    expect(playheadFrame()).toBeGreaterThan(2.5 * 48_000);
    expect(mirrorNow().project).toEqual(before.project);
    expect(mirrorNow().undoLabel).toBe('Nudge');
    expect(mirrorNow().clipResults.get('c-1')?.row.outcome).toBe('completed');
    expect(mirrorNow().activeActions.some(({ clipId }) => clipId === 'c-11')).toBe(true);
  });

  test('goes on with the updates after its snapshot', async () => {
    await main.reload();
    main.studio.project.applyOwn({
      kind: 'patchTrack',
      trackId: 'track-1',
      patch: { name: 'Tones' },
    });
    await main.pass(0.1);
    expect(mirrorNow().project.tracks[0]?.name).toBe('Tones');
    expect(main.requests.filter(({ name }) => name === 'snapshot')).toHaveLength(2);
  });

  test('does not lose an update that comes while its snapshot is on the way', async () => {
    const real = bridge();
    connectBridge({
      ...real,
      snapshot: async (payload) => {
        const snapshot = await real.snapshot(payload);
        const patch = { name: 'Tones' };
        main.studio.project.applyOwn({ kind: 'patchTrack', trackId: 'track-1', patch });
        await main.pass(0.2);
        return snapshot;
      },
    });
    mirrorStore.setState({ mirror: null });
    const endListening = await listen(() => {});
    expect(mirrorNow().project.tracks[0]?.name).toBe('Tones');
    endListening();
  });

  test('shows the trouble that it missed', async () => {
    main.studio.notices.error('The disk is full.');
    main.studio.notices.info('A take was saved.');
    await main.reload();
    const shown = noticeStore.getState().shown.map(({ message }) => message);
    expect(shown).toContain('The disk is full.');
    expect(shown).not.toContain('A take was saved.');
  });
});

describe('pending edits', () => {
  test('and Undo in a hurry: the newest edit is taken back, and it is seen to be', async () => {
    await patchClip('c-2', { startFrame: 200_000 });
    const sent = patchClip('c-2', { startFrame: 300_000 });
    const undone = undo();
    expect(clip('c-2')?.startFrame).toBe(300_000);
    await Promise.all([sent, undone]);
    await main.pass(0.1);
    expect(clip('c-2')?.startFrame).toBe(200_000);
    expect(mirrorNow().pending).toEqual([]);
    await redo();
    await main.pass(0.1);
    expect(clip('c-2')?.startFrame).toBe(300_000);
  });

  test('stay when main takes back an edit below them', async () => {
    await patchClip('c-2', { startFrame: 200_000 });
    await main.pass(0.1);
    const undone = undo();
    const sent = patchClip('c-1', { name: 'first' });
    expect(clip('c-1')?.name).toBe('first');
    await Promise.all([undone, sent]);
    await main.pass(0.1);
    expect(clip('c-2')?.startFrame).toBe(144_000);
    expect(clip('c-1')?.name).toBe('first');
  });

  test('of which one is refused leave the others in place', async () => {
    main.studio.project.applyOwn({ kind: 'removeClips', clipIds: ['c-1'] });
    const results = await Promise.all([
      patchClip('c-2', { startFrame: 200_000 }),
      patchClip('c-1', { startFrame: 200_000 }),
      patchClip('c-3', { startFrame: 200_000 }),
    ]);
    expect(results).toEqual([true, false, true]);
    await main.pass(0.1);
    expect(clip('c-2')?.startFrame).toBe(200_000);
    expect(clip('c-1')).toBeUndefined();
    expect(clip('c-3')?.startFrame).toBe(200_000);
    expect(mirrorNow().pending).toEqual([]);
    expect(mirrorNow().project).toEqual(mirrorNow().confirmed);
  });

  test('survive a snapshot that does not have them yet', async () => {
    main.loseUpdate();
    await patchClip('c-3', { name: 'third' });
    await main.pass(0.1);
    const sent = patchClip('c-2', { startFrame: 200_000 });
    await main.pass(2.2);
    await sent;
    expect(main.requests.filter(({ name }) => name === 'snapshot').length).toBeGreaterThan(1);
    expect(clip('c-2')?.startFrame).toBe(200_000);
    expect(clip('c-3')?.name).toBe('third');
    expect(mirrorNow().pending).toEqual([]);
  });
});

test('what the window shows is what main has, after many edits in flight and a lost update', async () => {
  const sent: Promise<boolean>[] = [];
  for (let step = 1; step <= 20; step += 1) {
    sent.push(patchClip(`c-${1 + (step % 10)}`, { startFrame: 10_000 * step }));
    if (step === 7) main.loseUpdate();
    if (step % 5 === 0) await main.pass(0.05);
    if (step % 8 === 0) void undo();
  }
  await Promise.all(sent);
  await main.pass(3);
  expect(mirrorNow().pending).toEqual([]);
  expect(mirrorNow().project).toEqual(main.studio.project.project);
});

test('main’s confirmation of an edit leaves the project that is shown as it is, so that nothing is drawn', async () => {
  await patchClip('c-1', { startFrame: 4_800 });
  await patchClip('c-2', { startFrame: 9_600 });
  const shown = mirrorNow().project;
  expect(mirrorNow().confirmed).not.toBe(shown);
  await main.pass(0.1);
  expect(mirrorNow().pending).toEqual([]);
  expect(mirrorNow().confirmed).toBe(shown);
  expect(mirrorNow().project).toBe(shown);
});
