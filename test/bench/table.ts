/** Figures as lines of text. */
import { type Figure, margin } from './figure.ts';

/** One line a figure: name, median, unit, lowest and highest of how many, what it was, aim or goal. */
export function tableOf(figures: readonly Figure[]): string {
  const shown = figures.filter(({ isDetail }) => isDetail !== true);
  const rows = shown.map((one) => {
    const { name, value, unit, values } = one;
    const range = `${readable(Math.min(...values))} to ${readable(Math.max(...values))}`;
    const spread = values.length > 1 ? `${range} of ${values.length}` : '';
    return [name, readable(value), unit, spread, wishOf(one)];
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

function wishOf(one: Figure): string {
  const { before } = one;
  const was = before === undefined ? '' : `before: ${readable(before)}, `;
  return `${was}${aimOf(one)}`;
}

function aimOf(one: Figure): string {
  const { aim, goal } = one;
  if (goal === undefined) return aim === undefined ? '' : `aim: ${aim}`;
  const isMet = (margin(one) ?? 0) >= 1;
  const verdict = isMet ? 'met' : ['MISSED', one.whenMissed].filter(Boolean).join('; ');
  return `goal: ${goal.bound} ${readable(goal.value)}, ${verdict}`;
}

/** Three significant digits, thousands separated; whole numbers as they are. */
export function readable(value: number): string {
  const digits =
    Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
