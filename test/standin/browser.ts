import type { Chromium } from './chromium.ts';

let chromium: Chromium | undefined;
let firstTargetId: string | undefined;

/** The Chromium of this process, from app ready on. */
export function currentBrowser(): Chromium | undefined {
  return chromium;
}

/** The Chromium of this process; windows exist only after it does. */
export function requireBrowser(): Chromium {
  if (!chromium) throw new Error('Chromium has not started yet.');
  return chromium;
}

/** Takes over a started Chromium and finds the empty page that it opened with. */
export async function adoptBrowser(started: Chromium): Promise<void> {
  chromium = started;
  const { browser } = started;
  await browser.send('Target.setDiscoverTargets', { discover: true });
  for (;;) {
    const { targetInfos } = await browser.send('Target.getTargets');
    firstTargetId = targetInfos.find((target) => target.type === 'page')?.targetId;
    if (firstTargetId !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Gives the page of a new window: the one Chromium opened with, then new ones. */
export async function newPageTarget(width: number, height: number): Promise<string> {
  if (firstTargetId !== undefined) {
    const targetId = firstTargetId;
    firstTargetId = undefined;
    return targetId;
  }
  const { browser } = requireBrowser();
  const created = await browser.send('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    width,
    height,
  });
  return created.targetId;
}
