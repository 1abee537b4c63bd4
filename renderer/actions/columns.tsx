/** The columns of both action tables; shared, so that they line up. */
import type { ReactNode } from 'react';
import {
  ACTION_KINDS,
  type ActionRow,
  type ActionType,
  errorFrames,
  errorSeconds,
  timelineFrame,
} from '../../preload/actions.ts';
import { verdictOfAction } from '../../preload/verdict.ts';
import { DROPOUT_COUNTERS } from '../ui/dropout-counters.ts';
import { DASH, figure, signedFigure } from '../ui/figures.ts';
import { signedMilliseconds } from '../ui/time-text.ts';
import { VerdictText } from '../ui/verdict.tsx';

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
  /** Seen in wide windows only; screen readers always have it. */
  readonly isDetail?: boolean;
  readonly cell: (row: ActionRow) => ReactNode;
}

const TYPE_TEXTS: Record<ActionType, string> = {
  playBuffer: 'play buffer',
  playRingBuffer: 'play ring',
  recordBuffer: 'record buffer',
  recordRingBuffer: 'record ring',
  cancel: 'cancel',
  setGain: 'set gain',
  setLoop: 'set loop',
  setBus: 'set bus',
  fetchAndResetStats: 'fetch and reset',
};

function frameOrDash(frame: number | null): string {
  return frame === null ? DASH : figure(frame);
}

/** In frames of the timeline. */
function frameCell(row: ActionRow, streamFrame: number | null): string {
  return frameOrDash(timelineFrame(row, streamFrame));
}

/** With all its words on hover. */
function verdictCell(row: ActionRow): ReactNode {
  const verdict = verdictOfAction(row);
  return (
    <span title={verdict.words}>
      <VerdictText verdict={verdict} />
    </span>
  );
}

function dropoutCell(count: number): ReactNode {
  return <span className={count === 0 ? 'faint' : 'tone-warn'}>{figure(count)}</span>;
}

function errorCell(row: ActionRow): ReactNode {
  const error = errorFrames(row);
  if (error === null) return <span className="faint">{DASH}</span>;
  const tone = error === 0 ? undefined : 'tone-warn';
  const seconds = errorSeconds(row);
  const byTheClock =
    seconds === null ? undefined : `${signedMilliseconds(seconds)} by the driver’s clock`;
  return (
    <span className={tone} title={byTheClock}>
      {signedFigure(error)}
    </span>
  );
}

function framesCell(row: ActionRow): string {
  if (ACTION_KINDS[row.type] === 'command') return DASH;
  return `${figure(row.doneFrames)} / ${row.totalFrames === null ? '∞' : figure(row.totalFrames)}`;
}

export const COLUMNS: readonly TableColumn[] = [
  {
    isSide: true,
    name: 'Id',
    widthPixels: 58,
    cell: (row) => (row.id < 0 ? DASH : figure(row.id)),
  },
  {
    isSide: true,
    name: 'Stream',
    widthPixels: 50,
    cell: (row) => (row.streamNumber === 0 ? DASH : row.streamNumber),
  },
  {
    isSide: true,
    name: 'Type',
    widthPixels: 98,
    isText: true,
    cell: (row) => TYPE_TEXTS[row.type],
  },
  { name: 'Name', widthPixels: null, isText: true, cell: (row) => row.name },
  {
    name: 'Verdict',
    widthPixels: 158,
    isText: true,
    cell: verdictCell,
  },
  {
    name: 'Requested',
    widthPixels: 86,
    cell: (row) => frameCell(row, row.requestedFrame),
  },
  { name: 'Started', widthPixels: 86, cell: (row) => frameCell(row, row.actualFrame) },
  { name: 'Error', widthPixels: 72, cell: errorCell },
  {
    isSide: true,
    name: 'Done/total frames',
    short: 'Frames',
    widthPixels: 172,
    cell: framesCell,
  },
  {
    isSide: true,
    name: 'Blocks',
    widthPixels: 58,
    cell: (row) => figure(row.stats.blocks),
  },
  {
    isSide: true,
    name: 'Min block',
    short: 'Min',
    widthPixels: 48,
    cell: (row) => figure(row.stats.minBlockSize),
  },
  {
    isSide: true,
    name: 'Max block',
    short: 'Max',
    widthPixels: 48,
    cell: (row) => figure(row.stats.maxBlockSize),
  },
  ...DROPOUT_COUNTERS.map(({ counter, name, short }) => ({
    name,
    short,
    widthPixels: 50,
    cell: (row: ActionRow) => dropoutCell(row.stats[counter]),
  })),
  {
    isSide: true,
    isDetail: true,
    name: 'Outcome',
    widthPixels: 132,
    isText: true,
    cell: (row) => row.outcome ?? DASH,
  },
  {
    isSide: true,
    isDetail: true,
    name: 'Requested stream frame',
    short: 'Req. stream',
    widthPixels: 96,
    cell: (row) => frameOrDash(row.requestedFrame),
  },
  {
    isSide: true,
    isDetail: true,
    name: 'Started stream frame',
    short: 'Start stream',
    widthPixels: 96,
    cell: (row) => frameOrDash(row.actualFrame),
  },
];

/** Width of the column of Cancel buttons, which is empty in Finished actions. */
export const CANCEL_COLUMN_PIXELS = 62;
