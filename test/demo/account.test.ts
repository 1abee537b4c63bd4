import { describe, expect, it } from 'vitest';
import { parseActions, parseCsv, type SavedAction, warningsAbout } from './account.ts';

const played: SavedAction = {
  type: 'playBuffer',
  name: 'knock',
  outcome: 'completed',
  'error frames': '0',
  'done frames': '100',
  'total frames': '100',
  'output underflows': '0',
};
const recorded: SavedAction = { ...played, type: 'recordRingBuffer', outcome: 'cancelled' };

describe("the demo's judgement", () => {
  it('has nothing to say when everything was played whole and on time', () => {
    expect(warningsAbout([played, recorded], 1)).toEqual([]);
  });

  it.each<[string, Partial<Record<string, string>>, RegExp]>([
    ['was late', { 'error frames': '341' }, /late by 341 frames/],
    ['was dropped', { outcome: 'belated' }, /ended as belated/],
    ['was not played whole', { 'done frames': '99' }, /99 of 100 frames/],
    ['met a dropout', { 'output underflows': '2' }, /2 output underflows/],
  ])('complains about a sound that %s', (_what, changes, sentence) => {
    const action = { ...played, ...changes } as SavedAction;
    expect(warningsAbout([action, recorded], 1).join(' ')).toMatch(sentence);
  });

  it('complains about a sound that is missing and about a missing take', () => {
    expect(warningsAbout([], 1)).toHaveLength(2);
  });
});

describe('the reader of the saved account', () => {
  it('reads quoted cells with commas, quotes and line ends', () => {
    expect(parseCsv('a,"b, ""c""\nd"\r\n1,\r\n')).toEqual([
      ['a', 'b, "c"\nd'],
      ['1', ''],
    ]);
  });

  it('names the cells by the header', () => {
    expect(parseActions('id,name\r\n7,knock\r\n')).toEqual([{ id: '7', name: 'knock' }]);
  });
});
