/** The selected range of time, and what the commands do with it, on a whole studio. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandId } from '../../../preload/commands.ts';
import { NO_TARGET } from '../../../renderer/commands/command-target.ts';
import { seek } from '../../../renderer/commands/commands.ts';
import { runCommand } from '../../../renderer/commands/run-command.ts';
import { undo } from '../../../renderer/store/editing.ts';
import { liveNow, playheadFrame } from '../../../renderer/store/live.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { changeView, selectClips, viewNow } from '../../../renderer/store/view.ts';
import { clip, projectOf } from '../../support/fake-studio.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

const SECOND = 48_000;

let main: WindowOnStudio;

const run = async (id: CommandId) => {
  runCommand(id, NO_TARGET);
  await main.pass(0.1);
};
const select = (from: number, to: number, trackIds: readonly string[] | null = null) =>
  changeView({ timeRange: { anchorFrame: from * SECOND, headFrame: to * SECOND, trackIds } });
/** `track: start, length` in seconds, in time. */
const layout = () =>
  mirrorNow()
    .project.clips.map(
      ({ trackId, startFrame, lengthFrames }) =>
        `${trackId}: ${startFrame / SECOND}, ${lengthFrames / SECOND}`,
    )
    .sort();
const marks = () => mirrorNow().project.markers.map(({ frame }) => frame / SECOND);

beforeEach(async () => {
  const seconds = (startFrame: number, lengthFrames: number) => ({
    startFrame: startFrame * SECOND,
    lengthFrames: lengthFrames * SECOND,
  });
  const project = projectOf([
    clip('one', { trackId: 'a', ...seconds(1, 4) }),
    clip('two', { trackId: 'a', ...seconds(6, 1) }),
    clip('three', { trackId: 'b', ...seconds(2, 1) }),
  ]);
  const markers = [{ id: 'm', name: 'Here', frame: 6 * SECOND }];
  main = await windowOnStudio({ project: { ...project, markers } });
});

describe('a range of time', () => {
  test('is cleared by Delete on its tracks, and brought back as it was', async () => {
    const before = mirrorNow().project.clips;
    select(2, 3, ['a']);
    await run('delete');
    expect(layout()).toEqual(['a: 1, 1', 'a: 3, 2', 'a: 6, 1', 'b: 2, 1']);
    await undo();
    await main.pass(0.1);
    expect(mirrorNow().project.clips).toEqual(before);
  });

  test('is copied with its distances, and pasted at the playhead', async () => {
    select(0, 2);
    await run('copy');
    await seek(10 * SECOND);
    await run('paste');
    expect(layout()).toEqual(['a: 1, 4', 'a: 11, 1', 'a: 6, 1', 'b: 2, 1']);
  });

  test('is cut, and what was cut can be pasted', async () => {
    select(2, 3);
    await run('cut');
    expect(layout()).toEqual(['a: 1, 1', 'a: 3, 2', 'a: 6, 1']);
    await seek(20 * SECOND);
    await run('paste');
    expect(layout()).toEqual(['a: 1, 1', 'a: 20, 1', 'a: 3, 2', 'a: 6, 1', 'b: 20, 1']);
  });

  test('is duplicated with groups of their own for the copies', async () => {
    selectClips(['one', 'three']);
    await run('groupClips');
    select(1, 3);
    await run('duplicate');
    const groups = mirrorNow().project.clips.flatMap(({ groupId }) => groupId ?? []);
    expect(groups).toHaveLength(4);
    expect(new Set(groups).size).toBe(2);
  });

  test('is duplicated directly after itself, and goes there', async () => {
    select(2, 3, ['b']);
    await run('duplicate');
    expect(layout()).toEqual(['a: 1, 4', 'a: 6, 1', 'b: 2, 1', 'b: 3, 1']);
    expect(viewNow().timeRange).toMatchObject({ anchorFrame: 3 * SECOND, headFrame: 4 * SECOND });
  });

  test('becomes the loop', async () => {
    select(3, 2);
    await run('loopSelection');
    const { loop } = mirrorNow().project;
    expect(loop).toEqual({ enabled: true, startFrame: 2 * SECOND, endFrame: 3 * SECOND });
  });

  test('is removed from its tracks alone, or from all with their markers', async () => {
    select(2, 3, ['a']);
    await run('rippleDelete');
    expect(layout()).toEqual(['a: 1, 1', 'a: 2, 2', 'a: 5, 1', 'b: 2, 1']);
    expect(marks()).toEqual([6]);
    await undo();
    await main.pass(0.1);
    select(2, 3, ['a']);
    await run('rippleDeleteAll');
    expect(layout()).toEqual(['a: 1, 1', 'a: 2, 2', 'a: 5, 1']);
    expect(marks()).toEqual([5]);
    expect(viewNow().timeRange).toBeNull();
  });

  test('makes room as long as itself on its tracks, or on all with their markers', async () => {
    select(5, 7, ['a']);
    await run('insertTime');
    expect(layout()).toEqual(['a: 1, 4', 'a: 8, 1', 'b: 2, 1']);
    expect(marks()).toEqual([6]);
    select(0, 1, ['b']);
    await run('insertTimeAll');
    expect(layout()).toEqual(['a: 2, 4', 'a: 9, 1', 'b: 3, 1']);
    expect(marks()).toEqual([7]);
  });

  test('is shown in the whole width', async () => {
    changeView({ trackAreaWidthPixels: 1_000 });
    select(2, 3);
    await run('zoomToSelection');
    const { scrollFrame, framesPerPixel } = viewNow();
    expect(scrollFrame).toBeLessThan(2 * SECOND);
    expect(scrollFrame + 1_000 * framesPerPixel).toBeGreaterThan(3 * SECOND);
    expect(framesPerPixel).toBeLessThan(60);
  });

  test('goes from grid line to grid line by keys, from the playhead on', async () => {
    await seek(2.03 * SECOND);
    await run('rangeLater');
    await run('rangeLater');
    const [from, to] = [97_440, 105_600];
    expect(viewNow().timeRange).toEqual({ anchorFrame: from, headFrame: to, trackIds: null });
    await run('rangeEarlier');
    await run('rangeEarlier');
    expect(viewNow().timeRange?.headFrame).toBe(2 * SECOND);
    await run('selectNone');
    expect(viewNow().timeRange).toBeNull();
  });

  test('is played from its start, and ends at its end', async () => {
    select(2, 3);
    await run('playSelection');
    await main.passUntil(() => liveNow().transport.state === 'playing');
    await main.passUntil(() => liveNow().transport.state === 'stopped');
    expect(playheadFrame()).toBe(3 * SECOND);
  });
});

describe('selected clips', () => {
  test('give their time and tracks to the range', async () => {
    selectClips(['two', 'three']);
    await run('rangeOfClips');
    expect(viewNow().timeRange).toEqual({
      anchorFrame: 2 * SECOND,
      headFrame: 7 * SECOND,
      trackIds: ['a', 'b'],
    });
  });

  test('are removed, and what follows closes up on their track', async () => {
    selectClips(['one']);
    await run('rippleDelete');
    expect(layout()).toEqual(['a: 2, 1', 'b: 2, 1']);
  });
});

describe('markers', () => {
  test('are gone to one after the other, and played from', async () => {
    await run('nextMarker');
    expect(playheadFrame()).toBe(6 * SECOND);
    await seek(8 * SECOND);
    await run('previousMarker');
    expect(playheadFrame()).toBe(6 * SECOND);
    await run('playFromMarker');
    await main.passUntil(() => liveNow().transport.state === 'playing');
    expect(playheadFrame()).toBeGreaterThanOrEqual(6 * SECOND);
  });
});

test('Stop goes back to where Play was pressed where that is chosen', async () => {
  await run('toggleReturn');
  await seek(2 * SECOND);
  await run('playOrStop');
  await main.passUntil(() => playheadFrame() > 2.2 * SECOND);
  await run('playOrStop');
  expect(playheadFrame()).toBe(2 * SECOND);
});
