/**
 * The steps by which the window gets smaller, in CSS pixels, so that the size of the interface counts
 * too. Everything that depends on the window's size asks here:
 *
 * - style sheets by attributes of the root, each with every step that the window is under:
 *   `[data-narrower~="1160"]`, `[data-lower~="600"]`;
 * - components by `useNarrowerThan`, or by `useSizeSteps` and `isUnder`.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Widest first. */
export const WIDTH_STEPS = [1_360, 1_280, 1_160, 1_100, 900] as const;
export type WidthStep = (typeof WIDTH_STEPS)[number];

/** Highest first. */
export const HEIGHT_STEPS = [800, 600] as const;
export type HeightStep = (typeof HEIGHT_STEPS)[number];

/** The smallest step that the window is under; null = it has the room for everything. */
export interface SizeSteps {
  readonly width: WidthStep | null;
  readonly height: HeightStep | null;
}

export function sizeStepsOf(widthPixels: number, heightPixels: number): SizeSteps {
  return {
    width: WIDTH_STEPS.findLast((step) => widthPixels < step) ?? null,
    height: HEIGHT_STEPS.findLast((step) => heightPixels < step) ?? null,
  };
}

export function isUnder(present: number | null, step: number): boolean {
  return present !== null && present <= step;
}

const sizeStepsStore = createStore<SizeSteps>(() => ({ width: null, height: null }));

export function sizeStepsNow(): SizeSteps {
  return sizeStepsStore.getState();
}

/** The listener hears of each change of a step. */
export function onSizeSteps(listener: (steps: SizeSteps) => void): () => void {
  return sizeStepsStore.subscribe(listener);
}

export function useSizeSteps(): SizeSteps {
  return useStore(sizeStepsStore);
}

export function useNarrowerThan(step: WidthStep): boolean {
  return useStore(sizeStepsStore, ({ width }) => isUnder(width, step));
}

/** Follows the window's size from now on. Before the first picture, so that nothing folds in sight. */
export function followWindowSize(): void {
  const { dataset } = document.documentElement;
  const follow = () => {
    const { width, height } = sizeStepsOf(window.innerWidth, window.innerHeight);
    const before = sizeStepsNow();
    if (width !== before.width || height !== before.height) {
      sizeStepsStore.setState({ width, height });
    }
    dataset.narrower = WIDTH_STEPS.filter((step) => isUnder(width, step)).join(' ');
    dataset.lower = HEIGHT_STEPS.filter((step) => isUnder(height, step)).join(' ');
  };
  follow();
  window.addEventListener('resize', follow);
}
