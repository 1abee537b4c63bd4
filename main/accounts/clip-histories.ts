/** What the newest runs say of a clip. A run is read once, when its clips are asked for the first time. */
import type { ActionRow } from '../../preload/actions.ts';
import { type Outcome, success } from '../../preload/outcome.ts';
import type { RunListEntry } from '../../preload/run.ts';
import type { ClipHistory, ClipInRun } from '../../preload/run-rows.ts';
import {
  type Audible,
  type ClipResult,
  passesText,
  resultAfter,
  verdictOfResult,
} from '../../preload/verdict.ts';
import { visitRun } from './runs/run-reader.ts';

/** Older ones are not looked at. */
const RUNS_LOOKED_AT = 20;

type ClipsOfRun = ReadonlyMap<string, Pick<ClipInRun, 'verdict' | 'passes'>>;

export class ClipHistories {
  readonly #folder: string;
  readonly #list: () => Promise<Outcome<readonly RunListEntry[]>>;
  /** By their ids; what has ended does not change. */
  readonly #clips = new Map<string, Promise<ClipsOfRun>>();

  /** @param folder `runs/` of the session */
  constructor(folder: string, list: () => Promise<Outcome<readonly RunListEntry[]>>) {
    this.#folder = folder;
    this.#list = list;
  }

  async of(clipId: string): Promise<Outcome<ClipHistory>> {
    const list = await this.#list();
    if (!list.ok) return list;
    const sorted = list.value.toSorted((one, other) => other.number - one.number);
    // What the newest Play says is the clip's result.
    const newest = sorted.find(({ kind }) => kind === 'timeline')?.number ?? 0;
    const earlier = sorted.filter(
      ({ number, state }) => number < newest && (state === 'ended' || state === 'cut-off'),
    );
    const runs: ClipInRun[] = [];
    for (const { runId, number, name, wallTime } of earlier.slice(0, RUNS_LOOKED_AT)) {
      const result = (await this.#clipsOf(runId)).get(clipId);
      if (result !== undefined) runs.push({ run: { runId, number, name, wallTime }, ...result });
    }
    const looked = new Set(earlier.slice(0, RUNS_LOOKED_AT).map(({ runId }) => runId));
    for (const runId of this.#clips.keys()) if (!looked.has(runId)) this.#clips.delete(runId);
    return success({ runs, hasOlder: earlier.length > RUNS_LOOKED_AT });
  }

  #clipsOf(runId: string): Promise<ClipsOfRun> {
    const known = this.#clips.get(runId) ?? this.#read(runId);
    this.#clips.set(runId, known);
    return known;
  }

  /** Of a run that cannot be read nothing is known. */
  async #read(runId: string): Promise<ClipsOfRun> {
    const results = new Map<string, ClipResult>();
    let audible: Audible = 'device';
    const add = (row: ActionRow) => {
      if (row.clipId === null) return;
      const result = resultAfter(results.get(row.clipId), row);
      if (result !== null) results.set(row.clipId, result);
    };
    await visitRun(this.#folder, runId, {
      header: (header) => {
        audible = header.audible;
      },
      rows: (rows) => rows.forEach(add),
      record: () => {},
      damage: () => {},
    });
    const told = [...results].map(([clipId, result]) => {
      const verdict = verdictOfResult(result, audible);
      return [clipId, { verdict, passes: passesText(result) }] as const;
    });
    return new Map(told);
  }
}
