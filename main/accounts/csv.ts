/** The account of every action as CSV (RFC 4180). */
import {
  type ActionRow,
  type BlockStats,
  errorFrames,
  errorSeconds,
  timelineFrame,
} from '../../preload/actions.ts';
import type { Frames, Seconds } from '../../preload/units.ts';
import { mutedText, verdictOfAction } from '../../preload/verdict.ts';
import { csvCell } from './report/cells.ts';

/** Without `state`: only finished actions are exported. */
interface CsvRow
  extends Omit<ActionRow, 'state' | 'stats' | 'channels' | 'cannotPlay' | 'asked' | 'silences'>,
    BlockStats {
  /** The word of the screen. */
  readonly verdict: string;
  readonly timelineRequested: Frames | null;
  readonly timelineStarted: Frames | null;
  readonly channels: string;
  readonly muted: string;
  readonly cannotPlay: string | null;
  readonly errorFrames: Frames | null;
  readonly errorSeconds: Seconds | null;
}

/** Requested and started are frames of the timeline, as on the screen; details name their unit. */
const TITLES: { readonly [Key in keyof CsvRow]: string } = {
  id: 'id',
  type: 'type',
  name: 'name',
  verdict: 'verdict',
  timelineRequested: 'requested frame',
  timelineStarted: 'started frame',
  errorFrames: 'error frames',
  errorSeconds: 'error seconds',
  doneFrames: 'done frames',
  totalFrames: 'total frames',
  skippedFrames: 'skipped frames',
  starvedFrames: 'starved frames',
  muted: 'muted',
  cannotPlay: 'reason',
  channels: 'channels',
  dropouts: 'dropouts',
  blocks: 'blocks',
  minBlockSize: 'min block',
  maxBlockSize: 'max block',
  inputUnderflows: 'input underflows',
  inputOverflows: 'input overflows',
  outputUnderflows: 'output underflows',
  outputOverflows: 'output overflows',
  clipId: 'clip',
  sourceId: 'source',
  trackId: 'track',
  outcome: 'outcome',
  endedBy: 'ended by',
  requestNumber: 'request number',
  playNumber: 'play number',
  loopPass: 'loop pass',
  streamNumber: 'stream number',
  sampleRate: 'frames per second',
  originFrame: 'origin stream frame',
  requestedFrame: 'requested stream frame',
  actualFrame: 'started stream frame',
  requestedTime: 'requested device seconds',
  actualTime: 'started device seconds',
};
const COLUMNS = Object.keys(TITLES) as (keyof CsvRow)[];

function csvRow(row: ActionRow): CsvRow {
  return {
    ...row,
    ...row.stats,
    verdict: verdictOfAction(row).text,
    timelineRequested: timelineFrame(row, row.requestedFrame),
    timelineStarted: timelineFrame(row, row.actualFrame),
    channels: row.channels.join(' '),
    muted: mutedText(row),
    cannotPlay: row.cannotPlay?.message ?? null,
    errorFrames: errorFrames(row),
    errorSeconds: errorSeconds(row),
  };
}

/** With a header; lines end in CRLF. */
export function actionsAsCsv(rows: readonly ActionRow[]): string {
  const lines = [TITLES, ...rows.map(csvRow)];
  return lines.map((line) => `${COLUMNS.map((key) => csvCell(line[key])).join(',')}\r\n`).join('');
}
