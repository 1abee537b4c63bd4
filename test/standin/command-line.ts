/** What an Electron executable was started with, taken apart the way Electron does. */
export interface CommandLine {
  /** The folder (or main script) to run: the first argument that is no switch. */
  readonly appFolder: string | undefined;
  /** What follows the folder, switches included. */
  readonly appArguments: readonly string[];
  /** Every `--name=value` and `--name` (value ''), wherever it stands; the last one wins. */
  readonly switches: ReadonlyMap<string, string>;
  /** Arguments without Playwright's preloaded script (`-r file`), which has no meaning here. */
  readonly all: readonly string[];
}

/**
 * Takes the arguments of an Electron executable apart.
 * @param args the arguments after the executable's own name
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const all = withoutPreloadedScripts(args);
  const switches = new Map<string, string>();
  for (const arg of all) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (match?.[1] !== undefined) switches.set(match[1], match[2] ?? '');
  }
  const folderIndex = all.findIndex((arg) => !arg.startsWith('-'));
  return {
    appFolder: folderIndex < 0 ? undefined : all[folderIndex],
    appArguments: folderIndex < 0 ? [] : all.slice(folderIndex + 1),
    switches,
    all,
  };
}

function withoutPreloadedScripts(args: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index]!;
    if (arg === '-r' || arg === '--require') index += 1;
    else kept.push(arg);
  }
  return kept;
}
