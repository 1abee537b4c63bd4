/** The parts of the window that F6 walks, found by their roles and names. */

/** In the order of F6. A part that is not there, or folded, is left out. */
const REGIONS: readonly { readonly name: string; readonly selector: string }[] = [
  { name: 'transport', selector: '[role="toolbar"][aria-label="Transport"]' },
  { name: 'tools', selector: '[role="toolbar"][aria-label="Tools"]' },
  { name: 'library', selector: '[aria-label="Library"]:not([role="tablist"])' },
  { name: 'heads', selector: '[aria-label="Track heads"]' },
  { name: 'track area', selector: '.track-area' },
  { name: 'inspector', selector: '[aria-label="Inspector"]' },
  { name: 'runs', selector: 'section[aria-label="Runs"]' },
  { name: 'report', selector: 'section[aria-label="Report"]' },
  { name: 'exports', selector: 'section[aria-label="Exports and methods"]' },
  { name: 'bottom', selector: '.bottom' },
  { name: 'foot', selector: 'footer' },
  { name: 'notices', selector: '.notices' },
];

const FOCUSABLE =
  'button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], [tabindex]';

/** What had the focus last in each region. */
const lastIn = new WeakMap<Element, HTMLElement>();

function regions(): readonly HTMLElement[] {
  const found = REGIONS.map(({ selector }) => document.querySelector<HTMLElement>(selector));
  return found.filter((region) => region !== null && isShown(region)) as HTMLElement[];
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && element.checkVisibility();
}

export function regionOf(element: Element): HTMLElement | null {
  return regions().findLast((region) => region.contains(element)) ?? null;
}

/** Goes to the next or previous region, where the focus was last. */
export function walkRegions(direction: 1 | -1): void {
  const all = regions();
  const focused = document.activeElement;
  const from = all.findLastIndex((region) => region.contains(focused));
  const start = from < 0 && direction < 0 ? 0 : from;
  const current = all[from];
  if (current !== undefined && focused instanceof HTMLElement) lastIn.set(current, focused);
  for (let step = 1; step <= all.length; step += 1) {
    const region = all[(start + direction * step + 2 * all.length) % all.length];
    if (region !== undefined && focusInRegion(region)) return;
  }
}

/** Gives the focus to what had it last there, else to the chosen or first control; tells whether it
 * took it. */
export function focusInRegion(region: Element): boolean {
  const last = lastIn.get(region);
  const all = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isShown);
  const stops = all.filter((element) => element.tabIndex >= 0);
  const chosen = stops.find((element) =>
    element.matches('[aria-selected="true"], [data-selected] *'),
  );
  const candidates = [last, chosen, ...stops].filter((element) => element?.isConnected === true);
  for (const element of [...candidates, region as HTMLElement]) {
    element?.focus();
    if (document.activeElement === element) return true;
  }
  return false;
}
