/**
 * The command line: `--user-data-dir=DIR --host-api=NAME --device=NAME files...` and, to test a
 * set-up without sound hardware, `--virtual-faults=JSON --virtual-delay-frames=N`.
 */
import path from 'node:path';
import type { VirtualFault, VirtualSettings } from './engine/native-mixer.ts';

export interface Arguments {
  /** Absolute; null = the system's place for the program's data. */
  readonly userDataFolder: string | null;
  readonly hostApi: string | null;
  readonly device: string | null;
  /** Applies to the virtual device only. */
  readonly virtual: VirtualSettings;
  /** Absolute paths of files to open. */
  readonly files: readonly string[];
  /** What could not be understood, one sentence each. */
  readonly complaints: readonly string[];
}

const FAULT_KINDS: ReadonlySet<string> = new Set<VirtualFault['kind']>([
  'input-underflow',
  'input-overflow',
  'output-underflow',
  'output-overflow',
  'lost-blocks',
  'disappear',
]);

/** Value of the last `--name=value`; null = not given or empty. */
function switchValue(words: readonly string[], name: string): string | null {
  const prefix = `--${name}=`;
  const value = words.findLast((word) => word.startsWith(prefix))?.slice(prefix.length);
  return value === undefined || value === '' ? null : value;
}

function isOptionalCount(value: unknown): boolean {
  return value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0);
}

function isFault(value: unknown): value is VirtualFault {
  if (typeof value !== 'object' || value === null) return false;
  const fault = value as Record<string, unknown>;
  return (
    typeof fault.kind === 'string' &&
    FAULT_KINDS.has(fault.kind) &&
    Number.isSafeInteger(fault.frame) &&
    isOptionalCount(fault.count) &&
    isOptionalCount(fault.everyFrames)
  );
}

function parseFaults(json: string | null, complaints: string[]): readonly VirtualFault[] {
  if (json === null) return [];
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(json);
  } catch {
    parsed = null;
  }
  if (Array.isArray(parsed) && parsed.every(isFault)) return parsed;
  complaints.push(
    '--virtual-faults is not a JSON list of { "kind", "frame", "count"?, "everyFrames"? } and was ignored.',
  );
  return [];
}

function parseDelay(text: string | null, complaints: string[]): number | null {
  if (text === null) return null;
  const frames = Number(text);
  if (Number.isSafeInteger(frames) && frames >= 0) return frames;
  complaints.push('--virtual-delay-frames is not a whole number of frames and was ignored.');
  return null;
}

/**
 * @param words what follows the program (and its folder, when not packaged)
 * @param workingFolder what relative file names count from
 */
export function parseArguments(words: readonly string[], workingFolder: string): Arguments {
  const complaints: string[] = [];
  const userDataFolder = switchValue(words, 'user-data-dir');
  return {
    userDataFolder: userDataFolder === null ? null : path.resolve(workingFolder, userDataFolder),
    hostApi: switchValue(words, 'host-api'),
    device: switchValue(words, 'device'),
    virtual: {
      delayFrames: parseDelay(switchValue(words, 'virtual-delay-frames'), complaints),
      faults: parseFaults(switchValue(words, 'virtual-faults'), complaints),
    },
    files: words
      .filter((word) => word !== '' && !word.startsWith('-'))
      .map((word) => path.resolve(workingFolder, word)),
    complaints,
  };
}
