import type { CdpSession } from './cdp.ts';
import type { Chromium } from './chromium.ts';

let chromium: Chromium | undefined;
let firstTargetId: string | undefined;
let creating: Promise<unknown> = Promise.resolve();
const ownTargets = new Set<string>();

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
  while (firstTargetId === undefined) {
    const { targetInfos } = await browser.send('Target.getTargets');
    firstTargetId = targetInfos.find((target) => target.type === 'page')?.targetId;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  ownTargets.add(firstTargetId);
  closePagesOfOthers(browser);
}

/** Gives the page of a new window: the one Chromium opened with, then new ones. */
export async function newPageTarget(width: number, height: number): Promise<string> {
  if (firstTargetId !== undefined) {
    const targetId = firstTargetId;
    firstTargetId = undefined;
    return targetId;
  }
  const created = requireBrowser().browser.send('Target.createTarget', {
    url: 'about:blank',
    newWindow: true,
    width,
    height,
  });
  creating = created.catch(() => {});
  const { targetId } = await created;
  ownTargets.add(targetId);
  return targetId;
}

/** Chromium is told to open nothing for a page, yet now and then a link gets a tab all the same. */
function closePagesOfOthers(browser: CdpSession): void {
  browser.on('Target.targetCreated', async ({ targetInfo: { type, targetId } }) => {
    await creating;
    if (type !== 'page' || ownTargets.has(targetId)) return;
    browser.send('Target.closeTarget', { targetId }).catch(() => {});
  });
}
