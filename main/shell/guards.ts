/** Denies every page navigation, new windows, embedded pages and permissions. */
import { app, session } from 'electron';
import { isAppUrl } from './app-url.ts';

/** Once, before the first window. */
export function guardContents(appUrl: string): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false);
  });
  session.defaultSession.setPermissionCheckHandler(() => false);
  app.on('web-contents-created', (_created, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    const denyForeign = (event: Electron.Event<{ url: string }>) => {
      if (!isAppUrl(event.url, appUrl)) event.preventDefault();
    };
    contents.on('will-navigate', denyForeign);
    contents.on('will-frame-navigate', denyForeign);
    contents.on('will-redirect', denyForeign);
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
  });
}
