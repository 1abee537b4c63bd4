/**
 * The command line without a window: `run SESSION ...` plays a session, `report SESSION ...` writes the report
 * of an earlier run. Values stand after their option or after `=`.
 */
import path from 'node:path';
import type { VirtualOptions } from '../../native/index.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../accounts/report/exports.ts';
import { fileWithEnding } from '../accounts/report/save-report.ts';
import { parseArguments } from '../arguments.ts';
import { type Condition, parseConditions } from './conditions.ts';

export interface RunCommand {
  readonly command: 'run';
  /** Absolute. */
  readonly session: string;
  /** As it was typed; null = the beginning, the end. */
  readonly from: string | null;
  readonly to: string | null;
  readonly hostApi: string | null;
  readonly device: string | null;
  readonly virtual: VirtualOptions;
  /** Absolute files with their formats. */
  readonly reports: readonly { readonly file: string; readonly format: ExportFormat }[];
  readonly conditions: readonly Condition[];
  readonly isOffline: boolean;
  readonly isRecording: boolean;
  readonly isCopied: boolean;
  readonly withPaths: boolean;
  readonly withUnheard: boolean;
}

export interface ReportCommand {
  readonly command: 'report';
  readonly session: string;
  /** null = the newest. */
  readonly run: number | null;
  readonly format: ExportFormat;
  /** Absolute; null = it is printed. */
  readonly file: string | null;
  readonly withPaths: boolean;
  readonly withUnheard: boolean;
}

export type HeadlessCommand = RunCommand | ReportCommand;

export const HEADLESS_HELP = `Usage: rtmixer run SESSION [OPTION]...
       rtmixer report SESSION [OPTION]...

Without a window. SESSION is the folder of a session.

run: plays the session, and keeps the run with it.
  --from T              where it begins, on the timeline: 1:06.5, 66.5 or 3168000 fr
  --to T                where it ends
  --host-api NAME       the host API, for example JACK or Virtual
  --device NAME         the device
  --virtual-faults JSON faults of the virtual device
  --virtual-delay-frames N
  --offline             renders as fast as the processor can, to no device
  --record              records the tracks that are armed
  --copy                plays a copy, so that the session may be open in RtMixer; the copy is removed
  --report FILE         writes the report, by the end of its name: .html, .json, .csv, .tsv (BIDS), .txt
                        (Methods); may be given several times
  --fail-if CONDITIONS  for example 'late>0,dropped>0,dropouts>0,error>1ms'. Names: error, load, dropouts,
                        outages, actions, late (also what skipped its beginning) and the other verdicts of
                        the JSON report. Units of error: s, ms, us; of load: %

report: writes the report of an earlier run. Changes nothing, also while the session is open.
  --run N               the number of the run; without it the newest
  --format F            html, json, csv, tsv (BIDS) or txt (Methods)
  --output FILE         where to; without it the report is printed

Of both:
  --paths               JSON names the files of sounds with their folders
  --all                 BIDS events also have what was not heard
  --help                print this

Ends with 0; with 1 where a condition of --fail-if holds, which is printed; with 2 where it could not run.
`;

const VALUED = [
  'from',
  'to',
  'host-api',
  'device',
  'virtual-faults',
  'virtual-delay-frames',
  'report',
  'fail-if',
  'run',
  'format',
  'output',
] as const;
const FLAGS = ['offline', 'record', 'copy', 'paths', 'all'] as const;
type Valued = (typeof VALUED)[number];
type Flag = (typeof FLAGS)[number];

const ALLOWED: Record<HeadlessCommand['command'], readonly (Valued | Flag)[]> = {
  run: [
    ...(['from', 'to', 'host-api', 'device', 'virtual-faults', 'virtual-delay-frames'] as const),
    ...(['report', 'fail-if', 'offline', 'record', 'copy', 'paths', 'all'] as const),
  ],
  report: ['run', 'format', 'output', 'paths', 'all'],
};

interface ReadWords {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<Valued, readonly string[]>;
  readonly flags: ReadonlySet<Flag>;
}

/** What cannot be understood; the program ends with 2. */
export class UsageError extends Error {}

/** @param argv what follows the program; its first word is the command */
export function parseHeadless(argv: readonly string[], workingFolder: string): HeadlessCommand {
  const { words, values, flags } = readWords(argv);
  const [command, session, ...others] = words;
  if (command !== 'run' && command !== 'report') {
    const what = command === undefined ? 'A command is missing' : `“${command}” is no command`;
    throw new UsageError(`${what}: say run or report.`);
  }
  if (session === undefined) throw new UsageError(`Say which session: ${command} SESSION.`);
  if (others.length > 0) throw new UsageError(`“${others[0]}” is one session too many.`);
  for (const name of [...values.keys(), ...flags]) {
    if (!ALLOWED[command].includes(name)) {
      throw new UsageError(`--${name} does not belong to ${command}.`);
    }
  }
  const read = {
    values,
    flags,
    folder: workingFolder,
    session: path.resolve(workingFolder, session),
  };
  return command === 'run' ? runCommand(read) : reportCommand(read);
}

type ReadCommand = Omit<ReadWords, 'words'> & { readonly folder: string; readonly session: string };

function readWords(argv: readonly string[]): ReadWords {
  const words: string[] = [];
  const values = new Map<Valued, string[]>();
  const flags = new Set<Flag>();
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const [, name = '', value] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === '') {
      if (word.startsWith('-') && word !== '-')
        throw new UsageError(`${word} is no option. ${SEE}`);
      words.push(word);
    } else if (isOneOf(FLAGS, name)) {
      if (value !== undefined) throw new UsageError(`--${name} takes no value.`);
      flags.add(name);
    } else if (isOneOf(VALUED, name)) {
      const given = value ?? argv[index + 1];
      if (value === undefined) index += 1;
      if (given === undefined || given === '') throw new UsageError(`--${name} needs a value.`);
      values.set(name, [...(values.get(name) ?? []), given]);
    } else throw new UsageError(`--${name} is no option. ${SEE}`);
  }
  return { words, values, flags };
}

const SEE = 'See --help.';

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return names.includes(name as Name);
}

function single({ values }: ReadCommand, name: Valued): string | null {
  const given = values.get(name) ?? [];
  if (given.length > 1) throw new UsageError(`--${name} is given twice.`);
  return given[0] ?? null;
}

function runCommand(read: ReadCommand): RunCommand {
  const { flags, folder } = read;
  const faults = single(read, 'virtual-faults');
  const delay = single(read, 'virtual-delay-frames');
  const { virtual, warnings } = parseArguments(
    [
      ...(faults === null ? [] : [`--virtual-faults=${faults}`]),
      ...(delay === null ? [] : [`--virtual-delay-frames=${delay}`]),
    ],
    folder,
  );
  const [warning] = warnings;
  if (warning !== undefined) throw new UsageError(warning.replace(' and was ignored', ''));
  const command: RunCommand = {
    command: 'run',
    session: read.session,
    from: single(read, 'from'),
    to: single(read, 'to'),
    hostApi: single(read, 'host-api'),
    device: single(read, 'device'),
    virtual,
    reports: (read.values.get('report') ?? []).map((file) => ({
      file: path.resolve(folder, file),
      format: formatOfFile(file),
    })),
    conditions: conditionsOf(single(read, 'fail-if')),
    isOffline: flags.has('offline'),
    isRecording: flags.has('record'),
    isCopied: flags.has('copy'),
    withPaths: flags.has('paths'),
    withUnheard: flags.has('all'),
  };
  refuseOffline(command);
  refuseSameFiles(command);
  return command;
}

/** Events have a sidecar of their name, which another report would replace. */
function refuseSameFiles({ reports }: RunCommand): void {
  const files = reports.flatMap(({ file, format }) =>
    format === 'tsv' ? [file, fileWithEnding(file, '.json')] : [file],
  );
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice === undefined) return;
  throw new UsageError(
    `${path.basename(twice)} would be written twice (BIDS events have a .json beside them). Choose other names.`,
  );
}

function conditionsOf(text: string | null): readonly Condition[] {
  const read = parseConditions(text ?? '');
  if (typeof read === 'string') throw new UsageError(read);
  return read;
}

/** Offline nothing can be late or lost, so that such a condition proves nothing. */
function refuseOffline({ isOffline, isRecording, conditions, hostApi, device }: RunCommand): void {
  if (!isOffline) return;
  if (isRecording) throw new UsageError('Offline nothing can be recorded: leave out --record.');
  if (hostApi !== null || device !== null) {
    throw new UsageError('Offline no device is used: leave out --host-api and --device.');
  }
  const timed = conditions.find(({ isTimed }) => isTimed);
  if (timed !== undefined) {
    throw new UsageError(
      `Offline nothing is late and nothing is lost, so “${timed.text}” proves nothing: leave it out, or play through a device.`,
    );
  }
}

function reportCommand(read: ReadCommand): ReportCommand {
  const file = single(read, 'output');
  const format = single(read, 'format');
  const run = single(read, 'run');
  if (run !== null && !/^[1-9]\d{0,8}$/.test(run)) {
    throw new UsageError(`“${run}” is no number of a run. Say for example --run 14.`);
  }
  if (format !== null && !isOneOf(EXPORT_FORMATS, format)) throw noFormat(format);
  if (format === null && file === null) {
    throw new UsageError(`Say which form: --format ${EXPORT_FORMATS.join(', ')}.`);
  }
  return {
    command: 'report',
    session: read.session,
    run: run === null ? null : Number(run),
    format: format ?? formatOfFile(file ?? ''),
    file: file === null ? null : path.resolve(read.folder, file),
    withPaths: read.flags.has('paths'),
    withUnheard: read.flags.has('all'),
  };
}

function formatOfFile(file: string): ExportFormat {
  const format = path.extname(file).slice(1).toLowerCase();
  if (!isOneOf(EXPORT_FORMATS, format)) throw noFormat(path.basename(file));
  return format;
}

function noFormat(what: string): UsageError {
  return new UsageError(
    `“${what}” is no form of a report. There are ${EXPORT_FORMATS.join(', ')}.`,
  );
}
