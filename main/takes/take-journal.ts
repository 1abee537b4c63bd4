/**
 * `takes.json`: which take files are being recorded and where they will lie, written before the
 * first frame; after a crash it tells where a take sounded. Finished and removed takes stay listed,
 * so that they are not taken for lost ones.
 */
import { z } from 'zod';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { exactly } from '../exact-schema.ts';
import { Journal, type JournalOptions } from '../journal.ts';
import { type FileFormat, versionedText } from '../versioned-file.ts';

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

const recordSchema = exactly<TakeRecord>()({
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

/** Version 2 has the header. */
export const TAKES_FORMAT: FileFormat<readonly TakeRecord[]> = {
  name: 'rtmixer-takes',
  title: 'The list of takes',
  ifLost: 'Takes in its folder that are not in the session are offered again.',
  migrations: [(content) => content],
  read: ({ takes, ...others }) => {
    if (!Array.isArray(takes)) return null;
    const read = takes.map((each) => recordSchema.safeParse(each));
    const value = read.filter(({ success }) => success).map(({ data }) => data as TakeRecord);
    return { value, flaws: takes.length - value.length + Object.keys(others).length };
  },
  content: (takes) => ({ takes }),
};

export class TakeJournal {
  readonly #records = new Map<string, TakeRecord>();
  /** Ended takes that are in the project, but in no session file yet, by their file. */
  readonly #ended = new Map<string, TakeRecord>();
  /** Of these, the ones in the session that is being written. */
  #inSession: readonly TakeRecord[] = [];
  readonly #journal: Journal;

  constructor(
    file: string,
    records: readonly TakeRecord[],
    disk: Pick<JournalOptions, 'onFailure' | 'mend'>,
  ) {
    for (const record of records) this.#records.set(record.file, record);
    this.#journal = new Journal({
      file,
      text: () => versionedText(TAKES_FORMAT, this.records),
      ...disk,
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

  /**
   * The takes have ended and are in the project: they are called finished once the session file has
   * them, so that a crash before that does not lose them and one after it does not bring back a take
   * that was removed.
   */
  end(records: readonly TakeRecord[]): void {
    for (const record of records) this.#ended.set(record.file, { ...record, state: 'finished' });
  }

  /** The session's content is being taken for its file. */
  sessionIsTaken(): void {
    this.#inSession = [...this.#ended.values()];
  }

  /** The content that was taken last is on the disk. */
  sessionIsSaved(): void {
    if (this.#inSession.length === 0) return;
    for (const { file } of this.#inSession) this.#ended.delete(file);
    void this.write(this.#inSession);
    this.#inSession = [];
  }

  flush(): Promise<boolean> {
    return this.#journal.flush();
  }
}
