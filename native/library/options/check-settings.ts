/** Would a stream open? Nothing is kept open. */
import { addon } from '../addon.ts';
import { type Direction, listDevices } from './devices.ts';
import { resolveOptions } from './resolve-options.ts';
import type { StreamOptions } from './stream-options.ts';
import { readWishes } from './stream-request.ts';

/** The options that decide whether a device can be opened at all. */
export type CheckedOptions = Pick<
  StreamOptions,
  'device' | 'hostApi' | 'channels' | 'sampleRate' | 'hostApiOptions'
>;

function check(direction: Direction, options: CheckedOptions): void {
  addon().checkSettings(resolveOptions([direction], readWishes(options), listDevices()).settings);
}

/** Throws what Recorder would throw. Blocks, bounded. */
export function checkInputSettings(options: CheckedOptions = {}): void {
  check('input', options);
}

/** Throws what Mixer would throw. Blocks, bounded.
 *
 * @example
 * const settings = { hostApi: 'Virtual', channels: 2, sampleRate: 44_100 };
 * checkOutputSettings(settings);
 * assert.throws(() => checkOutputSettings({ ...settings, channels: 100 }), {
 *   code: 'channels-refused',
 * });
 */
export function checkOutputSettings(options: CheckedOptions = {}): void {
  check('output', options);
}
