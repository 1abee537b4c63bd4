/** A canvas that fills its element, sharp on every screen, drawn at most once a picture. */
import { type RefObject, useEffect, useRef } from 'react';
import { appearanceStore } from '../../store/appearance.ts';
import { addPainter, REST, requestPaint } from '../../ui/frame-loop.ts';

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
  readonly density: number;
}

/** What the painters draw on. */
export type Context2D = CanvasRenderingContext2D;

type Draw = (context: Context2D, size: CanvasSize) => void;

/** How a canvas is used. */
interface CanvasOptions {
  readonly onResize?: (size: CanvasSize) => void;
  /** What lies below is seen where nothing is drawn. */
  readonly isTransparent?: boolean;
}

/** Returns the canvas' ref and a function that requests a redraw. `draw` and `options` must stay the same. */
export function useCanvas(
  draw: Draw,
  options: CanvasOptions = NO_OPTIONS,
): { readonly canvas: RefObject<HTMLCanvasElement | null>; readonly redraw: () => void } {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isStale = useRef(false);
  const redraw = useRef(() => {
    isStale.current = true;
    requestPaint();
  });
  useEffect(() => {
    const element = canvas.current;
    const parent = element?.parentElement;
    if (element == null || parent == null) return;
    const { onResize, isTransparent = false } = options;
    // Reading it for each picture would have the page laid out in the middle of one.
    let size = sizeOf(parent);
    const drawNow = () => {
      isStale.current = false;
      drawInto(element, { ...size, density: globalThis.devicePixelRatio }, draw, isTransparent);
    };
    const observer = new ResizeObserver(() => {
      size = sizeOf(parent);
      element.style.width = `${size.width}px`;
      element.style.height = `${size.height}px`;
      onResize?.(size);
      // At once: a resized canvas is empty until it is drawn.
      drawNow();
    });
    observer.observe(parent);
    const endPainter = addPainter(() => {
      if (isStale.current) drawNow();
      return REST;
    });
    const endTheme = appearanceStore.subscribe(redraw.current);
    return () => {
      observer.disconnect();
      endPainter();
      endTheme();
    };
  }, [draw, options]);
  return { canvas, redraw: redraw.current };
}

const NO_OPTIONS: CanvasOptions = {};

function sizeOf(element: HTMLElement): CanvasSize {
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    density: globalThis.devicePixelRatio,
  };
}

function drawInto(
  canvas: HTMLCanvasElement,
  size: CanvasSize,
  draw: Draw,
  isTransparent: boolean,
): void {
  const context = canvas.getContext('2d', { alpha: isTransparent });
  if (context === null) return;
  const width = Math.max(1, Math.round(size.width * size.density));
  const height = Math.max(1, Math.round(size.height * size.density));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  draw(context, size);
}
