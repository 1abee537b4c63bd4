import type { PageConnection } from './page-connection.ts';

/** What the rest of the stand-in needs to know of a window. */
export interface OpenWindow {
  readonly id: number;
  readonly webContents: { readonly opened: Promise<PageConnection> };
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

/** The open windows by id, oldest first. */
export const openWindows = new Map<number, OpenWindow>();

let focusedId: number | undefined;

/** Says which window the user is in. */
export function focusWindow(id: number): void {
  focusedId = id;
}

/** The window the user is in: the last one focused, else the newest. */
export function focusedWindow(): OpenWindow | undefined {
  const focused = focusedId === undefined ? undefined : openWindows.get(focusedId);
  return focused ?? [...openWindows.values()].at(-1);
}
