import type { EventEmitter } from 'node:events';
import { appEvents } from './app-events.ts';
import { debugLog } from './debug-log.ts';
import { vetoed } from './modelled.ts';
import type { PageConnection } from './page-connection.ts';
import { servePage } from './page-requests.ts';
import { findRendererProcess } from './renderer-process.ts';
import { fromChromiumUrl } from './scheme-urls.ts';

/** What is known of a window's page. */
export interface PageState {
  url: string;
  title: string;
  loading: boolean;
  crashed: boolean;
  destroyed: boolean;
}

/** Asked when the page wants a new window; 'deny' is the only answer that is modelled. */
export type WindowOpenHandler = (details: {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: 'new-window';
}) => { readonly action: 'allow' | 'deny' };

const emptyPage = 'about:blank';

/**
 * Turns what Chromium tells of a page into the events of a `webContents`.
 * @param contents emits the events; as the app knows it
 */
export function watchPage(page: PageConnection, state: PageState, contents: EventEmitter): void {
  servePage(page, (url, isMainFrame) => {
    const details = { url, isMainFrame, frame: null };
    const forbidden = vetoed(contents, 'will-frame-navigate', details);
    return (isMainFrame && vetoed(contents, 'will-navigate', details, url)) || forbidden;
  });
  watchLoading(page, state, contents);
  page.on('crashed', ({ status, errorCode }) => {
    state.crashed = true;
    state.loading = false;
    const reason = status === 'killed' || status === 'oom' ? status : 'crashed';
    const details = { reason, exitCode: errorCode };
    contents.emit('render-process-gone', {}, details);
    appEvents.emit('render-process-gone', {}, contents, details);
  });
  page.on('titled', (title) => {
    // While a page has no title of its own, Chromium shows its address instead.
    if (title === state.title || state.url === '' || title.includes('.localhost')) return;
    state.title = title;
    contents.emit('page-title-updated', {}, title, true);
  });
  page.cdp.on('Runtime.consoleAPICalled', ({ type, args }) => {
    const message = args.map((arg) => arg.value ?? arg.description ?? '').join(' ');
    contents.emit('console-message', { level: type, message, lineNumber: 0, sourceId: '' });
  });
  page.cdp.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
    const message = exceptionDetails.exception?.description ?? exceptionDetails.text;
    debugLog('The page threw:', message);
    contents.emit('console-message', { level: 'error', message, lineNumber: 0, sourceId: '' });
  });
}

/** Reports what the page wants to open; Chromium itself opens nothing. */
export function watchWindowOpening(
  page: PageConnection,
  handler: () => WindowOpenHandler | undefined,
): void {
  page.cdp.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
    const features = windowFeatures.join(',');
    const details = { url: fromChromiumUrl(url), frameName: windowName, features };
    const answer = handler()?.({ ...details, disposition: 'new-window' }) ?? { action: 'allow' };
    if (answer.action === 'deny') return;
    console.error(`The stand-in for Electron does not model a page that opens a window (${url}).`);
  });
}

function watchLoading(page: PageConnection, state: PageState, contents: EventEmitter): void {
  const { cdp } = page;
  cdp.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frameId !== page.targetId) return;
    state.loading = true;
    contents.emit('did-start-loading');
  });
  cdp.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frameId !== page.targetId) return;
    state.loading = false;
    contents.emit('did-stop-loading');
  });
  cdp.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId !== undefined || frame.url === emptyPage) return;
    state.url = fromChromiumUrl(frame.url);
    state.crashed = false;
    contents.emit('did-navigate', {}, state.url, 200, 'OK');
  });
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId !== page.targetId) return;
    state.url = fromChromiumUrl(url);
    contents.emit('did-navigate-in-page', {}, state.url, true, 1, 1);
  });
  cdp.on('Page.domContentEventFired', () => {
    if (state.url !== '') contents.emit('dom-ready', {});
  });
  cdp.on('Page.loadEventFired', async () => {
    if (state.url === '') return;
    await findRendererProcess(page.targetId).catch(() => {});
    contents.emit('did-finish-load', {});
  });
}
