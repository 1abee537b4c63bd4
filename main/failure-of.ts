/** Turns a caught error into a value with a code and a sentence. */
import { RtMixerError } from '../native/index.ts';
import type { Failure } from '../preload/outcome.ts';

/** Node's codes that have a better sentence than Node's own. */
const SYSTEM_SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space and try again.',
  EACCES: 'That is not permitted. Check the rights of the file and its folder.',
  EPERM: 'That is not permitted. Check the rights of the file and its folder.',
  ENOENT: 'There is no such file any more.',
  EEXIST: 'Something else of that name lies there.',
  ENOTDIR: 'Something else of that name lies there.',
  EROFS: 'The disk is read-only. Choose another place.',
};

/** Code `internal` for a fault of the program. */
export function failureOf(error: unknown): Failure {
  // A code of the library that the contract lacks does not compile here.
  if (error instanceof RtMixerError) return { code: error.code, message: error.message };
  const systemCode = (error as { code?: unknown } | null)?.code;
  const sentence = typeof systemCode === 'string' ? SYSTEM_SENTENCES[systemCode] : undefined;
  if (sentence !== undefined) return { code: 'file-system', message: sentence };
  return {
    code: 'internal',
    message:
      'Something went wrong inside RtMixer. The log file beside the session has the details.',
  };
}
