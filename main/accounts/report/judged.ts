/** The actions of a run with their verdicts, their dropouts, and what the run's header says of them. */
import { ACTION_KINDS, type ActionRow } from '../../../preload/actions.ts';
import type { Dropout } from '../../../preload/dropouts.ts';
import type { ReportSummary, SummaryKey } from '../../../preload/report.ts';
import type { RunAccount, RunSound } from '../../../preload/run.ts';
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

/** The verdicts that ended actions do not have. */
export const UNENDED: ReadonlySet<VerdictKind> = new Set([
  'waits',
  'playing',
  'recording',
  'editedSince',
  'notPlayed',
]);

export function isSummaryKey(kind: VerdictKind): kind is SummaryKey {
  return !UNENDED.has(kind);
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
  const dropouts = dropoutsByRequest(account.dropouts);
  return (row) => {
    const heard: Audible = audible.get(row.streamNumber) ?? account.header.audible;
    return {
      row,
      verdict: verdictOfAction(row, heard),
      isTake: ACTION_KINDS[row.type] === 'recorder',
      trackName: (row.trackId === null ? undefined : trackNames.get(row.trackId)) ?? '',
      sound: (row.sourceId === null ? undefined : sounds.get(row.sourceId)) ?? null,
      dropouts: dropouts.get(row.requestNumber) ?? [],
    };
  };
}

function dropoutsByRequest(dropouts: readonly Dropout[]): Map<number, Dropout[]> {
  const found = new Map<number, Dropout[]>();
  for (const dropout of dropouts) {
    for (const { requestNumber } of dropout.touched) {
      const before = found.get(requestNumber);
      if (before === undefined) found.set(requestNumber, [dropout]);
      else before.push(dropout);
    }
  }
  return found;
}
