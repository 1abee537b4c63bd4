/** The dropouts in view as marks of the ruler: those that would lie on one another are one. Pure. */
import { DIRECTION_WORDS, type Dropout, dropoutCount } from '../../../preload/dropouts.ts';
import type { Frames } from '../../../preload/units.ts';
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
    const isInView = pixels >= 0 && pixels <= widthPixels;
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

const DIRECTIONS = ['input', 'output', 'both'] as const;

export interface DropoutWords {
  /** `Dropout 0:02.500, output`, `3 dropouts from 0:02.500` */
  readonly title: string;
  /** `reported by JACK`, `inferred: the clock jumped` */
  readonly source: string;
}

export function dropoutWords({ frame, dropouts }: DropoutMark): DropoutWords {
  const directions = DIRECTIONS.filter((each) =>
    dropouts.some(({ direction }) => direction === each),
  );
  const [first] = dropouts;
  const at = timeText(frame, first?.sampleRate ?? 1);
  const count = dropoutCount(dropouts);
  const what = count === 1 ? `Dropout ${at}` : `${count} dropouts from ${at}`;
  const isOf = (source: Dropout['source']) => dropouts.some((dropout) => dropout.source === source);
  const reported = isOf('reported') ? [`reported by ${first?.hostApi}`] : [];
  const inferred = isOf('inferred') ? ['inferred: the clock jumped'] : [];
  return {
    title: [what, ...directions.map((each) => DIRECTION_WORDS[each])].join(', '),
    source: [...reported, ...inferred].join('; '),
  };
}
