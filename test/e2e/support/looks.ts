/** How the window can look: its sizes, its themes, and forced colours. */
import type { Page } from '@playwright/test';

interface LookMedia {
  readonly colorScheme: 'dark' | 'light';
  readonly contrast: 'more' | 'no-preference';
  readonly forcedColors: 'active' | 'none';
}

export interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly media: LookMedia;
}

const PLAIN: LookMedia = { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' };

/** What a system asks for, by the theme that follows from it. */
const MEDIA = {
  dark: PLAIN,
  light: { ...PLAIN, colorScheme: 'light' },
  'high contrast': { ...PLAIN, contrast: 'more' },
  'forced colours': { ...PLAIN, forcedColors: 'active' },
} as const satisfies Readonly<Record<string, LookMedia>>;
export type LookTheme = keyof typeof MEDIA;

/** The last is 1440 x 900 at 200 %. */
const SIZES = [
  [640, 400],
  [800, 520],
  [1024, 700],
  [1440, 900],
  [2560, 1440],
  [720, 450],
] as const;

export function look(theme: LookTheme, [width, height]: readonly [number, number]): Look {
  return { name: `${width}x${height} ${theme}`, width, height, media: MEDIA[theme] };
}

/** Every theme in every size, and forced colours in the usual and the least one. */
export const ALL_LOOKS: readonly Look[] = [
  ...SIZES.flatMap((size) =>
    (['dark', 'light', 'high contrast'] as const).map((theme) => look(theme, size)),
  ),
  look('forced colours', [1440, 900]),
  look('forced colours', [640, 400]),
];

/** Gives the window a look and waits until it is painted. */
export async function wear(page: Page, { width, height, media }: Look): Promise<void> {
  await page.emulateMedia(media);
  const size = page.viewportSize();
  if (size?.width !== width || size.height !== height)
    await page.setViewportSize({ width, height });
  await painted(page);
}

/** Waits until what was asked for is painted: two pictures, as painters ask for theirs in the first. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}
