/**
 * Which take files are being recorded and where they will lie, known before the first frame; after a
 * crash they tell where a take sounded. Finished and removed takes stay listed, so that they are not
 * taken for lost ones.
 */
import { z } from 'zod';
import type { TakeDropout } from '../../preload/project.ts';
import { LIMITS } from '../../preload/project-limits.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { exactly } from '../exact-schema.ts';
import { type FileFormat, isObject } from '../versioned-file.ts';
import { takeDropoutSchema } from './project-schema.ts';

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
  /** Those known so far, the first ones. */
  readonly dropouts: readonly TakeDropout[];
}

export const NO_DROPOUTS = { dropouts: [], dropoutCount: 0 };

const FLAG_COUNTS = ['inputUnderflows', 'inputOverflows', 'outputUnderflows', 'outputOverflows'];

/** A take of a version that did not know where frames were lost. Pure. */
export function withoutDropouts(take: unknown): unknown {
  if (!isObject(take)) return take;
  const stats = isObject(take.account) ? take.account.stats : null;
  const counts = FLAG_COUNTS.map((flag) => (isObject(stats) ? Number(stats[flag]) || 0 : 0));
  const dropoutCount = counts.reduce((sum, count) => sum + count, 0);
  return { ...take, dropouts: [], dropoutCount };
}

/** The same of a list of takes' records. Pure. */
export function recordsWithoutDropouts(records: unknown): unknown {
  if (!Array.isArray(records)) return records;
  return records.map((record) => (isObject(record) ? { ...record, dropouts: [] } : record));
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
  dropouts: z.array(takeDropoutSchema).max(LIMITS.takeDropouts).readonly(),
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
    // No file of this format is newer than records with dropouts.
    const read = readTakeRecords(recordsWithoutDropouts(takes));
    if (read === null) return null;
    return { value: read.records, flaws: read.flaws + Object.keys(others).length };
  },
  content: (takes) => ({ takes: takes.map(({ dropouts: _dropouts, ...record }) => record) }),
};
