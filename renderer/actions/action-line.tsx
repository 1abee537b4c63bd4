/** One row of the Actions table. */
import { X } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import type { ActionRow } from '../../preload/actions.ts';
import { rowKey } from '../../preload/run-rows.ts';
import { showClip } from '../commands/account-commands.ts';
import { valueOrNotice } from '../store/notices.ts';
import { scheduleOne } from '../store/scheduling.ts';
import { COLUMNS, type TableColumn, type TableContext } from './columns.tsx';

interface ActionLineProps {
  readonly row: ActionRow;
  readonly rowIndex: number;
  /** From 0 below the header; null = it scrolls. */
  readonly pinnedPlace: number | null;
  /** Of an opened line above. */
  readonly isFolded: boolean;
  readonly shown: readonly TableColumn[];
  readonly context: TableContext;
}

export const ActionLine = memo(function ActionLine(props: ActionLineProps) {
  const { row, rowIndex, pinnedPlace, isFolded, shown, context } = props;
  const style = { '--pinned-place': pinnedPlace ?? undefined } as CSSProperties;
  return (
    <tr
      aria-rowindex={rowIndex}
      data-action-id={row.id}
      data-row-key={rowKey(row)}
      data-state={row.state}
      data-folded={isFolded ? '' : undefined}
      data-pinned={pinnedPlace === null ? undefined : ''}
      style={pinnedPlace === null ? undefined : style}
      tabIndex={-1}
      onClick={() => showClip(row.clipId)}
    >
      {COLUMNS.map((column) => (
        <td key={column.name} className={cellClass(column, shown)}>
          {column.cell(row, context)}
        </td>
      ))}
      <td className="action-cell">{row.state !== 'finished' && <CancelButton row={row} />}</td>
    </tr>
  );
});

function cellClass(column: TableColumn, shown: readonly TableColumn[]): string {
  const kind = column.isText === true ? 'text-cell' : 'figure';
  const side = column.isSide === true ? ' side-cell' : '';
  return `${kind}${side}${shown.includes(column) ? '' : ' unshown-cell'}`;
}

function CancelButton({ row }: { row: ActionRow }) {
  const label = `Cancel ${row.name}, action ${row.id}`;
  return (
    <button
      type="button"
      className="row-button"
      // By keyboard it is in the row's menu.
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        void scheduleOne({ type: 'cancel', actionId: row.id }).then(valueOrNotice);
      }}
    >
      <X size={12} aria-hidden />
    </button>
  );
}
