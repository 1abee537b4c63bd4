/** Names and pins of runs: `runs/names.json`, beside the runs that they are of. */
import { z } from 'zod';
import { exactly } from '../../exact-schema.ts';
import type { FileFormat } from '../../versioned-file.ts';
import { RUN_ID } from './run-lines.ts';

export const NAMES_FILE = 'names.json';
export const MOST_NAME_LENGTH = 200;

export interface NamedRun {
  readonly runId: string;
  /** null = none. */
  readonly name: string | null;
  readonly isPinned: boolean;
}

const namedRunSchema = exactly<NamedRun>()({
  runId: z.string().regex(RUN_ID),
  name: z.string().min(1).max(MOST_NAME_LENGTH).nullable(),
  isPinned: z.boolean(),
});

export const RUN_NAMES_FORMAT: FileFormat<readonly NamedRun[]> = {
  name: 'rtmixer-run-names',
  title: 'The list of names of runs',
  ifLost: 'Runs have no names, and none is pinned.',
  migrations: [(content) => content],
  read: ({ runs }) => {
    if (!Array.isArray(runs)) return null;
    const read = runs.map((each) => namedRunSchema.safeParse(each));
    const value = read.flatMap(({ data }) => data ?? []);
    return { value, flaws: runs.length - value.length };
  },
  content: (runs) => ({ runs }),
};
