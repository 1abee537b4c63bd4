import type { PageWire } from './wire.ts';

/** `webUtils`, as far as the stand-in goes. */
export function createWebUtils(wire: PageWire) {
  return {
    /** The path of a file that the user dropped or chose; '' for one that a script made. */
    getPathForFile(file: unknown): string {
      if (!(file instanceof File)) {
        throw new TypeError(
          'getPathForFile expected to receive a File object but one was not provided',
        );
      }
      return wire.whilePaused(() => askForPathOfFile(file, { path: '' }));
    },
  };
}

/**
 * Chromium tells a file's path to the debugger only, and Electron's call is synchronous: the call
 * pauses the script here, the stand-in writes into `answer` and lets it go on. It knows the pause
 * by this function's name and its parameters by theirs.
 */
function askForPathOfFile(_file: File, answer: { path: string }): string {
  // biome-ignore lint/suspicious/noDebugger: the pause is how the stand-in is asked.
  debugger;
  return answer.path;
}
