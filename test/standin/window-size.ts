import { requireBrowser } from './browser.ts';
import { debugLog } from './debug-log.ts';
import type { PageConnection } from './page-connection.ts';
import { runningApp } from './running-app.ts';

/**
 * Gives a page's content the size of its window. Without a screen Chromium is told the size of
 * the view itself; on a screen it is told the window's, and frame and title take their part.
 * The zoom factor makes CSS pixels larger, and fewer.
 */
export function applyContentSize(
  { cdp, targetId }: PageConnection,
  { width, height }: { width: number; height: number },
  zoomFactor: number,
): void {
  resize().catch((error: Error) => debugLog('A window kept its size:', error.message));

  async function resize(): Promise<void> {
    if (!runningApp.headed) {
      const view = {
        width: Math.round(width / zoomFactor),
        height: Math.round(height / zoomFactor),
        deviceScaleFactor: zoomFactor,
        mobile: false,
      };
      await cdp.send('Emulation.setDeviceMetricsOverride', view);
      return;
    }
    const { browser } = requireBrowser();
    const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId });
    await browser.send('Browser.setWindowBounds', { windowId, bounds: { width, height } });
  }
}
