/**
 * The Actions table of one run: chips, order and folds over all of its ended rows, of which the window
 * asks for those in view. Looks at rows that are new only; what it looked at it never looks at again.
 */
import type {
  RunFold,
  RunLine,
  RunRowCounts,
  RunRowFilter,
  RunRowsPage,
  RunRowsQuery,
  RunSort,
} from '../../preload/run-rows.ts';
import { isTrouble, VERDICT_KINDS, VERDICTS, type VerdictKind } from '../../preload/verdict.ts';
import type { EndedRows, RowFacts } from './ended-rows.ts';
import { type FoldedLine, FoldedLines, type FoldedRows } from './folded-rows.ts';
import { SortedRows } from './sorted-rows.ts';

/** Between so many rows the rest of main has its turn. */
const ROWS_AT_ONCE = 2_000;
const NO_ROWS: RunRowCounts = { all: 0, trouble: 0, clip: 0 };
/** From the worst tone on. */
const TONES = ['bad', 'warn', 'plain', 'run', 'ok'];

interface Choice {
  readonly sort: RunSort;
  readonly isDescending: boolean;
  readonly filter: RunRowFilter;
  readonly clipIds: ReadonlySet<string>;
}

export class RunTable {
  readonly #source: EndedRows;
  #choice: Choice | null = null;
  #seen = 0;
  /** Of the rows that were looked at, by their indexes. */
  readonly #requests: number[] = [];
  #counts: RunRowCounts = NO_ROWS;
  #lines: FoldedLines | SortedRows;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: EndedRows) {
    this.#source = source;
    this.#lines = new FoldedLines(source);
  }

  /** One after the other. */
  page(query: RunRowsQuery, clipIds: ReadonlySet<string>): Promise<RunRowsPage> {
    const page = this.#last.then(() => this.#page(query, clipIds));
    this.#last = page.catch(() => {});
    return page;
  }

  async #page(query: RunRowsQuery, clipIds: ReadonlySet<string>): Promise<RunRowsPage> {
    const { sort, isDescending, filter, from, count } = query;
    await this.#follow({ sort, isDescending, filter, clipIds });
    const open = new Set(query.openFolds);
    const shown = this.#lines instanceof SortedRows ? this.#lines.order : this.#lines.shown(open);
    return {
      runId: this.#source.runId,
      audible: this.#source.audible,
      context: this.#source.context ?? null,
      revision: this.#seen,
      lineCount: shown.length,
      counts: this.#counts,
      from,
      lines: await this.#read(shown, from, count, open),
      places: query.places.map((key) => this.#placeOf(key, shown)),
    };
  }

  async #follow(choice: Choice): Promise<void> {
    if (!isSame(this.#choice, choice)) {
      this.#choice = choice;
      this.#seen = 0;
      this.#counts = NO_ROWS;
      this.#lines = this.#emptyLines(choice);
    }
    while (this.#seen < this.#source.count) {
      const end = Math.min(this.#source.count, this.#seen + ROWS_AT_ONCE);
      const chosen = this.#look(end, choice);
      // Sorted slice by slice, too: all rows at once would hold main up.
      if (this.#lines instanceof SortedRows) this.#lines.add(chosen);
      else for (const index of chosen) this.#lines.add(index);
      if (end < this.#source.count) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #emptyLines({ sort, isDescending }: Choice): FoldedLines | SortedRows {
    const source = this.#source;
    if (sort === 'ended' && isDescending) return new FoldedLines(source);
    // Equal ones are in the order of their ends.
    const ends = (index: number) => (sort === 'ended' ? index : source.key(index, sort));
    const requestNumber = (index: number) => this.#requests[index] ?? 0;
    return new SortedRows(isDescending, ends, requestNumber);
  }

  /** At the rows up to an index: counts them for every chip, and gives those of the chosen one. */
  #look(end: number, { filter, clipIds }: Choice): readonly number[] {
    const chosen: number[] = [];
    let { trouble, clip } = this.#counts;
    for (; this.#seen < end; this.#seen += 1) {
      const { requestNumber, verdict, dropouts, clipId } = this.#source.facts(this.#seen);
      const isBad = isTrouble({ kind: verdict, dropouts });
      this.#requests[this.#seen] = requestNumber;
      const isOfClip = clipId !== null && clipIds.has(clipId);
      trouble += Number(isBad);
      clip += Number(isOfClip);
      if (filter === 'all' || (filter === 'trouble' ? isBad : isOfClip)) chosen.push(this.#seen);
    }
    this.#counts = { all: this.#seen, trouble, clip };
    return chosen;
  }

  async #read(
    shown: ArrayLike<FoldedLine>,
    from: number,
    count: number,
    open: ReadonlySet<string>,
  ): Promise<readonly RunLine[]> {
    const end = Math.min(shown.length, from + count);
    const lines: FoldedLine[] = [];
    for (let at = from; at < end; at += 1) lines.push(shown[at] as FoldedLine);
    const facts = (index: number) => this.#source.facts(index);
    const sums = lines.map((line) => (typeof line === 'number' ? null : summed(line, facts)));
    const wanted = lines.map((line, at) =>
      typeof line === 'number' ? line : (sums[at] as SummedRows).worst,
    );
    const rows = await this.#source.rows(wanted);
    let around = openFoldBefore(shown, from, open);
    return rows.map((row, at): RunLine => {
      const line = lines[at] as FoldedLine;
      if (around !== null && around.left === 0) around = null;
      if (typeof line === 'number') {
        if (around !== null) around.left -= 1;
        return { kind: 'row', row, foldKey: around?.key ?? null };
      }
      const { reason, key } = line;
      const isOpen = open.has(key);
      around = isOpen ? { key, left: line.rows.length } : null;
      const { worst: _worst, ...told } = sums[at] as SummedRows;
      return { kind: 'fold', key, reason, isOpen, count: line.rows.length, row, ...told };
    });
  }

  #placeOf(key: string, shown: ArrayLike<FoldedLine>): RunRowsPage['places'][number] {
    const requestNumber = Number(key);
    const isIt = (index: number) => this.#requests[index] === requestNumber;
    let fold: FoldedRows | null = null;
    for (let at = 0; at < shown.length; at += 1) {
      const line = shown[at] as FoldedLine;
      if (typeof line === 'number') {
        if (isIt(line)) return at;
      } else if (line.key === key) return at;
      else if (fold === null && !Number.isNaN(requestNumber) && line.rows.some(isIt)) fold = line;
    }
    return fold?.key ?? null;
  }
}

/** The open fold that a line is in, with the rows of it from there on. */
function openFoldBefore(
  shown: ArrayLike<FoldedLine>,
  from: number,
  open: ReadonlySet<string>,
): { key: string; left: number } | null {
  for (let at = Math.min(from, shown.length) - 1; at >= 0; at -= 1) {
    const line = shown[at];
    if (line === undefined || typeof line === 'number') continue;
    const left = line.rows.length - (from - at - 1);
    return open.has(line.key) && left > 0 ? { key: line.key, left } : null;
  }
  return null;
}

function isSame(before: Choice | null, after: Choice): boolean {
  return (
    before !== null &&
    before.sort === after.sort &&
    before.isDescending === after.isDescending &&
    before.filter === after.filter &&
    before.clipIds === after.clipIds
  );
}

interface SummedRows
  extends Pick<RunFold, 'verdicts' | 'timelineFrame' | 'maxErrorSeconds' | 'dropouts'> {
  /** Index of the row that stands for all. */
  readonly worst: number;
}

function badness({ verdict }: RowFacts): number {
  return TONES.indexOf(VERDICTS[verdict].tone) * 100 + VERDICT_KINDS.indexOf(verdict);
}

function summed({ rows }: FoldedRows, factsOf: (index: number) => RowFacts): SummedRows {
  let worst = rows[0] as number;
  let worstFacts = factsOf(worst);
  const verdicts: Partial<Record<VerdictKind, number>> = {};
  let timelineFrame: number | null = null;
  let maxErrorSeconds: number | null = null;
  let dropouts = 0;
  for (const index of rows) {
    const facts = factsOf(index);
    if (isWorse(facts, worstFacts)) [worst, worstFacts] = [index, facts];
    verdicts[facts.verdict] = (verdicts[facts.verdict] ?? 0) + 1;
    dropouts += facts.dropouts;
    timelineFrame = chosenOf(Math.min, timelineFrame, facts.timelineFrame);
    maxErrorSeconds = chosenOf(Math.max, maxErrorSeconds, facts.errorSeconds);
  }
  return { worst, verdicts, timelineFrame, maxErrorSeconds, dropouts };
}

function isWorse(one: RowFacts, other: RowFacts): boolean {
  const by = badness(one) - badness(other);
  return by < 0 || (by === 0 && (one.errorSeconds ?? 0) > (other.errorSeconds ?? 0));
}

function chosenOf(
  choose: (a: number, b: number) => number,
  one: number | null,
  other: number | null,
): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other);
}
