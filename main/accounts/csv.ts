/** The account of every action as CSV (RFC 4180), with raw stream frames. */
import { type ActionRow, errorFrames } from '../../preload/actions.ts';

/** In the order of the table on the screen. */
const COLUMNS: readonly (readonly [string, (row: ActionRow) => string | number | null])[] = [
  ['id', (row) => row.id],
  ['type', (row) => row.type],
  ['name', (row) => row.name],
  ['outcome', (row) => row.outcome],
  ['stream number', (row) => row.streamNumber],
  ['origin frame', (row) => row.originFrame],
  ['requested frame', (row) => row.requestedFrame],
  ['actual frame', (row) => row.actualFrame],
  ['error frames', errorFrames],
  ['requested time', (row) => row.requestedTime],
  ['actual time', (row) => row.actualTime],
  ['done frames', (row) => row.doneFrames],
  ['total frames', (row) => row.totalFrames],
  ['skipped frames', (row) => row.skippedFrames],
  ['starved frames', (row) => row.starvedFrames],
  ['channels', (row) => row.channels.join(' ')],
  ['blocks', (row) => row.stats.blocks],
  ['min block', (row) => row.stats.minBlockSize],
  ['max block', (row) => row.stats.maxBlockSize],
  ['input underflows', (row) => row.stats.inputUnderflows],
  ['input overflows', (row) => row.stats.inputOverflows],
  ['output underflows', (row) => row.stats.outputUnderflows],
  ['output overflows', (row) => row.stats.outputOverflows],
  ['clip', (row) => row.clipId],
  ['source', (row) => row.sourceId],
  ['track', (row) => row.trackId],
];

/** Text that a spreadsheet would read as a formula gets an apostrophe in front. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** With a header; lines end in CRLF. */
export function actionsAsCsv(rows: readonly ActionRow[]): string {
  const header = COLUMNS.map(([title]) => title);
  const lines = rows.map((row) => COLUMNS.map(([, value]) => cell(value(row))));
  return [header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}
