/** What can go wrong, in the words of native/src/failure.h (a test compares the two lists). */
export const failureCodes = [
  'none',
  'invalid-argument',
  'invalid-channel',
  'invalid-time',
  'rate-mismatch',
  'out-of-memory',
  'foreign-action',
  'stream-closed',
  'stream-active',
  'stream-not-active',
  'stream-timeout',
  'device-not-found',
  'device-lost',
  'device-refused',
  'rate-refused',
  'channels-refused',
  'host-api-not-found',
  'host-api-option',
  'host-error',
  'file-not-found',
  'file-unreadable',
  'file-not-audio',
  'file-empty',
  'file-too-large',
  'file-write-failed',
  'disk-full',
  'job-cancelled',
  'internal',
] as const;

/** One of failureCodes. */
export type FailureCode = (typeof failureCodes)[number];

/** A failure as a value: a stable code for programs and a sentence for people. */
export interface Failure {
  /** Stable, for programs. */
  readonly code: FailureCode;
  /** A sentence for people: what is wrong and what to do. */
  readonly message: string;
}

/** Every error that this library throws or rejects with. Test `code`, show `message`.
 *
 * @example
 * const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2] });
 * const far = { channels: [3] };
 * assert.throws(() => mixer.playBuffer(new Float32Array(1), far), (error) => {
 *   assert(error instanceof RtMixerError);
 *   return error.code === 'invalid-channel';
 * });
 */
export class RtMixerError extends Error implements Failure {
  /** `RtMixerError`. */
  override readonly name = 'RtMixerError';
  /** Stable, for programs. */
  readonly code: FailureCode;

  /** Programs may throw their own with the same codes. */
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function invalidArgument(message: string): RtMixerError {
  return new RtMixerError('invalid-argument', message);
}
