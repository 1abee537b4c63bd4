/** The actions of a run with their verdicts, their dropouts, and what the run's header says of them. */
import { ACTION_KINDS, type ActionRow } from '../../../preload/actions.ts';
import { type Dropout, dropoutCount, isTouched } from '../../../preload/dropouts.ts';
import type { ReportSummary, SummaryKey } from '../../../preload/report.ts';
import type { RunAccount, RunSound } from '../../../preload/run.ts';
import type { Frames } from '../../../preload/units.ts';
import {
  type Audible,
  summaryOf,
  type Verdict,
  type VerdictKind,
  verdictOfAction,
} from '../../../preload/verdict.ts';

export interface JudgedAction {
  readonly row: ActionRow;
  readonly verdict: Verdict;
  readonly isTake: boolean;
  /** Empty = not on a track that is known. */
  readonly trackName: string;
  /** null = it has none, or one that the account does not know. */
  readonly sound: RunSound | null;
  readonly dropouts: readonly Dropout[];
}

export interface JudgedRun {
  readonly account: RunAccount;
  /** Players and recorders, in the order in which they were asked. */
  readonly actions: readonly JudgedAction[];
  /** Cancels and others that move no frames: not counted. */
  readonly commands: readonly ActionRow[];
  readonly summary: ReportSummary;
}

/** The verdicts that ended players and recorders do not have. */
export const UNCOUNTED: ReadonlySet<VerdictKind> = new Set([
  'done',
  'waits',
  'playing',
  'recording',
  'editedSince',
  'notPlayed',
]);

export function isSummaryKey(kind: VerdictKind): kind is SummaryKey {
  return !UNCOUNTED.has(kind);
}

export function judgedRun(account: RunAccount): JudgedRun {
  const ended = account.actions
    .filter(({ state }) => state === 'finished')
    .sort((one, other) => one.requestNumber - other.requestNumber);
  const judge = judgeOf(account);
  const actions = ended.filter(({ type }) => ACTION_KINDS[type] !== 'command').map(judge);
  const counts = Object.entries(summaryOf(actions.map(({ verdict }) => verdict)));
  return {
    account,
    actions,
    commands: ended.filter(({ type }) => ACTION_KINDS[type] === 'command'),
    summary: Object.fromEntries(
      counts.filter(([kind]) => isSummaryKey(kind as VerdictKind)),
    ) as ReportSummary,
  };
}

function judgeOf(account: RunAccount): (row: ActionRow) => JudgedAction {
  const trackNames = new Map(account.header.tracks.map(({ trackId, name }) => [trackId, name]));
  const sounds = new Map(account.sounds.map((sound) => [sound.sourceId, sound]));
  const audible = new Map(account.streams.map((stream) => [stream.streamNumber, stream.audible]));
  const places = new DropoutPlaces(account.dropouts);
  return (row) => {
    const heard: Audible = audible.get(row.streamNumber) ?? account.header.audible;
    const dropouts = places.within(row);
    // Its line may have been written before the newest of them was told.
    const count = Math.max(row.dropouts, dropoutCount(dropouts));
    return {
      row,
      verdict: verdictOfAction({ ...row, dropouts: count }, heard),
      isTake: ACTION_KINDS[row.type] === 'recorder',
      trackName: (row.trackId === null ? undefined : trackNames.get(row.trackId)) ?? '',
      sound: (row.sourceId === null ? undefined : sounds.get(row.sourceId)) ?? null,
      dropouts,
    };
  };
}

/** The dropouts of a run by place, so that a row looks at those within it only. */
class DropoutPlaces {
  readonly #byStream = new Map<number, Dropout[]>();

  constructor(dropouts: readonly Dropout[]) {
    for (const dropout of dropouts) {
      const before = this.#byStream.get(dropout.streamNumber);
      if (before === undefined) this.#byStream.set(dropout.streamNumber, [dropout]);
      else before.push(dropout);
    }
    for (const list of this.#byStream.values()) {
      list.sort((one, other) => one.streamFrame - other.streamFrame);
    }
  }

  within(row: ActionRow): readonly Dropout[] {
    const list = this.#byStream.get(row.streamNumber);
    if (list === undefined || row.actualFrame === null) return [];
    const end = row.actualFrame + row.doneFrames + row.starvedFrames;
    const found: Dropout[] = [];
    for (let index = firstAfter(list, row.actualFrame); index < list.length; index += 1) {
      const dropout = list[index];
      if (dropout === undefined || dropout.streamFrame > end) break;
      if (isTouched(row, dropout)) found.push(dropout);
    }
    return found;
  }
}

/** Of the first one after a frame. */
function firstAfter(list: readonly Dropout[], frame: Frames): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.streamFrame ?? 0) > frame) high = middle;
    else low = middle + 1;
  }
  return low;
}
