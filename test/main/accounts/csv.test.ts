import { expect, test } from 'vitest';
import { actionsAsCsv } from '../../../main/accounts/csv.ts';
import type { ActionRow } from '../../../preload/actions.ts';

const row: ActionRow = {
  id: 7,
  type: 'playBuffer',
  name: 'a "quoted", name\nwith a line break',
  clipId: 'c',
  sourceId: 's',
  trackId: null,
  state: 'finished',
  outcome: 'completed',
  streamNumber: 1,
  originFrame: -12,
  requestedFrame: 100,
  actualFrame: 103,
  requestedTime: null,
  actualTime: 0.5,
  totalFrames: null,
  doneFrames: 10,
  skippedFrames: 3,
  starvedFrames: 0,
  cannotPlay: null,
  channels: [1, 2],
  stats: {
    blocks: 1,
    minBlockSize: 64,
    maxBlockSize: 64,
    inputUnderflows: 0,
    inputOverflows: 0,
    outputUnderflows: 2,
    outputOverflows: 0,
  },
};

test('the table names its columns and has one line per action', () => {
  const lines = actionsAsCsv([
    { ...row, name: 'plain' },
    { ...row, name: 'plain' },
  ]).split('\r\n');
  expect(lines[0]).toMatch(
    /^id,type,name,outcome,stream number,origin frame,requested frame,actual frame,/,
  );
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe(
    '7,playBuffer,plain,completed,1,-12,100,103,3,,0.5,10,,3,0,1 2,1,64,64,0,0,2,0,c,s,,',
  );
});

test('quotes, commas and line breaks stay inside their cell', () => {
  expect(actionsAsCsv([row])).toContain('"a ""quoted"", name\nwith a line break"');
});

test('a name that looks like a formula stays text', () => {
  expect(actionsAsCsv([{ ...row, name: '=1+1' }])).toContain(",'=1+1,");
});
