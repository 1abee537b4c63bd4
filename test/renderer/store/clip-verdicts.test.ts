/** What a clip says while it is played, edited, muted and stopped: a window on a whole studio. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ClipPatch, Project } from '../../../preload/project.ts';
import * as commands from '../../../renderer/commands/commands.ts';
import { clipVerdicts, newestRequest } from '../../../renderer/store/clip-verdicts.ts';
import { sendEdit, undo } from '../../../renderer/store/editing.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { clip, projectOf, track } from '../../support/fake-studio.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

const SECOND = 48_000;
let main: WindowOnStudio;

async function openWith(values: Partial<Project> = {}): Promise<void> {
  const clips = [
    clip('one', { lengthFrames: SECOND }),
    clip('two', { startFrame: 2 * SECOND, lengthFrames: SECOND, trackId: 'b' }),
  ];
  main = await windowOnStudio({ project: projectOf(clips, values) });
}

beforeEach(() => openWith());

function verdict(clipId: string) {
  const mirror = mirrorNow();
  const { project } = mirror;
  const found = project.clips.find(({ id }) => id === clipId);
  if (found === undefined) throw new Error(`There is no clip ${clipId}.`);
  const on = project.tracks.find(({ id }) => id === found.trackId);
  return clipVerdicts(mirror, [{ clip: found, track: on }])[clipId];
}

const text = (clipId: string) => verdict(clipId)?.text;
const patch = (clipId: string, values: ClipPatch) =>
  sendEdit({ label: 'Edit', edit: { kind: 'patchClips', patches: [{ clipId, patch: values }] } });
const patchTrack = (trackId: string, values: Parameters<typeof track>[1]) =>
  sendEdit({ label: 'Edit', edit: { kind: 'patchTrack', trackId, patch: values ?? {} } });

describe('a clip', () => {
  test('says what its request does: waits, plays, was on time', async () => {
    expect(text('two')).toBe('not played yet');
    await commands.playOrStop();
    await main.pass(0.5);
    expect([text('one'), text('two')]).toEqual(['playing', 'waits']);
    await main.pass(1);
    expect([text('one'), text('two')]).toEqual(['on time', 'waits']);
    await main.pass(2.5);
    expect([text('one'), text('two')]).toEqual(['on time', 'on time']);
  });

  test('has nothing of the last run once Play begins another one, also where its turn does not come', async () => {
    await commands.playOrStop();
    await main.pass(4);
    expect([text('one'), text('two')]).toEqual(['on time', 'on time']);
    await commands.seek(1.5 * SECOND);
    await main.pass(0.1);
    expect([text('one'), text('two')]).toEqual(['on time', 'on time']);
    await commands.playOrStop();
    await main.pass(0.2);
    expect([text('one'), text('two')]).toEqual(['not played yet', 'waits']);
    // A jump stays inside its run.
    await main.pass(0.8);
    await commands.seek(0);
    await main.pass(0.5);
    expect([text('one'), text('two')]).toEqual(['playing', 'waits']);
  });

  test('that is typed before the playhead and dropped says so, and not what became of its old place', async () => {
    await patch('two', { belated: 'drop' });
    await commands.playOrStop();
    await main.pass(1.5);
    expect(text('two')).toBe('waits');
    const startFrame = 1.3 * SECOND;
    await patch('two', { startFrame });
    await main.pass(0.3);
    expect(text('two')).toBe('dropped: too late');
    const { row } = newestRequest(mirrorNow(), 'two');
    expect(row).toMatchObject({ outcome: 'belated', asked: { startFrame } });
    expect((row?.requestedFrame ?? 0) - (row?.originFrame ?? 0)).toBe(startFrame);
    await main.pass(3);
    expect(text('two')).toBe('dropped: too late');
  });

  test.each<[string, ClipPatch]>([
    ['moved', { startFrame: 10 }],
    ['trimmed', { lengthFrames: SECOND / 2 }],
    ['moved to another track', { trackId: 'b' }],
    ['silenced', { gainDb: -60 }],
  ])(
    'that is %s after it was played says “edited since”, until it is as it was',
    async (_what, values) => {
      await commands.playOrStop();
      await main.pass(4);
      expect(text('one')).toBe('on time');
      await patch('one', values);
      expect(text('one')).toBe('edited since');
      await undo();
      await main.pass(0.1);
      expect(text('one')).toBe('on time');
    },
  );

  test.each<[string, Partial<Project>]>([
    ['its track is muted', { tracks: [track('a', { muted: true }), track('b')] }],
    ['its track is turned down', { tracks: [track('a', { gainDb: -60 }), track('b')] }],
    ['another track is soloed', { tracks: [track('a'), track('b', { soloed: true })] }],
    ['it is turned down itself', { clips: [clip('one', { gainDb: -60, lengthFrames: SECOND })] }],
  ])('is muted where %s', async (_what, values) => {
    await openWith(values);
    await commands.playOrStop();
    await main.pass(0.5);
    expect(text('one')).toBe('muted');
    await main.pass(4);
    expect(text('one')).toBe('muted');
  });

  test('that is muted for a while is on time, and says from when to when', async () => {
    await commands.playOrStop();
    await main.pass(0.55);
    await patchTrack('a', { muted: true });
    await main.pass(0.2);
    await patchTrack('a', { muted: false });
    await main.pass(3);
    expect(text('one')).toBe('on time');
    expect(verdict('one')?.words).toMatch(/^on time: muted from 0:00\.[56]\d\d to 0:00\.[67]\d\d$/);
  });

  test('that an edit ends while it sounds follows as a new request', async () => {
    await commands.playOrStop();
    await main.pass(0.5);
    await patch('one', { channels: [2, 1] });
    await main.pass(0.2);
    expect(text('one')).toBe('playing');
    const ended = mirrorNow().finishedActions.find(({ clipId }) => clipId === 'one');
    expect(ended).toMatchObject({ outcome: 'cancelled', endedBy: 'edit' });
    await main.pass(3);
    expect(text('one')).toMatch(/^skipped \d+ ms$/);
  });

  test('whose file is gone says so wherever its verdict is shown, and keeps what became of it', async () => {
    await commands.playOrStop();
    await main.pass(1.5);
    main.native.files.delete('/sounds/tone.wav');
    main.studio.media.reopen('tone');
    await main.pass(0.5);
    expect(verdict('one')).toMatchObject({
      kind: 'cannotPlay',
      text: 'missing',
      words: 'cannot play: its file is missing',
    });
    expect(newestRequest(mirrorNow(), 'one').row?.outcome).toBe('completed');
  });

  test('is stopped by Stop, or not begun where Stop came before', async () => {
    await commands.playOrStop();
    await main.pass(0.5);
    await commands.playOrStop();
    await main.passUntil(() => text('one') === 'stopped' && text('two') === 'not begun');
  });

  test('is cancelled by a Cancel of its action', async () => {
    await commands.playOrStop();
    await main.pass(0.5);
    const actionId = newestRequest(mirrorNow(), 'one').row?.id ?? 0;
    await main.studio.actions.schedule([{ type: 'cancel', actionId }]);
    await main.pass(0.2);
    expect(text('one')).toBe('cancelled');
  });

  test('of a loop is its newest pass that began, and says how all passes went', async () => {
    await openWith({ loop: { enabled: true, startFrame: 0, endFrame: SECOND } });
    await commands.playOrStop();
    await main.passUntil(() => newestRequest(mirrorNow(), 'one').row?.loopPass === 3);
    expect(text('one')).toBe('playing');
    await commands.playOrStop();
    await main.passUntil(() => text('one') === 'stopped');
    expect(mirrorNow().clipResults.get('one')).toMatchObject({
      row: { loopPass: 3 },
      passes: { counts: { onTime: 3, stopped: 1 } },
    });
  });

  test('waits also where more wait than the window is told', async () => {
    const many = Array.from({ length: 700 }, (_, index) =>
      clip(`c${index}`, { startFrame: SECOND + index, lengthFrames: 10 }),
    );
    await openWith({ clips: many });
    await commands.playOrStop();
    await main.pass(0.5);
    expect(mirrorNow().activeActions.length).toBeLessThan(600);
    expect(text('c699')).toBe('waits');
  });

  test('keeps its verdict over a reload of the page', async () => {
    await commands.playOrStop();
    await main.pass(1.5);
    await main.reload();
    expect([text('one'), text('two')]).toEqual(['on time', 'waits']);
  });
});
