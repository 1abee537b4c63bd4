/** Commands of keys, menus and buttons, on a whole studio. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clip, ClipPatch, Track } from '../../../preload/project.ts';
import { NO_TARGET, targetTracks } from '../../../renderer/commands/command-target.ts';
import * as commands from '../../../renderer/commands/commands.ts';
import { runMenuCommand } from '../../../renderer/commands/run-command.ts';
import { changeGrid } from '../../../renderer/commands/session-commands.ts';
import * as trackCommands from '../../../renderer/commands/track-commands.ts';
import { redo, undo } from '../../../renderer/store/editing.ts';
import { liveNow, playheadFrame } from '../../../renderer/store/live.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { changeView, selectClips, viewNow } from '../../../renderer/store/view.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

const SECOND = 48_000;

let main: WindowOnStudio;

const clip = (id: string) => mirrorNow().project.clips.find((other) => other.id === id);
const track = (id: string) => mirrorNow().project.tracks.find((other) => other.id === id) as Track;
const clipCount = () => mirrorNow().project.clips.length;
const selection = () => [...viewNow().selection];
/** Without what lasts: the virtual device stands in. */
const newestNotice = () =>
  noticeStore.getState().shown.findLast(({ lasting }) => lasting === null)?.message;
const seekTo = async (seconds: number) => {
  await commands.seek(seconds * SECOND);
  await main.pass(0.1);
};

beforeEach(async () => {
  main = await windowOnStudio({
    project: pilotSession(),
  });
});

describe('the transport', () => {
  test('Play begins at the position, Stop ends the sound', async () => {
    await seekTo(1);
    await commands.playOrStop();
    await main.pass(0.5);
    expect(liveNow().transport.state).toBe('playing');
    expect(mirrorNow().activeActions.some(({ clipId }) => clipId === 'c-8')).toBe(true);
    await commands.playOrStop();
    await main.pass(0.1);
    expect(liveNow().transport.state).toBe('stopped');
    expect(main.native.stream.players).toEqual([]);
  });

  test('Play follows the playhead again', async () => {
    changeView({ isFollowing: false });
    await commands.playOrStop();
    expect(viewNow().isFollowing).toBe(true);
  });

  test('Play does not follow the playhead while Follow is off, until it is on again', async () => {
    commands.toggleFollow();
    await commands.playOrStop();
    expect(viewNow().isFollowing).toBe(false);
    await main.passUntil(() => liveNow().transport.state === 'playing');
    commands.toggleFollow();
    expect(viewNow()).toMatchObject({ isFollowing: true, follows: true });
    // Scrolling by hand ended it: the command goes on.
    changeView({ isFollowing: false });
    commands.toggleFollow();
    expect(viewNow().isFollowing).toBe(true);
  });

  test('Record makes a take, and a second Record ends it', async () => {
    await commands.recordOrStop();
    await main.passUntil(() => liveNow().transport.state === 'recording');
    expect(mirrorNow().takesInProgress).toHaveLength(1);
    for (const writer of main.native.writers) writer.frames = 4_800;
    await commands.recordOrStop();
    await main.passUntil(() => mirrorNow().project.takes.length === 1);
    expect(liveNow().transport.state).toBe('stopped');
  });

  test('a seek shows its place before main has answered, and keeps it afterwards', async () => {
    const sought = commands.seek(3.2 * SECOND + 0.4);
    expect(playheadFrame()).toBe(3.2 * SECOND);
    await sought;
    expect(playheadFrame()).toBe(3.2 * SECOND);
    await main.pass(1);
    expect(playheadFrame()).toBe(3.2 * SECOND);
  });

  test('a seek before the start goes to the start', async () => {
    await main.pass(10);
    await seekTo(-3);
    expect(playheadFrame()).toBe(0);
    expect(newestNotice()).toBeUndefined();
  });

  test('a seek that is refused while a take is recorded leaves the playhead alone', async () => {
    await commands.recordOrStop();
    await main.passUntil(() => liveNow().transport.state === 'recording');
    const before = playheadFrame();
    const sought = commands.seek(20 * SECOND);
    expect(playheadFrame()).toBeCloseTo(before, 0);
    await sought;
    expect(newestNotice()).toMatch(/\.$/);
    expect(playheadFrame()).toBeLessThan(2 * SECOND);
    await commands.recordOrStop();
  });

  test('Home scrolls to the start, End goes to the end of the last clip', async () => {
    changeView({ scrollFrame: 500_000 });
    await commands.goToStart();
    expect(viewNow().scrollFrame).toBe(0);
    await commands.goToEnd();
    expect(playheadFrame()).toBe(62 * SECOND);
  });

  test('comma and point move the playhead by a grid step', async () => {
    await seekTo(2);
    changeGrid({ kind: 'time', seconds: 0.5 });
    await commands.stepPlayhead(1);
    expect(playheadFrame()).toBe(2.5 * SECOND);
    await commands.stepPlayhead(-1);
    await commands.stepPlayhead(-1);
    expect(playheadFrame()).toBe(1.5 * SECOND);
  });

  test('End and every seek turn to where the playhead went', async () => {
    changeView({ scrollFrame: 0, framesPerPixel: 480, trackAreaWidthPixels: 1_000 });
    await commands.goToEnd();
    const { scrollFrame } = viewNow();
    const end = 62 * SECOND;
    expect(scrollFrame).toBeLessThanOrEqual(end);
    expect(scrollFrame + 480_000).toBeGreaterThan(end);
  });

  test('a marker goes to the grid unless Snap is off', async () => {
    commands.markFrame(1.47 * SECOND);
    changeView({ isSnapping: false });
    commands.markFrame(1.47 * SECOND);
    const frames = mirrorNow().project.markers.map(({ frame }) => frame);
    expect(frames.slice(-2)).toEqual([1.5 * SECOND, 1.47 * SECOND]);
  });

  test('a marker is added at the playhead, once at each frame', async () => {
    await seekTo(1.5);
    commands.markFrame(playheadFrame());
    commands.markFrame(playheadFrame());
    await main.pass(0.1);
    const { markers } = mirrorNow().project;
    expect(markers).toHaveLength(2);
    expect(markers.at(-1)).toMatchObject({ name: 'Marker 2', frame: 1.5 * SECOND });
  });
});

describe('the loop', () => {
  test('is switched off and on with the range that it has', async () => {
    commands.toggleLoop();
    expect(mirrorNow().project.loop).toEqual({
      enabled: false,
      startFrame: 2 * SECOND,
      endFrame: 6 * SECOND,
    });
    commands.toggleLoop();
    await main.pass(0.1);
    expect(mirrorNow().project.loop.enabled).toBe(true);
    expect(mirrorNow().undoLabel).toBe('Loop on');
  });

  test('without a range takes the selected clips', async () => {
    commands.setLoop('No loop', { enabled: false, startFrame: 0, endFrame: 0 });
    selectClips(['c-4', 'c-6']);
    commands.toggleLoop();
    const end = 4.5 * SECOND + (clip('c-6')?.lengthFrames ?? 0);
    expect(mirrorNow().project.loop).toEqual({
      enabled: true,
      startFrame: 0.5 * SECOND,
      endFrame: end,
    });
  });

  test('goes around the selected clips in place of another range', () => {
    selectClips(['c-2']);
    commands.loopSelection();
    expect(mirrorNow().project.loop.startFrame).toBe(3 * SECOND);
    selectClips([]);
    commands.loopSelection();
    expect(mirrorNow().project.loop.startFrame).toBe(3 * SECOND);
  });
});

describe('split', () => {
  test('without a selection cuts every clip under the playhead and selects the right parts', async () => {
    await seekTo(1.1);
    commands.splitAtPlayhead();
    await main.pass(0.1);
    // A tone, a knock, a voice and the rain.
    expect(clipCount()).toBe(15);
    expect(selection()).toHaveLength(4);
    for (const id of selection()) expect(clip(id)?.startFrame).toBe(52_800);
    await undo();
    await main.pass(0.1);
    expect(clipCount()).toBe(11);
  });

  test('with a selection cuts the selected clips alone', async () => {
    await seekTo(1.1);
    selectClips(['c-1']);
    commands.splitAtPlayhead();
    expect(clipCount()).toBe(12);
  });

  test('outside the selected clips says so and changes nothing', async () => {
    await seekTo(20);
    selectClips(['c-1']);
    commands.splitAtPlayhead();
    expect(newestNotice()).toContain('not inside a clip');
    expect(clipCount()).toBe(11);
  });
});

describe('clips', () => {
  test('that are deleted come back with Undo, and Redo deletes them again', async () => {
    selectClips(['c-1', 'c-2']);
    commands.deleteTarget(NO_TARGET);
    expect(clipCount()).toBe(9);
    expect(selection()).toEqual([]);
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Delete 2 clips');
    await undo();
    await main.pass(0.1);
    expect(clip('c-1')).toEqual(pilotSession().clips.find(({ id }) => id === 'c-1'));
    await redo();
    await main.pass(0.1);
    expect(clipCount()).toBe(9);
  });

  test('that the playhead does not cross are not trimmed to it', async () => {
    commands.selectAll();
    await seekTo(1.5);
    const crosses = ({ startFrame, lengthFrames }: Clip) =>
      startFrame < 1.5 * SECOND && startFrame + lengthFrames > 1.5 * SECOND;
    const before = mirrorNow().project.clips;
    commands.trimSelectionToPlayhead('start');
    const after = mirrorNow().project.clips;
    expect(before.filter(crosses).length).toBeGreaterThan(0);
    expect(after.filter((each, index) => each !== before[index]).length).toBe(
      before.filter(crosses).length,
    );
  });

  test('that are removed leave the focus to the next in time', () => {
    selectClips(['c-1']);
    commands.deleteTarget(NO_TARGET);
    const { focusedClipId, selection: selected } = viewNow();
    expect(focusedClipId).not.toBeNull();
    expect(clip(focusedClipId ?? '')).toBeDefined();
    expect(selected.size).toBe(0);
  });

  test('one deleted clip is named so', async () => {
    selectClips(['c-1']);
    commands.deleteTarget(NO_TARGET);
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Delete clip');
  });

  test('are duplicated after the group that they form, and the copies are selected', async () => {
    selectClips(['c-4', 'c-5']);
    commands.duplicateSelection();
    await main.pass(0.1);
    const span = 2 * SECOND + (clip('c-5')?.lengthFrames ?? 0);
    expect(selection().map((id) => clip(id)?.startFrame)).toEqual([
      0.5 * SECOND + span,
      2.5 * SECOND + span,
    ]);
    expect(mirrorNow().project.clips.filter(({ trackId }) => trackId === 'track-2')).toHaveLength(
      6,
    );
  });

  test('that are copied stay, and are pasted at the playhead any number of times', async () => {
    selectClips(['c-4']);
    commands.copySelection();
    await seekTo(10);
    commands.pasteAtPlayhead();
    await seekTo(12);
    commands.pasteAtPlayhead();
    await main.pass(0.1);
    expect(clipCount()).toBe(13);
    expect(clip('c-4')?.startFrame).toBe(0.5 * SECOND);
  });

  test('copy and cut without a selection keep what was copied before', () => {
    selectClips(['c-4']);
    commands.copySelection();
    selectClips([]);
    commands.copySelection();
    commands.cutSelection();
    expect(viewNow().clipboard.map(({ id }) => id)).toEqual(['c-4']);
    expect(clipCount()).toBe(11);
  });

  test('that are cut from a track which is then removed are pasted on the selected track', async () => {
    selectClips(['c-4']);
    commands.cutSelection();
    trackCommands.removeTracks([track('track-2')]);
    changeView({ selectedTrackId: 'track-5' });
    commands.pasteAtPlayhead();
    await main.pass(0.1);
    expect(clip(selection()[0] ?? '')).toMatchObject({
      trackId: 'track-5',
      name: 'door knock.wav',
    });
  });

  test('paste without a clipboard changes nothing', () => {
    commands.pasteAtPlayhead();
    expect(clipCount()).toBe(11);
  });

  test('are all selected in the order of time', () => {
    commands.selectAll();
    expect(selection()).toHaveLength(11);
    expect(selection().slice(0, 3)).toEqual(['c-11', 'c-1', 'c-4']);
    expect(viewNow().focusedClipId).toBe('c-10');
  });
});

describe('nudges', () => {
  const start = 3 * SECOND;

  beforeEach(() => selectClips(['c-2']));

  test('go by a grid step, a millisecond or a frame', () => {
    changeGrid({ kind: 'time', seconds: 0.5 });
    commands.nudgeSelection(1, 'grid');
    expect(clip('c-2')?.startFrame).toBe(start + 24_000);
    commands.nudgeSelection(-1, 'millisecond');
    expect(clip('c-2')?.startFrame).toBe(start + 24_000 - 48);
    commands.nudgeSelection(1, 'frame');
    expect(clip('c-2')?.startFrame).toBe(start + 24_000 - 47);
  });

  test('with Snap off go by 10 ms', () => {
    changeView({ isSnapping: false });
    expect(commands.nudgeFrames('grid')).toBe(480);
  });

  test('go by the lines of any grid', () => {
    changeGrid({ kind: 'frames', frames: 1 });
    expect(commands.nudgeFrames('grid')).toBe(1);
    changeGrid({ kind: 'beats', division: 'quarter' });
    expect(commands.nudgeFrames('grid')).toBe(6_000);
  });

  test('after a pause are another undo step', async () => {
    commands.nudgeSelection(1, 'frame');
    commands.nudgeSelection(1, 'frame');
    await main.pass(2);
    commands.nudgeSelection(1, 'frame');
    await main.pass(0.1);
    await undo();
    await main.pass(0.1);
    expect(clip('c-2')?.startFrame).toBe(start + 2);
    await undo();
    await main.pass(0.1);
    expect(clip('c-2')?.startFrame).toBe(start);
  });

  test('of another kind are another undo step', async () => {
    commands.nudgeSelection(1, 'frame');
    commands.moveSelectionToTrack(1);
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Move to another track');
    await undo();
    await main.pass(0.1);
    expect(clip('c-2')).toMatchObject({ trackId: 'track-1', startFrame: start + 1 });
  });

  test('at frame 0 and at the last track are no edits', async () => {
    selectClips(['c-11']);
    commands.nudgeSelection(-1, 'grid');
    selectClips(['c-11', 'c-1']);
    commands.moveSelectionToTrack(-1);
    await main.settle();
    expect(main.requests.some(({ name }) => name === 'edit')).toBe(false);
  });
});

describe('trims', () => {
  const trimmed = (id: string): ClipPatch => {
    const { startFrame, offsetFrames, lengthFrames } = clip(id) as Clip;
    return { startFrame, offsetFrames, lengthFrames };
  };

  beforeEach(() => {
    selectClips(['c-2']);
  });

  test('move the start or the end by a grid step', () => {
    const whole = clip('c-2') as Clip;
    commands.trimSelection('start', 1);
    expect(trimmed('c-2')).toEqual({
      startFrame: whole.startFrame + 4_800,
      offsetFrames: 4_800,
      lengthFrames: whole.lengthFrames - 4_800,
    });
    commands.trimSelection('end', -1);
    expect(clip('c-2')?.lengthFrames).toBe(whole.lengthFrames - 9_600);
  });

  test('that repeat are one undo step for each edge', async () => {
    const whole = clip('c-2') as Clip;
    commands.trimSelection('end', -1);
    commands.trimSelection('end', -1);
    commands.trimSelection('start', 1);
    await main.pass(0.1);
    expect(mirrorNow().undoLabel).toBe('Trim start');
    await undo();
    await undo();
    await main.pass(0.1);
    expect(clip('c-2')).toEqual(whole);
  });

  test('to the playhead cut each edge where it stands', async () => {
    await seekTo(3.4);
    commands.trimSelectionToPlayhead('start');
    expect(clip('c-2')?.startFrame).toBe(3.4 * SECOND);
    await seekTo(3.9);
    commands.trimSelectionToPlayhead('end');
    expect(clip('c-2')?.lengthFrames).toBe(0.5 * SECOND);
  });

  test('beyond the sound are no edits', async () => {
    commands.trimSelection('end', 1);
    await main.settle();
    expect(main.requests.some(({ name }) => name === 'edit')).toBe(false);
  });
});

describe('tracks', () => {
  test('are added below the others and selected', async () => {
    trackCommands.addTrack();
    await main.pass(0.1);
    const added = mirrorNow().project.tracks.at(-1);
    expect(mirrorNow().project.tracks).toHaveLength(6);
    expect(viewNow().selectedTrackId).toBe(added?.id);
  });

  test('that are removed take their clips along, and Undo brings both back', async () => {
    trackCommands.removeTracks([track('track-1')]);
    await main.pass(0.1);
    expect(clipCount()).toBe(8);
    expect(mirrorNow().undoLabel).toBe('Remove Stimuli');
    await undo();
    await main.pass(0.1);
    expect(clipCount()).toBe(11);
    expect(mirrorNow().project.tracks[0]?.name).toBe('Stimuli');
  });

  test('a drag of the gain is one undo step', async () => {
    for (const gainDb of [-4, -5, -6]) {
      trackCommands.patchTrack('track-1', 'Track gain', { gainDb }, 'drag-1');
    }
    await main.pass(0.1);
    expect(track('track-1').gainDb).toBe(-6);
    await undo();
    await main.pass(0.1);
    expect(track('track-1').gainDb).toBe(-3);
  });

  test('of the selected clips are muted together, and unmuted when all of them are', async () => {
    const muted = () => mirrorNow().project.tracks.map((each) => each.muted);
    trackCommands.patchTrack('track-1', 'Mute', { muted: true });
    selectClips(['c-1', 'c-4']);
    trackCommands.toggleTracks(targetTracks(NO_TARGET), 'muted');
    expect(muted()).toEqual([true, true, false, false, false]);
    trackCommands.toggleTracks(targetTracks(NO_TARGET), 'muted');
    await main.pass(0.1);
    expect(muted()).toEqual([false, false, false, false, false]);
    expect(mirrorNow().undoLabel).toBe('Mute off');
  });

  test('without selected clips the selected track is soloed; without one nothing is', async () => {
    changeView({ selectedTrackId: null });
    trackCommands.toggleTracks(targetTracks(NO_TARGET), 'soloed');
    changeView({ selectedTrackId: 'track-3' });
    trackCommands.toggleTracks(targetTracks(NO_TARGET), 'soloed');
    await main.pass(0.1);
    expect(mirrorNow().project.tracks.map(({ soloed }) => soloed)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(main.requests.filter(({ name }) => name === 'edit')).toHaveLength(1);
  });
});

describe('sounds of the Library', () => {
  test('are placed at the playhead on the selected track', async () => {
    await seekTo(9);
    changeView({ selectedTrackId: 'track-3' });
    commands.placeAtPlayhead('b-glass');
    await main.pass(0.1);
    expect(clip(selection()[0] ?? '')).toMatchObject({
      trackId: 'track-3',
      startFrame: 9 * SECOND,
    });
    expect(mirrorNow().undoLabel).toBe('Add glass.aiff');
  });

  test('are placed on the first track when none is selected, on a new one when it is gone', async () => {
    changeView({ selectedTrackId: null });
    commands.placeAtPlayhead('b-glass');
    expect(clip(selection()[0] ?? '')?.trackId).toBe('track-1');
    changeView({ selectedTrackId: 'gone' });
    commands.placeAtPlayhead('b-glass');
    await main.pass(0.1);
    expect(mirrorNow().project.tracks).toHaveLength(6);
    expect(clip(selection()[0] ?? '')?.trackId).toBe(mirrorNow().project.tracks.at(-1)?.id);
  });

  test('without a frame wait, and one that is gone is not placed', () => {
    const empty = { ...pilotSession().buffers[0], id: 'b-empty', name: 'empty.wav', frames: 0 };
    main.studio.project.applyOwn({ kind: 'insertBuffers', buffers: [empty as never] });
    return main.pass(0.1).then(() => {
      commands.placeAtPlayhead('b-empty');
      expect(newestNotice()).toContain('empty.wav has no length yet');
      commands.placeAtPlayhead('gone');
      expect(clipCount()).toBe(11);
    });
  });

  test('are removed with their clips by Delete when no clip is selected', async () => {
    changeView({ selectedSourceId: 'b-tone', selection: new Set() });
    commands.deleteTarget(NO_TARGET);
    await main.pass(0.1);
    expect(clipCount()).toBe(9);
    expect(mirrorNow().project.buffers.some(({ id }) => id === 'b-tone')).toBe(false);
    expect(viewNow().selectedSourceId).toBeNull();
    commands.deleteTarget(NO_TARGET);
    await undo();
    await main.pass(0.1);
    expect(clipCount()).toBe(11);
  });
});

describe('the application menu', () => {
  class Input {
    readonly type: string;
    constructor(type: string) {
      this.type = type;
    }
  }
  const focus = (activeElement: unknown) => {
    const execCommand = vi.fn();
    vi.stubGlobal('HTMLInputElement', Input);
    vi.stubGlobal('Element', class {});
    vi.stubGlobal('document', { activeElement, execCommand });
    return execCommand;
  };

  test('acts on the selected clips', () => {
    const execCommand = focus(null);
    selectClips(['c-1']);
    runMenuCommand('delete');
    expect(clipCount()).toBe(10);
    expect(execCommand).not.toHaveBeenCalled();
  });

  test('edits the text while a text field has the focus, and plays all the same', async () => {
    const execCommand = focus(new Input('text'));
    selectClips(['c-1']);
    runMenuCommand('delete');
    expect(execCommand).toHaveBeenCalledWith('delete');
    expect(clipCount()).toBe(11);
    runMenuCommand('playOrStop');
    await main.pass(0.3);
    expect(liveNow().transport.state).toBe('playing');
  });

  test('a slider is no text field', () => {
    const execCommand = focus(new Input('range'));
    runMenuCommand('selectAll');
    expect(selection()).toHaveLength(11);
    expect(execCommand).not.toHaveBeenCalled();
  });
});
