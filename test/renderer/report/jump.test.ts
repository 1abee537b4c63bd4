/** From a report to the timeline. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { jumpToAction, jumpToFrame } from '../../../renderer/report/jump.ts';
import { playheadFrame } from '../../../renderer/store/live.ts';
import { changeView, viewNow } from '../../../renderer/store/view.ts';
import { actionRow } from '../../support/action-rows.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

const RATE = 48_000;

beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.stubGlobal('requestAnimationFrame', () => 0);
});
afterEach(() => vi.unstubAllGlobals());

test('a jump selects the clip in Arrange, and moves the playhead where nothing plays', async () => {
  const { passUntil } = await windowOnStudio({ project: pilotSession() });
  changeView({ shownView: 'report', trackAreaWidthPixels: 1_000 });
  const frame = 7 * RATE;
  jumpToAction(actionRow({ clipId: 'c-7', originFrame: 500, requestedFrame: frame + 500 }));
  expect(viewNow()).toMatchObject({ shownView: 'arrange', focusedClipId: 'c-7' });
  await passUntil(() => playheadFrame() === frame);
});

test('of a clip that is gone, and of a dropout, the place is shown at the session’s rate', async () => {
  const { passUntil } = await windowOnStudio({ project: pilotSession() });
  changeView({ shownView: 'report', trackAreaWidthPixels: 1_000 });
  jumpToAction(actionRow({ clipId: 'gone', originFrame: 0, requestedFrame: 2 * RATE }));
  expect(viewNow().selection.size).toBe(0);
  await passUntil(() => playheadFrame() === 2 * RATE);
  jumpToFrame(3 * 44_100, 44_100);
  await passUntil(() => playheadFrame() === 3 * RATE);
});
