import { expect, test } from 'vitest';
import { actionsAsCsv } from '../../../main/accounts/csv.ts';
import { parseCsv } from '../../demo/account.ts';
import { actionRow } from '../../support/action-rows.ts';

const row = actionRow({ name: 'a "quoted", name\nwith a line break' });

function cellsOf(values: Parameters<typeof actionRow>[0]): Readonly<Record<string, string>> {
  const [titles = [], cells = []] = parseCsv(actionsAsCsv([actionRow(values)]));
  expect(cells).toHaveLength(titles.length);
  return Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']));
}

test('the table names its columns and has one line per action', () => {
  const lines = actionsAsCsv([actionRow(), actionRow()]).split('\r\n');
  expect(lines[0]).toMatch(/^id,type,name,verdict,requested frame,started frame,error frames,/);
  expect(new Set(lines[0]?.split(',')).size).toBe(lines[0]?.split(',').length);
  expect(lines).toHaveLength(4);
});

test('requested and started are frames of the timeline, and details name the unit they have', () => {
  const cells = cellsOf({ actualFrame: 1_505, requestedTime: 2, actualTime: 2.25 });
  expect(cells).toMatchObject({
    'requested frame': '1000',
    'started frame': '1005',
    'error frames': '5',
    'error seconds': '0.25',
    'origin stream frame': '500',
    'requested stream frame': '1500',
    'started stream frame': '1505',
    'requested device seconds': '2',
    'started device seconds': '2.25',
  });
  const direct = cellsOf({ originFrame: null, playNumber: null, loopPass: null, asked: null });
  expect(direct).toMatchObject({
    'requested frame': '',
    'started frame': '',
    'requested stream frame': '1500',
    'error frames': '0',
  });
});

test('the verdict is the word of the screen, and the raw outcome a detail', () => {
  const stopped = cellsOf({ outcome: 'cancelled', endedBy: 'stop' });
  expect(stopped).toMatchObject({ verdict: 'stopped', outcome: 'cancelled', 'ended by': 'stop' });
  const silences = [{ fromFrame: 24_500, toFrame: null }];
  expect(cellsOf({ silences }).muted).toBe('muted from 0:00.500 to its end');
  const message = 'Its file is gone.';
  const cannotPlay = { code: 'file-not-found', message } as const;
  expect(cellsOf({ cannotPlay, outcome: null, actualFrame: null })).toMatchObject({
    verdict: 'cannot play',
    reason: message,
    outcome: '',
  });
});

test('quotes, commas and line breaks stay inside their cell', () => {
  expect(actionsAsCsv([row])).toContain('"a ""quoted"", name\nwith a line break"');
});

test('a name that looks like a formula stays text', () => {
  expect(actionsAsCsv([actionRow({ name: '=1+1' })])).toContain(",'=1+1,");
});
