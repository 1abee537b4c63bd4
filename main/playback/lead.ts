/**
 * How far ahead of the stream a group begins: as long as handing its requests over takes, by what
 * that has cost on this machine. What comes before it (opening files, building requests) needs no
 * lead, because the stream's frame is read afterwards. Pure.
 */
import type { Seconds } from '../../preload/units.ts';

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

/** What handing a group of requests over to the mixer took on this machine. */
export interface HandOverCost {
  readonly requests: number;
  readonly seconds: Seconds;
}

/** Seconds until a group of so many requests can begin. */
export function leadSeconds(costs: readonly HandOverCost[], requests: number): Seconds {
  const comparable = costs
    .filter((cost) => cost.requests * SIZE_CLASS >= requests)
    .map((cost) => cost.seconds / cost.requests);
  const cost = comparable.length === 0 ? FIRST_COST : Math.max(...comparable);
  return LEAST_SECONDS + MARGIN * requests * cost;
}

/** The costs with those of one group more, oldest first. */
export function withMeasured(
  costs: readonly HandOverCost[],
  measured: HandOverCost,
): readonly HandOverCost[] {
  if (measured.requests < LEAST_REQUESTS) return costs;
  const sizeOf = ({ requests }: HandOverCost) =>
    Math.floor(Math.log(requests) / Math.log(SIZE_CLASS));
  const size = sizeOf(measured);
  const alike = costs.filter((cost) => sizeOf(cost) === size).slice(1 - KEPT_PER_SIZE);
  return [...costs.filter((cost) => sizeOf(cost) !== size), ...alike, measured];
}
