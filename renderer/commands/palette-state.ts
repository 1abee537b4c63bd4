/** Whether the command palette is open, and what its commands are about. */
import { createStore } from 'zustand/vanilla';
import type { CommandTarget } from './command-target.ts';

export const paletteStore = createStore<{ readonly target: CommandTarget | null }>(() => ({
  target: null,
}));

export function openPalette(target: CommandTarget): void {
  paletteStore.setState({ target });
}

export function closePalette(): void {
  paletteStore.setState({ target: null });
}
