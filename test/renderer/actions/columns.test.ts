/** Cells of the Actions table, as text. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { type ActionRow, NO_STATS } from '../../../preload/actions.ts';
import type { StreamStatus } from '../../../preload/engine.ts';
import { COLUMNS, isShown, type TableContext } from '../../../renderer/actions/columns.tsx';
import { actionRow } from '../../support/action-rows.ts';

const REPORTS = {
  inputUnderflow: true,
  inputOverflow: true,
  outputUnderflow: true,
  outputOverflow: false,
};
/** Of no other part a cell is made. */
const streamWith = (inputChannels: number) =>
  ({ inputChannels, outputChannels: 2, reports: REPORTS }) as unknown as StreamStatus;
const CONTEXT: TableContext = {
  tracks: new Map([['t', { name: 'Stimuli', colour: 3, place: 0 }]]),
  streams: new Map([
    [1, streamWith(2)],
    [2, streamWith(0)],
  ]),
  audible: 'device',
};

function columnNamed(name: string) {
  const column = COLUMNS.find((each) => each.name === name);
  if (column === undefined) throw new Error(`There is no column ${name}.`);
  return column;
}

function rowOf(values: Partial<ActionRow>): ActionRow {
  return actionRow({ originFrame: 0, requestedFrame: 1_000, actualFrame: 1_000, ...values });
}

function cell(name: string, values: Partial<ActionRow>): string {
  return renderToStaticMarkup(columnNamed(name).cell(rowOf(values), CONTEXT));
}

const text = (name: string, values: Partial<ActionRow> = {}) =>
  cell(name, values)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ');

describe('a cell', () => {
  test('of the error is a signed time, with its frames and the driver’s clock on hover', () => {
    expect(text('Error', { actualFrame: 1_341 })).toBe('+7.1 ms');
    expect(text('Error', { actualFrame: 999 })).toBe('−0.021 ms');
    expect(text('Error')).toBe('0 ms');
    expect(cell('Error', { actualFrame: 1_341 })).toContain('title="+341 frames"');
    const times = { requestedTime: 1, actualTime: 1.0071 };
    expect(cell('Error', { actualFrame: 1_341, ...times })).toContain('+7.100 ms by the driver');
    expect(text('Error', { actualFrame: null })).toBe('–');
  });

  test('of the error is a warning unless it is 0', () => {
    expect(cell('Error', { actualFrame: 1_001 })).toContain('tone-warn');
    expect(cell('Error', {})).not.toContain('tone-warn');
  });

  test('of the frames has no end where the action has none, and none for a command', () => {
    expect(text('Done/total frames')).toBe('48 000 / 48 000');
    expect(text('Done/total frames', { totalFrames: null, doneFrames: 5 })).toBe('5 / ∞');
    for (const type of ['cancel', 'setGain', 'setLoop', 'setBus', 'fetchAndResetStats'] as const) {
      expect(text('Done/total frames', { type })).toBe('–');
      expect(text('Blocks', { type })).toBe('–');
    }
  });

  test('of the timeline has a time, and of what is not on it a dash', () => {
    expect(text('Timeline', { requestedFrame: 3_168_000 })).toBe('1:06.000');
    expect(text('Timeline', { originFrame: null })).toBe('–');
  });

  test('of requested and started has frames of the timeline, and says so where it is the stream’s', () => {
    const later = { originFrame: 90_000, requestedFrame: 90_500, actualFrame: 90_507 };
    expect(text('Requested', later)).toBe('500');
    expect(text('Started', later)).toBe('507');
    expect(text('Started stream frame', later)).toBe('90 507');
    expect(text('Started', { ...later, originFrame: null })).toBe('stream 90 507');
    expect(text('Requested', { requestedFrame: null })).toBe('–');
    expect(text('Started', { actualFrame: null })).toBe('–');
  });

  test('of the stream is a dash for an action that no stream has seen', () => {
    expect(text('Stream', { streamNumber: 2 })).toBe('2');
    expect(text('Stream', { streamNumber: 0 })).toBe('–');
  });

  test('of the verdict has the word of the clip, and a detail column the raw outcome', () => {
    expect(text('Verdict')).toBe('on time');
    expect(text('Outcome')).toBe('completed');
    expect(text('Verdict', { outcome: 'belated', actualFrame: null })).toBe('dropped: too late');
  });

  test('of the track has its name and colour, and a dash where it is gone', () => {
    expect(text('Track')).toBe('Stimuli');
    expect(cell('Track', {})).toContain('data-colour="3"');
    expect(text('Track', { trackId: 'gone' })).toBe('–');
  });

  test('of the name counts the passes of a loop after the first', () => {
    expect(text('Name')).toBe('knock');
    expect(text('Name', { loopPass: 3 })).toBe('knock pass 4');
  });
});

describe('a cell of dropouts', () => {
  test('is a warning unless it is 0', () => {
    const stats = { ...NO_STATS, outputUnderflows: 2 };
    expect(cell('Output underflows', { stats })).toContain('tone-warn');
    expect(cell('Input overflows', { stats })).not.toContain('tone-warn');
    expect(text('Input overflows', { stats })).toBe('0');
    expect(text('Dropouts', { stats })).toBe('0');
    expect(cell('Dropouts', { dropouts: 2 })).toContain('tone-warn');
    expect(text('Dropouts', { dropouts: 2 })).toBe('2');
  });

  test('is n/a where the host API never reports that kind, and 0 where none was counted', () => {
    expect(text('Output overflows')).toBe('n/a');
    expect(text('Output underflows')).toBe('0');
    expect(text('Dropouts')).toBe('0');
    // A stream that this window has not seen.
    expect(text('Output underflows', { streamNumber: 9 })).toBe('n/a');
  });

  test('is a dash where it does not exist: before the start, and without that direction', () => {
    const waiting = { actualFrame: null, state: 'pending' as const };
    for (const name of ['Output underflows', 'Output overflows', 'Dropouts', 'Blocks', 'Min–max']) {
      expect(text(name, waiting), name).toBe('–');
    }
    expect(text('Input underflows', { streamNumber: 2 })).toBe('–');
    expect(text('Output underflows', { streamNumber: 2 })).toBe('0');
  });
});

describe('the columns', () => {
  const shownWhere = (isWide: boolean, chosen = {}) =>
    COLUMNS.filter((column) => isShown(column, chosen, isWide)).map(({ name }) => name);

  test('have names of their own, and short forms where they are narrow', () => {
    expect(new Set(COLUMNS.map(({ name }) => name)).size).toBe(COLUMNS.length);
    for (const { name, short = name, widthPixels } of COLUMNS) {
      if (widthPixels !== null) expect(short.length * 7, name).toBeLessThan(widthPixels + 8);
    }
  });

  test('have the four counters in view in a wide window, and one for all in a narrow one', () => {
    const wide = shownWhere(true);
    expect(wide.slice(0, 2)).toEqual(['Timeline', 'Verdict']);
    expect(wide.slice(-5)).toEqual([
      'Input underflows',
      'Input overflows',
      'Output underflows',
      'Output overflows',
      'Dropouts',
    ]);
    expect(shownWhere(false).slice(-2)).toEqual(['Done/total frames', 'Dropouts']);
  });

  test('are those that were chosen, whatever the window’s size', () => {
    const chosen = { Track: false, Id: true, Blocks: true };
    expect(shownWhere(false, chosen)).toContain('Blocks');
    expect(shownWhere(true, chosen)).toContain('Id');
    expect(shownWhere(true, chosen)).not.toContain('Track');
  });
});
