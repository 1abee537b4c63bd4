/** Notices for the person: the Log tab, and a file that keeps earlier ones. */
import { appendFile, stat } from 'node:fs/promises';
import type { Notice, NoticeCause, NoticeSubject } from '../preload/engine.ts';
import type { ErrorCode } from '../preload/outcome.ts';
import { renameWhenFree } from './busy-files.ts';

const KEPT_NOTICES = 1_000;
/** A window that opens shows troubles that are not older. */
const RECENT_MILLISECONDS = 60_000;
/** A longer log file is moved aside at the next start. */
const LOG_FILE_BYTES = 2_000_000;

export class Notices {
  #kept: Notice[] = [];
  /** Milliseconds of the monotonic clock, in the order of `#kept`. */
  #times: number[] = [];
  #nextId = 1;
  readonly #file: string;
  readonly #listeners: ((notice: Notice) => void)[] = [];
  #writing: Promise<void>;

  /** @param file the log file, created when missing */
  constructor(file: string) {
    this.#file = file;
    this.#writing = moveLongFileAside(file);
  }

  /** Oldest first. */
  get all(): readonly Notice[] {
    return this.#kept;
  }

  /** Notices with this id and later ones are not older than a minute. */
  get firstRecentId(): number {
    const since = performance.now() - RECENT_MILLISECONDS;
    const index = this.#times.findIndex((time) => time >= since);
    return this.#kept[index]?.id ?? this.#nextId;
  }

  onNotice(listener: (notice: Notice) => void): void {
    this.#listeners.push(listener);
  }

  info(message: string): void {
    this.#add('info', message);
  }

  /** @param cause what it tells of, where that lasts */
  warn(message: string, cause?: NoticeCause): void {
    this.#add('warning', message, null, { cause });
  }

  /** Goes when what it is about is gone. */
  tellOf(subject: NoticeSubject, severity: Notice['severity'], message: string): void {
    this.#add(severity, message, null, { subject });
  }

  /**
   * @param code of the failure that it tells of
   * @param cause what it tells of, where that lasts
   */
  error(message: string, code: ErrorCode | null = null, cause?: NoticeCause): void {
    this.#add('error', message, code, { cause });
  }

  /** A fault of the program itself: goes into the log file with its stack. */
  record(what: string, error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#append(`fault ${what}: ${detail}`);
  }

  /** Resolves when the log file holds everything. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #add(
    severity: Notice['severity'],
    message: string,
    code: ErrorCode | null = null,
    { cause, subject }: { cause?: NoticeCause | undefined; subject?: NoticeSubject } = {},
  ): void {
    const notice: Notice = {
      id: this.#nextId,
      severity,
      message,
      code,
      ...(cause === undefined ? {} : { cause }),
      ...(subject === undefined ? {} : { subject }),
      wallTime: Date.now(),
    };
    this.#nextId += 1;
    this.#kept = [...this.#kept.slice(1 - KEPT_NOTICES), notice];
    this.#times = [...this.#times.slice(1 - KEPT_NOTICES), performance.now()];
    this.#append(`${severity} ${message}`);
    for (const listener of this.#listeners) listener(notice);
  }

  #append(text: string): void {
    const line = `${new Date().toISOString()} ${text}\n`;
    // A log file that cannot be written must not stop the program.
    this.#writing = this.#writing.then(() => appendFile(this.#file, line).catch(() => undefined));
  }
}

async function moveLongFileAside(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_FILE_BYTES) await renameWhenFree(file, `${file}.old`).catch(() => undefined);
}
