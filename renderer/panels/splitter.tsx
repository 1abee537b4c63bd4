/** A line between a panel and the timeline that changes the panel's size, by pointer and by key. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import {
  keepPanelPixels,
  LEAST_PIXELS,
  type PanelName,
  panelPixels,
  USUAL_PIXELS,
} from '../store/panel-sizes.ts';

const LABELS: Readonly<Record<PanelName, string>> = {
  library: 'Width of the Library',
  inspector: 'Width of the Inspector',
  bottom: 'Height of the bottom panel',
};

const STEP_PIXELS = 16;

/** The panel as it is drawn, and the largest size that leaves the timeline its least. */
interface Extent {
  readonly now: number;
  readonly most: number;
}

/** Where the panel lies; its neighbour at the other side of the line gives or takes the room. */
function extentOf(splitter: HTMLElement, panel: PanelName): Extent {
  const { previousElementSibling: before, nextElementSibling: after } = splitter;
  const [own, neighbour] = panel === 'library' ? [before, after] : [after, before];
  if (own === null || neighbour === null) return { now: panelPixels(panel), most: 0 };
  const isHigh = panel === 'bottom';
  const sizeOf = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return isHigh ? height : width;
  };
  const { minWidth, minHeight } = getComputedStyle(neighbour);
  const least = Number.parseFloat(isHigh ? minHeight : minWidth) || 0;
  const now = sizeOf(own);
  return { now, most: now + Math.max(0, sizeOf(neighbour) - least) };
}

function clamped(panel: PanelName, pixels: number, most: number): number {
  return Math.max(LEAST_PIXELS[panel], Math.min(pixels, most));
}

export function Splitter({ panel }: { readonly panel: PanelName }) {
  const element = useRef<HTMLDivElement>(null);
  const extent = useExtent(element, panel);
  const drag = useDrag(panel);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved; this is a splitter.
    <div
      ref={element}
      className={`splitter splitter-${panel}`}
      role="separator"
      tabIndex={0}
      aria-orientation={panel === 'bottom' ? 'horizontal' : 'vertical'}
      aria-label={LABELS[panel]}
      aria-controls={`${panel}-panel`}
      aria-valuenow={Math.round(extent.now)}
      aria-valuemin={LEAST_PIXELS[panel]}
      aria-valuemax={Math.max(LEAST_PIXELS[panel], Math.round(extent.most))}
      aria-valuetext={`${Math.round(extent.now)} pixels`}
      onDoubleClick={() => keepPanelPixels(panel, USUAL_PIXELS[panel])}
      {...drag}
    />
  );
}

function useExtent(element: React.RefObject<HTMLElement | null>, panel: PanelName): Extent {
  const [extent, setExtent] = useState<Extent>({ now: panelPixels(panel), most: 0 });
  useEffect(() => {
    const splitter = element.current;
    if (splitter === null) return;
    const measure = () => {
      const next = extentOf(splitter, panel);
      setExtent((before) => (before.now === next.now && before.most === next.most ? before : next));
    };
    const observer = new ResizeObserver(measure);
    for (const side of [splitter.previousElementSibling, splitter.nextElementSibling]) {
      if (side !== null) observer.observe(side);
    }
    return () => observer.disconnect();
  }, [element, panel]);
  return extent;
}

/** Along the way in which the panel grows. */
function along(panel: PanelName, { clientX, clientY }: PointerEvent): number {
  if (panel === 'bottom') return -clientY;
  return panel === 'library' ? clientX : -clientX;
}

const GROWS_BY: Readonly<Record<PanelName, Readonly<Record<string, 1 | -1>>>> = {
  library: { ArrowRight: 1, ArrowLeft: -1 },
  inspector: { ArrowLeft: 1, ArrowRight: -1 },
  bottom: { ArrowUp: 1, ArrowDown: -1 },
};

/** Handlers: a drag follows the pointer at once, and Escape takes it back; keys go by steps. */
function useDrag(panel: PanelName) {
  const start = useRef<(Extent & { readonly kept: number; readonly at: number }) | null>(null);
  const end = () => {
    start.current = null;
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const extent = extentOf(event.currentTarget, panel);
      start.current = { ...extent, kept: panelPixels(panel), at: along(panel, event) };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (start.current === null) return;
      const { now, most, at } = start.current;
      const moved = along(panel, event) - at;
      if (moved !== 0) keepPanelPixels(panel, clamped(panel, now + moved, most));
    },
    onPointerUp: end,
    onLostPointerCapture: end,
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const pixels = pixelsByKey(event, panel, start.current?.kept);
      if (pixels === null) return;
      event.preventDefault();
      event.stopPropagation();
      end();
      keepPanelPixels(panel, pixels);
    },
  };
}

/** @param before a drag in progress; absent = there is none */
function pixelsByKey(
  { key, currentTarget }: KeyboardEvent<HTMLElement>,
  panel: PanelName,
  before: number | undefined,
): number | null {
  const { now, most } = extentOf(currentTarget, panel);
  if (key === 'Escape') return before ?? null;
  if (key === 'Home') return LEAST_PIXELS[panel];
  if (key === 'End') return clamped(panel, most, most);
  const direction = GROWS_BY[panel][key];
  return direction === undefined ? null : clamped(panel, now + direction * STEP_PIXELS, most);
}
