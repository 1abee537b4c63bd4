/** A small waveform of a sound. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { PeaksTile } from '../../preload/contract.ts';
import { appearanceStore } from '../store/appearance.ts';
import { bridge } from '../store/bridge.ts';
import { paletteNow } from '../timeline/canvas/palette.ts';

interface SoundThumbnailProps {
  readonly sourceId: string;
  readonly frames: number;
  /** Drawn again when more of the sound is known. */
  readonly readyFrames: number;
}

const WIDTH_PIXELS = 76;
const HEIGHT_PIXELS = 14;

export function SoundThumbnail({ sourceId, frames, readyFrames }: SoundThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // On another screen a CSS pixel has another number of pixels: so has the picture.
  const density = useStore(appearanceStore, (appearance) => appearance.density);
  useEffect(() => {
    let isWanted = frames > 0 && readyFrames > 0;
    const load = async () => {
      const bins = Math.min(Math.round(WIDTH_PIXELS * density), Math.max(1, frames));
      const framesPerBin = Math.max(1, frames / bins);
      const request = { sourceId, startFrame: 0, framesPerBin, count: bins };
      const outcome = await bridge().peaks(request);
      if (!isWanted || !outcome.ok) return;
      redraw = () => {
        if (canvas.current !== null) draw(canvas.current, outcome.value, density);
      };
      redraw();
    };
    let redraw = () => {};
    const endTheme = appearanceStore.subscribe(() => redraw());
    if (isWanted) void load();
    return () => {
      isWanted = false;
      endTheme();
    };
  }, [sourceId, frames, readyFrames, density]);
  return <canvas className="sound-thumbnail" ref={canvas} aria-hidden />;
}

function draw(canvas: HTMLCanvasElement, tile: PeaksTile, density: number): void {
  canvas.width = Math.round(WIDTH_PIXELS * density);
  canvas.height = Math.round(HEIGHT_PIXELS * density);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const middle = canvas.height / 2;
  context.fillStyle = paletteNow().dim;
  for (let bin = 0; bin < tile.knownBins; bin += 1) {
    let loudest = 0;
    for (let channel = 0; channel < tile.channels; channel += 1) {
      const at = (bin * tile.channels + channel) * 3;
      loudest = Math.max(loudest, tile.triples[at + 1] ?? 0, -(tile.triples[at] ?? 0));
    }
    const height = Math.max(0.5, Math.min(1, loudest) * middle);
    context.fillRect(bin, middle - height, 1, height * 2);
  }
}
