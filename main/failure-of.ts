/** Turns a caught error into a value with a code and a sentence. */
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

/** True for errors with a stable code in our own spelling: their sentence is meant for people. */
function hasOwnCode(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[a-z]+(-[a-z0-9]+)*$/.test(error.code)
  );
}

/** Code `internal` for what nobody foresaw. */
export function failureOf(error: unknown): Failure {
  if (hasOwnCode(error)) return { code: error.code, message: error.message };
  const systemCode = (error as { code?: unknown } | null)?.code;
  const sentence = typeof systemCode === 'string' ? SYSTEM_SENTENCES[systemCode] : undefined;
  if (sentence !== undefined) return { code: 'file-system', message: sentence };
  return {
    code: 'internal',
    message: 'Something went wrong inside RtMixer. The log file beside the session tells more.',
  };
}
