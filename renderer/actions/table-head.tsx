/** The header of the Actions table: sorts, and chooses columns by its menu. */
import { Columns3 } from 'lucide-react';
import { useRef } from 'react';
import { useRovingToolbar } from '../keys/roving-focus.ts';
import { DropMenu, MenuCheck, MenuEntry, MenuLine } from '../ui/menu.tsx';
import { SortButton } from '../ui/sort-button.tsx';
import { COLUMNS, type TableColumn } from './columns.tsx';
import {
  changeTable,
  NEWEST_FIRST,
  sortBy,
  type TableOrder,
  useTableChoices,
} from './table-choices.ts';

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
            {shown.includes(column) ? (
              <SortButton
                name={column.name}
                short={column.short}
                sorted={sortOf(column, order) ?? null}
                onSort={() => sortBy(column.name)}
              />
            ) : (
              column.name
            )}
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
