/** Turns a caught error into a value with a code and a sentence. */
import path from 'node:path';
import { type FailureCode, RtMixerError } from '../native/index.ts';
import { failure } from '../preload/outcome.ts';
import { keepFault } from './faults.ts';

const NOT_PERMITTED = 'That is not permitted. Check the rights of the file and its folder.';
const NAME_TAKEN = 'Another file or folder has that name. Rename it or choose another place.';
const NOT_CONNECTED = 'The disk or the network folder is not connected. Connect it and try again.';
const TOO_MANY_FILES = 'Too many files are open. Close other programs and try again.';

/** Cause and advice by the system's code. */
const SYSTEM_SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space and try again.',
  EDQUOT:
    'Your quota on that disk is used up. Delete files of yours there, or choose another place.',
  EFBIG: 'The disk or the system allows no larger file. Choose a place on another disk.',
  EACCES: NOT_PERMITTED,
  EPERM: NOT_PERMITTED,
  ENOENT: 'There is no such file any more. Look where it was moved to.',
  EEXIST: NAME_TAKEN,
  ENOTDIR: NAME_TAKEN,
  EISDIR: NAME_TAKEN,
  EROFS: 'The disk is read-only. Choose another place.',
  EIO: 'The disk reports an error. Check the disk and its connection, then try again.',
  ENODEV: NOT_CONNECTED,
  ENXIO: NOT_CONNECTED,
  ESTALE: NOT_CONNECTED,
  ENOTCONN: NOT_CONNECTED,
  EHOSTDOWN: NOT_CONNECTED,
  ETIMEDOUT: NOT_CONNECTED,
  ENOMEM: 'There is not enough memory. Close other programs and try again.',
  ENAMETOOLONG: 'That name or path is too long. Choose a shorter one.',
  ELOOP: 'That is a link that leads nowhere. Choose the file or folder itself.',
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  EBUSY: 'Another program uses that file. Close that program and try again.',
};

/** Of a file that could not be written; `file` is its path. */
export function writeFailureOf(error: unknown, file: string): ReturnType<typeof failure> {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const folder = path.dirname(file);
    return failure(
      'file-system',
      `The folder ${folder} does not exist. Make it again, or choose another place.`,
    );
  }
  return failureOf(error);
}

const STREAM_ENDED = 'The device is not running now. Press Play to start it again.';

/** For people, where the library speaks to programs: of requests, rows and options. What it says of
 * files and devices is for people already. */
const LIBRARY_SENTENCES: Readonly<Partial<Record<FailureCode, string>>> = {
  'invalid-argument':
    'This cannot be played or recorded with these values. Check its start, length, gain and fades.',
  'invalid-channel':
    'The open device lacks a channel that is needed. Choose other channels or a device with more.',
  'invalid-time': 'That time is too far away. Choose an earlier one.',
  'rate-mismatch':
    'The sound has another rate than the device. Wait until it is converted, then try again.',
  'restart-needed':
    'The audio server was lost, and RtMixer cannot reach a new one any more. Restart RtMixer; undo ends with it, and it comes back to this session and place.',
  'host-api-not-found':
    'The host API of the chosen device is not there now. Start its sound server and press Play, or choose another device in Devices.',
  'stream-active':
    'A device that did not answer could not be closed, and keeps RtMixer from searching for others. Restart RtMixer; undo ends with it, and it comes back to this session and place.',
  'foreign-action': 'What is to be changed has ended. Start it again.',
  'stream-closed': STREAM_ENDED,
  'stream-not-active': STREAM_ENDED,
};

/** Of a stream that could not be opened: what it refuses are its own values, not those of a sound. */
export function openFailureOf(error: unknown): ReturnType<typeof failure> {
  if (error instanceof RtMixerError && error.code === 'invalid-argument') {
    return failure(
      error.code,
      `The device cannot be opened with these values: ${error.message} Choose others in Devices, or start without them.`,
    );
  }
  return failureOf(error);
}

/** Code `internal` for a fault of the program. */
export function failureOf(error: unknown): ReturnType<typeof failure> {
  // A code of the library that the contract lacks does not compile here.
  if (error instanceof RtMixerError) {
    return failure(error.code, LIBRARY_SENTENCES[error.code] ?? error.message);
  }
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) {
    const sentence = SYSTEM_SENTENCES[code] ?? `The system reports the error ${code}. Try again.`;
    return failure('file-system', sentence);
  }
  keepFault('inside', error);
  return failure(
    'internal',
    'Something went wrong inside RtMixer. The log file beside the session has the details.',
  );
}
