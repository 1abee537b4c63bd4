/**
 * Verdicts: what became of an action and of a clip, in one word each. Pure, and made of plain data,
 * so that an account read from a file is judged like one that has just ended.
 * - The verdict of an action never changes once it has ended.
 * - A dropout is a second mark, never the verdict.
 */
import { ACTION_KINDS, type ActionRow, type ClipRequest } from './actions.ts';
import type { ChannelGain, Clip, TakeAccount, Track } from './project.ts';
import { counted, type Frames, gainFromDecibels, MIN_LINE_DB, type SampleRate } from './units.ts';

/** `ok` is on time and nothing else. `warn`: late, dropouts. `bad`: an error. `run`: sounds now. */
export type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'plain';

/** The shape that repeats a verdict's word. */
export type VerdictGlyph =
  | 'check'
  | 'arrow'
  | 'cross'
  | 'play'
  | 'dot'
  | 'quarter'
  | 'square'
  | 'ring'
  | 'dash';

/** Every verdict with its word, its tone and the glyph that repeats it. Actions have all but the last
 * two, which only clips have; `done` is of commands alone, which nobody hears. */
export const VERDICTS = {
  cannotPlay: { word: 'cannot play', tone: 'bad', glyph: 'cross' },
  dropped: { word: 'dropped: too late', tone: 'bad', glyph: 'cross' },
  deviceLost: { word: 'device lost', tone: 'bad', glyph: 'cross' },
  ranDry: { word: 'ran dry', tone: 'bad', glyph: 'cross' },
  muted: { word: 'muted', tone: 'plain', glyph: 'dash' },
  late: { word: 'late', tone: 'warn', glyph: 'arrow' },
  skipped: { word: 'skipped', tone: 'warn', glyph: 'arrow' },
  edited: { word: 'edited', tone: 'plain', glyph: 'ring' },
  stopped: { word: 'stopped', tone: 'plain', glyph: 'square' },
  notBegun: { word: 'not begun', tone: 'plain', glyph: 'square' },
  cancelled: { word: 'cancelled', tone: 'plain', glyph: 'square' },
  onTime: { word: 'on time', tone: 'ok', glyph: 'check' },
  rendered: { word: 'rendered', tone: 'plain', glyph: 'check' },
  recorded: { word: 'recorded', tone: 'plain', glyph: 'dot' },
  recordedWithDropouts: { word: 'recorded', tone: 'warn', glyph: 'dot' },
  endedEarly: { word: 'ended early', tone: 'bad', glyph: 'cross' },
  done: { word: 'done', tone: 'plain', glyph: null },
  waits: { word: 'waits', tone: 'plain', glyph: 'quarter' },
  playing: { word: 'playing', tone: 'run', glyph: 'play' },
  recording: { word: 'recording', tone: 'bad', glyph: 'dot' },
  editedSince: { word: 'edited since', tone: 'plain', glyph: 'ring' },
  notPlayed: { word: 'not played yet', tone: 'plain', glyph: null },
} as const satisfies Record<string, { word: string; tone: Tone; glyph: VerdictGlyph | null }>;

export type VerdictKind = keyof typeof VERDICTS;
export const VERDICT_KINDS = Object.keys(VERDICTS) as VerdictKind[];

export interface Verdict {
  readonly kind: VerdictKind;
  /** Short: `late 3.2 ms`. */
  readonly text: string;
  /** With the reason and what else has to be said: `cannot play: its file is missing`. */
  readonly words: string;
  readonly tone: Tone;
  readonly glyph: VerdictGlyph | null;
  /** The second mark: dropouts that lay within it. */
  readonly dropouts: number;
}

/** Where a run was heard. An offline run is rendered, and so never on time. */
export type Audible = 'device' | 'virtual' | 'offline' | 'none';

/** The first that is true, in the order of `VERDICTS`. */
export function verdictOfAction(row: ActionRow, audible: Audible = 'device'): Verdict {
  const kind = verdictKindOf(row, audible);
  const text = textOf(kind, row);
  const muted = kind === 'muted' ? '' : mutedText(row);
  const notes = [whyOf(kind, row), muted].filter((note) => note !== null && note !== '');
  return verdict(kind, text, [text, ...notes].join(': '), row.dropouts);
}

/** How the reason of a take begins that went on although another program cut its file; of older sessions, too. */
export const CUT_BY_ANOTHER = 'Another program cut';

/** Of a take, from what is kept with it; null = its outcome was lost. */
export function verdictOfTake(
  { outcome, writeFailure }: Pick<TakeAccount, 'outcome' | 'writeFailure'>,
  dropouts: number,
): Verdict | null {
  if (outcome === null && writeFailure === null) return null;
  const wasCut = writeFailure?.startsWith(CUT_BY_ANOTHER) === true;
  const goesOn = writeFailure === null || wasCut;
  const kind = goesOn ? endedTakeKind({ outcome, dropouts }) : 'endedEarly';
  const ended = kind === 'recordedWithDropouts' ? recordedText(dropouts) : VERDICTS[kind].word;
  const text = wasCut ? `${ended}, cut` : ended;
  const why = writeFailure ?? (outcome === 'overflowed' ? SLOW_DISK : null);
  const words = why === null ? text : `${text}: ${why}`;
  const told = verdict(kind, text, words, dropouts);
  // A damaged take looks damaged.
  return wasCut && told.tone !== 'bad' ? { ...told, tone: 'warn' } : told;
}

/** Late, an error, or with dropouts. A take that is being recorded is red, but well. */
export function isTrouble({ kind, dropouts }: Pick<Verdict, 'kind' | 'dropouts'>): boolean {
  const { tone } = VERDICTS[kind];
  return dropouts > 0 || tone === 'warn' || (tone === 'bad' && kind !== 'recording');
}

/** The numbers of every verdict; they add up to the number of actions. */
export type VerdictSummary = Readonly<Record<VerdictKind, number>>;

export function summaryOf(verdicts: Iterable<Pick<Verdict, 'kind'>>): VerdictSummary {
  const summary = Object.fromEntries(VERDICT_KINDS.map((kind) => [kind, 0]));
  for (const { kind } of verdicts) summary[kind] = (summary[kind] as number) + 1;
  return summary as Record<VerdictKind, number>;
}

/** Began after the requested frame. */
export function isLate(row: ActionRow): boolean {
  return !isDropped(row) && latenessOf(row) > 0;
}

/** Never began, because the requested frame had passed. */
export function isDropped(row: ActionRow): boolean {
  return row.outcome === 'belated';
}

function verdict(kind: VerdictKind, text: string, words: string, dropouts: number): Verdict {
  const { tone, glyph } = VERDICTS[kind];
  return { kind, text, words, tone, glyph, dropouts };
}

/** Without its words: for many rows at once. */
export function verdictKindOf(row: ActionRow, audible: Audible = 'device'): VerdictKind {
  const isRecorder = ACTION_KINDS[row.type] === 'recorder';
  if (row.state === 'pending') return 'waits';
  if (row.state === 'active') return liveKind(row, isRecorder);
  if (isRecorder) return takeKind(row);
  if (row.cannotPlay !== null) return 'cannotPlay';
  if (row.outcome === 'belated') return 'dropped';
  if (row.outcome === 'device-lost') return 'deviceLost';
  if (row.outcome === 'starved' || row.outcome === 'overflowed' || row.starvedFrames > 0) {
    return 'ranDry';
  }
  if (isMuted(row)) return 'muted';
  if (row.skippedFrames > 0) return 'skipped';
  if (latenessOf(row) > 0) return 'late';
  return endKind(row) ?? playedKind(row, audible);
}

function playedKind({ type }: ActionRow, audible: Audible): VerdictKind {
  if (ACTION_KINDS[type] === 'command') return 'done';
  return audible === 'offline' ? 'rendered' : 'onTime';
}

function liveKind(row: ActionRow, isRecorder: boolean): VerdictKind {
  if (isRecorder) return 'recording';
  return isMuted(row) ? 'muted' : 'playing';
}

/** null = it was played to its end. */
function endKind({ outcome, endedBy, actualFrame }: ActionRow): VerdictKind | null {
  const stopped = actualFrame === null ? 'notBegun' : 'stopped';
  if (outcome === 'stream-stopped') return stopped;
  if (outcome !== 'cancelled' && outcome !== 'cancelled-before-start') return null;
  if (endedBy === 'stop') return stopped;
  return endedBy === 'edit' && actualFrame !== null ? 'edited' : 'cancelled';
}

/** Ended by a Stop, a take is complete. */
function takeKind(row: ActionRow): VerdictKind {
  if (row.cannotPlay !== null) return row.actualFrame === null ? 'cannotPlay' : 'endedEarly';
  if (row.outcome === 'belated') return 'dropped';
  const hasNoFrame = row.actualFrame === null && row.outcome !== 'device-lost';
  return hasNoFrame ? (endKind(row) ?? 'cancelled') : endedTakeKind(row);
}

function endedTakeKind({
  outcome,
  dropouts,
}: Pick<TakeAccount, 'outcome'> & Pick<Verdict, 'dropouts'>): VerdictKind {
  if (outcome === 'device-lost') return 'deviceLost';
  if (outcome === 'overflowed' || outcome === 'starved') return 'endedEarly';
  return dropouts > 0 ? 'recordedWithDropouts' : 'recorded';
}

function recordedText(dropouts: number): string {
  return `recorded, ${counted(dropouts, 'dropout')}`;
}

const SLOW_DISK = 'the disk was too slow';

/** Not one frame was audible. */
function isMuted({ type, actualFrame, silences }: ActionRow): boolean {
  const [first] = silences;
  if (ACTION_KINDS[type] !== 'player' || actualFrame === null || first === undefined) return false;
  return first.fromFrame <= actualFrame && first.toFrame === null;
}

function latenessOf({ requestedFrame, actualFrame }: ActionRow): Frames {
  return requestedFrame === null || actualFrame === null ? 0 : actualFrame - requestedFrame;
}

function textOf(kind: VerdictKind, row: ActionRow): string {
  const { word } = VERDICTS[kind];
  const isRecorder = ACTION_KINDS[row.type] === 'recorder';
  switch (kind) {
    case 'cannotPlay':
      return isRecorder ? 'cannot record' : word;
    case 'late':
      return `${word} ${millisecondsText(latenessOf(row), row.sampleRate)}`;
    case 'skipped':
      return `${word} ${millisecondsText(row.skippedFrames, row.sampleRate)}`;
    case 'recordedWithDropouts':
      return recordedText(row.dropouts);
    default:
      return word;
  }
}

function whyOf(kind: VerdictKind, row: ActionRow): string | null {
  if (kind !== 'cannotPlay' && kind !== 'endedEarly') return null;
  if (row.cannotPlay !== null) return row.cannotPlay.message;
  return row.outcome === 'overflowed' ? SLOW_DISK : null;
}

/** `muted from 0:01.000 to 0:02.500`; times of the timeline, or from its stream's start where it is
 * not on the timeline. Empty = it was never silent by its gain. */
export function mutedText(row: ActionRow): string {
  if (row.actualFrame === null || row.silences.length === 0) return '';
  const time = (frame: Frames) => timeText(frame - (row.originFrame ?? 0), row.sampleRate);
  const spans = row.silences.map(({ fromFrame, toFrame }) => {
    const from = time(Math.max(fromFrame, row.actualFrame as Frames));
    return `from ${from} to ${toFrame === null ? 'its end' : time(toFrame)}`;
  });
  return `muted ${spans.join(', ')}`;
}

/** As many decimals as tell a frame apart: `0.02 ms`, `3.2 ms`, `2000 ms`. */
function millisecondsText(frames: Frames, sampleRate: SampleRate): string {
  const milliseconds = (frames / sampleRate) * 1000;
  const decimals = milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0;
  return `${milliseconds.toFixed(decimals)} ms`;
}

/** `1:07.384`, `2:01:07.384`. */
export function timeText(frames: Frames, sampleRate: SampleRate): string {
  const milliseconds = Math.round((Math.abs(frames) / sampleRate) * 1000);
  const pad = (value: number, width: number) => value.toString().padStart(width, '0');
  const seconds = `${pad(Math.floor(milliseconds / 1000) % 60, 2)}.${pad(milliseconds % 1000, 3)}`;
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const hours = Math.floor(milliseconds / 3_600_000);
  const sign = frames < 0 && milliseconds > 0 ? '−' : '';
  if (hours === 0) return `${sign}${minutes}:${seconds}`;
  return `${sign}${hours}:${pad(minutes, 2)}:${seconds}`;
}

/** What would be asked of a clip now. */
export function askedOf(
  clip: Clip,
  track: Pick<Track, 'outputChannels' | 'matrix'> | undefined,
): ClipRequest {
  const { startFrame, sourceId, offsetFrames, lengthFrames, trackId, channels, loop } = clip;
  return {
    startFrame,
    sourceId,
    offsetFrames,
    lengthFrames,
    isSilent: clip.muted || gainFromDecibels(clip.gainDb) === 0 || isSilentLine(clip.gainLine),
    trackId,
    outputChannels: channels ?? track?.outputChannels ?? [],
    matrix: chosenMatrix(clip, track),
    loop,
  };
}

/** The clip's own, else its track's unless the clip has channels of its own; null = none. */
export function chosenMatrix(
  clip: Pick<Clip, 'channels' | 'matrix'>,
  track: Pick<Track, 'matrix'> | undefined,
): readonly ChannelGain[] | null {
  return clip.matrix ?? (clip.channels === null ? (track?.matrix ?? null) : null);
}

function isSilentLine(line: Clip['gainLine']): boolean {
  return line.length > 0 && line.every(({ gainDb }) => gainDb <= MIN_LINE_DB);
}

function isSameLoop(one: ClipRequest['loop'], other: ClipRequest['loop']): boolean {
  if (one === null || other === null) return one === other;
  return one.startFrame === other.startFrame && one.lengthFrames === other.lengthFrames;
}

function isSameMatrix(one: ClipRequest['matrix'], other: ClipRequest['matrix']): boolean {
  if (one === null || other === null || one === other) return one === other;
  const isSame = (each: ChannelGain, k: number) => {
    const there = other[k];
    return each.from === there?.from && each.to === there.to && each.gainDb === there.gainDb;
  };
  return one.length === other.length && one.every(isSame);
}

export function isAskedAlike(one: ClipRequest | null, other: ClipRequest | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.startFrame === other.startFrame &&
    one.sourceId === other.sourceId &&
    one.offsetFrames === other.offsetFrames &&
    one.lengthFrames === other.lengthFrames &&
    one.isSilent === other.isSilent &&
    one.trackId === other.trackId &&
    isSameLoop(one.loop, other.loop) &&
    isSameMatrix(one.matrix, other.matrix) &&
    one.outputChannels.length === other.outputChannels.length &&
    one.outputChannels.every((channel, index) => channel === other.outputChannels[index])
  );
}

/** What was asked for a clip last, and how the loop passes of the same Play went. */
export interface ClipResult {
  readonly row: ActionRow;
  /** The ended loop passes that began, by verdict; null = there was no loop. */
  readonly passes: {
    readonly playNumber: number;
    readonly counts: Partial<Record<VerdictKind, number>>;
    /** The newest one of which a part was lost with the device; null = none. */
    readonly lostPass: number | null;
  } | null;
}

/** What tells which of two requests for a clip is the newer one. */
export type RequestOrder = Pick<ActionRow, 'requestNumber' | 'playNumber' | 'loopPass' | 'asked'>;

/** Both are asked by one Play, for different passes of its loop. */
export function arePasses(one: RequestOrder, other: RequestOrder): boolean {
  return (
    one.playNumber !== null &&
    one.playNumber === other.playNumber &&
    one.loopPass !== other.loopPass &&
    isAskedAlike(one.asked, other.asked)
  );
}

/** The newest request for a clip is the one that was made last, whenever its account arrives. Of the
 * passes of a loop, which are requested ahead, it is the newest one that began. */
export function isNewerRequest(row: ActionRow, before: ActionRow | undefined): boolean {
  if (row.clipId === null || ACTION_KINDS[row.type] !== 'player') return false;
  if (before === undefined || before.requestNumber === row.requestNumber) return true;
  if (!arePasses(row, before)) return row.requestNumber > before.requestNumber;
  const hasBegun = begun(row);
  if (hasBegun !== begun(before)) return hasBegun;
  const isLater = (row.loopPass ?? 0) > (before.loopPass ?? 0);
  return hasBegun ? isLater : !isLater;
}

/** It sounded, or its time came and it could not. */
function begun(row: ActionRow): boolean {
  const { actualFrame, outcome, cannotPlay } = row;
  return (
    actualFrame !== null ||
    outcome === 'belated' ||
    outcome === 'device-lost' ||
    cannotPlay !== null
  );
}

/** The result of a clip after one more account of it; null = it stays. */
export function resultAfter(before: ClipResult | undefined, row: ActionRow): ClipResult | null {
  const isNewer = isNewerRequest(row, before?.row);
  const passes = passesAfter(before, row);
  if (!isNewer && (before === undefined || passes === before.passes)) return null;
  return { row: isNewer || before === undefined ? row : before.row, passes };
}

function passesAfter(before: ClipResult | undefined, row: ActionRow): ClipResult['passes'] {
  const known = before?.passes ?? null;
  const { playNumber } = row;
  if (playNumber === null || row.clipId === null || !begun(row)) return known;
  // What an edit ended goes on in the same pass.
  if (row.endedBy === 'edit') return known;
  if (known !== null && playNumber < known.playNumber) return known;
  const own = known?.playNumber === playNumber ? known : null;
  // What goes on when the device is back is the same pass.
  if (own !== null && row.loopPass !== null && row.loopPass === own.lostPass) return known;
  const counts = own?.counts ?? {};
  const kind = verdictKindOf(row);
  const lostPass = kind === 'deviceLost' ? row.loopPass : (own?.lostPass ?? null);
  return { playNumber, counts: { ...counts, [kind]: (counts[kind] ?? 0) + 1 }, lostPass };
}

/**
 * The verdict of a clip.
 * @param asked what would be asked of it now
 * @param newest its newest request; undefined = there was none. What sounds or waits follows edits
 *   by itself
 * @param passes of its newest request that has ended
 */
export function verdictOfClip(
  asked: ClipRequest,
  newest: ActionRow | undefined,
  passes: ClipResult['passes'] = null,
): Verdict {
  if (newest === undefined) return NOT_PLAYED;
  const isEdited = newest.asked !== null && !isAskedAlike(newest.asked, asked);
  if (newest.state === 'finished' && isEdited) return EDITED_SINCE;
  return verdictOfResult({ row: newest, passes });
}

/** Of a clip's newest request: lost with the device is also what went on when it was back. */
export function verdictOfResult({ row, passes }: ClipResult, audible?: Audible): Verdict {
  const own = verdictOfAction(row, audible);
  const isLost =
    passes !== null &&
    passes.lostPass !== null &&
    passes.playNumber === row.playNumber &&
    passes.lostPass === row.loopPass;
  const isStronger = VERDICT_KINDS.indexOf(own.kind) <= VERDICT_KINDS.indexOf('deviceLost');
  if (row.state !== 'finished' || !isLost || isStronger) return own;
  const { word } = VERDICTS.deviceLost;
  return verdict('deviceLost', word, `${word}: it went on when the device was back`, own.dropouts);
}

function plain(kind: VerdictKind): Verdict {
  return verdict(kind, VERDICTS[kind].word, VERDICTS[kind].word, 0);
}

const NOT_PLAYED = plain('notPlayed');
const EDITED_SINCE = plain('editedSince');
/** Of a clip whose request waits among more than the window knows. */
export const WAITS = plain('waits');

/** `late in 1 of 14`, for each verdict but the one that all have; empty = one pass, or all alike. */
export function passesText({ passes }: ClipResult): string {
  const counts = Object.entries(passes?.counts ?? {}) as [VerdictKind, number][];
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  if (all < 2) return '';
  if (counts.length === 1)
    return `${VERDICTS[(counts[0] as [VerdictKind, number])[0]].word} in all ${all}`;
  const order = VERDICT_KINDS;
  return counts
    .filter(([kind]) => kind !== 'onTime')
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([kind, count]) => `${VERDICTS[kind].word} in ${count} of ${all}`)
    .join(', ');
}
