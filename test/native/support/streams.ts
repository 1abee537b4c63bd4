/** Streams that tests drive: the virtual loopback, as fast as it can. */

import type { StreamOptions } from '../../../native/index.ts';
import { MixerAndRecorder } from '../../../native/index.ts';

export const delayFrames = 64;

/** Input at frame n is output at frame n - 64. */
export function loopback(options: StreamOptions = {}): MixerAndRecorder {
  return new MixerAndRecorder({
    hostApi: 'Virtual',
    device: 'Virtual loopback',
    sampleRate: 48_000,
    blockSize: 64,
    channels: [2, 2],
    ...options,
    virtual: { speed: 0, delayFrames, ...options.virtual },
  });
}

/** The code of what `call` throws, or a sentence that fails the test. */
export function codeThrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as { code?: string }).code ?? `an error without a code: ${error}`;
  }
  return 'it did not throw';
}

/** The code of what `promise` rejects with. */
export async function codeRejectedBy(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: string }).code ?? `an error without a code: ${error}`;
  }
  return 'it did not reject';
}
