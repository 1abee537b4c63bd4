/** The columns of the Actions table: what each shows of an action, and by what it sorts. */
import type { ReactNode } from 'react';
import {
  ACTION_KINDS,
  type ActionRow,
  errorFrames,
  errorSeconds,
  timelineFrame,
} from '../../preload/actions.ts';
import type { StreamStatus } from '../../preload/engine.ts';
import {
  hasBlocks,
  type RunSort,
  SORT_KEYS,
  type SortKey,
  TYPE_TEXTS,
} from '../../preload/run-rows.ts';
import type { Audible } from '../../preload/verdict.ts';
import { actionProgress } from '../store/action-progress.ts';
import { DROPOUT_COUNTERS } from '../ui/dropout-counters.ts';
import { DASH, figure, NOT_REPORTED, signedFigure } from '../ui/figures.ts';
import { ProgressText } from '../ui/progress-text.tsx';
import { signedErrorText, signedMilliseconds, timeText } from '../ui/time-text.ts';
import { MarkedText, VerdictText } from '../ui/verdict.tsx';
import { rowVerdict } from './row-verdict.ts';

/** What a row does not say itself. */
export interface TableContext {
  readonly tracks: ReadonlyMap<string, TrackPlace>;
  /** Seen so far, or of the run that is shown, by their numbers. */
  readonly streams: ReadonlyMap<
    number,
    Pick<StreamStatus, 'inputChannels' | 'outputChannels' | 'reports'>
  >;
  /** Of the run that is shown. */
  readonly audible: Audible;
}

export interface TrackPlace {
  readonly name: string;
  /** From 1; null = it is gone. */
  readonly colour: number | null;
  /** From the top. */
  readonly place: number;
}

export interface TableColumn {
  /** Accessible name of the column; unique. */
  readonly name: string;
  /** Shown in place of a name that does not fit. */
  readonly short?: string;
  /** null = the remaining width. */
  readonly widthPixels: number | null;
  readonly isText?: boolean;
  /** Less important: dimmed. */
  readonly isSide?: boolean;
  /** Unless the header's menu says otherwise. `wide`: in wide windows; screen readers always have all. */
  readonly shown: 'always' | 'wide' | 'never';
  /** What it shows of live actions changes all the time. */
  readonly isLive?: boolean;
  readonly sort: RunSort;
  readonly cell: (row: ActionRow, context: TableContext) => ReactNode;
}

const requestedOf = (row: ActionRow) => timelineFrame(row, row.requestedFrame);

function frameOrDash(frame: number | null): string {
  return frame === null ? DASH : figure(frame);
}

/** In frames of the timeline; of what is not on it, the frame of its stream. */
function frameCell(row: ActionRow, streamFrame: number | null): ReactNode {
  const frame = timelineFrame(row, streamFrame);
  if (frame !== null || streamFrame === null) return frameOrDash(frame);
  return (
    <span title={`Frame ${figure(streamFrame)} of stream ${row.streamNumber}: not on the timeline`}>
      <span className="faint">stream </span>
      {figure(streamFrame)}
    </span>
  );
}

function timelineCell(row: ActionRow): string {
  const frame = requestedOf(row);
  return frame === null ? DASH : timeText(frame, row.sampleRate);
}

/** With all its words on hover. */
function verdictCell(row: ActionRow, { audible }: TableContext): ReactNode {
  const verdict = rowVerdict(row, audible);
  return (
    <span title={verdict.words}>
      <VerdictText verdict={verdict} />
    </span>
  );
}

function nameCell({ name, loopPass }: ActionRow): ReactNode {
  if (loopPass === null || loopPass === 0) return name;
  return (
    <>
      {name} <span className="dim">pass {figure(loopPass + 1)}</span>
    </>
  );
}

function trackOf({ trackId }: ActionRow, { tracks }: TableContext): TrackPlace | undefined {
  return trackId === null ? undefined : tracks.get(trackId);
}

function trackCell(row: ActionRow, context: TableContext): ReactNode {
  const track = trackOf(row, context);
  if (track === undefined) return DASH;
  return (
    <>
      {track.colour !== null && (
        <span className="track-swatch" data-colour={track.colour} aria-hidden />
      )}
      {track.name}
    </>
  );
}

function errorCell(row: ActionRow): ReactNode {
  const error = errorFrames(row);
  if (error === null) return <span className="faint">{DASH}</span>;
  const seconds = errorSeconds(row);
  const byTheClock =
    seconds === null ? '' : `${signedMilliseconds(seconds)} by the driver’s clock, `;
  return (
    <span title={`${byTheClock}${signedFigure(error)} frames`}>
      {error === 0 ? (
        signedErrorText(error, row.sampleRate)
      ) : (
        <MarkedText tone="warn" glyph="arrow">
          {signedErrorText(error, row.sampleRate)}
        </MarkedText>
      )}
    </span>
  );
}

function doneText(row: ActionRow, doneFrames: number): string {
  return `${figure(doneFrames)} / ${row.totalFrames === null ? '∞' : figure(row.totalFrames)}`;
}

function doneCell(row: ActionRow): ReactNode {
  if (ACTION_KINDS[row.type] === 'command') return DASH;
  return <ProgressText row={row} read={({ doneFrames }) => doneText(row, doneFrames)} />;
}

function blocksCell(row: ActionRow): ReactNode {
  if (!hasBlocks(row)) return DASH;
  return <ProgressText row={row} read={({ blocks }) => figure(blocks)} />;
}

function blockSizesCell(row: ActionRow): string {
  if (!hasBlocks(row)) return DASH;
  const { minBlockSize, maxBlockSize } = row.stats;
  const [min, max] = [figure(minBlockSize), figure(maxBlockSize)];
  return min === max ? min : `${min}–${max}`;
}

type Counter = (typeof DROPOUT_COUNTERS)[number];

/** null = does not exist: it has not begun, or its stream has no such direction. */
function countOf(
  { counter, flag }: Counter,
  row: ActionRow,
  { streams }: TableContext,
): number | typeof NOT_REPORTED | null {
  const count = row.stats[counter];
  if (count > 0) return count;
  if (!hasBlocks(row)) return null;
  const stream = streams.get(row.streamNumber);
  // Of a stream from before the window was loaded it is not known whether 0 was counted.
  if (stream === undefined) return NOT_REPORTED;
  const { inputChannels, outputChannels, reports } = stream;
  if ((flag.startsWith('input') ? inputChannels : outputChannels) === 0) return null;
  return reports[flag] ? 0 : NOT_REPORTED;
}

/** That lay within it. 0: none was told, by a host API that tells some kind. */
function dropoutsOf(row: ActionRow, context: TableContext): ReturnType<typeof countOf> {
  if (row.dropouts > 0) return row.dropouts;
  const counts = DROPOUT_COUNTERS.map((counter) => countOf(counter, row, context));
  if (counts.some((count) => typeof count === 'number')) return 0;
  return counts.includes(NOT_REPORTED) ? NOT_REPORTED : null;
}

function countCell(count: ReturnType<typeof countOf>, title?: string): ReactNode {
  if (typeof count === 'number' && count > 0) {
    return (
      <span title={title}>
        <MarkedText tone="warn" glyph="diamond">
          {figure(count)}
        </MarkedText>
      </span>
    );
  }
  const text = count === null ? DASH : typeof count === 'number' ? figure(count) : count;
  return (
    <span className="faint" title={title}>
      {text}
    </span>
  );
}

function dropoutsCell(row: ActionRow, context: TableContext): ReactNode {
  const parts = DROPOUT_COUNTERS.map((counter) => {
    const count = countOf(counter, row, context);
    return `${counter.name}: ${count === null ? DASH : count}`;
  });
  return countCell(dropoutsOf(row, context), parts.join(', '));
}

const MAIN_COLUMNS: readonly TableColumn[] = [
  {
    name: 'Timeline',
    widthPixels: 82,
    shown: 'always',
    sort: 'timeline',
    cell: timelineCell,
  },
  {
    name: 'Verdict',
    widthPixels: 134,
    shown: 'always',
    isText: true,
    sort: 'verdict',
    cell: verdictCell,
  },
  {
    name: 'Action',
    widthPixels: 66,
    shown: 'always',
    isText: true,
    isSide: true,
    sort: 'type',
    cell: (row) => TYPE_TEXTS[row.type],
  },
  {
    name: 'Name',
    widthPixels: null,
    shown: 'always',
    isText: true,
    sort: 'name',
    cell: nameCell,
  },
  {
    name: 'Track',
    widthPixels: 84,
    shown: 'always',
    isText: true,
    isSide: true,
    sort: 'track',
    cell: trackCell,
  },
  {
    name: 'Requested',
    widthPixels: 86,
    shown: 'always',
    sort: 'requested',
    cell: (row) => frameCell(row, row.requestedFrame),
  },
  {
    name: 'Started',
    widthPixels: 86,
    shown: 'always',
    sort: 'started',
    cell: (row) => frameCell(row, row.actualFrame),
  },
  {
    name: 'Error',
    widthPixels: 78,
    shown: 'always',
    sort: 'error',
    cell: errorCell,
  },
  {
    name: 'Done/total frames',
    short: 'Done, frames',
    widthPixels: 148,
    shown: 'always',
    isSide: true,
    isLive: true,
    sort: 'done',
    cell: doneCell,
  },
  {
    name: 'Blocks',
    widthPixels: 58,
    shown: 'wide',
    isSide: true,
    isLive: true,
    sort: 'blocks',
    cell: blocksCell,
  },
  {
    name: 'Min–max',
    widthPixels: 74,
    shown: 'wide',
    isSide: true,
    sort: 'blockSize',
    cell: blockSizesCell,
  },
];

const DROPOUT_COLUMNS: readonly TableColumn[] = [
  ...DROPOUT_COUNTERS.map((counter) => ({
    name: counter.name,
    short: counter.short,
    widthPixels: 52,
    shown: 'wide' as const,
    sort: counter.counter,
    cell: (row: ActionRow, context: TableContext) => countCell(countOf(counter, row, context)),
  })),
  {
    name: 'Dropouts',
    widthPixels: 66,
    shown: 'always',
    sort: 'dropouts',
    cell: dropoutsCell,
  },
];

const DETAIL_COLUMNS: readonly TableColumn[] = [
  {
    name: 'Outcome',
    widthPixels: 140,
    shown: 'never',
    isText: true,
    isSide: true,
    sort: 'outcome',
    cell: (row) => row.outcome ?? DASH,
  },
  {
    name: 'Requested stream frame',
    short: 'Req. stream',
    widthPixels: 96,
    shown: 'never',
    isSide: true,
    sort: 'requestedStreamFrame',
    cell: (row) => frameOrDash(row.requestedFrame),
  },
  {
    name: 'Started stream frame',
    short: 'Start stream',
    widthPixels: 96,
    shown: 'never',
    isSide: true,
    sort: 'startedStreamFrame',
    cell: (row) => frameOrDash(row.actualFrame),
  },
  {
    name: 'Stream',
    widthPixels: 56,
    shown: 'never',
    isSide: true,
    sort: 'stream',
    cell: (row) => (row.streamNumber === 0 ? DASH : row.streamNumber),
  },
  {
    name: 'Id',
    widthPixels: 66,
    shown: 'never',
    isSide: true,
    sort: 'id',
    cell: (row) => (row.id < 0 ? DASH : figure(row.id)),
  },
];

export const COLUMNS: readonly TableColumn[] = [
  ...MAIN_COLUMNS,
  ...DROPOUT_COLUMNS,
  ...DETAIL_COLUMNS,
];

/** Of a live row, whose progress its account does not have yet. */
export function liveKey({ sort }: TableColumn, row: ActionRow, { tracks }: TableContext): SortKey {
  const key = SORT_KEYS[sort](row, (trackId) => tracks.get(trackId)?.place ?? null);
  if (key === null || (sort !== 'done' && sort !== 'blocks')) return key;
  const { doneFrames, blocks } = actionProgress.of(row);
  return sort === 'done' ? doneFrames : blocks;
}

/** What the header's menu says of columns, by their names. */
export type ChosenColumns = Readonly<Record<string, boolean>>;

export function isShown({ name, shown }: TableColumn, chosen: ChosenColumns, isWide: boolean) {
  return chosen[name] ?? (shown === 'always' || (shown === 'wide' && isWide));
}
