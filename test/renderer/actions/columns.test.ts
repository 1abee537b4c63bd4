/** Cells of the action tables, as text. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { type ActionRow, NO_STATS } from '../../../preload/actions.ts';
import { COLUMNS } from '../../../renderer/actions/columns.tsx';
import { actionRow } from '../../support/action-rows.ts';

function cell(name: string, values: Partial<ActionRow>): string {
  const column = COLUMNS.find((each) => each.name === name);
  if (column === undefined) throw new Error(`There is no column ${name}.`);
  const frames = { originFrame: 0, requestedFrame: 1_000, actualFrame: 1_000 };
  const row = actionRow({ ...frames, ...values });
  return renderToStaticMarkup(column.cell(row));
}

const text = (name: string, values: Partial<ActionRow>) =>
  cell(name, values)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ');

describe('a cell', () => {
  test('of the error has frames, and milliseconds by the clock on hover', () => {
    expect(text('Error', { actualFrame: 1_341 })).toBe('+341');
    const times = { requestedTime: 1, actualTime: 1.0071 };
    expect(text('Error', { actualFrame: 1_341, ...times })).toBe('+341');
    expect(cell('Error', { actualFrame: 1_341, ...times })).toContain('+7.100 ms by the driver');
    expect(text('Error', { actualFrame: null })).toBe('–');
  });

  test('of the error is a warning unless it is 0', () => {
    expect(cell('Error', { actualFrame: 1_001 })).toContain('tone-warn');
    expect(cell('Error', {})).not.toContain('tone-warn');
  });

  test('of the frames has no end where the action has none, and none for a command', () => {
    expect(text('Done/total frames', {})).toBe('48 000 / 48 000');
    expect(text('Done/total frames', { totalFrames: null, doneFrames: 5 })).toBe('5 / ∞');
    for (const type of ['cancel', 'setGain', 'setLoop', 'setBus', 'fetchAndResetStats'] as const) {
      expect(text('Done/total frames', { type })).toBe('–');
    }
  });

  test('of the stream is a dash for an action that no stream has seen', () => {
    expect(text('Stream', { streamNumber: 2 })).toBe('2');
    expect(text('Stream', { streamNumber: 0 })).toBe('–');
  });

  test('of a frame that does not exist is a dash', () => {
    expect(text('Requested', { requestedFrame: null })).toBe('–');
    expect(text('Started', { actualFrame: null })).toBe('–');
  });

  test('of requested and started has frames of the timeline, whatever frame the stream was at', () => {
    const later = { originFrame: 90_000, requestedFrame: 90_500, actualFrame: 90_507 };
    expect(text('Requested', later)).toBe('500');
    expect(text('Started', later)).toBe('507');
    expect(text('Started stream frame', later)).toBe('90 507');
    expect(text('Started', { ...later, originFrame: null })).toBe('–');
  });

  test('of the verdict has the word of the clip, and a detail column the raw outcome', () => {
    expect(text('Verdict', {})).toBe('on time');
    expect(text('Outcome', {})).toBe('completed');
    expect(text('Verdict', { outcome: 'belated', actualFrame: null })).toBe('dropped: too late');
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
