/**
 * One table of the actions of a run, of which only the rows in view are on the page: filler rows take the
 * place of the others, and every row carries its index. Takes that are being recorded stay in sight.
 */
import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useNarrowerThan } from '../store/size-steps.ts';
import { ActionLine } from './action-line.tsx';
import { COLUMNS, isShown, type TableColumn, type TableContext } from './columns.tsx';
import { FoldLine } from './fold-line.tsx';
import { useTableChoices } from './table-choices.ts';
import { TableHead } from './table-head.tsx';
import {
  keyOfLine,
  rememberCurrent,
  type TableLine,
  tableLines,
  useTable,
  wantLines,
} from './table-store.ts';
import {
  HEAD_HEIGHT_PIXELS,
  nextIndex,
  ROW_HEIGHT_PIXELS,
  useFocusedRow,
  useRevealed,
  useSteadyView,
} from './table-walking.ts';

/** Takes beyond these scroll with the rest. */
const MOST_PINNED = 4;
/** Of the column that takes what the others leave. */
const NAME_PIXELS = 96;
const CANCEL_COLUMN_PIXELS = 28;

const EMPTY_TEXTS = {
  all: 'Nothing has been played or recorded yet.',
  trouble: 'Nothing was late, lost or silent.',
  clip: 'The selected clip has no account yet.',
} as const;

export function ActionTable() {
  const scroller = useRef<HTMLDivElement>(null);
  const version = useTable((view) => view.version);
  const filter = useTableChoices((choices) => choices.filter);
  const shown = useShownColumns();
  const [current, setCurrent] = useState<string | null>(null);
  const currentIndex = current === null ? -1 : tableLines.indexOf(current);
  const { count } = tableLines;
  const pinned = Math.min(tableLines.takes, MOST_PINNED);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PIXELS,
    overscan: 6,
    scrollMargin: HEAD_HEIGHT_PIXELS,
    // What has the focus stays on the page, and so do pinned rows.
    rangeExtractor: (range) => {
      const indexes = new Set(defaultRangeExtractor(range));
      for (let index = 0; index < pinned; index += 1) indexes.add(index);
      if (currentIndex >= 0) indexes.add(currentIndex);
      return [...indexes].sort((a, b) => a - b);
    },
  });
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines may be there with each version.
  useEffect(
    () => wantLines({ from: startIndex, to: endIndex + 1 }),
    [startIndex, endIndex, version],
  );
  useSteadyView(scroller, version);
  const become = (key: string | null) => {
    setCurrent(key);
    rememberCurrent(key);
  };
  const goTo = useFocusedRow(scroller, { current, pinned, become });
  useRevealed(goTo);
  return (
    <section
      className="table-scroller"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Actions, rows"
      onKeyDown={(event) => {
        const next = nextIndex(event, { current: goTo.target ?? currentIndex, count });
        if (next === null) return;
        event.preventDefault();
        goTo(next);
      }}
      onFocus={({ target }) => {
        const key = target.closest<HTMLElement>('tr[data-row-key]')?.dataset.rowKey;
        if (key !== undefined) become(key);
      }}
    >
      <table
        className="actions-table"
        aria-label="Actions"
        aria-rowcount={count + 1}
        style={{ minWidth: leastWidth(shown) }}
      >
        <Columns shown={shown} />
        <TableHead shown={shown} />
        <Body items={virtual.getVirtualItems()} pinned={pinned} shown={shown} />
      </table>
      {count === 0 && <p className="empty-table">{EMPTY_TEXTS[filter]}</p>}
    </section>
  );
}

interface BodyProps {
  readonly items: readonly VirtualItem[];
  readonly pinned: number;
  readonly shown: readonly TableColumn[];
}

function Body({ items, pinned, shown }: BodyProps) {
  const context = useTable((view) => view.context);
  const lines = items.flatMap(({ index }, place) => {
    const gap = index - ((items[place - 1]?.index ?? -1) + 1);
    const line = tableLines.at(index);
    // By action, so that the focus stays with it when rows move.
    const key = line === undefined ? `blank ${index}` : keyOfLine(line);
    return [
      gap > 0 && <Filler key={`before ${key}`} rows={gap} />,
      line === undefined ? (
        <BlankLine key={key} rowIndex={index + 2} />
      ) : (
        <Line
          key={key}
          line={line}
          rowIndex={index + 2}
          pinnedPlace={index < pinned ? index : null}
          shown={shown}
          context={context}
        />
      ),
    ];
  });
  return (
    <tbody>
      {lines}
      <Filler rows={tableLines.count - 1 - (items.at(-1)?.index ?? -1)} />
    </tbody>
  );
}

interface LineProps extends Pick<BodyProps, 'shown'> {
  readonly line: TableLine;
  /** Of the whole table, from 1; the header is the first. */
  readonly rowIndex: number;
  readonly pinnedPlace: number | null;
  readonly context: TableContext;
}

function Line({ line, rowIndex, pinnedPlace, shown, context }: LineProps) {
  if (line.kind === 'row') {
    const place = { rowIndex, pinnedPlace, isFolded: line.foldKey !== null };
    return <ActionLine row={line.row} {...place} shown={shown} context={context} />;
  }
  const isOpen = tableLines.isOpen(line.key);
  return <FoldLine fold={line} rowIndex={rowIndex} isOpen={isOpen} context={context} />;
}

/** Of a line that is on its way. */
function BlankLine({ rowIndex }: Pick<LineProps, 'rowIndex'>) {
  return (
    <tr className="blank-line" aria-rowindex={rowIndex} aria-busy>
      <td colSpan={COLUMNS.length + 1} />
    </tr>
  );
}

function useShownColumns(): readonly TableColumn[] {
  const isNarrow = useNarrowerThan(1_280);
  const chosen = useTableChoices((choices) => choices.columns);
  const last = useRef<readonly TableColumn[]>([]);
  const shown = COLUMNS.filter((column) => isShown(column, chosen, !isNarrow));
  const isSame =
    shown.length === last.current.length &&
    shown.every((column, index) => column === last.current[index]);
  if (!isSame) last.current = shown;
  return last.current;
}

function leastWidth(shown: readonly TableColumn[]): number {
  const widths = shown.map(({ widthPixels }) => widthPixels ?? NAME_PIXELS);
  return widths.reduce((sum, width) => sum + width, CANCEL_COLUMN_PIXELS);
}

function Columns({ shown }: { shown: readonly TableColumn[] }) {
  return (
    <colgroup>
      {COLUMNS.map((column) => (
        <col key={column.name} style={widthOf(column, shown)} />
      ))}
      <col style={{ width: CANCEL_COLUMN_PIXELS }} />
    </colgroup>
  );
}

/** Columns that are not shown have no width, but are there for screen readers. */
function widthOf(column: TableColumn, shown: readonly TableColumn[]): CSSProperties {
  if (!shown.includes(column)) return { width: 0 };
  return column.widthPixels === null ? {} : { width: column.widthPixels };
}

function Filler({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden>
      <td
        className="filler-cell"
        colSpan={COLUMNS.length + 1}
        style={{ height: rows * ROW_HEIGHT_PIXELS }}
      />
    </tr>
  );
}
