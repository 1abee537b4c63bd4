import { requireBrowser } from './browser.ts';

const processOfTarget = new Map<string, number>();

/**
 * Finds the renderer process of a page that has just navigated. Chromium lists its renderers but
 * not whose they are; each window has one of its own here, so it is the one no other window has.
 */
export async function findRendererProcess(targetId: string): Promise<void> {
  const { processInfo } = await requireBrowser().browser.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  processOfTarget.delete(targetId);
  const free = renderers.filter((id) => ![...processOfTarget.values()].includes(id));
  if (free.length === 1) processOfTarget.set(targetId, free[0]!);
}

/** The system's id of a page's renderer process; 0 when it has none or it is not known. */
export function rendererProcessOf(targetId: string): number {
  return processOfTarget.get(targetId) ?? 0;
}

export function forgetRendererProcess(targetId: string): void {
  processOfTarget.delete(targetId);
}
