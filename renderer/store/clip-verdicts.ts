/** The verdicts of clips as the window knows them: from live rows, results and newest requests. */
import type { ActionRow } from '../../preload/actions.ts';
import type { MediaStatus } from '../../preload/engine.ts';
import type { Clip, Track } from '../../preload/project.ts';
import {
  askedOf,
  isNewerRequest,
  VERDICTS,
  type Verdict,
  verdictOfClip,
  WAITS,
} from '../../preload/verdict.ts';
import type { Mirror } from './mirror.ts';

type Known = Pick<
  Mirror,
  'activeActions' | 'clipResults' | 'clipRequests' | 'runFromRequest' | 'media'
>;

/** A clip with the track that it lies on. */
export interface PlacedClip {
  readonly clip: Clip;
  readonly track: Track | undefined;
}

/** Of the newest rows. */
let lastLive: { readonly of: Known; readonly live: ReadonlyMap<string, ActionRow> } | null = null;

/** Live rows by their clips, the newest request of each. */
function liveByClip(known: Known): ReadonlyMap<string, ActionRow> {
  const { activeActions, clipResults } = known;
  const isSame =
    activeActions === lastLive?.of.activeActions && clipResults === lastLive.of.clipResults;
  if (isSame && lastLive !== null) return lastLive.live;
  const live = new Map<string, ActionRow>();
  for (const row of activeActions) {
    const { clipId } = row;
    if (clipId === null) continue;
    const ended = clipResults.get(clipId)?.row;
    // Accounts of ended actions come sooner than the next list of live ones.
    if (ended?.requestNumber === row.requestNumber) continue;
    if (isNewerRequest(row, live.get(clipId) ?? ended)) live.set(clipId, row);
  }
  lastLive = { of: known, live };
  return live;
}

/** The newest request of the last run for a clip that the window has: at Play those of earlier runs go.
 * `waits`: a newer one is scheduled, among more than the window is told. */
export function newestRequest(
  known: Known,
  clipId: string,
  live = liveByClip(known),
): { readonly row: ActionRow | undefined; readonly waits: boolean } {
  const newest = live.get(clipId) ?? known.clipResults.get(clipId)?.row;
  const before = Math.max(0, known.runFromRequest - 1);
  const row = newest !== undefined && newest.requestNumber > before ? newest : undefined;
  const requestNumber = known.clipRequests.get(clipId) ?? 0;
  return { row, waits: requestNumber > (row?.requestNumber ?? before) };
}

/** Equal verdicts are one object, so that what shows one renders only when it changes. */
const shared = new Map<string, Verdict>();
const MOST_SHARED = 2_000;

function sharedVerdict(verdict: Verdict): Verdict {
  const key = `${verdict.kind}|${verdict.words}|${verdict.dropouts}`;
  const known = shared.get(key);
  if (known !== undefined) return known;
  if (shared.size >= MOST_SHARED) shared.clear();
  shared.set(key, verdict);
  return verdict;
}

const MISSING: Verdict = fileVerdict('missing', 'its file is missing');
const UNREADABLE: Verdict = fileVerdict('no sound', 'its file could not be read');

function fileVerdict(text: string, why: string): Verdict {
  const { tone, glyph, word } = VERDICTS.cannotPlay;
  return { kind: 'cannotPlay', text, words: `${word}: ${why}`, tone, glyph, dropouts: 0 };
}

/** A missing or unreadable sound takes precedence over the result, on the
 * timeline and in the Inspector. */
function fileVerdictOf(status: MediaStatus | undefined): Verdict | null {
  if (status?.state === 'missing') return MISSING;
  return status?.state === 'failed' ? UNREADABLE : null;
}

/** The verdicts of some clips, by their ids. */
export function clipVerdicts(
  known: Known,
  clips: readonly PlacedClip[],
): Readonly<Record<string, Verdict>> {
  const live = liveByClip(known);
  const { media } = known;
  const verdicts: Record<string, Verdict> = {};
  for (const { clip, track } of clips) {
    const { row, waits } = newestRequest(known, clip.id, live);
    const passes = known.clipResults.get(clip.id)?.passes;
    const ofRequest = waits ? WAITS : verdictOfClip(askedOf(clip, track), row, passes);
    const verdict = fileVerdictOf(media.get(clip.sourceId)) ?? ofRequest;
    verdicts[clip.id] = sharedVerdict(verdict);
  }
  return verdicts;
}

/** A selector of the mirror that computes again only when something of it has changed. */
export function clipVerdictsOf(
  clips: readonly PlacedClip[],
): (mirror: Mirror) => Readonly<Record<string, Verdict>> {
  let last: Known | null = null;
  let verdicts: Readonly<Record<string, Verdict>> = {};
  return (mirror) => {
    const isSame =
      last !== null &&
      last.activeActions === mirror.activeActions &&
      last.clipResults === mirror.clipResults &&
      last.clipRequests === mirror.clipRequests &&
      last.runFromRequest === mirror.runFromRequest &&
      last.media === mirror.media;
    if (!isSame) {
      const { activeActions, clipResults, clipRequests, runFromRequest, media } = mirror;
      last = { activeActions, clipResults, clipRequests, runFromRequest, media };
      verdicts = clipVerdicts(last, clips);
    }
    return verdicts;
  };
}
