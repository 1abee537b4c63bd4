/** What a bench gives: figures, each with the way it was taken. Nothing here is asserted. */

export interface Figure {
  /** What was measured, as the table shows it. */
  readonly name: string;
  /** The median of `values`. */
  readonly value: number;
  readonly unit: string;
  /** Every single measurement, in the order taken. */
  readonly values: readonly number[];
  /** What the design hopes for, in words. */
  readonly aim?: string;
}

export interface Bench {
  /** How it is called on the command line. */
  readonly name: string;
  /** How the figures were taken, in a few sentences. */
  readonly how: string;
  /** Longest time that the whole bench may take. */
  readonly limitSeconds: number;
  measure(): Promise<readonly Figure[]>;
}

/** A figure of several measurements; `values` is not empty. */
export function figure(
  name: string,
  values: readonly number[],
  unit: string,
  aim?: string,
): Figure {
  return { name, value: median(values), unit, values, ...(aim === undefined ? {} : { aim }) };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing.');
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (upper + lower) / 2;
}
