import type { Protocol } from './cdp.ts';
import { debugLog } from './debug-log.ts';
import type { PageConnection } from './page-connection.ts';
import { schemeHandler } from './protocol.ts';
import { fromChromiumUrl, schemeOf } from './scheme-urls.ts';

/** Asked for each navigation that the page itself wants; returns true to forbid it. */
export type NavigationGuard = (url: string, isMainFrame: boolean) => boolean;

/** Answers a page's requests: documents pass the guard, own schemes go to the app's handler. */
export function servePage(page: PageConnection, forbids: NavigationGuard): void {
  const askedByPage = new Set<string>();
  page.cdp.on('Page.frameRequestedNavigation', ({ frameId, url, disposition }) => {
    if (disposition === 'currentTab') askedByPage.add(`${frameId} ${url}`);
  });
  page.cdp.on('Fetch.requestPaused', (paused) => {
    const url = fromChromiumUrl(paused.request.url);
    const isDocument = paused.resourceType === 'Document';
    const byPage = isDocument && askedByPage.delete(`${paused.frameId} ${paused.request.url}`);
    const answered =
      byPage && forbids(url, paused.frameId === page.targetId)
        ? fail(page, paused.requestId, 'Aborted')
        : answer(page, paused, url);
    answered.catch((error: Error) => debugLog(`No answer to ${url}:`, error.message));
  });
}

async function answer(
  page: PageConnection,
  { requestId, request }: Protocol.Fetch.requestPausedPayload,
  url: string,
): Promise<void> {
  const handler = schemeHandler(schemeOf(url));
  // A browser asks for the icon of a site; Electron does not.
  if (handler && new URL(url).pathname === '/favicon.ico') {
    await fail(page, requestId, 'Aborted');
    return;
  }
  if (!handler) {
    await page.cdp.send('Fetch.continueRequest', { requestId });
    return;
  }
  let response: Response;
  let body: Buffer;
  try {
    const { method, headers, postData } = request;
    response = await handler(new Request(url, { method, headers, body: postData ?? null }));
    body = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    console.error(`The handler of ${url} failed.`, error);
    await fail(page, requestId, 'Failed');
    return;
  }
  await page.cdp.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: body.toString('base64'),
  });
}

async function fail(
  page: PageConnection,
  requestId: string,
  errorReason: 'Aborted' | 'Failed',
): Promise<void> {
  await page.cdp.send('Fetch.failRequest', { requestId, errorReason });
}
