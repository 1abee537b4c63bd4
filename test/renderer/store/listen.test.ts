/** What the window acknowledges, and when. */
import { beforeEach, expect, test, vi } from 'vitest';
import { acknowledgeWhenSeen } from '../../../renderer/store/listen.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { pilotSession } from '../../support/pilot-session.ts';
import { type WindowOnStudio, windowOnStudio } from '../../support/window-on-studio.ts';

let main: WindowOnStudio;

const acknowledged = () =>
  main.requests.filter(({ name }) => name === 'acknowledge').map(({ payload }) => payload);

beforeEach(async () => {
  main = await windowOnStudio({ project: pilotSession() });
});

test('a window that nobody sees lets main gather what changes, and hears of all of it when it is seen', async () => {
  const page = { hidden: true };
  vi.stubGlobal('document', page);
  const before = acknowledged().length;
  main.studio.project.applyOwn({ kind: 'patchProject', patch: { name: 'One' } });
  await main.pass(0.5);
  main.studio.project.applyOwn({ kind: 'patchProject', patch: { name: 'Two' } });
  await main.pass(0.5);
  expect(acknowledged()).toHaveLength(before);
  expect(mirrorNow().project.name).toBe('One');
  page.hidden = false;
  acknowledgeWhenSeen();
  await main.pass(0.5);
  expect(acknowledged().length).toBeGreaterThan(before);
  expect(mirrorNow().project.name).toBe('Two');
  vi.unstubAllGlobals();
});
