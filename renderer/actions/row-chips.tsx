/** Which rows the Actions table shows, with how many there are. */
import { type KeyboardEvent, useRef } from 'react';
import { figure } from '../ui/figures.ts';
import { changeTable, useTableChoices } from './table-choices.ts';
import { ROW_FILTERS, type RowFilter } from './table-order.ts';
import { useTable } from './table-store.ts';

const CHIP_TEXTS: Record<RowFilter, string> = {
  all: 'All',
  trouble: 'Trouble only',
  clip: 'This clip',
};

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

/** One tab stop; arrows choose. */
export function RowChips() {
  const group = useRef<HTMLDivElement>(null);
  const chosen = useTableChoices((choices) => choices.filter);
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { length } = ROW_FILTERS;
    const index = (ROW_FILTERS.indexOf(chosen) + step + length) % length;
    changeTable({ filter: ROW_FILTERS[index] ?? 'all' });
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[index]?.focus();
  };
  return (
    <div ref={group} className="chips" role="radiogroup" aria-label="Rows" onKeyDown={walk}>
      {ROW_FILTERS.map((filter) => (
        <Chip key={filter} filter={filter} isChosen={filter === chosen} />
      ))}
    </div>
  );
}

function Chip({ filter, isChosen }: { filter: RowFilter; isChosen: boolean }) {
  const count = useTable(({ counts }) => counts[filter]);
  const isTrouble = filter === 'trouble' && count > 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: drawn as a chip.
    <button
      type="button"
      role="radio"
      className="chip"
      aria-checked={isChosen}
      aria-description={figure(count)}
      tabIndex={isChosen ? 0 : -1}
      onClick={() => changeTable({ filter })}
    >
      {CHIP_TEXTS[filter]}
      <span className={`chip-count figure${isTrouble ? ' tone-warn' : ''}`} aria-hidden>
        {figure(count)}
      </span>
    </button>
  );
}
