import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Path of Electron's program, undefined where it was not downloaded. Found by looking, because
 * `require('electron')` would start the download.
 */
export function electronBinary(): string | undefined {
  const folder = path.resolve(import.meta.dirname, '..', '..', 'node_modules', 'electron');
  try {
    const relative = readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
    const binary = path.join(folder, 'dist', relative);
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
