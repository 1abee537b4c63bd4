/**
 * The sizes of the panels in CSS pixels, kept in the page's storage, also while they are folded. Shares
 * of the window would become other sizes after a reload in a window of another size. A window that has
 * not the room draws them smaller; what is kept stays.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const STORAGE_KEY = 'rtmixer.panels';
const KEEP_MILLISECONDS = 500;

/** The panels around the timeline. */
export const PANEL_NAMES = ['library', 'inspector', 'bottom'] as const;
export type PanelName = (typeof PANEL_NAMES)[number];

type PanelSizes = Readonly<Record<PanelName, number>>;

/** At the first time, and after a double click. */
export const USUAL_PIXELS: PanelSizes = { library: 200, inspector: 232, bottom: 227 };
export const LEAST_PIXELS: PanelSizes = { library: 168, inspector: 208, bottom: 120 };
const MOST_PIXELS = 8_000;

const sizesStore = createStore<PanelSizes>(readSizes);
let timer: ReturnType<typeof setTimeout> | undefined;

export function usePanelPixels(name: PanelName): number {
  return useStore(sizesStore, (sizes) => sizes[name]);
}

export function panelPixels(name: PanelName): number {
  return sizesStore.getState()[name];
}

export function onPanelPixels(listener: () => void): () => void {
  return sizesStore.subscribe(listener);
}

export function keepPanelPixels(name: PanelName, pixels: number): void {
  sizesStore.setState({ [name]: soundPixels(name, pixels) });
  clearTimeout(timer);
  timer = setTimeout(writePixels, KEEP_MILLISECONDS);
}

/** Writes what waits to be kept. */
function writePixels(): void {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  globalThis.localStorage?.setItem(STORAGE_KEY, JSON.stringify(sizesStore.getState()));
}

// A page that goes does not wait for the timer.
globalThis.addEventListener?.('pagehide', writePixels);

function soundPixels(name: PanelName, pixels: unknown): number {
  if (typeof pixels !== 'number' || !Number.isFinite(pixels) || pixels <= 0) {
    return USUAL_PIXELS[name];
  }
  return Math.round(Math.min(MOST_PIXELS, Math.max(LEAST_PIXELS[name], pixels)));
}

function readSizes(): PanelSizes {
  const stored = storedSizes();
  const entries = PANEL_NAMES.map((name) => [name, soundPixels(name, stored[name])]);
  return Object.fromEntries(entries) as PanelSizes;
}

function storedSizes(): Partial<Record<PanelName, unknown>> {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    // Damaged storage is as good as none.
    return {};
  }
}
