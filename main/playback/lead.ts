/**
 * How far ahead of the stream a group begins: as long as handing its requests over takes, by what
 * that has cost on this machine. What comes before it (opening files, building requests) needs no
 * lead, because the stream's frame is read afterwards.
 * - A program that has just started has compiled nothing yet: its first groups take longer than the
 *   same ones later. What they took is kept from start to start.
 */
import type { Seconds } from '../../preload/units.ts';
import type { HandOverCost, Settings } from '../settings.ts';

/** For delays of the system; the whole lead of a few clips. */
const LEAST_SECONDS = 0.05;
/** Of what was measured: the machine may be busier this time. */
const MARGIN = 2;
/** Smaller groups are handed over within the least lead. */
const LEAST_REQUESTS = 64;
/** A group is expected to cost what groups of at least a quarter of its size did. */
const SIZE_CLASS = 4;
/** Newest measurements kept of groups of about one size. */
const KEPT_PER_SIZE = 4;
/** Per request, where nothing comparable was measured: 5 µs on an idle machine of 2020 that has
 * compiled nothing yet, six times that on a busy one. */
const FIRST_COST: Seconds = 30e-6;

/** However much the machine was held up once. */
const LONGEST_SECONDS: Seconds = 10;

/** Seconds until a group of so many requests can begin. @param firstCosts of first groups of earlier
 * starts: they count where nothing comparable was measured since */
export function leadSeconds(
  costs: readonly HandOverCost[],
  requests: number,
  firstCosts: readonly HandOverCost[] = [],
): Seconds {
  const measured = greatestCost(costs, requests);
  // It may be a busier start than the earlier ones: not less than what is assumed.
  const cost = measured ?? Math.max(FIRST_COST, greatestCost(firstCosts, requests) ?? 0);
  return Math.min(LONGEST_SECONDS, LEAST_SECONDS + MARGIN * requests * cost);
}

/** Per request, of groups that are not much smaller; null = there is none. */
function greatestCost(costs: readonly HandOverCost[], requests: number): Seconds | null {
  const comparable = costs
    .filter((cost) => cost.requests * SIZE_CLASS >= requests)
    .map((cost) => cost.seconds / cost.requests);
  return comparable.length === 0 ? null : Math.max(...comparable);
}

function sizeOf({ requests }: HandOverCost): number {
  return Math.floor(Math.log(requests) / Math.log(SIZE_CLASS));
}

/** The costs with those of one group more, oldest first. */
export function withMeasured(
  costs: readonly HandOverCost[],
  measured: HandOverCost,
): readonly HandOverCost[] {
  if (measured.requests < LEAST_REQUESTS) return costs;
  const size = sizeOf(measured);
  const alike = costs.filter((cost) => sizeOf(cost) === size).slice(1 - KEPT_PER_SIZE);
  return [...costs.filter((cost) => sizeOf(cost) !== size), ...alike, measured];
}

/** Where the costs of first groups are kept from start to start. */
export interface KeptCosts {
  readonly firstCosts: readonly HandOverCost[];
  keep(firstCosts: readonly HandOverCost[]): void;
}

export function costsKeptIn(settings: Pick<Settings, 'values' | 'change'>): KeptCosts {
  return {
    get firstCosts() {
      return settings.values.firstCosts;
    },
    keep: (firstCosts) => settings.change({ firstCosts }),
  };
}

/** What handing over has cost since the start, and at earlier starts. */
export class Lead {
  readonly #kept: KeptCosts;
  /** Of the last groups, oldest first. */
  #costs: readonly HandOverCost[] = [];

  constructor(kept: KeptCosts) {
    this.#kept = kept;
  }

  /** Seconds until a group of so many requests can begin. */
  secondsFor(requests: number): Seconds {
    return leadSeconds(this.#costs, requests, this.#kept.firstCosts);
  }

  measure(cost: HandOverCost): void {
    const isFirst = !this.#costs.some((other) => sizeOf(other) === sizeOf(cost));
    this.#costs = withMeasured(this.#costs, cost);
    if (!isFirst || cost.requests < LEAST_REQUESTS) return;
    this.#kept.keep(withMeasured(this.#kept.firstCosts, cost));
  }
}
