/** What is said of a run in its list, its bar and its chooser. */
import { describe, expect, test } from 'vitest';
import {
  runChoiceText,
  runLengthText,
  runShares,
  runVerdict,
} from '../../../renderer/runs/run-text.ts';
import { inventedRun, inventedSummary } from '../../support/invented-run.ts';

test('the run that goes on is now, and one that was cut off has no length', () => {
  expect(runLengthText(inventedRun(14))).toBe('3:20.000');
  expect(runLengthText(inventedRun(14, { state: 'running', seconds: null }))).toBe('now');
  expect(runLengthText(inventedRun(14, { state: 'cut-off', seconds: null }))).toBe('–');
  expect(runChoiceText(inventedRun(14, { state: 'running' }))).toBe('Run 14, now');
  expect(runChoiceText(inventedRun(13, { name: 'loud' }))).toBe('Run 13, loud');
});

describe('the verdict of a run', () => {
  const verdict = (...[counts, values]: [Parameters<typeof inventedSummary>[0], object?]) =>
    runVerdict(inventedRun(1, { summary: inventedSummary(counts), ...values }));

  test('is one word where all went alike', () => {
    const well = { text: 'on time', tone: 'ok', glyph: 'check' };
    expect(verdict({ onTime: 40, muted: 2 })).toEqual(well);
    const plain = (counts: Parameters<typeof inventedSummary>[0]) => {
      const { tone, text } = verdict(counts);
      expect(tone).toBe('plain');
      return text;
    };
    expect(plain({ onTime: 40, stopped: 1 })).toBe('stopped');
    expect(plain({ recorded: 2 })).toBe('recorded');
    expect(plain({})).toBe('nothing played');
    expect(plain({ muted: 2 })).toBe('muted');
  });

  test('counts what was not as asked, by the worst of its tones', () => {
    const late = verdict({ onTime: 40, late: 1 });
    expect(late).toEqual({ text: '1 late', tone: 'warn', glyph: 'arrow' });
    const damaged = verdict({ onTime: 40 }, { dropouts: 3 });
    expect(damaged).toEqual({ text: '3 dropouts', tone: 'warn', glyph: 'diamond' });
    const worse = verdict({ onTime: 40, late: 1, dropped: 2 }, { dropouts: 4 });
    expect(worse).toEqual({ text: '7 troubles', tone: 'bad', glyph: 'cross' });
  });

  test('is never on time where nobody could hear it', () => {
    expect(verdict({ onTime: 40 }, { audible: 'virtual' }).tone).toBe('plain');
    expect(verdict({ rendered: 40 }, { audible: 'offline' }).text).toBe('rendered');
    const run = inventedRun(1, { audible: 'virtual' });
    expect(runShares(run)).toEqual([{ tone: 'plain', count: 40 }]);
    expect(runChoiceText({ ...run, state: 'running' })).toBe('Run 1, now, no device');
    expect(runChoiceText({ ...run, name: 'loud' })).toBe('Run 1, loud, no device');
  });

  test('says what is left of a run whose account is not whole', () => {
    expect(verdict({ onTime: 3 }, { state: 'cut-off' }).text).toBe('cut off');
    expect(verdict({ late: 1 }, { state: 'cut-off' }).text).toBe('1 late');
    expect(verdict({ onTime: 3 }, { state: 'running' }).text).toBe('goes on');
    const gone = inventedRun(1, { state: 'header-only', summary: null });
    expect(runVerdict(gone).text).toBe('account gone');
    expect(runShares(gone)).toEqual([]);
  });
});
