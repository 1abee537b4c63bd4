/**
 * The lines of a run that is shown in the order of its ends, newest first: several rows are one line where
 * nobody looks for each.
 * - What one Stop, jump or end of a stream ended before it began.
 * - The loop passes of a clip, at the place of the first one.
 * - A long stretch on time, but not the newest rows.
 */
import type { RunFoldReason } from '../../preload/run-rows.ts';
import type { EndedRows, RowFacts } from './ended-rows.ts';

/** So many lines on time in one stretch are folded. */
const LONG_STRETCH = 100;
/** Of the newest lines, which are not folded. */
const NEWEST = 50;

/** Row indexes, oldest first. */
export interface FoldedRows {
  readonly reason: RunFoldReason;
  readonly key: string;
  readonly rows: number[];
}

/** A row's index, or several of them. */
export type FoldedLine = number | FoldedRows;

export class FoldedLines {
  readonly #facts: (index: number) => RowFacts;
  /** In the order of their first rows. */
  readonly #lines: FoldedLine[] = [];
  /** Of each line: one row, on time and whole. */
  readonly #isGood: boolean[] = [];
  readonly #notBegun = new Map<number, number>();
  /** By Play and clip. */
  readonly #passes = new Map<number, Map<string, number>>();

  constructor({ facts }: Pick<EndedRows, 'facts'>) {
    this.#facts = facts;
  }

  add(index: number): void {
    const row = this.#facts(index);
    const line = this.#lineOf(row);
    if (line === null) {
      this.#isGood.push(isGood(row));
      this.#lines.push(index);
    } else this.#join(line, index, row.verdict === 'notBegun' ? 'notBegun' : 'loopPasses');
  }

  /** Newest first, with the rows of opened ones after their lines. */
  shown(open: ReadonlySet<string>): readonly FoldedLine[] {
    const shown: FoldedLine[] = [];
    const lines = this.#lines;
    const show = (line: FoldedLine) => {
      shown.push(line);
      if (typeof line === 'number' || !open.has(line.key)) return;
      for (let of = line.rows.length - 1; of >= 0; of -= 1) shown.push(line.rows[of] as number);
    };
    for (let at = lines.length - 1; at >= 0; ) {
      const isNewest = lines.length - at <= NEWEST;
      const first = isNewest ? at : Math.min(at, this.#stretchFrom(at));
      if (at - first + 1 >= LONG_STRETCH) show(this.#stretch(first, at));
      else for (let of = at; of >= first; of -= 1) show(lines[of] as FoldedLine);
      at = first - 1;
    }
    return shown;
  }

  /** The line that the row joins; null = it is a new one. */
  #lineOf({ verdict, playNumber, clipId, loopPass }: RowFacts): number | null {
    const next = this.#lines.length;
    if (playNumber === null) return null;
    if (verdict === 'notBegun') {
      const known = this.#notBegun.get(playNumber);
      if (known === undefined) this.#notBegun.set(playNumber, next);
      return known ?? null;
    }
    if (clipId === null) return null;
    const ofPlay = this.#passes.get(playNumber) ?? new Map<string, number>();
    this.#passes.set(playNumber, ofPlay);
    const known = ofPlay.get(clipId);
    if (known === undefined) {
      ofPlay.set(clipId, next);
      return null;
    }
    const line = this.#lines[known];
    // What an edit began again belongs to the same pass.
    const isSamePass = typeof line === 'number' && this.#facts(line).loopPass === loopPass;
    return isSamePass ? null : known;
  }

  #join(place: number, index: number, reason: RunFoldReason): void {
    const line = this.#lines[place] as FoldedLine;
    this.#isGood[place] = false;
    if (typeof line !== 'number') line.rows.push(index);
    else {
      const key = `${reason} ${this.#facts(line).requestNumber}`;
      this.#lines[place] = { reason, key, rows: [line, index] };
    }
  }

  /** The oldest line of the stretch on time that ends here; the line after it = there is none. */
  #stretchFrom(at: number): number {
    let first = at;
    while (first >= 0 && this.#isGood[first] === true) first -= 1;
    return first + 1;
  }

  #stretch(first: number, last: number): FoldedRows {
    const rows = this.#lines.slice(first, last + 1) as number[];
    const key = `onTime ${this.#facts(rows[0] as number).requestNumber}`;
    return { reason: 'onTime', key, rows };
  }
}

function isGood({ verdict, dropouts }: RowFacts): boolean {
  return dropouts === 0 && (verdict === 'onTime' || verdict === 'rendered');
}
