/** What a person chose of the Actions table: order, chip, columns. Kept in the page's storage. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { RUN_ROW_FILTERS, type RunRowFilter } from '../../preload/run-rows.ts';
import { type ChosenColumns, COLUMNS } from './columns.tsx';

export interface TableOrder {
  /** A column's name; null = newest first. */
  readonly column: string | null;
  readonly isDescending: boolean;
}

export const NEWEST_FIRST: TableOrder = { column: null, isDescending: false };

interface TableChoices {
  readonly order: TableOrder;
  /** The rows that a chip chooses. */
  readonly filter: RunRowFilter;
  readonly columns: ChosenColumns;
}

const STORAGE_KEY = 'rtmixer.actions';
const USUAL: TableChoices = { order: NEWEST_FIRST, filter: 'all', columns: {} };

export const tableChoices = createStore<TableChoices>(readKept);

export function useTableChoices<T>(select: (choices: TableChoices) => T): T {
  return useStore(tableChoices, select);
}

export function changeTable(change: Partial<TableChoices>): void {
  tableChoices.setState(change);
  globalThis.localStorage?.setItem(STORAGE_KEY, JSON.stringify(tableChoices.getState()));
}

/** By this column; by it already: the other way round. */
export function sortBy(column: string): void {
  const { order } = tableChoices.getState();
  const isDescending = order.column === column && !order.isDescending;
  changeTable({ order: { column, isDescending } });
}

function isColumn(name: unknown): name is string {
  return COLUMNS.some((column) => column.name === name);
}

function readKept(): TableChoices {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}');
    return checkKept(stored as Partial<TableChoices>);
  } catch {
    // Damaged storage is as good as none.
    return USUAL;
  }
}

function checkKept({ order, filter, columns }: Partial<TableChoices>): TableChoices {
  const chosen = Object.entries(columns ?? {});
  return {
    order: isColumn(order?.column)
      ? { column: order.column, isDescending: order.isDescending === true }
      : NEWEST_FIRST,
    filter: RUN_ROW_FILTERS.find((name) => name === filter) ?? 'all',
    columns: Object.fromEntries(
      chosen.filter(([name, shown]) => isColumn(name) && typeof shown === 'boolean'),
    ),
  };
}
