/** Runs a command without a window, under Node or in Electron's main process; the exit code tells how it ended. */
import type { RunHeader } from '../../preload/run.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { HEADLESS_HELP, parseHeadless, UsageError } from './headless-arguments.ts';
import { EXIT, type ExitCode, runSession } from './run-session.ts';
import { writtenReport } from './written-report.ts';

export interface HeadlessProgram {
  /** From the command on. */
  readonly argv: readonly string[];
  readonly workingFolder: string;
  /** A report of an earlier run needs none of it. */
  readonly loadNative: () => NativeMixer;
  readonly versions: () => RunHeader['versions'];
}

/** What of the command line a run or a report without a window is asked by; null = it is not. */
export function headlessWords(argv: readonly string[]): readonly string[] | null {
  // Before the command stand switches of the executable only.
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const command = argv[at];
  return command === 'run' || command === 'report' ? argv.slice(at) : null;
}

/** Never rejects. */
export async function runHeadless(program: HeadlessProgram): Promise<ExitCode> {
  const { argv, workingFolder } = program;
  if (argv.includes('--help') || argv.length === 0) {
    await print(process.stdout, HEADLESS_HELP);
    return argv.length === 0 ? EXIT.impossible : EXIT.fine;
  }
  try {
    const command = parseHeadless(argv, workingFolder);
    if (command.command === 'run') return await runSession(command, contextOf(program));
    const written = await writtenReport(command);
    await print(
      written.ok ? process.stdout : process.stderr,
      written.ok ? written.value : `${written.message}\n`,
    );
    return written.ok ? EXIT.fine : EXIT.impossible;
  } catch (error) {
    const message = error instanceof UsageError ? error.message : failureOf(error).message;
    await print(process.stderr, `${message}\n`);
    return EXIT.impossible;
  }
}

function contextOf({ loadNative, versions }: HeadlessProgram) {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => interruption.abort());
  }
  return {
    native: loadNative(),
    versions: versions(),
    say: (line: string) => console.log(line),
    warn: (line: string) => console.error(line),
    interrupted: interruption.signal,
  };
}

/** Resolves when it is written: a program that ends at once would lose it in a pipe. */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
