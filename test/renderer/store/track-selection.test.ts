/** Which tracks are selected after a press on a head. */
import { expect, test } from 'vitest';
import { newTrack } from '../../../preload/builders.ts';
import { isTrackSelected, tracksAfterPress } from '../../../renderer/store/track-selection.ts';

const TRACKS = ['a', 'b', 'c', 'd'].map((id) =>
  newTrack([], id, { inputChannels: 2, outputChannels: 2 }),
);
const NONE = { selectedTrackId: null, trackSelection: new Set<string>() };
const PLAIN = { shift: false, control: false };
const SHIFT = { shift: true, control: false };
const CONTROL = { shift: false, control: true };

function pressed(...presses: readonly (readonly [string, typeof PLAIN])[]): readonly string[] {
  const view = presses.reduce(
    (before, [id, keys]) => tracksAfterPress(TRACKS, before, id, keys),
    NONE as Parameters<typeof tracksAfterPress>[1],
  );
  return TRACKS.filter(({ id }) => isTrackSelected(view, id)).map(({ id }) => id);
}

test('a press selects one track, Shift a range from it, Ctrl one more or one less', () => {
  expect(pressed(['b', PLAIN])).toEqual(['b']);
  expect(pressed(['b', PLAIN], ['d', SHIFT])).toEqual(['b', 'c', 'd']);
  expect(pressed(['b', PLAIN], ['d', SHIFT], ['a', SHIFT])).toEqual(['a', 'b']);
  expect(pressed(['a', PLAIN], ['c', CONTROL])).toEqual(['a', 'c']);
  expect(pressed(['a', PLAIN], ['c', CONTROL], ['a', CONTROL])).toEqual(['c']);
  expect(pressed(['a', PLAIN], ['a', CONTROL])).toEqual([]);
  expect(pressed(['c', SHIFT])).toEqual(['c']);
});

test('a press on one of several keeps them, so that a drag moves all; on another one it does not', () => {
  expect(pressed(['a', PLAIN], ['b', SHIFT], ['a', PLAIN])).toEqual(['a', 'b']);
  expect(pressed(['a', PLAIN], ['b', SHIFT], ['d', PLAIN])).toEqual(['d']);
});
