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

export type FailureCode = (typeof failureCodes)[number];

/** A failure as a value: a stable code for programs and a sentence for people. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

/** Every error that this library throws or rejects with. Test `code`, show `message`. */
export class RtMixerError extends Error implements Failure {
  override readonly name = 'RtMixerError';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function invalidArgument(message: string): RtMixerError {
  return new RtMixerError('invalid-argument', message);
}
