/** The colours that the canvases draw with, read from the tokens once for each theme. */
import { TRACK_COLOUR_COUNT } from '../../../preload/project.ts';
import { appearanceStore } from '../../store/appearance.ts';

export interface TrackColours {
  readonly solid: string;
  readonly fill: string;
  readonly title: string;
  readonly border: string;
  readonly peaks: string;
}

export interface Palette {
  readonly background: string;
  readonly panel: string;
  readonly line: string;
  readonly softLine: string;
  readonly strongLine: string;
  readonly grid: string;
  readonly strongGrid: string;
  readonly text: string;
  readonly bright: string;
  readonly dim: string;
  readonly faint: string;
  readonly accent: string;
  readonly onTime: string;
  readonly warning: string;
  readonly error: string;
  readonly record: string;
  readonly tracks: readonly TrackColours[];
  readonly monoFont: string;
  readonly interfaceFont: string;
}

let palette: Palette | null = null;
// Before those who paint on canvases hear of it.
appearanceStore.subscribe(() => {
  palette = null;
});

export function paletteNow(): Palette {
  palette ??= readPalette();
  return palette;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const background = token('--bg');
  const mix = (colour: string, share: string) =>
    `color-mix(in srgb, ${colour} ${share}, ${background})`;
  const tracks = Array.from({ length: TRACK_COLOUR_COUNT }, (_, index) => {
    const solid = token(`--track-${index + 1}`);
    return {
      solid,
      fill: mix(solid, token('--clip-mix')),
      title: mix(solid, token('--clip-title')),
      border: mix(solid, token('--clip-edge')),
      peaks: mix(solid, '58%'),
    };
  });
  return {
    background,
    panel: token('--panel'),
    line: token('--line'),
    softLine: token('--line-soft'),
    strongLine: token('--line-strong'),
    grid: token('--grid'),
    strongGrid: token('--grid-strong'),
    text: token('--text'),
    bright: token('--bright'),
    dim: token('--dim'),
    faint: token('--faint'),
    accent: token('--accent'),
    onTime: token('--on-time'),
    warning: token('--warning'),
    error: token('--error'),
    record: token('--record'),
    tracks,
    monoFont: token('--font-mono'),
    interfaceFont: token('--font-interface'),
  };
}
