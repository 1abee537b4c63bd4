/** The header of the Actions table: sorts, and chooses columns by its menu. */
import { Columns3 } from 'lucide-react';
import { useRef } from 'react';
import { useRovingToolbar } from '../keys/roving-focus.ts';
import { DropMenu, MenuCheck, MenuEntry, MenuLine } from '../ui/menu.tsx';
import { COLUMNS, type TableColumn } from './columns.tsx';
import { changeTable, sortBy, useTableChoices } from './table-choices.ts';
import { NEWEST_FIRST, type TableOrder } from './table-order.ts';

export function TableHead({ shown }: { shown: readonly TableColumn[] }) {
  const order = useTableChoices((choices) => choices.order);
  const head = useRef<HTMLTableSectionElement>(null);
  useRovingToolbar(head);
  return (
    <thead ref={head}>
      <tr aria-rowindex={1}>
        {COLUMNS.map((column) => (
          <th
            key={column.name}
            scope="col"
            className={headClass(column, shown)}
            aria-sort={sortOf(column, order)}
          >
            {shown.includes(column) ? <SortButton column={column} order={order} /> : column.name}
          </th>
        ))}
        <th className="menu-head">
          <ColumnsMenu shown={shown} />
        </th>
      </tr>
    </thead>
  );
}

function sortOf({ name }: TableColumn, { column, isDescending }: TableOrder) {
  if (column !== name) return undefined;
  return isDescending ? 'descending' : 'ascending';
}

function headClass(column: TableColumn, shown: readonly TableColumn[]): string {
  const kind = column.isText === true ? 'text-cell' : '';
  return shown.includes(column) ? kind : `${kind} unshown-cell`;
}

function SortButton({ column, order }: { column: TableColumn; order: TableOrder }) {
  const { name, short } = column;
  return (
    <button
      type="button"
      className="sort-button"
      title={short === undefined ? undefined : name}
      onClick={() => sortBy(name)}
    >
      {short === undefined ? (
        name
      ) : (
        <>
          <span aria-hidden>{short}</span>
          <span className="hidden-text">{name}</span>
        </>
      )}
      {order.column === name && (
        <svg className="sort-mark" viewBox="0 0 10 10" aria-hidden>
          <path d={order.isDescending ? 'M1.5 3h7L5 7.5z' : 'M1.5 7h7L5 2.5z'} />
        </svg>
      )}
    </button>
  );
}

function ColumnsMenu({ shown }: { shown: readonly TableColumn[] }) {
  const columns = useTableChoices((choices) => choices.columns);
  return (
    <DropMenu
      label="Columns and order"
      className="columns-button"
      trigger={<Columns3 size={12} aria-hidden />}
    >
      <MenuEntry onClick={() => changeTable({ order: NEWEST_FIRST })}>Newest first</MenuEntry>
      <MenuEntry onClick={() => changeTable({ columns: {} })}>Usual columns</MenuEntry>
      <MenuLine />
      {COLUMNS.map((column) => (
        <MenuCheck
          key={column.name}
          checked={shown.includes(column)}
          onChange={(isShown) => changeTable({ columns: { ...columns, [column.name]: isShown } })}
        >
          {column.name}
        </MenuCheck>
      ))}
    </DropMenu>
  );
}
