import { installLine } from '../../native/install-line.mjs';
import { hasBrowser, systemNeeds } from '../../native/system-packages.mjs';
import { electronBinary } from '../../setup/electron.mjs';

/** Why no window can be opened here, and what to install; null = one can. */
export function missingWindow(
  hasElectron = electronBinary() !== undefined,
  platform: string = process.platform,
): string | null {
  if (hasElectron) return null;
  if (platform === 'win32') {
    return "Electron's program is not installed, and what stands in for it does not run on Windows";
  }
  if (hasBrowser()) return null;
  const line = installLine(systemNeeds.filter(({ purpose }) => purpose === 'window'));
  return `neither Electron's program nor a Chromium is installed: ${line}`;
}
