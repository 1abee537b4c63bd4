/** The window's bridge to main; the only file that names `window.studio`. */
import type { Bridge } from '../../preload/contract.ts';

declare global {
  interface Window {
    readonly studio?: Bridge;
  }
}

let current: Bridge | null = null;

/** The bridge of this window. Throws when the page was opened outside the application. */
export function bridge(): Bridge {
  current ??= window.studio ?? null;
  if (current === null) {
    throw new Error('This page is a part of RtMixer and works inside its window only.');
  }
  return current;
}

/** Replaces the bridge, in tests. */
export function connectBridge(replacement: Bridge): void {
  current = replacement;
}
