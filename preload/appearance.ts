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

/** The window's colour before its page is there: the token `bg`. */
export const WINDOW_COLOURS: Readonly<Record<Theme, string>> = {
  dark: '#0c0d0f',
  light: '#e6e9ec',
  'high-contrast': '#000000',
};
