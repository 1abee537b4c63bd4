/** Where the parts of a dropout's drawing lie: what was before, what was lost, what came after. Pure. */
import type { Dropout } from '../../preload/dropouts.ts';
import type { Frames } from '../../preload/units.ts';

/** Blocks before and after that are shown at least. */
const SHOWN_BLOCKS = 4;
/** Where the driver does not tell them. */
const USUAL_BLOCK_FRAMES = 256;

export interface DropoutScale {
  readonly framesPerPixel: number;
  /** Shown before what was lost, and after it. */
  readonly besideFrames: Frames;
  readonly lostLeftPixels: number;
  readonly lostRightPixels: number;
}

export function dropoutScale(dropout: Dropout, widthPixels: number): DropoutScale {
  const lost = dropout.frames ?? 0;
  const besideFrames = Math.max(SHOWN_BLOCKS * blockFramesOf(dropout), Math.round(1.5 * lost));
  const framesPerPixel = (2 * besideFrames + lost) / Math.max(1, widthPixels);
  const lostLeftPixels = besideFrames / framesPerPixel;
  return {
    framesPerPixel,
    besideFrames,
    lostLeftPixels,
    lostRightPixels: lostLeftPixels + lost / framesPerPixel,
  };
}

export function blockFramesOf({ before, after }: Dropout): Frames {
  return Math.max(1, after?.frames ?? before?.frames ?? USUAL_BLOCK_FRAMES);
}

/** When a block was due and when it came. */
export interface DrawnBlock {
  readonly duePixels: number;
  readonly camePixels: number;
  readonly isLate: boolean;
}

/** Those that are in the drawing. All but the one after what was lost came when they were due. */
export function drawnBlocks(dropout: Dropout, scale: DropoutScale): readonly DrawnBlock[] {
  const { lostLeftPixels, lostRightPixels, framesPerPixel, besideFrames } = scale;
  const step = blockFramesOf(dropout) / framesPerPixel;
  const count = Math.min(64, Math.floor(besideFrames / blockFramesOf(dropout)));
  const onTime = (pixels: number): DrawnBlock => ({
    duePixels: pixels,
    camePixels: pixels,
    isLate: false,
  });
  const steps = Array.from({ length: count }, (_, index) => index + 1);
  const { lateSeconds, sampleRate } = dropout;
  const latePixels =
    lateSeconds === null
      ? lostRightPixels - lostLeftPixels
      : Math.max(0, lateSeconds * sampleRate) / framesPerPixel;
  return [
    ...steps.map((index) => onTime(lostLeftPixels - index * step)).reverse(),
    { duePixels: lostLeftPixels, camePixels: lostLeftPixels + latePixels, isLate: true },
    ...steps.map((index) => onTime(lostRightPixels + index * step)),
  ];
}
