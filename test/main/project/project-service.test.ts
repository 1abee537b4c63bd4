import { describe, expect, test } from 'vitest';
import { ProjectService } from '../../../main/project/project-service.ts';
import type { Edit } from '../../../preload/edits.ts';
import { clip, projectOf } from '../../support/fake-studio.ts';

function move(startFrame: number): Edit {
  return { kind: 'patchClips', patches: [{ clipId: 'one', patch: { startFrame } }] };
}

function edited(
  service: ProjectService,
  edit: Edit,
  label: string,
  mergeKey: string | null = null,
) {
  return service.edit({ editId: label, label, mergeKey, edit });
}

function startOf(service: ProjectService): number | undefined {
  return service.project.clips.find(({ id }) => id === 'one')?.startFrame;
}

describe('Undo', () => {
  test('takes the last edit back, and redo brings it again', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    edited(service, move(500), 'Move');
    expect(service.undoLabel).toBe('Move');
    expect(service.undo()).toEqual({ ok: true, value: { label: 'Move' } });
    expect(startOf(service)).toBe(0);
    expect(service.redoLabel).toBe('Move');
    service.redo();
    expect(startOf(service)).toBe(500);
    expect(service.redoLabel).toBeNull();
  });

  test('without anything to take back says so with an empty label', () => {
    const service = new ProjectService(projectOf([]));
    expect(service.undo()).toEqual({ ok: true, value: { label: null } });
    expect(service.revision).toBe(0);
  });

  test('takes a run of edits with one merge key back as one step', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    for (let frame = 1; frame <= 500; frame += 1) edited(service, move(frame), 'Nudge', 'drag 1');
    edited(service, move(900), 'Nudge', 'drag 2');
    service.undo();
    expect(startOf(service)).toBe(500);
    service.undo();
    expect(startOf(service)).toBe(0);
    expect(service.undoLabel).toBeNull();
    service.redo();
    expect(startOf(service)).toBe(500);
  });

  test('ends a run: what is edited after it is a step of its own', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    edited(service, move(500), 'Nudge', 'run');
    edited(service, { kind: 'patchTrack', trackId: 'a', patch: { muted: true } }, 'Mute');
    service.undo();
    edited(service, move(900), 'Nudge', 'run');
    service.undo();
    expect(startOf(service)).toBe(500);
  });

  test('takes a run of moves of many clips back as one move', () => {
    const service = new ProjectService(projectOf([clip('one'), clip('two', { startFrame: 70 })]));
    const shift: Edit = { kind: 'shiftClips', clipIds: ['one', 'two'], frames: 5 };
    for (let step = 0; step < 4; step += 1) edited(service, shift, 'Nudge', 'nudge');
    expect(service.project.clips.map(({ startFrame }) => startFrame)).toEqual([20, 90]);
    service.undo();
    expect(service.project.clips.map(({ startFrame }) => startFrame)).toEqual([0, 70]);
    service.redo();
    expect(service.project.clips.map(({ startFrame }) => startFrame)).toEqual([20, 90]);
  });

  test('of merged edits of different things takes all of them back', () => {
    const service = new ProjectService(projectOf([clip('one'), clip('two')]));
    edited(service, move(5), 'Edit', 'key');
    edited(service, { kind: 'removeClips', clipIds: ['two'] }, 'Edit', 'key');
    edited(service, { kind: 'patchTrack', trackId: 'a', patch: { name: 'x' } }, 'Edit', 'key');
    service.undo();
    expect(service.project).toMatchObject({ tracks: [{ name: 'Track a' }, {}] });
    expect(service.project.clips.map(({ id }) => id).sort()).toEqual(['one', 'two']);
    expect(startOf(service)).toBe(0);
  });

  test('of merged edits takes the newest back first', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    edited(service, { kind: 'insertClips', clips: [clip('two')] }, 'Duplicate', 'key');
    const patches = [{ clipId: 'two', patch: { startFrame: 5 } }];
    edited(service, { kind: 'patchClips', patches }, 'Duplicate', 'key');
    expect(service.undo()).toMatchObject({ ok: true });
    expect(service.project.clips.map(({ id }) => id)).toEqual(['one']);
  });

  test('never loses a take that was recorded after the edit', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    edited(service, move(500), 'Move');
    const take = {
      id: 'take',
      name: 'Take 1',
      file: 'take-0001.wav',
      channels: 2,
      frames: 10,
      sampleRate: 48_000,
      trackId: 'a',
      recoveredFrames: 0,
      dropouts: [],
      dropoutCount: 0,
      content: null,
      account: null,
    };
    expect(service.applyOwn({ kind: 'insertTakes', takes: [take] })).toMatchObject({ ok: true });
    service.undo();
    expect(startOf(service)).toBe(0);
    expect(service.project.takes).toEqual([take]);
    service.redo();
    expect(service.project.takes).toEqual([take]);
  });

  test('of what is gone meanwhile is refused with a sentence and changes nothing', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    edited(service, move(500), 'Move');
    service.applyOwn({ kind: 'removeClips', clipIds: ['one'] });
    expect(service.undo()).toMatchObject({ ok: false, code: 'edit-unknown-id' });
    expect(service.project.clips).toEqual([]);
  });

  test('forgets what could be done again when something else is edited', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    edited(service, move(500), 'Move');
    service.undo();
    edited(service, move(7), 'Move');
    expect(service.redoLabel).toBeNull();
  });
});

test('Undo keeps so many steps that they stay within their memory, and always the last one', () => {
  const clips = Array.from({ length: 100 }, (_, index) => clip(`clip ${index}`));
  const service = new ProjectService(projectOf(clips), 100 * 20_000);
  const rename = (name: string): Edit => ({
    kind: 'patchClips',
    patches: clips.map(({ id }) => ({ clipId: id, patch: { name } })),
  });
  for (let step = 0; step < 150; step += 1) edited(service, rename(`${step}`), `step ${step}`);
  let undone = 0;
  while (service.undoLabel !== null) {
    expect(service.undo()).toMatchObject({ ok: true });
    undone += 1;
  }
  expect(undone).toBeGreaterThan(80);
  expect(undone).toBeLessThan(120);
  for (let step = 0; step < undone; step += 1) service.redo();
  expect(service.project.clips[0]?.name).toBe('149');
  expect(service.redoLabel).toBeNull();
});

describe('An edit', () => {
  test('raises the revision by one and tells who asked for it', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    const told: unknown[] = [];
    service.onChange(({ revision, editId, edit }) => told.push({ revision, editId, edit }));
    edited(service, move(1), 'mine');
    service.applyOwn(move(2));
    expect(told).toEqual([
      { revision: 1, editId: 'mine', edit: move(1) },
      { revision: 2, editId: null, edit: move(2) },
    ]);
  });

  test('that does not fit changes nothing and tells nobody', () => {
    const service = new ProjectService(projectOf([clip('one')]));
    service.onChange(() => expect.unreachable());
    expect(edited(service, move(-1), 'bad')).toMatchObject({ ok: false, code: 'edit-invalid' });
    expect(service.revision).toBe(0);
    expect(service.undoLabel).toBeNull();
  });
});

test('A clip is in reach as long as undo or redo can bring it back', () => {
  const service = new ProjectService(projectOf([]));
  const insert: Edit = { kind: 'insertClips', clips: [clip('one')] };
  edited(service, { kind: 'batch', edits: [insert] }, 'Add');
  edited(service, { kind: 'removeClips', clipIds: ['one'] }, 'Remove');
  expect(service.clipsInReach()).toEqual(new Set(['one']));
  service.undo();
  service.undo();
  expect(service.project.clips).toEqual([]);
  expect(service.clipsInReach()).toEqual(new Set(['one']));
  edited(service, { kind: 'patchTrack', trackId: 'a', patch: { muted: true } }, 'Mute');
  expect(service.clipsInReach()).toEqual(new Set());
});
