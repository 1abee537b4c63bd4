/**
 * The ended lines of the Actions table that the window has: those in view and half a screen around them,
 * of which main has all. A line that is not there is shown as a blank until it comes.
 */
import {
  lineKey,
  type RunLine,
  type RunRowCounts,
  type RunRowsPage,
  type RunRowsQuery,
} from '../../preload/run-rows.ts';

/** Lines, from 0; `to` is not one of them. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** What decides which line is where. */
export type LineChoice = Pick<RunRowsQuery, 'runId' | 'sort' | 'isDescending' | 'filter'>;

export const NO_ROWS: RunRowCounts = { all: 0, trouble: 0, clip: 0 };
/** Of a table that is not laid out yet. */
const FIRST_LINES = 40;
const LEAST_AROUND = 10;

export class EndedLines {
  #page: RunRowsPage | null = null;
  #wanted: LineRange = { from: 0, to: FIRST_LINES };
  /** Has the focus: it stays, also out of view. */
  #kept: { readonly key: string; line: RunLine | undefined; place: number } | null = null;
  #places: ReadonlyMap<string, number | string | null> = new Map();

  get page(): RunRowsPage | null {
    return this.#page;
  }

  get count(): number {
    return this.#page?.lineCount ?? 0;
  }

  get counts(): RunRowCounts {
    return this.#page?.counts ?? NO_ROWS;
  }

  /** undefined = it is on its way. */
  at(place: number): RunLine | undefined {
    const { from = 0, lines = [] } = this.#page ?? {};
    const line = lines[place - from];
    return line ?? (this.#kept?.place === place ? this.#kept.line : undefined);
  }

  /** -1 = it is not known where it is. */
  placeOf(key: string): number {
    const { from = 0, lines = [] } = this.#page ?? {};
    const index = lines.findIndex((line) => lineKey(line) === key);
    if (index >= 0) return from + index;
    const told = this.#places.get(key);
    return typeof told === 'number' ? told : -1;
  }

  /** The closed line that has the row; null = it was not asked, or none has it. */
  foldOf(key: string): string | null {
    const told = this.#places.get(key);
    return typeof told === 'string' ? told : null;
  }

  wasAsked(key: string): boolean {
    return this.#places.has(key);
  }

  /** The line with the focus; null = none has it. */
  keep(key: string | null): void {
    if (key === null) this.#kept = null;
    else if (this.#kept?.key !== key) {
      const place = this.placeOf(key);
      this.#kept = { key, line: place < 0 ? undefined : this.at(place), place };
    }
  }

  /** Where the line with the focus is that is not known: a live one that ended out of view; null = it is known. */
  get missing(): number | null {
    const kept = this.#kept;
    return kept !== null && kept.line === undefined && kept.place >= 0 ? kept.place : null;
  }

  /** A line that was asked for by itself; false = it is not the one with the focus. */
  supply(line: RunLine): boolean {
    if (this.#kept === null || lineKey(line) !== this.#kept.key) return false;
    this.#kept.line = line;
    return true;
  }

  /** These are in view; true = lines have to be asked. */
  want({ from, to }: LineRange): boolean {
    const around = Math.max(LEAST_AROUND, Math.ceil((to - from) / 2));
    this.#wanted = { from: Math.max(0, from - around), to: to + around };
    const page = this.#page;
    if (page === null) return true;
    const [first, last] = [page.from, page.from + page.lines.length];
    // Asked again before the edge is in view.
    const near = Math.ceil(around / 2);
    const isBelow = last < Math.min(page.lineCount, to + near);
    return isBelow || first > Math.max(0, from - near);
  }

  /** Other lines are read from the top, as many as were in view. */
  wantTop(): void {
    const { from, to } = this.#wanted;
    this.#wanted = { from: 0, to: to - from };
  }

  query(asked: readonly string[]): Pick<RunRowsQuery, 'from' | 'count' | 'places'> {
    const { from, to } = this.#wanted;
    const kept = this.#kept === null ? [] : [this.#kept.key];
    return { from, count: to - from, places: [...new Set([...asked, ...kept])] };
  }

  take(page: RunRowsPage, places: readonly string[]): void {
    this.#page = page;
    this.#places = new Map(places.map((key, index) => [key, page.places[index] ?? null]));
    const kept = this.#kept;
    if (kept === null) return;
    kept.place = this.placeOf(kept.key);
    // An answer that was on its way when it got the focus does not tell its place.
    kept.line = this.at(kept.place) ?? kept.line;
  }

  forget(): void {
    this.#page = null;
    this.#kept = null;
    this.#places = new Map();
  }
}
