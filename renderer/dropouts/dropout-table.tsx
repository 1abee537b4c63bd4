/** The Dropouts table, of which only the rows in view are on the page. */
import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { ArrowDownUp, ArrowLeft, ArrowRight } from 'lucide-react';
import { memo, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { DIRECTION_WORDS, type Dropout } from '../../preload/dropouts.ts';
import { HEAD_HEIGHT_PIXELS, nextIndex, ROW_HEIGHT_PIXELS } from '../actions/table-walking.ts';
import { useRovingToolbar } from '../keys/roving-focus.ts';
import { useMirror } from '../store/mirror-store.ts';
import { SortButton } from '../ui/sort-button.tsx';
import { DROPOUT_COLUMNS, type DropoutColumn } from './dropout-order.ts';
import {
  dropoutChoices,
  jumpToDropout,
  selectDropout,
  useDropoutChoices,
} from './dropout-store.ts';
import { framesFigure, momentText, placeText, sizeWords, sourceParts } from './dropout-text.ts';

const COLUMNS = Object.keys(DROPOUT_COLUMNS) as DropoutColumn[];
const NUMBER_COLUMNS: ReadonlySet<DropoutColumn> = new Set(['place', 'frames']);
/** Beyond these their number is told. */
const SHOWN_TOUCHED = 2;

interface DropoutTableProps {
  readonly dropouts: readonly Dropout[];
  readonly selectedId: number | null;
  readonly children: ReactNode;
}

export function DropoutTable({ dropouts, selectedId, children }: DropoutTableProps) {
  const scroller = useRef<HTMLElement>(null);
  const current = dropouts.findIndex(({ id }) => id === selectedId);
  const virtual = useVirtualizer({
    count: dropouts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PIXELS,
    overscan: 6,
    scrollMargin: HEAD_HEIGHT_PIXELS,
    // What has the focus stays on the page.
    rangeExtractor: (range) => {
      const indexes = new Set(defaultRangeExtractor(range));
      if (current >= 0) indexes.add(current);
      return [...indexes].sort((a, b) => a - b);
    },
  });
  const goTo = (index: number) => {
    const dropout = dropouts[index];
    if (dropout === undefined || scroller.current === null) return;
    selectDropout(dropout.id);
    focusRow(scroller.current, dropout.id, index);
  };
  useRevealed(dropouts, goTo);
  return (
    <section
      className="table-scroller dropout-scroller"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Dropouts, rows"
      onKeyDown={(event) => {
        const dropout = dropouts[current];
        const isOnRow = event.target instanceof Element && event.target.matches('tr[data-row-key]');
        if (event.key === 'Enter' && isOnRow && dropout !== undefined) {
          event.preventDefault();
          jumpToDropout(dropout);
          return;
        }
        const next = nextIndex(event, { current, count: dropouts.length });
        if (next === null) return;
        event.preventDefault();
        goTo(next);
      }}
    >
      <table
        className="actions-table dropout-table"
        aria-label="Dropouts"
        aria-rowcount={dropouts.length + 1}
      >
        <colgroup>
          {COLUMNS.map((column) => (
            <col key={column} className={`dropout-${column}`} />
          ))}
          <col className="dropout-jump" />
        </colgroup>
        <DropoutHead />
        <DropoutRows
          items={virtual.getVirtualItems()}
          dropouts={dropouts}
          selectedId={selectedId}
        />
      </table>
      {children}
    </section>
  );
}

function DropoutHead() {
  const order = useDropoutChoices((choices) => choices.order);
  const head = useRef<HTMLTableSectionElement>(null);
  useRovingToolbar(head);
  return (
    <thead ref={head}>
      <tr aria-rowindex={1}>
        {COLUMNS.map((column) => {
          const way = order.isDescending ? 'descending' : 'ascending';
          const sorted = order.column === column ? way : null;
          return (
            <th
              key={column}
              scope="col"
              className={NUMBER_COLUMNS.has(column) ? '' : 'text-cell'}
              aria-sort={sorted ?? undefined}
            >
              <SortButton
                name={DROPOUT_COLUMNS[column]}
                sorted={sorted}
                onSort={() =>
                  dropoutChoices.setState({
                    order: { column, isDescending: sorted === 'ascending' },
                  })
                }
              />
            </th>
          );
        })}
        <th>
          <span className="hidden-text">Jump</span>
        </th>
      </tr>
    </thead>
  );
}

interface DropoutRowsProps {
  readonly items: readonly VirtualItem[];
  readonly dropouts: readonly Dropout[];
  readonly selectedId: number | null;
}

function DropoutRows({ items, dropouts, selectedId }: DropoutRowsProps) {
  const lines = items.flatMap(({ index }, place) => {
    const dropout = dropouts[index];
    if (dropout === undefined) return [];
    const gap = index - ((items[place - 1]?.index ?? -1) + 1);
    const { id } = dropout;
    return [
      gap > 0 && <Filler key={`before ${id}`} rows={gap} />,
      <DropoutLine
        key={id}
        dropout={dropout}
        rowIndex={index + 2}
        isSelected={id === selectedId}
      />,
    ];
  });
  return (
    <tbody>
      {lines}
      <Filler rows={dropouts.length - 1 - (items.at(-1)?.index ?? -1)} />
    </tbody>
  );
}

function Filler({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  const style = { height: rows * ROW_HEIGHT_PIXELS };
  return (
    <tr aria-hidden>
      <td className="filler-cell" colSpan={COLUMNS.length + 1} style={style} />
    </tr>
  );
}

interface DropoutLineProps {
  readonly dropout: Dropout;
  readonly rowIndex: number;
  readonly isSelected: boolean;
}

const DropoutLine = memo(function DropoutLine(props: DropoutLineProps) {
  const { dropout, rowIndex, isSelected } = props;
  const { id, count, direction, timelineFrame } = dropout;
  const { word, rest } = sourceParts(dropout);
  return (
    <tr
      aria-rowindex={rowIndex}
      aria-current={isSelected ? 'true' : undefined}
      data-row-key={id}
      tabIndex={-1}
      onClick={() => selectDropout(id)}
      onDoubleClick={() => jumpToDropout(dropout)}
    >
      <td className="figure">{placeText(dropout)}</td>
      <td className="text-cell">
        <DirectionIcon direction={direction} />
        {DIRECTION_WORDS[direction]}
      </td>
      <td className="figure tone-warn" title={sizeWords(dropout)}>
        {framesFigure(dropout)}
        {count > 1 && <span className="dim"> in {count}</span>}
      </td>
      <td className="text-cell">
        <SourceGlyph source={dropout.source} />
        {word} <span className="dim">{rest}</span>
      </td>
      <td className="text-cell dim">{momentText(dropout)}</td>
      <td className="text-cell touched-cell">
        <Touched dropout={dropout} />
      </td>
      <td className="action-cell">
        {timelineFrame !== null && (
          <button
            type="button"
            className="jump-button"
            // By keyboard it is Enter on the row.
            tabIndex={-1}
            aria-label={`Jump to ${placeText(dropout)}`}
            onClick={(event) => {
              event.stopPropagation();
              jumpToDropout(dropout);
            }}
          >
            <ArrowRight size={12} aria-hidden /> Jump
          </button>
        )}
      </td>
    </tr>
  );
});

const ICONS = { input: ArrowLeft, output: ArrowRight, both: ArrowDownUp } as const;

function DirectionIcon({ direction }: Pick<Dropout, 'direction'>) {
  const Icon = ICONS[direction];
  return <Icon size={12} className="direction-icon" aria-hidden />;
}

/** Filled: somebody said so. */
export function SourceGlyph({ source }: Pick<Dropout, 'source'>) {
  return <span className="source-glyph" data-source={source} aria-hidden />;
}

function Touched({ dropout }: { readonly dropout: Dropout }) {
  const { touched, touchedCount } = dropout;
  const tracks = useMirror((mirror) => mirror.project.tracks);
  if (touchedCount === 0) return <span className="faint">nothing</span>;
  const rest = touchedCount - Math.min(SHOWN_TOUCHED, touched.length);
  return (
    <span className="touched-chips" title={touched.map(({ name }) => name).join(', ')}>
      {touched.slice(0, SHOWN_TOUCHED).map(({ requestNumber, name, trackId }) => {
        const track = tracks.find(({ id }) => id === trackId);
        return (
          <span key={requestNumber} className="touched-chip">
            {track !== undefined && (
              <span className="track-swatch" data-colour={track.colour + 1} aria-hidden />
            )}
            <span className="touched-name">{name}</span>
          </span>
        );
      })}
      {rest > 0 && <span className="dim">+{rest}</span>}
    </span>
  );
}

/** As soon as it is on the page. */
function focusRow(scroller: HTMLElement, id: number, index: number): void {
  const attempt = (triesLeft: number) => {
    const top = index * ROW_HEIGHT_PIXELS;
    const room = scroller.clientHeight - HEAD_HEIGHT_PIXELS;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW_HEIGHT_PIXELS > scroller.scrollTop + room) {
      scroller.scrollTop = top + ROW_HEIGHT_PIXELS - room;
    }
    const row = scroller.querySelector<HTMLElement>(`tr[data-row-key="${id}"]`);
    if (row !== null) row.focus({ preventScroll: true });
    else if (triesLeft > 0) requestAnimationFrame(() => attempt(triesLeft - 1));
  };
  attempt(10);
}

/** Goes to the row that something else asks for. */
function useRevealed(dropouts: readonly Dropout[], goTo: (index: number) => void): void {
  const revealedId = useDropoutChoices((choices) => choices.revealedId);
  const go: RefObject<(index: number) => void> = useRef(goTo);
  go.current = goTo;
  useEffect(() => {
    if (revealedId === null) return;
    const index = dropouts.findIndex(({ id }) => id === revealedId);
    if (index < 0) return;
    dropoutChoices.setState({ revealedId: null });
    go.current(index);
  }, [revealedId, dropouts]);
}
