/** Which file of the window's bundle an address means. */
import path from 'node:path';

export const APP_SCHEME = 'app';
export const APP_HOST = 'studio';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/**
 * Absolute path of what an address means; null for what lies outside the folder or is of no known
 * kind. `..`, percent-encoded or not, leads nowhere.
 */
export function servedFile(folder: string, address: string): string | null {
  let pathname: string;
  try {
    const url = new URL(address);
    if (url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST) return null;
    pathname = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (pathname.includes('\0')) return null;
  const file = path.resolve(folder, `.${pathname === '/' ? '/index.html' : pathname}`);
  const isInside = file.startsWith(path.resolve(folder) + path.sep);
  return isInside && path.extname(file).toLowerCase() in MEDIA_TYPES ? file : null;
}

/** For the content-type header. */
export function mediaTypeOf(file: string): string {
  return MEDIA_TYPES[path.extname(file).toLowerCase()] ?? 'text/plain';
}
