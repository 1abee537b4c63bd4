/** The words of the command line that are meant for the program. */
import path from 'node:path';

/** Switches of the executable whose value is the next word. */
const TAKES_NEXT: ReadonlySet<string> = new Set(['-r', '--require']);

/**
 * @param argv process.argv
 * @param appFolder the program's own folder, which is named when it is not packaged
 */
export function programArguments(
  argv: readonly string[],
  isPackaged: boolean,
  appFolder: string,
): readonly string[] {
  return argv.slice(1).filter((word, index) => {
    if (isPackaged) return true;
    if (TAKES_NEXT.has(argv[index] ?? '')) return false;
    return word.startsWith('-') || path.resolve(word) !== path.resolve(appFolder);
  });
}
