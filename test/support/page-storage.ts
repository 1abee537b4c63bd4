/** The page's storage, for modules that are loaded again and again in a test. */
import { onTestFinished, vi } from 'vitest';

/** Empty storage, events of the page by `dispatchEvent`, and a clock of the test's until the test ends
 * (in a beforeEach, too). */
export function pageStorage(): Map<string, string> {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  const page = new EventTarget();
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const) {
    vi.stubGlobal(name, page[name].bind(page));
  }
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return stored;
}
