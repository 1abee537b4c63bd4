/** The file of the window's bundle that a URL names. */
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
 * Absolute path of the file that a URL names; null for a file outside the folder or of an unknown
 * type. `..`, percent-encoded or not, does not leave the folder.
 */
export function servedFile(folder: string, url: string): string | null {
  let pathname: string;
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== APP_HOST) return null;
    pathname = decodeURIComponent(parsed.pathname);
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
