/**
 * A table that renders only the rows in view: two filler rows take the place of the others, and every
 * row carries its index.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, useRef } from 'react';
import type { ActionRow } from '../../preload/actions.ts';
import { CANCEL_COLUMN_PIXELS, COLUMNS, type TableColumn } from './columns.tsx';

interface ActionTableProps {
  /** Accessible name. */
  readonly label: string;
  readonly count: number;
  /** undefined = not loaded yet. */
  readonly rowAt: (index: number) => ActionRow | undefined;
  readonly isHeadHidden?: boolean;
  readonly emptyText: string;
  readonly actionOf?: (row: ActionRow) => ReactNode;
  readonly onSelect: (row: ActionRow) => void;
}

const ROW_HEIGHT_PIXELS = 24;
const HEAD_HEIGHT_PIXELS = 24;

export function ActionTable(props: ActionTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: props.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PIXELS,
    overscan: 8,
    scrollMargin: props.isHeadHidden === true ? 0 : HEAD_HEIGHT_PIXELS,
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.index ?? 0) * ROW_HEIGHT_PIXELS;
  const after = (props.count - 1 - (items.at(-1)?.index ?? props.count - 1)) * ROW_HEIGHT_PIXELS;
  return (
    <section
      className="table-scroller"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={`${props.label}, rows`}
      onKeyDown={walkRows}
    >
      <table className="actions-table" aria-label={props.label} aria-rowcount={props.count + 1}>
        <TableHead isHidden={props.isHeadHidden === true} />
        <tbody>
          <Filler height={before} />
          {items.map((item) => {
            const row = props.rowAt(item.index);
            return (
              <TableRow
                // By action, so that the focus stays with it when rows move.
                key={row === undefined ? `place ${item.index}` : row.id}
                row={row}
                rowIndex={item.index + 2}
                actionOf={props.actionOf}
                onSelect={props.onSelect}
              />
            );
          })}
          <Filler height={after} />
        </tbody>
      </table>
      {props.count === 0 && <p className="empty-table">{props.emptyText}</p>}
    </section>
  );
}

/** Up and Down go from row to row, from the scroller to the first one. */
function walkRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const { currentTarget, target } = event;
  const rows = [...currentTarget.querySelectorAll<HTMLElement>('tr[data-action-id]')];
  const from = rows.indexOf(target as HTMLElement);
  const next = rows[event.key === 'ArrowDown' ? from + 1 : from - 1];
  if (next === undefined || (from < 0 && target !== currentTarget)) return;
  event.preventDefault();
  next.focus();
}

function Filler({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td className="filler-cell" colSpan={COLUMNS.length + 1} style={{ height }} />
    </tr>
  );
}

function TableHead({ isHidden }: { isHidden: boolean }) {
  return (
    <>
      <colgroup>
        {COLUMNS.map((column) => (
          <col
            key={column.name}
            className={columnClass(column)}
            style={{ '--column-width': `${column.widthPixels}px` } as CSSProperties}
          />
        ))}
        <col style={{ width: CANCEL_COLUMN_PIXELS }} />
      </colgroup>
      <thead className={isHidden ? 'hidden-head' : undefined}>
        <tr aria-rowindex={1}>
          {COLUMNS.map((column) => (
            <th
              key={column.name}
              scope="col"
              className={headClass(column)}
              title={column.short === undefined ? undefined : column.name}
              data-short={column.short}
            >
              {column.short === undefined ? (
                column.name
              ) : (
                <span className="hidden-text">{column.name}</span>
              )}
            </th>
          ))}
          <th aria-hidden />
        </tr>
      </thead>
    </>
  );
}

interface TableRowProps {
  readonly row: ActionRow | undefined;
  readonly rowIndex: number;
  readonly actionOf: ((row: ActionRow) => ReactNode) | undefined;
  readonly onSelect: (row: ActionRow) => void;
}

const TableRow = memo(function TableRow({ row, rowIndex, actionOf, onSelect }: TableRowProps) {
  if (row === undefined) {
    return (
      <tr aria-rowindex={rowIndex}>
        <td colSpan={COLUMNS.length + 1} className="text-cell faint">
          …
        </td>
      </tr>
    );
  }
  return (
    <tr
      aria-rowindex={rowIndex}
      data-action-id={row.id}
      data-state={row.state}
      tabIndex={-1}
      onClick={() => onSelect(row)}
    >
      {COLUMNS.map((column) => (
        <td key={column.name} className={cellClass(column)}>
          {column.cell(row)}
        </td>
      ))}
      <td className="action-cell">{actionOf?.(row)}</td>
    </tr>
  );
});

function columnClass({ widthPixels, isDetail }: TableColumn): string {
  return `${widthPixels === null ? '' : 'sized-column'}${isDetail === true ? ' detail-column' : ''}`;
}

function headClass({ isText, isDetail }: TableColumn): string {
  return `${isText === true ? 'text-cell' : ''}${isDetail === true ? ' detail-cell' : ''}`;
}

function cellClass(column: TableColumn): string {
  const kind = column.isText === true ? 'text-cell' : 'figure';
  const side = column.isSide === true ? ' side-cell' : '';
  return `${kind}${side}${column.isDetail === true ? ' detail-cell' : ''}`;
}
