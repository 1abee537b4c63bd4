/** Error codes, the same as in native/src/base/failure.h (a test compares the two lists). */
export const failureCodes = [
  'none', // nothing went wrong
  'invalid-argument', // a wrong type, a size or a value out of range
  'invalid-channel', // a channel that does not exist, or a count of them
  'invalid-time', // NaN, infinite, or too far away
  'rate-mismatch', // samples of another rate than the stream's
  'out-of-memory', // there is not enough
  'foreign-action', // an action of another stream, or one that cannot be changed so
  'stream-closed', // closed for good: open a new one
  'stream-active', // not while a stream is running or open
  'stream-not-active', // not while the stream is stopped, or is being started or stopped
  'stream-timeout', // the driver did not respond in time
  'device-not-found', // no device of that name or number
  'device-lost', // the device stopped responding
  'device-refused', // in use, unplugged, or it wants other settings
  'rate-refused', // the device does not run at that rate
  'channels-refused', // the device has fewer channels
  'host-api-not-found', // no host API of that name here
  'host-api-option', // options of another host API than the device's
  'restart-needed', // the audio server was lost for good for this process
  'host-error', // the message has the driver's text
  'file-not-found', // no such file
  'file-unreadable', // no permission, or a folder
  'file-not-audio', // a text, a picture
  'file-unsupported', // sound or film of a kind that is not read
  'file-damaged', // of a known kind, and broken
  'file-empty', // no frames
  'file-too-large', // more than can be worked with
  'file-write-failed', // it exists already, or cannot be written
  'file-locked', // another program holds its lock
  'disk-full', // the file up to there is valid
  'job-cancelled', // by the caller
  'internal', // an error of this library
] as const;

/** One of failureCodes, but `none`. */
export type FailureCode = Exclude<(typeof failureCodes)[number], 'none'>;

/** A failure as a value: a stable code for programs and a sentence for people. */
export interface MixerFailure {
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
export class RtMixerError extends Error implements MixerFailure {
  /** `RtMixerError`. */
  override readonly name = 'RtMixerError';
  /** Stable, for programs. */
  readonly code: FailureCode;

  /** For programs that throw errors with the same codes. */
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function invalidArgument(message: string): RtMixerError {
  return new RtMixerError('invalid-argument', message);
}

export const deviceLostSentence =
  'The device was lost; start the stream again when it is back, or open another device.';
