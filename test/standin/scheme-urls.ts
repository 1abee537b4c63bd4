import { customSchemes } from './protocol.ts';

/**
 * Chromium takes no new schemes from outside, so a page of the app's own scheme is shown under an
 * address that Chromium holds for secure: app://studio/x becomes http://studio.app.localhost/x.
 */
export function toChromiumUrl(url: string): string {
  const { scheme, host, rest } = takeApart(url);
  if (!customSchemes().includes(scheme)) return new URL(url).href;
  return `http://${host}.${scheme}.localhost${rest}`;
}

/** The address that the app knows the page by. */
export function fromChromiumUrl(url: string): string {
  const match = /^http:\/\/([^/?#]*)\.([a-z0-9+-]+)\.localhost([/?#].*)?$/i.exec(url);
  if (!match || !customSchemes().includes(match[2]!)) return url;
  return `${match[2]}://${match[1]}${match[3] ?? '/'}`;
}

/** The origin of an address, for the app's own schemes too, which URL.origin calls 'null'. */
export function originOf(url: string): string {
  const { scheme, host } = takeApart(url);
  return customSchemes().includes(scheme) ? `${scheme}://${host}` : new URL(url).origin;
}

/** The scheme of an address, without the colon. */
export function schemeOf(url: string): string {
  return takeApart(url).scheme;
}

function takeApart(url: string): { scheme: string; host: string; rest: string } {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?(.*)$/is.exec(url);
  if (!match) throw new Error(`Invalid URL: ${url}`);
  return { scheme: match[1]!.toLowerCase(), host: match[2] ?? '', rest: match[3] || '/' };
}
