import { describe, expect, test } from 'vitest';
import { applyEdit, type Edit } from '../../../../preload/edits.ts';
import { CLIP_PROPERTIES, type Clip, type Project } from '../../../../preload/project.ts';
import * as clipEdits from '../../../../renderer/timeline/clips/clip-edits.ts';
import { UNCHANGED, withChangedClip } from '../../../support/changed-parts.ts';
import { pilotSession } from '../../../support/pilot-session.ts';

const STEREO = { inputChannels: 2, outputChannels: 2 };
let number = 0;
const makeId = (kind: string) => `${kind}-new-${++number}`;

function applied(project: Project, edit: Edit | undefined | null): Project {
  if (edit == null) throw new Error('There is no edit.');
  const result = applyEdit(project, edit);
  if (!result.ok) throw new Error(result.message);
  return result.value.project;
}

function clipOf(project: Project, id: string): Clip {
  return project.clips.find((clip) => clip.id === id) as Clip;
}

describe('splitting', () => {
  test('the two parts play the same frames as the whole', () => {
    const project = pilotSession();
    const whole = clipOf(project, 'c-1');
    const split = clipEdits.splitClips([whole], whole.startFrame + 1000, makeId);
    const after = applied(project, split?.edit);
    const left = clipOf(after, 'c-1');
    const right = clipOf(after, split?.selectIds[0] ?? '');
    expect(left.lengthFrames).toBe(1000);
    expect(right.startFrame).toBe(left.startFrame + left.lengthFrames);
    expect(right.offsetFrames).toBe(left.offsetFrames + left.lengthFrames);
    expect(left.lengthFrames + right.lengthFrames).toBe(whole.lengthFrames);
  });

  test.each(Object.keys(CLIP_PROPERTIES) as (keyof Clip)[])(
    'both parts have the %s that they should',
    (name) => {
      const { clips } = withChangedClip(name);
      const [whole] = clips as [Clip];
      const right = applied(
        { ...UNCHANGED, clips },
        clipEdits.splitClips([whole], 100, makeId)?.edit,
      ).clips.at(-1) as Clip;
      if (CLIP_PROPERTIES[name].onSplit === 'same') expect(right[name]).toEqual(whole[name]);
      else expect(right[name]).not.toEqual(whole[name]);
    },
  );

  test('a split at a clip’s edge does nothing', () => {
    const whole = clipOf(pilotSession(), 'c-1');
    expect(clipEdits.splitClips([whole], whole.startFrame, makeId)).toBeNull();
    const end = whole.startFrame + whole.lengthFrames;
    expect(clipEdits.splitClips([whole], end, makeId)).toBeNull();
  });
});

describe('moving', () => {
  test('clips that move together keep their distances and stop at frame 0', () => {
    const project = pilotSession();
    const clips = clipEdits.clipsById(project, ['c-4', 'c-5']);
    const patches = clipEdits.movePatches(project, clips, -1_000_000, 0);
    expect(patches.get('c-4')?.startFrame).toBe(0);
    expect(patches.get('c-5')?.startFrame).toBe(2 * 48_000);
  });

  test('clips that move together along the timeline are one shift, to another track patches', () => {
    const project = pilotSession();
    const clips = clipEdits.clipsById(project, ['c-4', 'c-5']);
    const along = clipEdits.movePatches(project, clips, 480, 0);
    const shift = { kind: 'shiftClips', clipIds: ['c-4', 'c-5'], frames: 480 };
    expect(clipEdits.patchEdit(project, along)).toEqual(shift);
    const down = clipEdits.patchEdit(project, clipEdits.movePatches(project, clips, 480, 1));
    expect(down).toMatchObject({ kind: 'patchClips' });
  });

  test('clips on several tracks move by as many tracks as the outermost can', () => {
    const project = pilotSession();
    const clips = clipEdits.clipsById(project, ['c-1', 'c-8']);
    const patches = clipEdits.movePatches(project, clips, 0, 99);
    expect(patches.get('c-1')?.trackId).toBe('track-3');
    expect(patches.get('c-8')?.trackId).toBe('track-5');
  });
});

test('Up and Down lead to the nearest clip of the next track that has one', () => {
  const project = pilotSession();
  const below = clipEdits.clipOnNextTrack(project, clipOf(project, 'c-2'), 1);
  expect(below?.id).toBe('c-5');
  expect(clipEdits.clipOnNextTrack(project, clipOf(project, 'c-1'), -1)).toBeNull();
  const withoutCues = {
    ...project,
    clips: project.clips.filter((clip) => clip.trackId !== 'track-2'),
  };
  expect(clipEdits.clipOnNextTrack(withoutCues, clipOf(project, 'c-2'), 1)?.id).toBe('c-9');
});

describe('trimming', () => {
  const project = pilotSession();
  const clip: Clip = { ...clipOf(project, 'c-1'), offsetFrames: 100, lengthFrames: 1000 };

  test('the start cannot go before the sound begins, the end not after its end', () => {
    expect(clipEdits.trimPatch(project, clip, 'start', 0)).toEqual({
      startFrame: clip.startFrame - 100,
      offsetFrames: 0,
      lengthFrames: 1100,
    });
    const end = clipEdits.trimPatch(project, clip, 'end', 10_000_000);
    expect(end.lengthFrames).toBe(2 * 48_000 - 100);
  });

  test('one frame always remains', () => {
    expect(clipEdits.trimPatch(project, clip, 'end', 0).lengthFrames).toBe(1);
    const start = clipEdits.trimPatch(project, clip, 'start', 10_000_000);
    expect(start.lengthFrames).toBe(1);
  });

  test('a clip that reaches beyond its sound is shortened, not lengthened', () => {
    const beyond: Clip = { ...clip, offsetFrames: 3 * 48_000 };
    expect(
      { ...beyond, ...clipEdits.trimPatch(project, beyond, 'end', 10_000_000) }.lengthFrames,
    ).toBe(1000);
    const shorter = clipEdits.trimPatch(project, beyond, 'end', beyond.startFrame + 400);
    expect(shorter.lengthFrames).toBe(400);
  });

  test('the sound stays in place when the start is trimmed', () => {
    const patch = clipEdits.trimPatch(project, clip, 'start', clip.startFrame + 300);
    const shift = (patch.offsetFrames ?? 0) - (patch.startFrame ?? 0);
    expect(shift).toBe(clip.offsetFrames - clip.startFrame);
  });
});

describe('copies', () => {
  test('duplicates follow directly after the group they came from', () => {
    const project = pilotSession();
    const clips = clipEdits.clipsById(project, ['c-4', 'c-5']);
    const copies = clipEdits.duplicateClips(clips, makeId);
    const after = applied(project, copies?.edit);
    const last = clipOf(project, 'c-5');
    const first = clipOf(after, copies?.selectIds[0] ?? '');
    expect(first.startFrame).toBe(last.startFrame + last.lengthFrames);
    expect(copies?.selectIds).toHaveLength(2);
  });

  test('a clip whose track is gone is pasted onto the selected track', () => {
    const project = pilotSession();
    const clipboard = [{ ...clipOf(project, 'c-4'), trackId: 'gone' }];
    const pasted = clipEdits.pasteClips(project, clipboard, 777, 'track-3', makeId);
    const after = applied(project, pasted?.edit);
    const clip = clipOf(after, pasted?.selectIds[0] ?? '');
    expect(clip).toMatchObject({ trackId: 'track-3', startFrame: 777 });
  });

  test('clips are pasted from the selected track down, as far as there are tracks', () => {
    const project = pilotSession();
    const tracksAfter = (clipIds: readonly string[], trackId: string | null) => {
      const clipboard = clipIds.map((id) => clipOf(project, id));
      const pasted = clipEdits.pasteClips(project, clipboard, 0, trackId, makeId);
      const after = applied(project, pasted?.edit);
      return pasted?.selectIds.map((id) => clipOf(after, id).trackId);
    };
    expect(tracksAfter(['c-1', 'c-4'], 'track-3')).toEqual(['track-3', 'track-4']);
    expect(tracksAfter(['c-1', 'c-4'], 'track-5')).toEqual(['track-4', 'track-5']);
    expect(tracksAfter(['c-1', 'c-4'], 'track-2')).toEqual(['track-1', 'track-2']);
    expect(tracksAfter(['c-8'], 'track-1')).toEqual(['track-1']);
    expect(tracksAfter(['c-8'], null)).toEqual(['track-3']);
  });

  test('a clip whose sound is gone is not pasted', () => {
    const project = pilotSession();
    const clipboard = [{ ...clipOf(project, 'c-4'), sourceId: 'gone' }];
    expect(clipEdits.pasteClips(project, clipboard, 0, null, makeId)).toBeNull();
  });
});

test('a sound dropped below the tracks brings its own track in the same undo step', () => {
  const project = pilotSession();
  const [buffer] = project.buffers;
  if (buffer === undefined) throw new Error('The session has sounds.');
  const result = clipEdits.insertSource(project, buffer, null, 4800, STEREO, makeId);
  const after = applied(project, result?.edit);
  expect(after.tracks).toHaveLength(6);
  const clip = clipOf(after, result?.selectIds[0] ?? '');
  expect(clip.trackId).toBe(after.tracks[5]?.id);
  expect(clip.lengthFrames).toBe(buffer.frames);
});
