/** One line for several rows of the Actions table. */
import { memo } from 'react';
import { timelineFrame } from '../../preload/actions.ts';
import { figure } from '../ui/figures.ts';
import { timeText } from '../ui/time-text.ts';
import { VerdictText } from '../ui/verdict.tsx';
import { COLUMNS } from './columns.tsx';
import type { Fold } from './folds.ts';
import { rowVerdict } from './row-verdict.ts';
import { toggleFold } from './table-store.ts';

interface FoldLineProps {
  readonly fold: Fold;
  readonly rowIndex: number;
  readonly isOpen: boolean;
}

export const FoldLine = memo(function FoldLine({ fold, rowIndex, isOpen }: FoldLineProps) {
  const [first] = fold.rows;
  const toggle = () => toggleFold(fold.key);
  const words = foldWords(fold);
  return (
    <tr
      className="fold-line"
      aria-rowindex={rowIndex}
      data-row-key={fold.key}
      tabIndex={-1}
      onClick={toggle}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
        event.preventDefault();
        toggle();
      }}
    >
      <td className="figure">
        <button
          type="button"
          className="fold-button"
          // By keyboard it is the row's Enter.
          tabIndex={-1}
          aria-expanded={isOpen}
          aria-label={words}
        >
          <svg className="fold-mark" viewBox="0 0 10 10" aria-hidden>
            <path d={isOpen ? 'M1.5 3h7L5 8z' : 'M3 1.5l4.5 3.5L3 8.5z'} />
          </svg>
        </button>
        {timeOf(fold)}
      </td>
      <td className="text-cell">
        {first !== undefined && <VerdictText verdict={rowVerdict(first)} />}
      </td>
      <td className="text-cell" colSpan={COLUMNS.length - 1}>
        {words}
      </td>
    </tr>
  );
});

/** Of the one that comes first on the timeline. */
function timeOf({ rows }: Fold): string | null {
  let earliest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const frame = timelineFrame(row, row.requestedFrame);
    if (frame === null || frame >= least) continue;
    least = frame;
    earliest = timeText(frame, row.sampleRate);
  }
  return earliest;
}

function foldWords({ fold, count }: Fold): string {
  return fold === 'waits' ? `${figure(count)} wait` : `${figure(count)} not begun: stopped`;
}
