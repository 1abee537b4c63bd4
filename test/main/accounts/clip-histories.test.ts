/** What earlier runs say of a clip, on a whole studio. */
import { expect, test } from 'vitest';
import * as commands from '../../../renderer/commands/commands.ts';
import { bridge } from '../../../renderer/store/bridge.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { clip, projectOf } from '../../support/fake-studio.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

async function historyOf(clipId: string) {
  const answer = await bridge().clipHistory({ clipId });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

test('earlier runs tell the verdict of a clip, the newest first, without the newest run', async () => {
  const clips = [
    clip('one', { startFrame: 0, lengthFrames: 480 }),
    clip('two', { startFrame: 480_000, lengthFrames: 480 }),
  ];
  const main = await windowOnStudio({ project: projectOf(clips) });
  for (let run = 1; run <= 3; run += 1) {
    const before = mirrorNow().finishedCount;
    await commands.seek(0);
    await commands.playOrStop();
    await main.passUntil(() => mirrorNow().finishedCount > before);
    await commands.playOrStop();
    await main.passUntil(() => mirrorNow().activeActions.length === 0);
    await main.pass(0.3);
  }
  const told = async (clipId: string) => {
    const { runs, hasOlder } = await historyOf(clipId);
    return { hasOlder, runs: runs.map(({ run, verdict }) => [run.number, verdict.text]) };
  };
  const fromTwo = (text: string) => ({
    hasOlder: false,
    runs: [
      [2, text],
      [1, text],
    ],
  });
  expect(await told('one')).toEqual(fromTwo('on time'));
  expect(await told('two')).toEqual(fromTwo('not begun'));
  expect(await told('none')).toEqual({ hasOlder: false, runs: [] });
});
