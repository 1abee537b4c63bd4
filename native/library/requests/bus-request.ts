/** Buses in requests: which one is meant, and what changes. */
import { booleanOf, described, finiteNumber } from '../argument.ts';
import { invalidArgument } from '../failure.ts';
import type { SetBusOptions } from './request.ts';

/** enum bus_change in native/src/action.h */
const changeBits = { gain: 1, mute: 2, unmute: 4, solo: 8, unsolo: 16 };

/** That there is no such bus, and which there are. */
export function unknownBus(bus: unknown, buses: readonly string[]): Error {
  const known = buses.map((name) => JSON.stringify(name)).join(', ');
  return invalidArgument(
    `There is no bus ${described(bus)}: this mixer has ${known || 'none; name them in its options'}.`,
  );
}

/** The bus's number, from 1, as the native side counts. Throws `invalid-argument`. */
export function busNumber(bus: unknown, buses: readonly string[]): number {
  const index = buses.indexOf(bus as string);
  if (index < 0) {
    throw unknownBus(bus, buses);
  }
  return index + 1;
}

/** What a setBus changes. Throws `invalid-argument` for nothing, or for wrong values. */
export function busChangeBits({ gain, muted, soloed }: SetBusOptions): number {
  let bits = 0;
  if (gain !== undefined) {
    finiteNumber(gain, 'gain');
    bits |= changeBits.gain;
  }
  if (muted !== undefined) {
    bits |= booleanOf(muted, 'muted') ? changeBits.mute : changeBits.unmute;
  }
  if (soloed !== undefined) {
    bits |= booleanOf(soloed, 'soloed') ? changeBits.solo : changeBits.unsolo;
  }
  if (bits === 0) {
    throw invalidArgument('A change of a bus needs gain, muted or soloed.');
  }
  return bits;
}

/** A recorder has no bus: throws `invalid-argument` where one is named. */
export function refuseBus(request: object): void {
  if ('bus' in request && request.bus !== undefined) {
    throw invalidArgument('A recorder has no bus: it records the input; leave the bus out.');
  }
}
