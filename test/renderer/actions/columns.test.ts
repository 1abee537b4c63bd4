/** Cells of the action tables, as text. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { type ActionRow, NO_STATS } from '../../../preload/actions.ts';
import { COLUMNS } from '../../../renderer/actions/columns.tsx';

function cell(name: string, values: Partial<ActionRow>): string {
  const column = COLUMNS.find((each) => each.name === name);
  if (column === undefined) throw new Error(`There is no column ${name}.`);
  const row = {
    id: 7,
    type: 'playBuffer',
    state: 'finished',
    outcome: 'completed',
    streamNumber: 1,
    requestedFrame: 1_000,
    actualFrame: 1_000,
    requestedTime: null,
    actualTime: null,
    totalFrames: 48_000,
    doneFrames: 48_000,
    skippedFrames: 0,
    starvedFrames: 0,
    cannotPlay: null,
    stats: NO_STATS,
    name: 'knock',
    ...values,
  } as ActionRow;
  return renderToStaticMarkup(column.cell(row));
}

const text = (name: string, values: Partial<ActionRow>) =>
  cell(name, values)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ');

describe('a cell', () => {
  test('of the error has frames, and milliseconds where the times are known', () => {
    expect(text('Error', { actualFrame: 1_341 })).toBe('+341');
    const times = { requestedTime: 1, actualTime: 1.0071 };
    expect(text('Error', { actualFrame: 1_341, ...times })).toBe('+341 +7.100 ms');
    expect(text('Error', { actualFrame: 999, requestedTime: 1, actualTime: 0.9999 })).toBe(
      '−1 −0.100 ms',
    );
    expect(text('Error', { actualFrame: null })).toBe('–');
  });

  test('of the error is a warning unless it is 0', () => {
    expect(cell('Error', { actualFrame: 1_001 })).toContain('tone-warn');
    expect(cell('Error', {})).not.toContain('tone-warn');
  });

  test('of the frames has no end where the action has none, and none for a command', () => {
    expect(text('Done/total frames', {})).toBe('48 000 / 48 000');
    expect(text('Done/total frames', { totalFrames: null, doneFrames: 5 })).toBe('5 / ∞');
    for (const type of ['cancel', 'setGain', 'setBus', 'fetchAndResetStats'] as const) {
      expect(text('Done/total frames', { type })).toBe('–');
    }
  });

  test('of the stream is a dash for an action that no stream has seen', () => {
    expect(text('Stream', { streamNumber: 2 })).toBe('2');
    expect(text('Stream', { streamNumber: 0 })).toBe('–');
  });

  test('of a frame that does not exist is a dash', () => {
    expect(text('Requested', { requestedFrame: null })).toBe('–');
    expect(text('Actual', { actualFrame: null })).toBe('–');
  });

  test('of dropouts is a warning unless it is 0', () => {
    const stats = { ...NO_STATS, outputUnderflows: 2 };
    expect(cell('Output underflows', { stats })).toContain('tone-warn');
    expect(cell('Output overflows', { stats })).not.toContain('tone-warn');
    expect(text('Input overflows', { stats })).toBe('0');
  });
});

test('every column has a name of its own, and a narrow one a short form', () => {
  expect(new Set(COLUMNS.map(({ name }) => name)).size).toBe(COLUMNS.length);
  for (const { name, short = name, widthPixels } of COLUMNS) {
    if (widthPixels !== null) expect(short.length * 8, name).toBeLessThan(widthPixels + 16);
  }
});
