/** The theme of what is not the page: menus and dialogs of the system, and the window before its page
 * is there. */
import { nativeTheme } from 'electron';
import { type Theme, type ThemeChoice, WINDOW_COLOURS } from '../../preload/appearance.ts';

/** Menus and dialogs of the system follow from now on; the system has no theme of high contrast to
 * choose. The page's `prefers-color-scheme` follows, too. */
export function followTheme(choice: ThemeChoice): void {
  nativeTheme.themeSource = choice === 'high-contrast' ? 'dark' : choice;
}

/** What the page will be: the colour of the window until then. */
export function windowColour(choice: ThemeChoice): string {
  return WINDOW_COLOURS[choice === 'system' ? systemTheme() : choice];
}

function systemTheme(): Theme {
  if (nativeTheme.shouldUseHighContrastColors) return 'high-contrast';
  return nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
}
