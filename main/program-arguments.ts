/** The command line: what of it is meant for the program, and what it is after a restart. */
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

/** Of a program that restarts itself: all but the files it was to open, which the session has. */
export function restartArguments(
  argv: readonly string[],
  isPackaged: boolean,
  appFolder: string,
): readonly string[] {
  const own = programArguments(argv, isPackaged, appFolder);
  const files = new Set(own.filter((argument) => !argument.startsWith('-')));
  return argv.slice(1).filter((argument) => !files.has(argument));
}

/**
 * What a program that restarts itself starts, undefined for itself. An AppImage starts its file: the place
 * that it runs from goes with it.
 *
 * @param environment process.env; what starts an AppImage sets APPIMAGE and APPDIR in it
 * @param program process.execPath
 */
export function restartProgram(
  environment: NodeJS.ProcessEnv,
  program: string,
): string | undefined {
  const { APPIMAGE, APPDIR } = environment;
  // An AppImage of another program, for instance of a terminal, leaves them to all that it starts.
  const isOwn = APPIMAGE !== undefined && APPDIR !== undefined && program.startsWith(`${APPDIR}/`);
  return isOwn ? APPIMAGE : undefined;
}
