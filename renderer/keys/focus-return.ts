/**
 * The focus after what had it is gone (a removed sound, marker or track, a button whose work is
 * done): it goes to the next of its kind, else to the first control of its region.
 */
import { focusInRegion, regionOf, walkRegions } from './regions.ts';

/** Edits are shown at once; what main does (undo) takes a round trip. */
const PATIENCE_FRAMES = 30;
const KINDS = [
  ...['[data-marker-id]', '.sound-name', '[data-track-id]', '[data-group-id]'],
  ...['tr[data-action-id]', '.run-option'],
];

let watched: Element | null = null;

/** Watches the element with the focus for some frames. */
export function keepFocus(): void {
  const element = globalThis.document?.activeElement ?? null;
  if (element === null || element === document.body || element === watched) return;
  const region = regionOf(element);
  if (region === null) return;
  watched = element;
  const kind = KINDS.find((selector) => element.closest(selector) !== null);
  const place =
    kind === undefined
      ? 0
      : [...region.querySelectorAll(kind)].indexOf(element.closest(kind) as Element);
  let left = PATIENCE_FRAMES;
  const check = () => {
    const isLost = !element.isConnected && document.activeElement === document.body;
    if (isLost) giveBack(region, kind, place);
    // An element that is moved among its siblings loses the focus.
    else if (element.isConnected && document.activeElement === document.body) {
      (element as HTMLElement).focus({ preventScroll: true });
    }
    left -= 1;
    if (!isLost && left > 0 && document.activeElement === element) requestAnimationFrame(check);
    else watched = null;
  };
  requestAnimationFrame(check);
}

function giveBack(region: Element, kind: string | undefined, place: number): void {
  // A folded panel took it along, or another view came in place of its own.
  if (!region.isConnected) {
    const report = document.querySelector(
      'section[aria-label="Runs"], section[aria-label="Report"]',
    );
    if (report === null || !focusInRegion(report)) walkRegions(1);
    return;
  }
  const others = kind === undefined ? [] : [...region.querySelectorAll<HTMLElement>(kind)];
  const next = others[Math.min(place, others.length - 1)];
  next?.focus();
  if (document.activeElement === next) return;
  const inside = next?.querySelector<HTMLElement>('button, input, [tabindex]');
  if (inside == null) focusInRegion(region);
  else inside.focus();
}
