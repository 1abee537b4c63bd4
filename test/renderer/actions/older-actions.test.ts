/** Accounts older than those that a window begins with, on a whole studio. */
import { expect, test } from 'vitest';
import type { Clip } from '../../../preload/project.ts';
import { fetchOlderActions, withOlder } from '../../../renderer/actions/older-actions.ts';
import * as commands from '../../../renderer/commands/commands.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { clip, projectOf } from '../../support/fake-studio.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

/** 1,300 short clips, all of which begin within the first second. */
const clips: readonly Clip[] = Array.from({ length: 1_300 }, (_, index) =>
  clip(`c-${index}`, { startFrame: index * 30, lengthFrames: 10 }),
);

test('are fetched once, in front of the others, and nothing is left to fetch then', async () => {
  const main = await windowOnStudio({ project: projectOf(clips) });
  await commands.playOrStop();
  await main.passUntil(() => mirrorNow().finishedCount >= 1_300);
  await main.reload();
  expect(mirrorNow().finishedActions).toHaveLength(1_000);
  await Promise.all([fetchOlderActions(), fetchOlderActions()]);
  const pages = main.requests.filter(({ name }) => name === 'finishedActions');
  expect(pages).toHaveLength(1);
  const rows = mirrorNow().finishedActions;
  expect(rows).toHaveLength(mirrorNow().finishedCount);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows.map(({ clipId }) => clipId).slice(0, 3)).toEqual(['c-0', 'c-1', 'c-2']);
  await fetchOlderActions();
  expect(main.requests.filter(({ name }) => name === 'finishedActions')).toHaveLength(1);
});

test('that are there already are not added again', async () => {
  const main = await windowOnStudio({ project: projectOf(clips.slice(0, 3)) });
  await commands.playOrStop();
  await main.passUntil(() => mirrorNow().finishedCount >= 3);
  const [first, ...others] = mirrorNow().finishedActions;
  if (first === undefined) throw new Error('There is no account.');
  const mirror = { ...mirrorNow(), finishedActions: others };
  expect(withOlder(mirror, [first, ...others]).finishedActions).toEqual([first, ...others]);
});
