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
  /** What the design demands. */
  readonly goal?: Goal;
  /** What it was before the work that the goal is for. */
  readonly before?: number;
  /** What to know when the goal is missed. */
  readonly whenMissed?: string;
  /** Left to the JSON file: other figures of the table are made of it. */
  readonly isDetail?: boolean;
}

export interface Goal {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

/** What a bench found out. */
export interface Findings {
  readonly figures: readonly Figure[];
  /** What the reader of the figures must know, such as a peer that was not there. */
  readonly remarks: readonly string[];
}

export interface Bench {
  /** How it is called on the command line. */
  readonly name: string;
  /** How the figures were taken, in a few sentences. */
  readonly how: string;
  /** Longest time that the whole bench may take. */
  readonly limitSeconds: number;
  measure(): Promise<readonly Figure[] | Findings>;
}

/** A figure of several measurements; `values` is not empty. */
export function figure(
  name: string,
  values: readonly number[],
  unit: string,
  more: Pick<Figure, 'aim' | 'goal' | 'before' | 'whenMissed' | 'isDetail'> = {},
): Figure {
  return { name, value: median(values), unit, values, ...more };
}

/** How far beyond its goal a figure is: 1 just meets it, less misses it; null without a goal. */
export function margin({ value, goal }: Figure): number | null {
  if (goal === undefined) return null;
  return goal.bound === 'at least' ? value / goal.value : goal.value / value;
}

/** Round by round. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, round) => value / (below[round] ?? Number.NaN));
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing.');
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (upper + lower) / 2;
}
