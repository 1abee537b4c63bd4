/** Grids of channels and outputs. */
import { describe, expect, test } from 'vitest';
import { MIN_GAIN_DB } from '../../../preload/units.ts';
import {
  gainAt,
  monoToAll,
  oneToOne,
  shownMatrix,
  swapped,
  usualMatrix,
  withGain,
} from '../../../renderer/matrix/matrix-edits.ts';
import { neighbour } from '../../../renderer/matrix/matrix-grid.tsx';
import { pilotSession } from '../../support/pilot-session.ts';

describe('a channel matrix', () => {
  test('has one gain a cell, in the order of channels and outputs, and none that is silence', () => {
    let matrix = withGain([], 2, 1, -6);
    matrix = withGain(matrix, 1, 2, 0);
    matrix = withGain(matrix, 2, 1, -3.004);
    expect(matrix).toEqual([
      { from: 1, to: 2, gainDb: 0 },
      { from: 2, to: 1, gainDb: -3 },
    ]);
    expect([gainAt(matrix, 2, 1), gainAt(matrix, 1, 1)]).toEqual([-3, null]);
    expect(withGain(matrix, 2, 1, MIN_GAIN_DB)).toEqual([matrix[0]]);
    expect(withGain(matrix, 1, 2, null)).toEqual([matrix[1]]);
  });

  test('is made by presets: 1 to 1, mono to all, swap', () => {
    const pairs = (matrix: ReturnType<typeof oneToOne>) => matrix.map(({ from, to }) => [from, to]);
    expect(pairs(oneToOne(3, [3, 4]))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(pairs(monoToAll([2, 5]))).toEqual([
      [1, 2],
      [1, 5],
    ]);
    expect(pairs(swapped(oneToOne(3, [1, 2, 3]), 3))).toEqual([
      [1, 2],
      [2, 1],
      [3, 3],
    ]);
    expect(swapped(swapped(oneToOne(4, [1, 2, 3, 4]), 4), 4)).toEqual(oneToOne(4, [1, 2, 3, 4]));
    expect(pairs(usualMatrix(1, [1, 2]))).toEqual(pairs(monoToAll([1, 2])));
  });

  test('is shown as what plays while a clip or track has none, and is as large as it has to be', () => {
    const project = pilotSession();
    const track = { ...project.tracks[0], outputChannels: [3, 4], matrix: null };
    const tracks = project.tracks.map((other) => (other.id === track.id ? track : other));
    const session = { ...project, tracks } as typeof project;
    const clip = project.clips.find(({ trackId }) => trackId === track.id);
    const owner = { kind: 'clip', clipId: clip?.id ?? '' } as const;
    const shown = shownMatrix(session, owner, 2);
    expect(shown).toMatchObject({ name: clip?.name, isOwn: false, outputs: 4 });
    expect(shown?.matrix.map(({ to }) => to)).toEqual([3, 4]);
    const ofTrack = shownMatrix(session, { kind: 'track', trackId: track.id ?? '' }, 8);
    expect(ofTrack).toMatchObject({ name: track.name, isOwn: false, outputs: 8 });
    expect(shownMatrix(session, { kind: 'track', trackId: 'gone' }, 8)).toBeNull();
  });

  test('is walked by keys and never left', () => {
    const from = (key: string) => neighbour(key, { from: 1, to: 2 }, 2, 3);
    expect(from('ArrowUp')).toEqual({ from: 1, to: 2 });
    expect(from('ArrowDown')).toEqual({ from: 2, to: 2 });
    expect(from('End')).toEqual({ from: 1, to: 3 });
    expect(from('PageDown')).toEqual({ from: 2, to: 2 });
    expect(from('a')).toBeNull();
  });
});
