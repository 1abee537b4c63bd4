/** Where the window opens: where it was, as far as that is on a screen, and never larger than its screen. */
import type { WindowBounds } from '../settings.ts';

/** Pixels of the window's title that must be on the screen for it to be moved. */
const WITHIN_REACH = 100;
export const USUAL_SIZE = { width: 1_440, height: 900 } as const;
/** Of what is in the window, in CSS pixels. */
const LEAST_SIZE = { width: 640, height: 400 } as const;

/**
 * @param bounds of the last time; null = the first time
 * @param area of the screen it was on, or of the main one, without panels and docks
 */
export function windowPlace(bounds: WindowBounds | null, area: WindowBounds): WindowBounds {
  const { width, height } = bounds ?? USUAL_SIZE;
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  if (bounds === null || !isWithinReach(bounds, area)) {
    return {
      x: area.x + Math.floor((area.width - size.width) / 2),
      y: area.y + Math.floor((area.height - size.height) / 2),
      ...size,
    };
  }
  const isCut = size.width < width || size.height < height;
  return isCut ? { x: area.x, y: area.y, ...size } : bounds;
}

/** The window is no smaller, but where the screen is.
 * @param uiSizePercent the size of everything in the window */
export function leastSize(
  uiSizePercent: number,
  area: WindowBounds,
): { readonly width: number; readonly height: number } {
  const scaled = (pixels: number) => Math.ceil((pixels * uiSizePercent) / 100);
  return {
    width: Math.min(scaled(LEAST_SIZE.width), area.width),
    height: Math.min(scaled(LEAST_SIZE.height), area.height),
  };
}

function isWithinReach(bounds: WindowBounds, area: WindowBounds): boolean {
  return (
    bounds.x < area.x + area.width - WITHIN_REACH &&
    bounds.x + bounds.width > area.x + WITHIN_REACH &&
    bounds.y >= area.y - 10 &&
    bounds.y < area.y + area.height - WITHIN_REACH
  );
}
