/** The account of every action as CSV (RFC 4180), with raw stream frames. */
import { type ActionRow, type BlockStats, errorFrames } from '../../preload/actions.ts';

/** Without `state`: only finished actions are exported. */
interface CsvRow
  extends Omit<ActionRow, 'state' | 'stats' | 'channels' | 'cannotPlay'>,
    BlockStats {
  readonly channels: string;
  readonly cannotPlay: string | null;
  readonly errorFrames: number | null;
}

/** Every value of a row, in the order of the table on the screen. */
const TITLES: { readonly [Key in keyof CsvRow]: string } = {
  id: 'id',
  type: 'type',
  name: 'name',
  outcome: 'outcome',
  streamNumber: 'stream number',
  originFrame: 'origin frame',
  requestedFrame: 'requested frame',
  actualFrame: 'actual frame',
  errorFrames: 'error frames',
  requestedTime: 'requested time',
  actualTime: 'actual time',
  doneFrames: 'done frames',
  totalFrames: 'total frames',
  skippedFrames: 'skipped frames',
  starvedFrames: 'starved frames',
  channels: 'channels',
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
  cannotPlay: 'cannot play',
};
const COLUMNS = Object.keys(TITLES) as (keyof CsvRow)[];

function csvRow(row: ActionRow): CsvRow {
  return {
    ...row,
    ...row.stats,
    channels: row.channels.join(' '),
    errorFrames: errorFrames(row),
    cannotPlay: row.cannotPlay?.message ?? null,
  };
}

/** Text that a spreadsheet would read as a formula gets an apostrophe in front. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** With a header; lines end in CRLF. */
export function actionsAsCsv(rows: readonly ActionRow[]): string {
  const lines = [TITLES, ...rows.map(csvRow)];
  return lines.map((line) => `${COLUMNS.map((key) => cell(line[key])).join(',')}\r\n`).join('');
}
