/** A canvas that fills its element, sharp on every screen, drawn at most once per animation frame. */
import { type RefObject, useEffect, useRef } from 'react';

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
  readonly density: number;
}

/** What the painters draw on. */
export type Context2D = CanvasRenderingContext2D;

type Draw = (context: Context2D, size: CanvasSize) => void;

/** Returns the canvas' ref and a function that requests a redraw. `draw` must stay the same function. */
export function useCanvas(
  draw: Draw,
  onResize?: (size: CanvasSize) => void,
): { readonly canvas: RefObject<HTMLCanvasElement | null>; readonly redraw: () => void } {
  const canvas = useRef<HTMLCanvasElement>(null);
  const request = useRef(0);
  const redraw = useRef(() => {
    if (request.current !== 0) return;
    request.current = requestAnimationFrame(() => {
      request.current = 0;
      if (canvas.current !== null) drawInto(canvas.current, draw);
    });
  });
  useEffect(() => {
    const element = canvas.current;
    const parent = element?.parentElement;
    if (element == null || parent == null) return;
    const observer = new ResizeObserver(() => {
      const size = sizeOf(parent);
      element.style.width = `${size.width}px`;
      element.style.height = `${size.height}px`;
      onResize?.(size);
      // At once: a resized canvas is empty until it is drawn.
      drawInto(element, draw);
    });
    observer.observe(parent);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(request.current);
      request.current = 0;
    };
  }, [draw, onResize]);
  return { canvas, redraw: redraw.current };
}

function sizeOf(element: HTMLElement): CanvasSize {
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    density: globalThis.devicePixelRatio,
  };
}

function drawInto(canvas: HTMLCanvasElement, draw: Draw): void {
  const parent = canvas.parentElement;
  const context = canvas.getContext('2d', { alpha: false });
  if (parent === null || context === null) return;
  const size = sizeOf(parent);
  const width = Math.max(1, Math.round(size.width * size.density));
  const height = Math.max(1, Math.round(size.height * size.density));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  draw(context, size);
}
