/** Which rows the Actions table shows, with how many there are. */
import { RUN_ROW_FILTERS, type RunRowFilter } from '../../preload/run-rows.ts';
import { RadioChips } from '../ui/radio-chips.tsx';
import { changeTable, useTableChoices } from './table-choices.ts';
import { useTable } from './table-store.ts';

const CHIP_TEXTS: Record<RunRowFilter, string> = {
  all: 'All',
  trouble: 'Trouble only',
  clip: 'This clip',
};

export function RowChips() {
  const chosen = useTableChoices((choices) => choices.filter);
  const counts = useTable((view) => view.counts);
  const options = RUN_ROW_FILTERS.map((value) => ({
    value,
    text: CHIP_TEXTS[value],
    count: counts[value],
    isTrouble: value === 'trouble' && counts[value] > 0,
  }));
  return (
    <RadioChips
      label="Rows"
      options={options}
      chosen={chosen}
      onChoose={(filter) => changeTable({ filter })}
    />
  );
}
