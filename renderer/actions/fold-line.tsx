/** One line for several rows of the Actions table. */
import { memo, type ReactNode } from 'react';
import { timelineFrame } from '../../preload/actions.ts';
import type { RunFold } from '../../preload/run-rows.ts';
import { counted, type Frames, type SampleRate } from '../../preload/units.ts';
import { VERDICT_KINDS, VERDICTS, type VerdictKind } from '../../preload/verdict.ts';
import { figure } from '../ui/figures.ts';
import { millisecondText, timeText } from '../ui/time-text.ts';
import { MarkedText, VerdictText } from '../ui/verdict.tsx';
import { COLUMNS, type TableContext } from './columns.tsx';
import type { WaitingLine } from './live-lines.ts';
import { rowVerdict } from './row-verdict.ts';
import { toggleFold } from './table-store.ts';

interface FoldLineProps {
  readonly fold: RunFold | WaitingLine;
  readonly rowIndex: number;
  readonly isOpen: boolean;
  readonly context: TableContext;
}

export const FoldLine = memo(function FoldLine(props: FoldLineProps) {
  const { fold, rowIndex, isOpen, context } = props;
  const row = fold.kind === 'waits' ? fold.rows[0] : fold.row;
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
        {row !== undefined && <VerdictText verdict={rowVerdict(row, context.audible)} />}
      </td>
      <td className="text-cell" colSpan={COLUMNS.length - 1}>
        {words}
        <Details fold={fold} />
      </td>
    </tr>
  );
});

/** Of the one that comes first on the timeline. */
function timeOf(fold: RunFold | WaitingLine): string | null {
  if (fold.kind === 'fold') return frameTime(fold.timelineFrame, fold.row.sampleRate);
  const [first] = fold.rows;
  return first === undefined
    ? null
    : frameTime(timelineFrame(first, first.requestedFrame), first.sampleRate);
}

function frameTime(frame: Frames | null, sampleRate: SampleRate): string | null {
  return frame === null ? null : timeText(frame, sampleRate);
}

export function foldWords(fold: RunFold | WaitingLine): string {
  const count = figure(fold.count);
  if (fold.kind === 'waits') return `${count} wait`;
  switch (fold.reason) {
    case 'notBegun':
      return `${count} not begun: stopped`;
    case 'onTime':
      return `${count} on time up to here`;
    case 'loopPasses':
      return `${fold.row.name}, ${count} passes${passWords(fold)}`;
  }
}

/** `: late in 2, worst in pass 7`; empty = all went alike. */
function passWords({ verdicts, count, row }: RunFold): string {
  const kinds = VERDICT_KINDS.filter((kind) => (verdicts[kind] ?? 0) > 0);
  const told = kinds.filter((kind) => kind !== 'onTime' && kind !== 'rendered');
  if (told.length === 0) return '';
  const words = told.map((kind) => wordsOf(kind, verdicts[kind] ?? 0, count));
  const pass = row.loopPass === null ? '' : `, worst in pass ${figure(row.loopPass + 1)}`;
  return `: ${words.join(', ')}${kinds.length > 1 ? pass : ''}`;
}

function wordsOf(kind: VerdictKind, some: number, all: number): string {
  return `${VERDICTS[kind].word} in ${some === all ? 'all' : figure(some)}`;
}

function Details({ fold }: { readonly fold: RunFold | WaitingLine }): ReactNode {
  if (fold.kind === 'waits') return null;
  const { maxErrorSeconds, dropouts } = fold;
  const isTold = fold.reason !== 'notBegun' && maxErrorSeconds !== null;
  return (
    <>
      {isTold && <span className="fold-detail figure">max {millisecondText(maxErrorSeconds)}</span>}
      {dropouts > 0 && (
        <span className="fold-detail">
          <MarkedText tone="warn" glyph="diamond">
            {counted(dropouts, 'dropout')}
          </MarkedText>
        </span>
      )}
    </>
  );
}
