/**
 * The grid of a channel matrix: a row for each channel of the sound, a column for each output. Arrows, Home and
 * End walk the cells, Enter and Space switch one, Delete empties it, + and - change its gain by 1 dB, a digit or a
 * sign begins to type one.
 */
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { MAX_GAIN_DB, MIN_GAIN_DB } from '../../preload/units.ts';
import { decibelFigure, decibelText, GAIN_RANGE, gainText } from '../ui/figures.ts';
import { gainFromText, NO_NUMBER, refusalBetween, TextField } from '../ui/text-field.tsx';
import { gainAt, type Matrix, withGain } from './matrix-edits.ts';

interface MatrixGridProps {
  readonly matrix: Matrix;
  readonly sources: number;
  readonly outputs: number;
  readonly firstCell: RefObject<HTMLElement | null>;
  /** Equal, consecutive keys become one undo step. */
  readonly onChange: (matrix: Matrix, mergeKey: string | null) => void;
}

/** Channels from 1. */
interface GridCell {
  readonly from: number;
  readonly to: number;
}

export function MatrixGrid({ matrix, sources, outputs, firstCell, onChange }: MatrixGridProps) {
  const grid = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState<GridCell>({ from: 1, to: 1 });
  const [typed, setTyped] = useState<{ readonly cell: GridCell; readonly begun: string } | null>(
    null,
  );
  const at = {
    from: Math.min(current.from, sources),
    to: Math.min(current.to, outputs),
  };
  const focusCell = (cell: GridCell) => {
    setCurrent(cell);
    cellElement(grid.current, cell)?.focus();
  };
  const setGain = ({ from, to }: GridCell, gainDb: number | null, mergeKey: string | null = null) =>
    onChange(withGain(matrix, from, to, gainDb), mergeKey);
  const toggle = (cell: GridCell) =>
    setGain(cell, gainAt(matrix, cell.from, cell.to) === null ? 0 : null);
  const press = (event: KeyboardEvent, cell: GridCell) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbour(event.key, cell, sources, outputs);
    if (next !== null) focusCell(next);
    else if (event.key === 'Enter' || event.key === ' ') toggle(cell);
    else if (event.key === 'Delete' || event.key === 'Backspace') setGain(cell, null);
    else if (event.key === '+' || event.key === '=') step(cell, 1);
    else if (event.key === '-' || event.key === '_') step(cell, -1);
    else if (/^[0-9.,]$/.test(event.key)) setTyped({ cell, begun: event.key });
    else if (event.key === 'F2') setTyped({ cell, begun: '' });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const step = (cell: GridCell, direction: 1 | -1) => {
    const before = gainAt(matrix, cell.from, cell.to);
    const gainDb = before === null ? 0 : before + direction;
    const clamped = Math.min(MAX_GAIN_DB, Math.max(MIN_GAIN_DB + 1, gainDb));
    setGain(cell, clamped, `matrix-${cell.from}-${cell.to}`);
  };
  return (
    <div className="matrix-scroller">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are walked and changed by keys. */}
      <table className="matrix" role="grid" aria-label="Channel matrix" ref={grid}>
        <OutputNumbers outputs={outputs} />
        <tbody>
          {channels(sources).map((from) => (
            <tr key={from}>
              <th scope="row" className="figure">
                <span className="hidden-text">Channel </span>
                {from}
              </th>
              {channels(outputs).map((to) => {
                const cell = { from, to };
                const isCurrent = from === at.from && to === at.to;
                const isTyped = typed?.cell.from === from && typed.cell.to === to;
                return (
                  <MatrixCell
                    key={to}
                    cell={cell}
                    gainDb={gainAt(matrix, from, to)}
                    isCurrent={isCurrent}
                    cellRef={isCurrent ? firstCell : undefined}
                    begun={isTyped ? typed.begun : null}
                    onPress={(event) => press(event, cell)}
                    onFocus={() => setCurrent(cell)}
                    onToggle={() => toggle(cell)}
                    onType={() => setTyped({ cell, begun: '' })}
                    onTyped={(gainDb) => setGain(cell, gainDb)}
                    onDone={() => {
                      setTyped(null);
                      // The field goes with the next picture, and the focus with it.
                      requestAnimationFrame(() => cellElement(grid.current, cell)?.focus());
                    }}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OutputNumbers({ outputs }: { readonly outputs: number }) {
  return (
    <thead>
      <tr>
        <td className="matrix-corner">Channel</td>
        {channels(outputs).map((to) => (
          <th key={to} scope="col" className="figure">
            <span className="hidden-text">Output </span>
            {to}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function channels(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => place + 1);
}

function cellElement(grid: HTMLElement | null, { from, to }: GridCell): HTMLElement | null {
  return grid?.querySelector(`[data-cell="${from} ${to}"]`) ?? null;
}

/** Where a key leads; null = nowhere. */
export function neighbour(
  key: string,
  cell: GridCell,
  sources: number,
  outputs: number,
): GridCell | null {
  const { from, to } = cell;
  const steps: Readonly<Record<string, GridCell>> = {
    ArrowLeft: { from, to: to - 1 },
    ArrowRight: { from, to: to + 1 },
    ArrowUp: { from: from - 1, to },
    ArrowDown: { from: from + 1, to },
    Home: { from, to: 1 },
    End: { from, to: outputs },
    PageUp: { from: 1, to },
    PageDown: { from: sources, to },
  };
  const next = steps[key];
  if (next === undefined) return null;
  return {
    from: Math.min(sources, Math.max(1, next.from)),
    to: Math.min(outputs, Math.max(1, next.to)),
  };
}

interface MatrixCellProps {
  readonly cell: GridCell;
  readonly gainDb: number | null;
  readonly isCurrent: boolean;
  readonly cellRef: RefObject<HTMLElement | null> | undefined;
  /** What was typed first; null = nothing is typed. */
  readonly begun: string | null;
  readonly onPress: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
  readonly onType: () => void;
  readonly onTyped: (gainDb: number | null) => void;
  readonly onDone: () => void;
}

function MatrixCell(props: MatrixCellProps) {
  const { cell, gainDb, isCurrent, cellRef, begun } = props;
  const name = `Channel ${cell.from} on output ${cell.to}`;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it has the focus.
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid.
      role="gridcell"
      aria-selected={gainDb !== null}
      onKeyDown={(event) => {
        // Escape leaves the field; the dialog stays.
        if (begun !== null && event.key === 'Escape') event.stopPropagation();
      }}
    >
      {begun === null ? (
        <button
          type="button"
          ref={cellRef as RefObject<HTMLButtonElement | null> | undefined}
          className="matrix-cell figure"
          data-cell={`${cell.from} ${cell.to}`}
          data-on={gainDb !== null || undefined}
          tabIndex={isCurrent ? 0 : -1}
          aria-label={`${name}: ${gainDb === null ? 'off' : decibelText(gainDb)}`}
          onKeyDown={props.onPress}
          onFocus={props.onFocus}
          onClick={(event) => {
            // Keys are handled as they are pressed.
            if (event.detail === 1) props.onToggle();
          }}
          onDoubleClick={props.onType}
        >
          {gainDb === null ? '' : decibelFigure(gainDb)}
        </button>
      ) : (
        <TextField
          label={name}
          className="figure matrix-field"
          text={gainDb === null ? '' : decibelFigure(gainDb)}
          begun={begun}
          autoFocus
          onDone={props.onDone}
          onCommit={(typed) => {
            if (typed.trim() === '') {
              props.onTyped(null);
              return null;
            }
            const value = gainFromText(typed);
            if (value === null) return NO_NUMBER;
            const refusal = refusalBetween(value, GAIN_RANGE, 'A gain', gainText);
            if (refusal === null) props.onTyped(value);
            return refusal;
          }}
        />
      )}
    </td>
  );
}
