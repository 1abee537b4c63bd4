/**
 * The command line: `--user-data-dir=DIR --host-api=NAME --device=NAME --play --loop --full-screen files...`, each file a path or
 * a `file://` address, and, to test a set-up without sound hardware,
 * `--virtual-faults=JSON --virtual-delay-frames=N`. `--help` and `--version` print and end the program.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { randomLosses, type VirtualFault, type VirtualOptions } from '../native/index.ts';

export interface Arguments {
  /** Absolute; null = the system's place for the program's data. */
  readonly userDataFolder: string | null;
  readonly hostApi: string | null;
  readonly device: string | null;
  /** Applies to the virtual device only. */
  readonly virtual: VirtualOptions;
  /** For a program that runs without anybody at it. */
  readonly kiosk: KioskArguments;
  /** Absolute paths of files to open. */
  readonly files: readonly string[];
  /** One sentence per argument that was not understood. */
  readonly warnings: readonly string[];
}

export interface KioskArguments {
  /** Plays from the start as soon as the device is there. */
  readonly plays: boolean;
  /** Switches the loop on: the session's own, or one around all of it. */
  readonly loops: boolean;
  readonly isFullScreen: boolean;
}

const HELP = `Usage: rtmixer [OPTION]... [FILE]...

       rtmixer run|report SESSION [OPTION]...

Opens sound files (paths or file:// addresses) on the timeline. run and report work without a window;
rtmixer run --help tells more.

  --host-api=NAME      choose the host API, for example --host-api=Virtual
  --device=NAME        choose the device
  --play               wait for the device, and play from the start
  --loop               switch the loop on; around everything, if the session has none
  --full-screen        show the window without a frame, on the whole screen
  --user-data-dir=DIR  keep session and settings in DIR
  --version            print the version
  --help               print this

To see how faults are reported, of the virtual device only:
  --virtual-delay-frames=N
  --virtual-faults=JSON  for example [{"kind":"output-underflow","frame":48000}]
`;

/** What is printed instead of opening the window; null = nothing was asked for. */
export function printedAnswer(argv: readonly string[], version: string): string | null {
  if (argv.includes('--help') || argv.includes('-h')) return HELP;
  return argv.includes('--version') ? `RtMixer ${version}\n` : null;
}

/** As the command line names them. */
const FAULT_NAMES: Record<VirtualFault['kind'], string> = {
  inputUnderflow: 'input-underflow',
  inputOverflow: 'input-overflow',
  outputUnderflow: 'output-underflow',
  outputOverflow: 'output-overflow',
  lostBlocks: 'lost-blocks',
  lostInput: 'lost-input',
  lostOutput: 'lost-output',
  disappear: 'disappear',
  return: 'return',
};
const faultKinds = new Map(
  (Object.keys(FAULT_NAMES) as VirtualFault['kind'][]).map((kind) => [FAULT_NAMES[kind], kind]),
);

const count = z.int().min(0).exactOptional();
const fault: z.ZodType<VirtualFault> = z.object({
  kind: z
    .string()
    .transform((name) => faultKinds.get(name))
    .pipe(z.enum(Object.keys(FAULT_NAMES) as VirtualFault['kind'][])),
  frame: z.int(),
  count,
  frames: count,
  everyFrames: count,
});
/** `count` losses of random sizes and directions, `everyFrames` apart or more. */
const manyLosses = z
  .object({
    kind: z.literal('random-losses'),
    count: z.int().min(1).max(10_000),
    frame: count,
    everyFrames: z.int().min(1).exactOptional(),
    seed: count,
  })
  .transform(({ kind: _, ...options }) => randomLosses(options));
const faultList = z
  .array(z.union([fault.transform((one) => [one]), manyLosses]))
  .transform((lists) => lists.flat());

/** Value of the last `--name=value`; null = not given or empty. */
function switchValue(argv: readonly string[], name: string): string | null {
  const prefix = `--${name}=`;
  const value = argv.findLast((word) => word.startsWith(prefix))?.slice(prefix.length);
  return value === undefined || value === '' ? null : value;
}

function parseFaults(json: string | null, warnings: string[]): Pick<VirtualOptions, 'faults'> {
  if (json === null) return {};
  try {
    return { faults: faultList.parse(JSON.parse(json)) };
  } catch {
    warnings.push(
      '--virtual-faults is not a JSON list of { "kind", "frame", "count"?, "frames"?, "everyFrames"? } and was ignored.',
    );
    return {};
  }
}

function parseDelay(text: string | null, warnings: string[]): Pick<VirtualOptions, 'delayFrames'> {
  if (text === null) return {};
  const delayFrames = Number(text);
  if (Number.isSafeInteger(delayFrames) && delayFrames >= 0) return { delayFrames };
  warnings.push('--virtual-delay-frames is not a whole number of frames and was ignored.');
  return {};
}

/** @returns an absolute path; null = `word` is the address of something else */
function fileOf(word: string, workingFolder: string, warnings: string[]): string | null {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(word)) return path.resolve(workingFolder, word);
  try {
    // A name may hold what begins a query or a fragment of other addresses.
    return fileURLToPath(word.replaceAll('?', '%3F').replaceAll('#', '%23'));
  } catch {
    warnings.push(`${word} is not the address of a file on this computer, so it was not opened.`);
    return null;
  }
}

/**
 * @param argv what follows the program (and its folder, when not packaged)
 * @param workingFolder what relative file names count from
 */
export function parseArguments(argv: readonly string[], workingFolder: string): Arguments {
  const warnings: string[] = [];
  const userDataFolder = switchValue(argv, 'user-data-dir');
  return {
    userDataFolder: userDataFolder === null ? null : path.resolve(workingFolder, userDataFolder),
    hostApi: switchValue(argv, 'host-api'),
    device: switchValue(argv, 'device'),
    virtual: {
      ...parseDelay(switchValue(argv, 'virtual-delay-frames'), warnings),
      ...parseFaults(switchValue(argv, 'virtual-faults'), warnings),
    },
    kiosk: {
      plays: argv.includes('--play'),
      loops: argv.includes('--loop'),
      isFullScreen: argv.includes('--full-screen'),
    },
    files: argv
      .filter((word) => word !== '' && !word.startsWith('-'))
      .map((word) => fileOf(word, workingFolder, warnings))
      .filter((file) => file !== null),
    warnings,
  };
}
