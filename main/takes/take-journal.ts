/**
 * `takes.json`: which take files are being recorded and where they will lie, written before the
 * first frame; after a crash it tells where a take sounded. Finished and removed takes stay listed,
 * so that they are not taken for lost ones.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { Journal } from '../journal.ts';

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

const schema: z.ZodType<{ readonly takes: readonly TakeRecord[] }> = z.object({
  takes: z.array(
    z.object({
      file: z.string().regex(/^[^/\\\0]{1,255}$/),
      takeId: z.string().min(1),
      name: z.string(),
      trackId: z.string(),
      startFrame: z.number().int(),
      channels: z.number().int().min(1),
      sampleRate: z.number().min(1),
      state: z.enum(['recording', 'finished']),
    }),
  ),
});

/** What the file says; nothing when it is missing or damaged. */
export async function readTakeRecords(file: string): Promise<readonly TakeRecord[]> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data.takes : [];
  } catch {
    return [];
  }
}

export class TakeJournal {
  readonly #records = new Map<string, TakeRecord>();
  readonly #journal: Journal;

  constructor(file: string, records: readonly TakeRecord[], onFailure: (error: unknown) => void) {
    for (const record of records) this.#records.set(record.file, record);
    this.#journal = new Journal({
      file,
      text: () => `${JSON.stringify({ takes: [...this.#records.values()] }, null, 1)}\n`,
      onFailure,
    });
  }

  get records(): readonly TakeRecord[] {
    return [...this.#records.values()];
  }

  /** Resolves when it is on the disk; false = it could not be written. */
  write(records: readonly TakeRecord[]): Promise<boolean> {
    for (const record of records) this.#records.set(record.file, record);
    this.#journal.touch();
    return this.#journal.flush();
  }

  flush(): Promise<boolean> {
    return this.#journal.flush();
  }
}
