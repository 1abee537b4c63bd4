/** How the window looks: what the person chose, which main keeps, and the theme that is shown. */
import { createStore } from 'zustand/vanilla';
import { type Appearance, type Theme, USUAL_APPEARANCE } from '../../preload/appearance.ts';
import { bridge } from './bridge.ts';
import { valueOrNotice } from './notices.ts';

interface ShownAppearance {
  readonly chosen: Appearance;
  readonly theme: Theme;
  /** The system puts its own colours in place of those of the theme. */
  readonly areColoursForced: boolean;
  /** Pixels of the screen a CSS pixel; the size of everything in the window counts, too. */
  readonly density: number;
}

export const appearanceStore = createStore<ShownAppearance>(() => ({
  chosen: USUAL_APPEARANCE,
  theme: 'dark',
  areColoursForced: false,
  density: 1,
}));

export function appearanceNow(): ShownAppearance {
  return appearanceStore.getState();
}

const MEDIA = {
  isLight: '(prefers-color-scheme: light)',
  wantsContrast: '(prefers-contrast: more)',
  areColoursForced: '(forced-colors: active)',
} as const;

function matches(query: keyof typeof MEDIA): boolean {
  return matchMedia(MEDIA[query]).matches;
}

function shownTheme({ theme }: Appearance): Theme {
  if (theme !== 'system') return theme;
  if (matches('wantsContrast')) return 'high-contrast';
  return matches('isLight') ? 'light' : 'dark';
}

/** Shows what was chosen. Style sheets know the theme before anybody who listens reads a token. */
function show(chosen: Appearance): void {
  const theme = shownTheme(chosen);
  document.documentElement.dataset.theme = theme;
  appearanceStore.setState({ chosen, theme, areColoursForced: matches('areColoursForced') });
}

/** Shows the system's theme at once and the chosen one as soon as main tells it; follows both. */
export function followAppearance(): void {
  show(USUAL_APPEARANCE);
  for (const query of Object.values(MEDIA)) {
    matchMedia(query).addEventListener('change', () => show(appearanceNow().chosen));
  }
  // Another size of the interface, or another screen: both are told by a resize.
  const followDensity = () => {
    const density = globalThis.devicePixelRatio;
    if (density !== appearanceNow().density) appearanceStore.setState({ density });
  };
  followDensity();
  window.addEventListener('resize', followDensity);
  void bridge()
    .appearance(null)
    .then(valueOrNotice)
    .then((chosen) => {
      if (chosen !== null) show(chosen);
    });
}

/** Shows it, and has main keep it. */
export async function changeAppearance(change: Partial<Appearance>): Promise<void> {
  const chosen = { ...appearanceNow().chosen, ...change };
  show(chosen);
  valueOrNotice(await bridge().changeAppearance(chosen));
}
