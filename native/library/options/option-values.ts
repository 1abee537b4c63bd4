/** Values that several options have, and their checks. */
import { booleanOf, described, numberBetween } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import { requireBusName } from '../streams/bus-options.ts';
import type { Direction } from './devices.ts';

/** A name (a part is enough if only one fits) or an index into devices(). */
export type DeviceSpecifier = string | number;
/** The device's low or high default, or seconds, 0 to 60. */
export type Latency = 'low' | 'high' | number;
/** One for both directions, or one each: [input, output]. */
export type OneOrPair<T> = T | readonly [input: T, output: T];

/** Frames of the largest block that a stream may ask for. */
export const largestBlockSize = 65_536;

/** The part of an option for `direction`. Throws `invalid-argument` for a pair where the stream has
 * one direction. */
export function partFor<T>(
  option: OneOrPair<T> | undefined,
  direction: Direction,
  directions: readonly Direction[],
  name: string,
): T | undefined {
  if (!Array.isArray(option)) {
    return option as T | undefined;
  }
  if (directions.length !== 2 || option.length !== 2) {
    throw invalidArgument(`${name} can be a pair [input, output] only for a stream that has both.`);
  }
  return option[direction === 'input' ? 0 : 1] as T;
}

/** Throws `invalid-argument`. */
export function checkedLatency(latency: unknown): Latency {
  if (latency === 'low' || latency === 'high') {
    return latency;
  }
  if (typeof latency !== 'number') {
    throw invalidArgument(`latency must be 'low', 'high' or seconds, not ${described(latency)}.`);
  }
  return numberBetween(latency, 0, 60, 'latency');
}

/** A flag or nothing. Throws `invalid-argument`. */
export function checkedFlag(value: unknown, name: string): boolean | undefined {
  return value === undefined ? undefined : booleanOf(value, name);
}

/** The most buses of a mixer. */
const maxBuses = 1024;

/** Names of buses as given: 1 to 1,024, not empty, each once; no list = no buses. Throws
 * `invalid-argument`. */
export function checkedBusNames(names: unknown): readonly string[] {
  if (names === undefined) {
    return [];
  }
  const count = Array.isArray(names) ? names.length : 0;
  // A list may return other names each time it is read, or be longer than memory.
  const list: readonly unknown[] = Array.isArray(names) && count <= maxBuses ? [...names] : [];
  if (list.length < 1 || list.length > maxBuses) {
    const given = Array.isArray(names) ? `${count} names` : described(names);
    throw invalidArgument(
      `buses must be a list of 1 to ${maxBuses} names, not ${given}; leave it out for none.`,
    );
  }
  const seen = new Set<string>();
  for (const name of list) {
    requireBusName(name);
    if (seen.has(name)) {
      throw invalidArgument(`Two buses have the name ${described(name)}; give each its own name.`);
    }
    seen.add(name);
  }
  return Object.freeze(list as readonly string[]);
}
