/** How the window looks: what a person chooses, and what every process has to know of it. */

export const THEMES = ['dark', 'light', 'high-contrast'] as const;
/** A set of the tokens in `renderer/styles/tokens.css`. */
export type Theme = (typeof THEMES)[number];

/** `system`: the system's colours and its contrast. */
export const THEME_CHOICES = ['system', ...THEMES] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export interface Appearance {
  readonly theme: ThemeChoice;
  /** Size of everything in the window, a whole number of per cent, 80...200. */
  readonly uiSizePercent: number;
}

export const USUAL_APPEARANCE: Appearance = { theme: 'system', uiSizePercent: 100 };
export const MIN_UI_SIZE_PERCENT = 80;
export const MAX_UI_SIZE_PERCENT = 200;

/** What Larger and Smaller go to. */
const UI_SIZES = [MIN_UI_SIZE_PERCENT, 90, 100, 110, 125, 150, 175, MAX_UI_SIZE_PERCENT] as const;

/** The next size in that direction; the same where there is none. */
export function nextUiSize(percent: number, direction: 1 | -1): number {
  const next =
    direction > 0
      ? UI_SIZES.find((size) => size > percent)
      : UI_SIZES.findLast((size) => size < percent);
  return next ?? percent;
}

/** The window's colour before its page is there: the token `bg`. */
export const WINDOW_COLOURS: Readonly<Record<Theme, string>> = {
  dark: '#0c0d0f',
  light: '#e6e9ec',
  'high-contrast': '#000000',
};
