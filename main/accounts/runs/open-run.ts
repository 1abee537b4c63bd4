/**
 * One run while it is written: what ends is gathered and handed over as lines, a part of it at a time, so
 * that thousands that end together hold up nothing. A file ends at 64 MB and at midnight; the next one
 * begins with the stream and the origin that go on.
 */
import { ACTION_KINDS, type ActionRow } from '../../../preload/actions.ts';
import { dropoutCount } from '../../../preload/dropouts.ts';
import type { RunEnd, RunHeader, RunOrigin, RunStream } from '../../../preload/run.ts';
import type { Frames } from '../../../preload/units.ts';
import { VERDICT_KINDS, type VerdictKind, verdictKindOf } from '../../../preload/verdict.ts';
import type { RunFileChange } from '../../project/appender.ts';
import { dayOf, utcOffsetMinutes } from './run-dates.ts';
import { runFileName } from './run-folder.ts';
import {
  actionLines,
  headerLine,
  MOST_ROWS_A_LINE,
  type OtherRecord,
  recordLine,
} from './run-lines.ts';

const MOST_FILE_BYTES = 64 * 10 ** 6;
/** Records that come within so long are handed over together. */
const GATHER_MILLISECONDS = 20;

/** Where the account of an action lies: the line, and its place in it. */
export interface RowPlace {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly index: number;
  /** It is in the file once this step is done. */
  readonly step: number;
}

export type RunFigures = Pick<RunEnd, 'summary' | 'dropouts' | 'outages'>;

export interface OpenRunOptions {
  /** Of a file that begins now; `part` and times are set here. */
  readonly header: () => Omit<RunHeader, 'part' | 'wallTime' | 'utcOffsetMinutes'>;
  readonly change: (change: RunFileChange) => number;
  /** Accounts of actions were handed over, in their order. */
  readonly onPlaced: (rows: readonly ActionRow[], places: readonly RowPlace[]) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly mostFileBytes?: number;
}

export class OpenRun {
  readonly runId: string;
  readonly number: number;
  readonly kind: RunHeader['kind'];
  /** The first request that belongs to it. */
  readonly firstRequest: number;
  readonly header: RunHeader;
  readonly #options: OpenRunOptions;
  readonly #audible: RunHeader['audible'];
  readonly #began: number;
  readonly #counts = Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, 0])) as Record<
    VerdictKind,
    number
  >;
  /** Verdicts of takes by their requests. */
  readonly #takes = new Map<number, VerdictKind>();
  /** Why it ends once its last action has ended; null = it goes on. */
  lastReason: RunEnd['reason'] | null = null;
  /** The stream frame at which nothing of it lived any more; null = something does. */
  doneAt: { readonly streamNumber: number; readonly frame: Frames } | null = null;
  #isStreamEnded = false;
  #part = 0;
  #bytes = 0;
  #day = '';
  #isFileNew = true;
  #ended = 0;
  #dropouts = 0;
  #outages = 0;
  #stream: RunStream | null = null;
  #origin: RunOrigin | null = null;
  #waiting: (ActionRow | OtherRecord)[] = [];
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #handingOver: PromiseWithResolvers<void> | null = null;
  #text = '';
  #isOver = false;

  constructor(options: OpenRunOptions, firstRequest: number) {
    this.#options = options;
    this.firstRequest = firstRequest;
    this.header = this.#beginFile();
    const { runId, number, kind, audible } = this.header;
    this.runId = runId;
    this.number = number;
    this.kind = kind;
    this.#audible = audible;
    this.#began = performance.now();
  }

  /** Of what has ended until now. */
  get figures(): RunFigures {
    const [summary, dropouts, outages] = [{ ...this.#counts }, this.#dropouts, this.#outages];
    return { summary, dropouts, outages };
  }

  /** Actions that have ended. */
  get endedCount(): number {
    return this.#ended;
  }

  get stream(): RunStream | null {
    return this.#stream;
  }

  get isStreamEnded(): boolean {
    return this.#isStreamEnded;
  }

  get origin(): RunOrigin | null {
    return this.#origin;
  }

  add(rows: readonly ActionRow[]): void {
    for (const row of rows) this.#count(row);
    this.#ended += rows.length;
    this.#put(rows);
  }

  /** Accounts that were added before have got dropouts, which only takes have in their verdicts. */
  amend(rows: readonly ActionRow[]): void {
    for (const row of rows) {
      const before = this.#takes.get(row.requestNumber);
      if (before === undefined) continue;
      this.#counts[before] -= 1;
      this.#count(row);
    }
    this.#put(rows);
  }

  record(record: OtherRecord): void {
    if (record.type === 'stream') {
      this.#stream = record;
      this.#isStreamEnded = false;
    }
    if (record.type === 'streamEnd') this.#isStreamEnded = true;
    if (record.type === 'origin') this.#origin = record;
    if (record.type === 'dropout') this.#dropouts += dropoutCount([record.dropout]);
    // Told once more when it is over.
    if (record.type === 'outage' && record.outage.seconds === null) this.#outages += 1;
    this.#put([record]);
  }

  /** Nothing is added any more. What waits is handed over by and by. */
  end(reason: RunEnd['reason']): void {
    if (this.#isOver) return;
    const end: RunEnd = {
      type: 'end',
      reason,
      wallTime: this.#options.now(),
      seconds: (performance.now() - this.#began) / 1_000,
      ...this.figures,
    };
    this.#isOver = true;
    this.#put([end]);
  }

  /** Resolves when all that waits now is handed over: a part of it at a time, beginning at once. */
  handedOver(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#work();
    }
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#handingOver ??= Promise.withResolvers<void>();
    return this.#handingOver.promise;
  }

  /** Hands over all that waits, in one piece. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
    while (this.#waiting.length > 0) this.#handOver();
    this.#answer();
  }

  #answer(): void {
    this.#handingOver?.resolve();
    this.#handingOver = null;
  }

  /** Players and recorders, as reports do. */
  #count(row: ActionRow): void {
    if (ACTION_KINDS[row.type] === 'command') return;
    const kind = verdictKindOf(row, this.#audible);
    this.#counts[kind] += 1;
    if (ACTION_KINDS[row.type] === 'recorder') this.#takes.set(row.requestNumber, kind);
  }

  #put(items: readonly (ActionRow | OtherRecord)[]): void {
    for (const item of items) this.#waiting.push(item);
    if (this.#immediate !== null) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#work();
    }, GATHER_MILLISECONDS);
  }

  #work(): void {
    this.#immediate = null;
    this.#handOver();
    if (this.#waiting.length > 0) this.#immediate = setImmediate(() => this.#work());
    else this.#answer();
  }

  /** The first so many, so that the event loop goes on after them. */
  #handOver(): void {
    const items = this.#waiting.slice(0, MOST_ROWS_A_LINE);
    this.#waiting = items.length === this.#waiting.length ? [] : this.#waiting.slice(items.length);
    this.#fitFile();
    const placed: ActionRow[] = [];
    const places: Omit<RowPlace, 'step'>[] = [];
    let rows: ActionRow[] = [];
    const put = () => {
      for (const { line, rows: own } of actionLines(rows)) {
        const offset = this.#bytes;
        const bytes = this.#append(line);
        const file = this.#file;
        for (const [index, row] of own.entries()) {
          placed.push(row);
          places.push({ file, offset, bytes: bytes - 1, index });
        }
      }
      rows = [];
    };
    for (const item of items) {
      if ('requestNumber' in item) {
        rows.push(item);
        continue;
      }
      put();
      this.#append(recordLine(item));
    }
    put();
    const isLast = this.#isOver && this.#waiting.length === 0;
    const step = this.#send(isLast);
    if (placed.length > 0) {
      this.#options.onPlaced(
        placed,
        places.map((place) => ({ ...place, step })),
      );
    }
  }

  get #file(): string {
    return runFileName(this.runId, this.#part);
  }

  #append(line: string): number {
    const bytes = Buffer.byteLength(line);
    this.#text += line;
    this.#bytes += bytes;
    return bytes;
  }

  #send(isLast: boolean): number {
    const step = this.#options.change({
      kind: 'add',
      file: this.#file,
      text: this.#text,
      isNew: this.#isFileNew,
      isLast,
    });
    this.#text = '';
    this.#isFileNew = false;
    return step;
  }

  /** Begins another file where this one is full, or of yesterday. */
  #fitFile(): void {
    const { mostFileBytes = MOST_FILE_BYTES } = this.#options;
    const isFull = this.#bytes >= mostFileBytes;
    if (!isFull && dayOf(this.#options.now()) === this.#day) return;
    this.#send(true);
    this.#beginFile();
    if (this.#stream !== null) this.#append(recordLine(this.#stream));
    if (this.#origin !== null) this.#append(recordLine(this.#origin));
  }

  #beginFile(): RunHeader {
    const wallTime = this.#options.now();
    this.#part += 1;
    const { tracks, sounds, ...facts } = this.#options.header();
    const header: RunHeader = {
      ...facts,
      part: this.#part,
      wallTime,
      utcOffsetMinutes: utcOffsetMinutes(wallTime),
      // Last, because they may be long: a list of runs reads what stands before.
      tracks,
      sounds,
    };
    this.#day = dayOf(wallTime);
    this.#bytes = 0;
    this.#text = '';
    this.#isFileNew = true;
    this.#append(headerLine(header));
    return header;
  }
}
