/**
 * Which take files are being recorded and where they will lie, known before the first frame; after a
 * crash they tell where a take sounded. Finished and removed takes stay listed, so that they are not
 * taken for lost ones.
 */
import { z } from 'zod';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { exactly } from '../exact-schema.ts';
import type { FileFormat } from '../versioned-file.ts';

export interface TakeRecord {
  readonly file: string;
  readonly takeId: string;
  readonly name: string;
  readonly trackId: string;
  /** Timeline frame where it sounded. */
  readonly startFrame: Frames;
  readonly channels: number;
  readonly sampleRate: SampleRate;
  readonly state: 'recording' | 'finished';
}

export const takeRecordSchema = exactly<TakeRecord>()({
  // A name inside the takes folder.
  file: z.string().regex(/^[^/\\\0]{1,255}$/),
  takeId: z.string().min(1),
  name: z.string(),
  trackId: z.string(),
  startFrame: z.number().int(),
  channels: z.number().int().min(1),
  sampleRate: z.number().min(1),
  state: z.enum(['recording', 'finished']),
});

/** Those of a list that are whole; `flaws` counts the others. null = it is no list. */
export function readTakeRecords(
  takes: unknown,
): { readonly records: readonly TakeRecord[]; readonly flaws: number } | null {
  if (!Array.isArray(takes)) return null;
  const read = takes.map((each) => takeRecordSchema.safeParse(each));
  const records = read.filter(({ success }) => success).map(({ data }) => data as TakeRecord);
  return { records, flaws: takes.length - records.length };
}

/** `takes.json`, which sessions had beside `session.json` until their version 4. Version 2 has the header. */
export const TAKES_FORMAT: FileFormat<readonly TakeRecord[]> = {
  name: 'rtmixer-takes',
  title: 'The list of takes',
  ifLost: 'Takes in its folder that are not in the session are offered again.',
  migrations: [(content) => content],
  read: ({ takes, ...others }) => {
    const read = readTakeRecords(takes);
    if (read === null) return null;
    return { value: read.records, flaws: read.flaws + Object.keys(others).length };
  },
  content: (takes) => ({ takes }),
};
