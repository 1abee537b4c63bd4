/** Ended rows of a run, as the Actions table looks at all of them: without their words. */
import { type ActionRow, errorFrames, errorSeconds, timelineFrame } from '../../preload/actions.ts';
import {
  type RunRowsContext,
  type RunSort,
  SORT_KEYS,
  type SortKey,
  type TrackPlaceOf,
} from '../../preload/run-rows.ts';
import {
  type Frames,
  type SampleRate,
  type Seconds,
  secondsFromFrames,
} from '../../preload/units.ts';
import { type Audible, type VerdictKind, verdictKindOf } from '../../preload/verdict.ts';

/** By what a row is chosen and folded. */
export interface RowFacts {
  readonly requestNumber: number;
  readonly verdict: VerdictKind;
  readonly dropouts: number;
  readonly clipId: string | null;
  readonly playNumber: number | null;
  readonly loopPass: number | null;
  /** Requested. */
  readonly timelineFrame: Frames | null;
  readonly sampleRate: SampleRate;
  /** By the driver's clock where it tells, else by frames, without its sign. */
  readonly errorSeconds: Seconds | null;
}

/** In the order in which they ended. Rows come at the end, and none changes or goes: where one has changed,
 * they are another object. */
export interface EndedRows {
  /** null = there was no run. */
  readonly runId: string | null;
  readonly audible: Audible;
  /** Absent or null = of streams and tracks of this program. */
  readonly context?: RunRowsContext | null;
  readonly count: number;
  facts(index: number): RowFacts;
  key(index: number, sort: RunSort): SortKey;
  /** In the order of the indexes. */
  rows(indexes: readonly number[]): Promise<readonly ActionRow[]>;
}

export function factsOf(row: ActionRow, audible: Audible): RowFacts {
  const { requestNumber, clipId, playNumber, loopPass, sampleRate } = row;
  const frames = errorFrames(row);
  const byFrames = frames === null ? null : secondsFromFrames(frames, sampleRate);
  const seconds = errorSeconds(row) ?? byFrames;
  return {
    requestNumber,
    verdict: verdictKindOf(row, audible),
    dropouts: row.dropouts,
    clipId,
    playNumber,
    loopPass,
    timelineFrame: timelineFrame(row, row.requestedFrame),
    sampleRate,
    errorSeconds: seconds === null ? null : Math.abs(seconds),
  };
}

/** Of rows that are in memory whole. */
export function endedRowsOf(
  rowsNow: () => readonly ActionRow[],
  {
    trackPlace,
    runId,
    audible,
    context = null,
  }: Pick<EndedRows, 'runId' | 'audible' | 'context'> & {
    readonly trackPlace: TrackPlaceOf;
  },
): EndedRows {
  const at = (index: number) => rowsNow()[index] as ActionRow;
  return {
    runId,
    audible,
    context,
    get count() {
      return rowsNow().length;
    },
    facts: (index) => factsOf(at(index), audible),
    key: (index, sort) => SORT_KEYS[sort](at(index), trackPlace),
    rows: async (indexes) => indexes.map(at),
  };
}
