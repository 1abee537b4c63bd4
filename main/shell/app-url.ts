/** Recognises the pages of the application itself. */

/** True for the window's own page; a URL that only begins like it is another page. */
export function isAppUrl(url: string, appUrl: string): boolean {
  try {
    const asked = new URL(url);
    const own = new URL(appUrl);
    return asked.protocol === own.protocol && asked.host === own.host;
  } catch {
    return false;
  }
}
