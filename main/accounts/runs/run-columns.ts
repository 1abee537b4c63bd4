/**
 * The ended rows of runs as numbers; names beside them are shared, and the rest of an account is read from
 * the run's file when its row is looked at.
 */
import {
  ACTION_KINDS,
  ACTION_OUTCOMES,
  type ActionRow,
  type ActionType,
  errorSeconds,
  NO_STATS,
} from '../../../preload/actions.ts';
import {
  type RunRowsContext,
  type RunSort,
  SORT_KEYS,
  type SortKey,
  type TrackPlaceOf,
} from '../../../preload/run-rows.ts';
import { type Audible, VERDICT_KINDS, verdictKindOf } from '../../../preload/verdict.ts';
import { type EndedRows, factsOf, type RowFacts } from '../ended-rows.ts';
import { NumberColumns, SharedTexts } from './number-columns.ts';
import type { RowPlace } from './open-run.ts';
import { type LineAt, readRowsAt } from './read-rows.ts';

const TYPES = Object.keys(ACTION_KINDS) as ActionType[];

const COLUMNS = {
  id: 'f64',
  requestedFrame: 'f64',
  actualFrame: 'f64',
  originFrame: 'f64',
  totalFrames: 'f64',
  doneFrames: 'f64',
  errorSeconds: 'f32',
  sampleRate: 'f32',
  requestNumber: 'u32',
  playNumber: 'u32',
  loopPass: 'u32',
  streamNumber: 'u32',
  blocks: 'u32',
  maxBlockSize: 'u32',
  name: 'u32',
  clip: 'u32',
  track: 'u32',
  offset: 'u32',
  bytes: 'u32',
  dropouts: 'u16',
  inputUnderflows: 'u16',
  inputOverflows: 'u16',
  outputUnderflows: 'u16',
  outputOverflows: 'u16',
  file: 'u16',
  index: 'u16',
  type: 'u8',
  outcome: 'u8',
  verdict: 'u8',
} as const;

/** Rows are looked for from the newest on: what changes has ended of late. */
const LOOK_BACK = 10_000;
/** Its place in a file follows. */
const NOWHERE = 0;

export interface RunColumnsOptions extends Pick<EndedRows, 'runId' | 'audible'> {
  /** `runs/` of the session. */
  readonly folder: string;
  readonly trackPlace: TrackPlaceOf;
}

export class RunColumns implements EndedRows {
  readonly runId: string | null;
  readonly audible: Audible;
  /** Streams and tracks of a run that was read; null = those of this program. */
  context: RunRowsContext | null = null;
  readonly #folder: string;
  readonly #trackPlace: TrackPlaceOf;
  readonly #columns = new NumberColumns(COLUMNS);
  readonly #texts = new SharedTexts();
  readonly #files = new SharedTexts();
  /** Rows that are in no file yet, by their indexes. */
  readonly #recent = new Map<number, ActionRow>();
  /** Indexes of rows without a place, by their requests. */
  readonly #placeless = new Map<number, number>();
  /** Indexes of the rows that were read last, by their requests. */
  readonly #newest = new Map<number, number>();
  /** Rows that are in a file when a step is done, in the order of the steps. */
  #underway: { readonly step: number; readonly index: number; readonly row: ActionRow }[] = [];

  constructor({ runId, audible, folder, trackPlace }: RunColumnsOptions) {
    this.runId = runId;
    this.audible = audible;
    this.#folder = folder;
    this.#trackPlace = trackPlace;
  }

  get count(): number {
    return this.#columns.count;
  }

  /** Beside shared texts. */
  get bytesPerRow(): number {
    return this.#columns.bytesPerRow;
  }

  /** Its place follows. */
  add(row: ActionRow): void {
    const index = this.#columns.add(this.#numbersOf(row));
    this.#recent.set(index, row);
    this.#placeless.set(row.requestNumber, index);
  }

  addPlaced(row: ActionRow, place: Omit<RowPlace, 'step'>): void {
    const known = this.#newest.get(row.requestNumber);
    const index = known ?? this.#columns.add(this.#numbersOf(row));
    // What is told again has become known.
    if (known !== undefined) this.#columns.change(known, this.#numbersOf(row));
    this.#place(index, place);
    this.#newest.set(row.requestNumber, index);
    if (this.#newest.size > LOOK_BACK) this.#newest.delete(this.#newest.keys().next().value ?? 0);
  }

  /** The account of a row that was added is another one, whose place follows; false = there is none. */
  amend(row: ActionRow): boolean {
    const last = this.count - 1;
    for (let index = last; index >= 0 && index > last - LOOK_BACK; index -= 1) {
      if (this.#columns.get(index, 'requestNumber') !== row.requestNumber) continue;
      this.#columns.change(index, this.#numbersOf(row));
      this.#recent.set(index, row);
      this.#placeless.set(row.requestNumber, index);
      return true;
    }
    return false;
  }

  place(row: ActionRow, place: RowPlace): void {
    const index = this.#placeless.get(row.requestNumber);
    // Another account of it comes after this one.
    if (index === undefined || this.#recent.get(index) !== row) return;
    this.#placeless.delete(row.requestNumber);
    this.#place(index, place);
    this.#underway.push({ step: place.step, index, row });
  }

  /** Every step up to this one is done. */
  follow(step: number): void {
    let done = 0;
    for (const { step: own, index, row } of this.#underway) {
      if (own > step) break;
      done += 1;
      if (this.#recent.get(index) === row) this.#recent.delete(index);
    }
    if (done > 0) this.#underway = this.#underway.slice(done);
  }

  facts(index: number): RowFacts {
    const row = this.#rowAt(index);
    const error = this.#columns.get(index, 'errorSeconds');
    const facts = factsOf(row, this.audible);
    return {
      ...facts,
      verdict: this.#verdictAt(index),
      errorSeconds: Number.isNaN(error) ? facts.errorSeconds : error,
    };
  }

  key(index: number, sort: RunSort): SortKey {
    if (sort === 'verdict') return this.#columns.get(index, 'verdict');
    return SORT_KEYS[sort](this.#rowAt(index), this.#trackPlace);
  }

  async rows(indexes: readonly number[]): Promise<readonly ActionRow[]> {
    const lines = new Map<number, LineAt>();
    const rows = new Map<number, ActionRow>();
    for (const index of indexes) {
      const recent = this.#recent.get(index);
      if (recent !== undefined) rows.set(index, recent);
      else lines.set(index, this.#lineAt(index));
    }
    const read = await readRowsAt(this.#folder, lines);
    // Of a file that is gone the numbers are left.
    return indexes.map((index) => rows.get(index) ?? read.get(index) ?? this.#rowAt(index));
  }

  #verdictAt(index: number): (typeof VERDICT_KINDS)[number] {
    return VERDICT_KINDS[this.#columns.get(index, 'verdict')] ?? 'onTime';
  }

  #lineAt(index: number): LineAt {
    const get = (name: keyof typeof COLUMNS) => this.#columns.get(index, name);
    return {
      file: this.#files.text(get('file')),
      offset: get('offset'),
      bytes: get('bytes'),
      index: get('index'),
      requestNumber: get('requestNumber'),
    };
  }

  #place(index: number, { file, offset, bytes, index: inLine }: Omit<RowPlace, 'step'>): void {
    const number = this.#files.numberOf(file);
    this.#columns.set(index, 'file', number);
    this.#columns.set(index, 'offset', offset);
    this.#columns.set(index, 'bytes', bytes);
    this.#columns.set(index, 'index', inLine);
  }

  /** In the order of the columns. */
  #numbersOf(row: ActionRow): readonly number[] {
    const { stats } = row;
    const error = errorSeconds(row);
    return [
      row.id,
      row.requestedFrame ?? Number.NaN,
      row.actualFrame ?? Number.NaN,
      row.originFrame ?? Number.NaN,
      row.totalFrames ?? Number.NaN,
      row.doneFrames,
      error === null ? Number.NaN : Math.abs(error),
      row.sampleRate,
      row.requestNumber,
      row.playNumber === null ? 0 : row.playNumber + 1,
      row.loopPass === null ? 0 : row.loopPass + 1,
      row.streamNumber,
      stats.blocks,
      stats.maxBlockSize,
      this.#texts.numberOf(row.name),
      row.clipId === null ? 0 : this.#texts.numberOf(row.clipId) + 1,
      row.trackId === null ? 0 : this.#texts.numberOf(row.trackId) + 1,
      NOWHERE,
      NOWHERE,
      row.dropouts,
      stats.inputUnderflows,
      stats.inputOverflows,
      stats.outputUnderflows,
      stats.outputOverflows,
      NOWHERE,
      NOWHERE,
      TYPES.indexOf(row.type),
      row.outcome === null ? 0 : ACTION_OUTCOMES.indexOf(row.outcome) + 1,
      VERDICT_KINDS.indexOf(verdictKindOf(row, this.audible)),
    ];
  }

  /** As far as the numbers tell. */
  #rowAt(index: number): ActionRow {
    const get = (name: keyof typeof COLUMNS) => this.#columns.get(index, name);
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    const counted = (value: number) => (value === 0 ? null : value - 1);
    const textOf = (value: number) => (value === 0 ? null : this.#texts.text(value - 1));
    return {
      id: get('id'),
      requestNumber: get('requestNumber'),
      type: TYPES[get('type')] ?? 'playBuffer',
      state: 'finished',
      name: this.#texts.text(get('name')),
      clipId: textOf(get('clip')),
      sourceId: null,
      trackId: textOf(get('track')),
      outcome: ACTION_OUTCOMES[get('outcome') - 1] ?? null,
      endedBy: null,
      cannotPlay: null,
      asked: null,
      playNumber: counted(get('playNumber')),
      loopPass: counted(get('loopPass')),
      silences: [],
      sampleRate: get('sampleRate'),
      streamNumber: get('streamNumber'),
      originFrame: orNull(get('originFrame')),
      requestedFrame: orNull(get('requestedFrame')),
      actualFrame: orNull(get('actualFrame')),
      requestedTime: null,
      actualTime: null,
      totalFrames: orNull(get('totalFrames')),
      doneFrames: get('doneFrames'),
      skippedFrames: 0,
      starvedFrames: 0,
      channels: [],
      stats: {
        ...NO_STATS,
        blocks: get('blocks'),
        maxBlockSize: get('maxBlockSize'),
        inputUnderflows: get('inputUnderflows'),
        inputOverflows: get('inputOverflows'),
        outputUnderflows: get('outputUnderflows'),
        outputOverflows: get('outputOverflows'),
      },
      dropouts: get('dropouts'),
    };
  }
}
