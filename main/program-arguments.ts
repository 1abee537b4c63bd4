/** The arguments of the command line that are meant for the program. */
import path from 'node:path';

/** Switches of the executable whose value is the next argument. */
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
  return argv.slice(1).filter((argument, index) => {
    if (isPackaged) return true;
    if (TAKES_NEXT.has(argv[index] ?? '')) return false;
    return argument.startsWith('-') || path.resolve(argument) !== path.resolve(appFolder);
  });
}
