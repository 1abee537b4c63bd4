/**
 * The sizes of the panels in pixels, kept in the page's storage. Shares of the window would become
 * other sizes after a reload in a window of another size.
 */

const STORAGE_KEY = 'rtmixer.panels';
const KEEP_MILLISECONDS = 500;

/** The panels around the timeline. */
export const PANEL_NAMES = ['library', 'inspector', 'bottom'] as const;
export type PanelName = (typeof PANEL_NAMES)[number];

let sizes: Partial<Record<PanelName, number>> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** @param usual CSS pixels, when none is kept */
export function panelPixels(name: PanelName, usual: number): number {
  sizes ??= readSizes();
  const kept = sizes[name];
  return kept !== undefined && Number.isFinite(kept) && kept > 0 ? kept : usual;
}

export function keepPanelPixels(name: PanelName, pixels: number): void {
  sizes = { ...(sizes ?? readSizes()), [name]: Math.round(pixels) };
  clearTimeout(timer);
  timer = setTimeout(() => {
    globalThis.localStorage?.setItem(STORAGE_KEY, JSON.stringify(sizes));
  }, KEEP_MILLISECONDS);
}

function readSizes(): Partial<Record<PanelName, number>> {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    // Damaged storage is as good as none.
    return {};
  }
}
