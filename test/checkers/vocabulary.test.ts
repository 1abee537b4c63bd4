import { expect, test } from 'vitest';
import { readableFiles, vocabularyViolations } from './vocabulary.ts';

const violations = (text: string) => vocabularyViolations([{ path: 'main/planted.ts', text }]);

test('the words of the glossary are no violation', () => {
  expect(
    violations('// The contract, the action log, a take lane, clippedSamples, the poll loop.\n'),
  ).toEqual([]);
});

test.each([
  ['// see the treaty', 'contract'],
  ['const ledger = new ActionLog();', 'action log'],
  ['/** Draws the lanes. */', 'track'],
  ['const laneHeight = 74;', 'track'],
  ['enum { LANE_SOUNDS };', 'class (schedule)'],
  ['// looks for devices anew', 'again'],
  ['readonly clipSamples: number;', 'clippedSamples'],
  ['const seekWish = null;', 'pending seek'],
  ['// the rules of the house', 'project rules'],
])('in "%s" the word is caught', (line, instead) => {
  const found = violations(`first line\n${line}\n`);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^main\/planted\.ts:2: Not "/);
  expect(found[0]).toContain(instead);
});

test('sources, styles and pages of this repository are looked at', () => {
  const files = readableFiles(process.cwd()).map(({ path }) => path);
  expect(files.length).toBeGreaterThan(300);
  for (const ending of ['.ts', '.tsx', '.c', '.h', '.cc', '.css', '.md', '.html']) {
    expect(files.some((file) => file.endsWith(ending))).toBe(true);
  }
});
