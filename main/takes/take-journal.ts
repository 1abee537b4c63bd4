/** The records of takes, saved with the session: a take's record before its first frame. */
import type { SessionSaving } from '../project/session-saving.ts';
import type { TakeRecord } from '../project/take-records.ts';

export class TakeJournal {
  readonly #records = new Map<string, TakeRecord>();
  readonly #saving: Pick<SessionSaving, 'append' | 'flush'>;

  constructor(records: readonly TakeRecord[], saving: Pick<SessionSaving, 'append' | 'flush'>) {
    for (const record of records) this.#records.set(record.file, record);
    this.#saving = saving;
  }

  get records(): readonly TakeRecord[] {
    return [...this.#records.values()];
  }

  recordOf(file: string): TakeRecord | undefined {
    return this.#records.get(file);
  }

  /** Resolves when it is on the disk; false = it could not be written. */
  write(records: readonly TakeRecord[]): Promise<boolean> {
    this.#put(records);
    return this.#saving.flush();
  }

  /**
   * The takes have ended, and those that are kept are in the project. What is saved is saved in order:
   * a crash before that does not lose them, and one after it does not bring back a take that was removed.
   */
  end(records: readonly TakeRecord[]): void {
    this.#put(records.map((record) => ({ ...record, state: 'finished' })));
  }

  #put(takeRecords: readonly TakeRecord[]): void {
    if (takeRecords.length === 0) return;
    for (const record of takeRecords) this.#records.set(record.file, record);
    this.#saving.append({ takeRecords });
  }
}
