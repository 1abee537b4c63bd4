/** Cells of tables that other programs read. */

export type Cell = string | number | boolean | null;

/** RFC 4180. Text that a spreadsheet would read as a formula gets an apostrophe in front; null is empty. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Of a table of BIDS, which has neither quotation marks nor line breaks in its cells: white space becomes
 * blanks, a double quotation mark a single one; null and nothing are `n/a`.
 */
export function tsvCell(value: Cell): string {
  if (value === null) return 'n/a';
  if (typeof value !== 'string') return plainNumber(value);
  // Control characters break lines or cells in some programs.
  const text = value
    .replaceAll('"', "'")
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text === '' ? 'n/a' : text;
}

/** To the nanosecond, without an exponent, which not every reader takes. */
function plainNumber(value: number | boolean): string {
  if (typeof value === 'boolean' || Number.isInteger(value)) return String(value);
  return value
    .toFixed(9)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}
