/** Figures as lines of text. */
import type { Figure } from './figure.ts';

/** One line a figure: name, median, unit, lowest and highest of how many, aim. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, values, aim }) => {
    const range = `${readable(Math.min(...values))} to ${readable(Math.max(...values))}`;
    const spread = values.length > 1 ? `${range} of ${values.length}` : '';
    return [name, readable(value), unit, spread, aim === undefined ? '' : `aim: ${aim}`];
  });
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const padded = rows.map(([name = '', value = '', unit = '', spread = '', aim = '']) =>
    [
      `  ${name.padEnd(widths[0] ?? 0)}`,
      value.padStart(widths[1] ?? 0),
      unit.padEnd(widths[2] ?? 0),
      spread.padEnd(widths[3] ?? 0),
      aim,
    ]
      .join('  ')
      .trimEnd(),
  );
  return padded.join('\n');
}

/** Three significant digits, thousands separated. */
function readable(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
