/** The Actions tables that the window looks at, one at a time. */
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { RunRowsPage, RunRowsQuery } from '../../preload/run-rows.ts';
import type { EndedRows } from './ended-rows.ts';
import { RunTable } from './run-table.ts';

/** null = there is no such run. The same object as long as rows only come to it. */
export type EndedRowsOfRun = (runId: string | null) => Promise<EndedRows | null>;

export class RunTables {
  readonly #rowsOf: EndedRowsOfRun;
  #clipIds: ReadonlySet<string> = new Set();
  #table: { readonly source: EndedRows; readonly table: RunTable } | null = null;

  constructor(rowsOf: EndedRowsOfRun) {
    this.#rowsOf = rowsOf;
  }

  async page(query: RunRowsQuery): Promise<Outcome<RunRowsPage>> {
    if (query.clipIds !== null) this.#clipIds = new Set(query.clipIds);
    const clipIds = this.#clipIds;
    const source = await this.#rowsOf(query.runId);
    if (source === null) {
      return failure('run-unknown', 'This run is not there any more. Choose another one.');
    }
    if (this.#table?.source !== source) this.#table = { source, table: new RunTable(source) };
    return success(await this.#table.table.page(query, clipIds));
  }
}
