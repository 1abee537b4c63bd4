/**
 * Errors between window and main are values: a code of a closed list for programs, a sentence for
 * people that says what to do next. `throw` is for bugs.
 */

/** Every error code. Those of the native library cross as they are: main's `failureOf` compares. */
export const ERROR_CODES = [
  // The native library's.
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
  'restart-needed', // the audio server was lost; only another process reaches a new one
  'host-error',
  'file-not-found',
  'file-unreadable',
  'file-not-audio',
  'file-unsupported',
  'file-damaged',
  'file-empty',
  'file-too-large',
  'file-write-failed',
  'file-locked',
  'disk-full',
  'job-cancelled',
  'internal', // a fault of the program
  // Messages.
  'invalid-message', // not of the contract's shape
  'sender-refused', // not from the program's own window
  // Files.
  'file-system', // any other refusal by the system
  'folder-without-audio',
  'no-files', // what was dropped lies on no disk
  // Edits.
  'edit-unknown-id', // something it names is gone
  'edit-duplicate-id',
  'edit-invalid', // a value out of range
  'edit-too-many',
  'edit-refused', // only main may do that
  'rate-fixed', // the session has sounds at another rate
  // Devices and inputs.
  'no-device', // neither an input nor an output is chosen
  'no-input',
  'input-denied', // by the system's privacy settings
  // Playing and recording.
  'nothing-to-play',
  'recording', // not while a take is recorded
  'interrupted', // before it began
  'exporting', // one export at a time
  'source-unknown',
  'source-unplayable',
  'range-invalid', // beyond the sound
  'action-finished',
  // Accounts of runs.
  'run-unknown', // it was deleted
  'crash-reported', // the last time the program ran
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface Failure {
  /** Stable. */
  readonly code: ErrorCode;
  /** One or two sentences, shown as they are. */
  readonly message: string;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & Failure);

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failure(code: ErrorCode, message: string): { ok: false } & Failure {
  return { ok: false, code, message };
}
