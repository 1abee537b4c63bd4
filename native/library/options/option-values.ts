/** What a stream can be told, value by value. */
import { described, numberBetween } from '../argument.ts';
import { invalidArgument } from '../failure.ts';

/** A name (a part is enough if only one fits) or an index into devices(). */
export type DeviceSpecifier = string | number;
/** The device's low or high default, or seconds, 0 to 60. */
export type Latency = 'low' | 'high' | number;

/** Frames of the largest block that a stream may ask for. */
export const largestBlockSize = 65_536;

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
  if (value !== undefined && typeof value !== 'boolean') {
    throw invalidArgument(`${name} must be true or false, not ${described(value)}.`);
  }
  return value;
}
