/** By what the rows of the Dropouts table are chosen and sorted. Pure. */
import { type Dropout, type DropoutFilter, isChosenBy } from '../../preload/dropouts.ts';
import { momentText } from './dropout-text.ts';

/** A chip: a part of the run's dropouts, or those while nothing was played. */
export type ListFilter = DropoutFilter | 'idle';

export const DROPOUT_COLUMNS = {
  place: 'Timeline',
  direction: 'Direction',
  frames: 'Frames',
  source: 'Source',
  moment: 'At that moment',
  touched: 'Touched',
} as const;
export type DropoutColumn = keyof typeof DROPOUT_COLUMNS;

export interface DropoutOrder {
  readonly column: DropoutColumn;
  readonly isDescending: boolean;
}

type Key = number | string | null;

const KEYS: Readonly<Record<DropoutColumn, (dropout: Dropout) => Key>> = {
  place: ({ timelineFrame, sampleRate }) =>
    timelineFrame === null ? null : timelineFrame / sampleRate,
  direction: ({ direction }) => direction,
  frames: ({ frames, sampleRate }) => (frames === null ? null : frames / sampleRate),
  source: ({ source }) => source,
  moment: momentText,
  touched: ({ touchedCount }) => touchedCount,
};

/** Without what is compared comes last; equal ones as they came. */
export function sortedDropouts(
  dropouts: readonly Dropout[],
  { column, isDescending }: DropoutOrder,
): readonly Dropout[] {
  const direction = isDescending ? -1 : 1;
  const keyed = dropouts.map((dropout) => ({ dropout, key: KEYS[column](dropout) }));
  keyed.sort((one, other) => {
    if (one.key === other.key) return one.dropout.id - other.dropout.id;
    if (one.key === null || other.key === null) return one.key === null ? 1 : -1;
    return one.key < other.key ? -direction : direction;
  });
  return keyed.map(({ dropout }) => dropout);
}

export function chosenDropouts(
  filter: ListFilter,
  ofRun: readonly Dropout[],
  idle: readonly Dropout[],
): readonly Dropout[] {
  if (filter === 'idle') return idle;
  return filter === 'all' ? ofRun : ofRun.filter((dropout) => isChosenBy(filter, dropout));
}
