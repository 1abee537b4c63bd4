/** The Dropouts tab: the list with what it cannot say, and one dropout in full. */
import { useMemo } from 'react';
import { DROPOUT_FILTERS, type DropoutFilter } from '../../preload/dropouts.ts';
import { RunTools } from '../runs/run-tools.tsx';
import { useMirror } from '../store/mirror-store.ts';
import { figure } from '../ui/figures.ts';
import { RadioChips } from '../ui/radio-chips.tsx';
import { DropoutDetail } from './dropout-detail.tsx';
import { chosenDropouts, type ListFilter, sortedDropouts } from './dropout-order.ts';
import { dropoutChoices, useDropoutChoices } from './dropout-store.ts';
import { DropoutTable, SourceGlyph } from './dropout-table.tsx';
import { limitsText } from './dropout-text.ts';
import { useListedRun } from './listed-run.ts';
import { idleDropouts } from './shown-dropouts.ts';

const NOTHING = {
  all: 'No dropout is in this list.',
  output: 'No dropout of this list lost output.',
  input: 'No dropout of this list lost input.',
  inTakes: 'No take was touched.',
  idle: 'Nothing was lost while nothing played.',
} as const;

export function DropoutsPanel() {
  const { dropouts: ofRun, totals, reporter } = useListedRun();
  const all = useMirror((mirror) => mirror.dropouts);
  const filter = useDropoutChoices((choices) => choices.filter);
  const order = useDropoutChoices((choices) => choices.order);
  const selectedId = useDropoutChoices((choices) => choices.selectedId);
  const dropouts = useMemo(() => {
    const idle = idleDropouts({ dropouts: all, dropoutTotals: totals });
    return sortedDropouts(chosenDropouts(filter, ofRun, idle), order);
  }, [filter, ofRun, all, totals, order]);
  // Without a choice the newest one, which is not the last one in every order.
  const newest = dropouts.reduce((id, each) => Math.max(id, each.id), 0);
  const selected =
    dropouts.find(({ id }) => id === selectedId) ?? dropouts.find(({ id }) => id === newest);
  const listed = ofRun.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="dropouts-panel">
      <DropoutTable dropouts={dropouts} selectedId={selected?.id ?? null}>
        <div className="dropout-notes">
          {dropouts.length === 0 && <p>{NOTHING[filter]}</p>}
          {dropouts.length > 0 && <Legend />}
          {filter === 'all' && totals.all > listed && (
            <p>
              {figure(totals.all - listed)} older ones of this run are counted and no longer listed.
            </p>
          )}
          {filter === 'all' && totals.outsideRuns > 0 && (
            <p>{figure(totals.outsideRuns)} more while nothing was played or recorded.</p>
          )}
          {reporter !== null && <p>{limitsText(totals.all, reporter)}</p>}
        </div>
      </DropoutTable>
      {selected !== undefined && <DropoutDetail dropouts={dropouts} selected={selected} />}
    </div>
  );
}

function Legend() {
  return (
    <p className="dropout-legend">
      <span>
        <SourceGlyph source="reported" /> reported: the host API said so
      </span>
      <span>
        <SourceGlyph source="inferred" /> inferred: the device clock jumped
      </span>
      <span>
        <span className="tone-warn figure">~</span> size inferred
      </span>
    </p>
  );
}

const CHIP_TEXTS: Readonly<Record<ListFilter, string>> = {
  all: 'All',
  output: 'Output',
  input: 'Input',
  inTakes: 'In takes',
  idle: 'While stopped',
};

/** Beside the tabs. What came while nothing played has a chip while there is any. */
export function DropoutTools() {
  const filter = useDropoutChoices((choices) => choices.filter);
  const { totals } = useListedRun();
  const hasIdle = totals.outsideRuns > 0 || filter === 'idle';
  const filters: readonly ListFilter[] = hasIdle ? [...DROPOUT_FILTERS, 'idle'] : DROPOUT_FILTERS;
  const options = filters.map((value) => ({
    value,
    text: CHIP_TEXTS[value],
    count: value === 'idle' ? totals.outsideRuns : totals[value satisfies DropoutFilter],
  }));
  return (
    <div className="tab-extra">
      <RadioChips
        label="Dropouts shown"
        options={options}
        chosen={filter}
        onChoose={(chosen) => dropoutChoices.setState({ filter: chosen })}
      />
      <RunTools />
    </div>
  );
}

/** Of the newest run. */
export function DropoutCount() {
  const count = useMirror((mirror) => mirror.dropoutTotals.all);
  return <span className={count > 0 ? 'tone-warn' : undefined}>{figure(count)}</span>;
}
