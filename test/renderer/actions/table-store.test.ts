/** The lines of the Actions table on a whole studio: main has all rows, the window those in view. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Clip } from '../../../preload/project.ts';
import { rowKey } from '../../../preload/run-rows.ts';
import { changeTable, NEWEST_FIRST } from '../../../renderer/actions/table-choices.ts';
import {
  followTable,
  keyOfLine,
  rememberCurrent,
  tableLines,
  toggleFold,
  wantLines,
} from '../../../renderer/actions/table-store.ts';
import * as commands from '../../../renderer/commands/commands.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { selectClips } from '../../../renderer/store/view.ts';
import { clip, projectOf } from '../../support/fake-studio.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

/** 1,300 short clips, all of which begin within the first second, and one that never does. */
const CLIPS: readonly Clip[] = [
  ...Array.from({ length: 1_300 }, (_, index) =>
    clip(`c-${index}`, { startFrame: index * 30, lengthFrames: 10, name: `sound ${index}` }),
  ),
  clip('later', { startFrame: 480_000, lengthFrames: 10, name: 'later' }),
];

let main: WindowOnStudio;

beforeEach(async () => {
  changeTable({ order: NEWEST_FIRST, filter: 'all' });
  main = await windowOnStudio({ project: projectOf(CLIPS) });
  onTestFinished(followTable());
});

const pages = () => main.requests.filter(({ name }) => name === 'runRows');

async function allEnded(): Promise<void> {
  await commands.playOrStop();
  await main.passUntil(() => mirrorNow().finishedCount >= 1_300);
  await commands.playOrStop();
  await main.passUntil(() => mirrorNow().activeActions.length === 0);
  await main.passUntil(() => tableLines.count > 0);
}

function nameAt(index: number): string | undefined {
  const line = tableLines.at(index);
  return line?.kind === 'row' ? line.row.name : line?.key;
}

describe('the window', () => {
  test('has the rows in view of all that have ended, in the order of every column', async () => {
    await allEnded();
    // One line of what is on time for most of them.
    expect(tableLines.count).toBeLessThan(100);
    expect(mirrorNow().finishedActions.length).toBeLessThanOrEqual(100);
    changeTable({ order: { column: 'Timeline', isDescending: false } });
    await main.passUntil(() => tableLines.count > 1_300);
    wantLines({ from: 700, to: 730 });
    await main.passUntil(() => tableLines.at(700) !== undefined);
    expect([nameAt(700), nameAt(729)]).toEqual(['sound 700', 'sound 729']);
    expect(nameAt(0)).toBeUndefined();
    changeTable({ order: { column: 'Timeline', isDescending: true } });
    await main.passUntil(() => nameAt(0) === 'later' && nameAt(1) === 'sound 1299');
  });

  test('opens a line of several rows, and shows them below it', async () => {
    await allEnded();
    const fold = Array.from({ length: tableLines.count }, (_, at) => tableLines.at(at)).find(
      (line) => line?.kind === 'fold',
    );
    if (fold === undefined) throw new Error('Nothing is folded.');
    const before = tableLines.count;
    toggleFold(keyOfLine(fold));
    await main.passUntil(() => tableLines.count > before + 1_000);
    toggleFold(keyOfLine(fold));
    await main.passUntil(() => tableLines.count === before);
  });

  test('knows where the row with the focus is while others come above it', async () => {
    await commands.playOrStop();
    await main.passUntil(() => tableLines.count > 20);
    changeTable({ order: { column: 'Timeline', isDescending: true } });
    await main.passUntil(() => mirrorNow().finishedCount > 100);
    await main.passUntil(() => tableLines.at(30) !== undefined);
    const line = tableLines.at(30);
    const key = line === undefined ? '' : keyOfLine(line);
    rememberCurrent(key);
    const place = tableLines.indexOf(key);
    await main.passUntil(() => mirrorNow().finishedCount >= 1_300);
    const lineNow = () => tableLines.at(tableLines.indexOf(key));
    await main.passUntil(() => tableLines.indexOf(key) > place + 1_000 && lineNow() !== undefined);
    expect(lineNow()).toEqual(line);
    rememberCurrent(null);
  });

  test('has the row with the focus also where it ends far from what is in view', async () => {
    changeTable({ order: { column: 'Timeline', isDescending: false } });
    await commands.playOrStop();
    const live = () => mirrorNow().activeActions.find(({ name }) => name === 'sound 300');
    await main.passUntil(() => live() !== undefined);
    const { requestNumber = 0 } = live() ?? {};
    const key = rowKey({ requestNumber });
    rememberCurrent(key);
    await main.passUntil(() => live() === undefined && tableLines.indexOf(key) > 200);
    await main.passUntil(() => tableLines.at(tableLines.indexOf(key)) !== undefined);
    expect(tableLines.at(tableLines.indexOf(key))).toMatchObject({ row: { requestNumber } });
    rememberCurrent(null);
  });

  test('asks no lines again while nothing ends, and tells the selected clips once', async () => {
    await allEnded();
    await main.pass(0.3);
    const before = pages().length;
    await main.pass(2);
    expect(pages()).toHaveLength(before);
    selectClips(['c-3', 'c-4']);
    changeTable({ filter: 'clip' });
    await main.passUntil(() => tableLines.count === 2);
    expect([nameAt(0), nameAt(1)]).toEqual(['sound 4', 'sound 3']);
    const told = pages()
      .slice(before)
      .map(({ payload }) => (payload as { clipIds: unknown }).clipIds);
    expect(told.filter((ids) => ids !== null)).toEqual([['c-3', 'c-4']]);
  });
});
