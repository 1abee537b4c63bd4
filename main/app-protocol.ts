/** Serves the window's bundle as app://studio/…, with a strict content security policy. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';

const SCHEME = 'app';
const HOST = 'studio';
export const WINDOW_ADDRESS = `${SCHEME}://${HOST}/index.html`;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

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

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Absolute path of what an address means; null for what lies outside the folder or is of no known
 * kind. `..`, percent-encoded or not, leads nowhere.
 */
export function servedFile(folder: string, address: string): string | null {
  let pathname: string;
  try {
    const url = new URL(address);
    if (url.protocol !== `${SCHEME}:` || url.host !== HOST) return null;
    pathname = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (pathname.includes('\0')) return null;
  const file = path.resolve(folder, `.${pathname === '/' ? '/index.html' : pathname}`);
  const isInside = file.startsWith(path.resolve(folder) + path.sep);
  return isInside && path.extname(file).toLowerCase() in MEDIA_TYPES ? file : null;
}

/** @param folder the window's bundle */
export function serveApp(folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const file = servedFile(folder, request.url);
    const body = file === null ? null : await readFile(file).catch(() => null);
    if (file === null || body === null) return new Response('Not found', { status: 404 });
    const contentType = MEDIA_TYPES[path.extname(file).toLowerCase()] ?? 'text/plain';
    return new Response(new Uint8Array(body), {
      headers: {
        'content-type': contentType,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      },
    });
  });
}
