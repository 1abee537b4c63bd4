/** The dropouts in view as marks of the ruler: those that would lie on one another are one. Pure. */
import type { Dropout } from '../../../preload/engine.ts';
import type { Frames, SampleRate } from '../../../preload/units.ts';
import { timeText } from '../../ui/time-text.ts';
import { pixelsFromFrame, type TimeView } from '../canvas/geometry.ts';

/** Of a mark; nearer ones share it. */
const MARK_PIXELS = 9;

export interface DropoutMark {
  readonly leftPixels: number;
  readonly frame: Frames;
  /** In the order of time. */
  readonly dropouts: readonly Dropout[];
}

/** In the order of time. */
export function dropoutMarks(
  dropouts: readonly Dropout[],
  view: TimeView,
  widthPixels: number,
): readonly DropoutMark[] {
  const placed = dropouts.flatMap((dropout) => {
    if (dropout.timelineFrame === null) return [];
    const pixels = pixelsFromFrame(view, dropout.timelineFrame);
    const isInView = pixels >= -MARK_PIXELS / 2 && pixels <= widthPixels + MARK_PIXELS / 2;
    return isInView ? [{ dropout, frame: dropout.timelineFrame, pixels: Math.round(pixels) }] : [];
  });
  placed.sort((a, b) => a.frame - b.frame);
  const marks: { leftPixels: number; frame: Frames; dropouts: Dropout[] }[] = [];
  for (const { dropout, frame, pixels } of placed) {
    const last = marks.at(-1);
    if (last !== undefined && pixels - last.leftPixels < MARK_PIXELS) last.dropouts.push(dropout);
    else marks.push({ leftPixels: pixels, frame, dropouts: [dropout] });
  }
  return marks;
}

export interface DropoutWords {
  /** `Dropout 0:02.500, output`, `3 dropouts from 0:02.500` */
  readonly title: string;
  /** `reported by JACK`, `inferred: the clock jumped` */
  readonly source: string;
}

export function dropoutWords(
  { frame, dropouts }: DropoutMark,
  sampleRate: SampleRate,
  hostApi: string,
): DropoutWords {
  const kinds = new Set(dropouts.flatMap((dropout) => dropout.kinds));
  const isOf = (direction: 'input' | 'output') =>
    [...kinds].some((kind) => kind.startsWith(direction));
  const directions = (['input', 'output'] as const).filter(isOf);
  const at = timeText(frame, sampleRate);
  const count = dropouts.reduce((sum, dropout) => sum + dropout.count, 0);
  const what = count === 1 ? `Dropout ${at}` : `${count} dropouts from ${at}`;
  const reported = directions.length > 0 ? [`reported by ${hostApi}`] : [];
  const inferred = kinds.has('inferred') ? ['inferred: the clock jumped'] : [];
  return {
    title: [what, ...directions].join(', '),
    source: [...reported, ...inferred].join('; '),
  };
}
