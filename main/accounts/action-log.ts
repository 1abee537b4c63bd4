/**
 * The action log: what was asked of the mixer and what became of it, one row per action.
 * - A clip is one action, on however many outputs it plays.
 * - The cancels of one edit or Stop are one row.
 * - setGain has no row: it changes an action that has its own.
 */
import {
  ACTION_KINDS,
  type ActionRow,
  type ActionSubject,
  type ClipRequest,
  type EndCause,
} from '../../preload/actions.ts';
import type { Snapshot } from '../../preload/contract.ts';
import {
  type Dropout,
  isTouched,
  type TouchedAction,
  type TouchingPlace,
} from '../../preload/dropouts.ts';
import type { Failure } from '../../preload/outcome.ts';
import type { ChannelNumber, Frames, SampleRate } from '../../preload/units.ts';
import {
  arePasses,
  type ClipResult,
  isDropped,
  isLate,
  type RequestOrder,
  resultAfter,
} from '../../preload/verdict.ts';
import type { StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { type ActionOrigin, type LoggedAction, NEVER_BEGAN, rowOf } from './action-row.ts';
import type { GainChange, PlayedLine } from './audibility.ts';
import { type LiveChanges, LiveRows } from './live-rows.ts';
import { begunRows, liesWithin, RecentEnds, touchedOf } from './touched-actions.ts';

/** Finished rows kept; the contract promises 10,000. */
const KEPT_ROWS = 20_000;
/** Rows that are made in one piece. */
const ROWS_AT_ONCE = 250;
/** What is known of so many clips that are gone is kept before it is looked for. */
const GONE_CLIPS = 1_000;

/** A subject of the log; `asked` is what was asked of its clip. */
export interface LoggedSubject extends ActionSubject {
  /** Absent = it belongs to no clip. */
  readonly asked?: ClipRequest | null;
  /** Asked for, but not in its sound, which ends before; absent = none. */
  readonly missingFrames?: Frames;
  /** The gain line that it was asked with; absent = none. */
  readonly line?: PlayedLine | null;
  /** What makes it silent beside its own gain: its bus and the master. They go on with these. */
  readonly levels?: readonly (readonly GainChange[])[];
  /** Where it is heard; absent = the channels of its action. */
  readonly outputs?: readonly ChannelNumber[] | null;
}

/** What was asked and never reached the mixer. */
export interface UnheardPlay extends ActionOrigin {
  readonly subject: LoggedSubject;
  /** Stream frame; null = as soon as possible. */
  readonly requestedFrame: Frames | null;
  readonly totalFrames: Frames;
  readonly channels: readonly ChannelNumber[];
}

/** What earlier starts of the program leave to a log. */
export interface RestoredLog {
  readonly requestCount: number;
  readonly playCount: number;
  readonly runFromRequest: number;
  readonly clipResults: Iterable<ClipResult>;
}

/** The row of a take while it is written. */
export interface LoggedTake {
  /** Its file cannot be written any further: its account says why. */
  fail(why: Failure): void;
  /** Its file is complete, or has failed: its row is finished. */
  settle(): void;
}

export class ActionLog {
  readonly #live = new LiveRows();
  /** Actions that have finished and have no row yet. */
  #finished: readonly {
    readonly id: number;
    readonly askedAgainFrom: Frames | null;
  }[] = [];
  /** The next of them; null = there are none. */
  #finishing: NodeJS.Immediate | null = null;
  /** Takes whose files are written, with what is called when their last frame was recorded. */
  readonly #takes = new Map<LoggedAction, () => void>();
  /** Live entries by the ids of all their actions. */
  readonly #byId = new Map<number, LoggedAction>();
  #rows: ActionRow[] = [];
  #finishedCount = 0;
  #lateCount = 0;
  #droppedCount = 0;
  #requestCount = 0;
  #playCount = 0;
  #runFromRequest = 0;
  #sampleRate: SampleRate = 0;
  readonly #clipResults = new Map<string, ClipResult>();
  /** Each clip's newest request, of the passes of a loop the first. */
  readonly #clipRequests = new Map<string, RequestOrder>();
  readonly #requestListeners: ((requests: Snapshot['clipRequests']) => void)[] = [];
  readonly #forgetListeners: ((clipIds: readonly string[]) => void)[] = [];
  readonly #clipsInReach: (() => ReadonlySet<string>) | null;
  /** So many clips are known that it is worth looking which of them are gone. */
  #manyClips = GONE_CLIPS;
  readonly #listeners: ((rows: readonly ActionRow[]) => void)[] = [];
  readonly #playListeners: (() => void)[] = [];
  readonly #runListeners: ((runFromRequest: number) => void)[] = [];
  readonly #entryListeners: (() => void)[] = [];
  readonly #amendListeners: ((rows: readonly ActionRow[]) => void)[] = [];
  readonly #recentEnds = new RecentEnds();

  /** @param clipsInReach the clips there are or that undo and redo bring back; nothing is remembered of
   * others. null = of all */
  constructor(clipsInReach: (() => ReadonlySet<string>) | null = null) {
    this.#clipsInReach = clipsInReach;
  }

  /** Finished since the program began; the last ones are kept. */
  get finishedCount(): number {
    return this.#finishedCount;
  }

  /** Of this stream: began late. */
  get lateCount(): number {
    return this.#lateCount;
  }

  /** Of this stream: dropped as too late. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Pending and active ones. */
  get liveCount(): number {
    return this.#live.count;
  }

  /** What is known of each clip's newest request that has ended. */
  get clipResults(): Readonly<Record<string, ClipResult>> {
    return Object.fromEntries(this.#clipResults);
  }

  /** Number of each clip's newest request, ended or not. */
  get clipRequests(): Snapshot['clipRequests'] {
    return [...this.#clipRequests].map(([clipId, { requestNumber }]) => ({
      clipId,
      requestNumber,
    }));
  }

  /** Clips have newer requests. */
  onClipRequests(listener: (requests: Snapshot['clipRequests']) => void): void {
    this.#requestListeners.push(listener);
  }

  /** Nothing is remembered of these clips any more. */
  onForgotten(listener: (clipIds: readonly string[]) => void): void {
    this.#forgetListeners.push(listener);
  }

  /** Requests since the session was made. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /** Plays and jumps since the session was made. */
  get playCount(): number {
    return this.#playCount;
  }

  /** The first request of the last run with the transport; 0 = there was none. */
  get runFromRequest(): number {
    return this.#runFromRequest;
  }

  /** What is requested from now on belongs to another run with the transport. */
  beginRun(): void {
    this.#runFromRequest = this.#requestCount + 1;
    for (const listener of this.#runListeners) listener(this.#runFromRequest);
  }

  onRun(listener: (runFromRequest: number) => void): void {
    this.#runListeners.push(listener);
  }

  /** Goes on after those of earlier starts; nothing was requested yet. */
  restore({ requestCount, playCount, runFromRequest, clipResults }: RestoredLog): void {
    this.#requestCount = requestCount;
    this.#playCount = playCount;
    this.#runFromRequest = runFromRequest;
    for (const result of clipResults) {
      const { row } = result;
      if (row.clipId === null) continue;
      this.#clipResults.set(row.clipId, result);
      this.#clipRequests.set(row.clipId, row);
    }
  }

  /** A Play or a jump begins: what is entered on the timeline from now on belongs to it. */
  beginPlay(): void {
    for (const listener of this.#playListeners) listener();
    this.#playCount += 1;
  }

  /** Before a Play or a jump begins. */
  onBeginPlay(listener: () => void): void {
    this.#playListeners.push(listener);
  }

  /** Before an action is entered. */
  onRequest(listener: () => void): void {
    this.#entryListeners.push(listener);
  }

  /** A stream has begun; what the one before left without an account ended with it. */
  openStream(streamNumber: number, sampleRate: SampleRate): void {
    this.#closeStream(streamNumber - 1);
    this.#sampleRate = sampleRate;
    this.#lateCount = 0;
    this.#droppedCount = 0;
  }

  onFinished(listener: (rows: readonly ActionRow[]) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Logs one row: a player or another single action, or the cancels of one edit or Stop.
   * @param gain linear, of a player
   */
  enter(
    actions: readonly StreamAction[],
    {
      asked = null,
      missingFrames = 0,
      line = null,
      levels = [],
      outputs = null,
      ...subject
    }: LoggedSubject,
    origin: ActionOrigin,
    gain = 1,
  ): void {
    const [first, ...others] = actions;
    if (first === undefined) return;
    this.#enter(
      [first, ...others],
      { ...subject, asked, missingFrames, line, levels, outputs },
      origin,
      gain,
    );
  }

  /**
   * Logs the recorder of a take: its row is finished when its file is. `onEnded`: its last frame was
   * recorded; `settle` is called then, or before.
   */
  enterTake(
    recorder: StreamAction,
    subject: ActionSubject,
    origin: ActionOrigin,
    onEnded: () => void,
  ): LoggedTake {
    const entry = this.#enter(
      [recorder],
      { ...subject, asked: null, missingFrames: 0, line: null, levels: [], outputs: null },
      origin,
      1,
    );
    entry.isWriting = true;
    this.#takes.set(entry, onEnded);
    return {
      fail: ({ code, message }) => {
        entry.writeFailure = { code, message };
        entry.isChanged = true;
      },
      settle: () => {
        if (!this.#takes.delete(entry)) return;
        entry.isWriting = false;
        this.#remove(entry);
        this.#close([endedRowOf(entry)]);
      },
    };
  }

  #enter(
    actions: LoggedAction['actions'],
    { asked, missingFrames, line, levels, outputs, ...subject }: Required<LoggedSubject>,
    origin: ActionOrigin,
    gain: number,
  ): LoggedAction {
    const [first] = actions;
    const entry: LoggedAction = {
      actions,
      subject,
      origin,
      request: this.#nextRequest(origin),
      asked,
      missingFrames,
      endedBy: null,
      writeFailure: null,
      isWriting: false,
      gains: [{ change: null, gain, rampFrames: 0 }],
      line,
      levels,
      outputs,
      isFinished: false,
      dropouts: 0,
      dueFrame: null,
      told: null,
      isChanged: false,
    };
    this.#live.add(entry);
    for (const { id } of actions) this.#byId.set(id, entry);
    if (ACTION_KINDS[first.type] === 'player') this.#request(subject, { ...entry.request, asked });
    return entry;
  }

  /** Logs what never reached the mixer: finished rows that say why, and the results of their clips. */
  refuse(plays: readonly (UnheardPlay & { readonly failure: Failure })[]): void {
    this.#refuse(plays);
  }

  /** Logs what was due while there was no device. */
  lose(plays: readonly UnheardPlay[]): void {
    this.#refuse(plays.map((play) => ({ ...play, failure: null })));
  }

  #refuse(plays: readonly (UnheardPlay & { readonly failure: Failure | null })[]): void {
    const rows = plays.map((play): ActionRow => {
      const { asked = null, line: _, ...subject } = play.subject;
      const { streamNumber, originFrame, requestedFrame, totalFrames, channels } = play;
      const request = this.#nextRequest(play);
      this.#request(subject, { ...request, asked });
      const why = play.failure;
      const cannotPlay = why === null ? null : { code: why.code, message: why.message };
      const outcome = why === null ? 'device-lost' : null;
      const given = { streamNumber, originFrame, requestedFrame, totalFrames, channels };
      const id = -request.requestNumber;
      return { ...subject, ...request, ...NEVER_BEGAN, ...given, id, asked, outcome, cannotPlay };
    });
    this.#close(rows);
  }

  /**
   * Ends and gains of players were accepted: `actions` are those of the requests, in their order.
   * The first cause of an end counts; what ends by itself before has none.
   */
  change(
    requests: readonly StreamRequest[],
    actions: readonly StreamAction[],
    cause: EndCause,
  ): void {
    for (const [index, request] of requests.entries()) {
      const change = actions[index];
      if (change === undefined || !('action' in request)) continue;
      const entry = this.#byId.get(request.action.id);
      if (entry === undefined) continue;
      entry.isChanged = true;
      if (request.type === 'cancel') entry.endedBy ??= cause;
      if (request.type !== 'setGain') continue;
      const rampFrames = Math.round((request.ramp ?? 0) * this.#sampleRate);
      entry.gains.push({ change, gain: request.gain, rampFrames });
    }
  }

  /** What plays on these tracks has become silent, or audible, with its bus. */
  markTracks(trackIds: ReadonlySet<string>): void {
    if (trackIds.size === 0) return;
    for (const entry of this.#byId.values()) {
      if (trackIds.has(entry.subject.trackId ?? '')) entry.isChanged = true;
    }
  }

  /** This player goes on as what is asked of its clip now. */
  follow({ id }: StreamAction, asked: ClipRequest): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) return;
    entry.asked = asked;
    entry.isChanged = true;
    const { clipId } = entry.subject;
    const newest = clipId === null ? undefined : this.#clipRequests.get(clipId);
    // So that later passes of the loop are known as such.
    if (clipId !== null && newest !== undefined)
      this.#clipRequests.set(clipId, { ...newest, asked });
  }

  /** The live actions of the row with this id, for cancelling; none = it has finished. */
  liveActions(id: number): readonly StreamAction[] {
    const actions = this.#byId.get(id)?.actions ?? [];
    return actions.filter(({ state }) => state !== 'finished');
  }

  /**
   * Moves the rows of finished actions to the finished ones.
   * @param askedAgainFrom stream frame from which on what a lost device ended, before it began, is asked
   *   for again, and so has not begun: its turn had not come. null = nothing is
   */
  finish(actions: readonly StreamAction[], askedAgainFrom: Frames | null = null): void {
    this.#finished = this.#finished.concat(actions.map(({ id }) => ({ id, askedAgainFrom })));
    if (this.#finishing === null) this.#finishSome();
  }

  /** Of thousands that end together some at a time; the others stay live until then. */
  #finishSome(): void {
    this.#finishing = null;
    const rows: ActionRow[] = [];
    for (const { id, askedAgainFrom } of this.#finished.slice(0, ROWS_AT_ONCE)) {
      const entry = this.#byId.get(id);
      if (entry === undefined) continue;
      if (entry.actions.some(({ state }) => state !== 'finished')) continue;
      if (this.#isLeftToTake(entry)) continue;
      this.#remove(entry);
      rows.push(withoutLoss(rowOf(entry), askedAgainFrom));
    }
    this.#finished = this.#finished.slice(ROWS_AT_ONCE);
    if (this.#finished.length > 0) this.#finishing = setImmediate(() => this.#finishSome());
    this.#close(rows);
  }

  /** What has finished has its row. */
  #finishAll(): void {
    do {
      if (this.#finishing !== null) clearImmediate(this.#finishing);
      this.#finishSome();
    } while (this.#finished.length > 0);
  }

  /** False for what is no take. */
  #isLeftToTake(entry: LoggedAction): boolean {
    const onEnded = this.#takes.get(entry);
    onEnded?.();
    return onEnded !== undefined;
  }

  #closeStream(streamNumber: number): void {
    this.#finishAll();
    const rows: ActionRow[] = [];
    for (const entry of this.#live.entries) {
      if (entry.origin.streamNumber !== streamNumber || this.#isLeftToTake(entry)) continue;
      this.#remove(entry);
      rows.push(endedRowOf(entry));
    }
    this.#close(rows);
  }

  /** The session is closed: what is live has ended without an account. */
  closeAll(): void {
    for (const { origin } of [...this.#live.entries]) this.#closeStream(origin.streamNumber);
  }

  /** Whether the loss of a stream's device ended players: some that had begun, or only waiting ones. */
  lostWith(streamNumber: number): 'begun' | 'waiting' | null {
    let hasWaiting = false;
    for (const row of this.#rows) {
      if (row.streamNumber !== streamNumber || !isLostPlayer(row)) continue;
      if (row.actualFrame !== null) return 'begun';
      hasWaiting = true;
    }
    // What has no row yet is asked itself: rows of thousands at once would hold main up.
    for (const { id, askedAgainFrom } of this.#finished) {
      const entry = this.#byId.get(id);
      if (entry?.origin.streamNumber !== streamNumber) continue;
      const [action] = entry.actions;
      if (!isLostPlayer(action)) continue;
      if (action.actualFrame !== null) return 'begun';
      hasWaiting ||= !isAskedAgain(action, entry.origin.originFrame, askedAgainFrom);
    }
    return hasWaiting ? 'waiting' : null;
  }

  /** For a window that has nothing yet: the rows of everything active and of the nearest pending ones. */
  live(): Pick<Snapshot, 'activeActions' | 'pendingCount'> {
    return this.#live.all();
  }

  /** See `LiveRows.changes`. */
  liveChanges(frame: Frames, now: number): LiveChanges {
    return this.#live.changes(frame, now);
  }

  /** Players that were told as active, with their tracks. */
  *soundingPlayers(): Iterable<{ readonly trackId: string; readonly action: StreamAction }> {
    for (const { actions, subject } of this.#live.active) {
      const [action] = actions;
      const { trackId } = subject;
      if (trackId !== null && ACTION_KINDS[action.type] === 'player') yield { trackId, action };
    }
  }

  /** Finished rows have got more dropouts. */
  onAmended(listener: (rows: readonly ActionRow[]) => void): void {
    this.#amendListeners.push(listener);
  }

  /** Enters dropouts into the accounts of what they touched; gives those, takes first. */
  touch(
    places: readonly (TouchingPlace & Pick<Dropout, 'count'>)[],
  ): readonly (readonly TouchedAction[])[] {
    const latest = Math.max(...places.map(({ streamFrame }) => streamFrame));
    const begun = begunRows(this.#live.dueBefore(latest));
    return places.map((place) => {
      const ended = this.#recentEnds.around(place).filter((row) => isTouched(row, place));
      for (const row of ended) this.#amend(row, place.count);
      const live = [...begun].filter(([entry, row]) => liesWithin(entry, row, place));
      for (const [entry] of live) {
        entry.dropouts += place.count;
        entry.isChanged = true;
      }
      const touched = [...ended, ...live.map(([, row]) => row)].map(touchedOf);
      return touched.sort((one, other) => Number(other.isTake) - Number(one.isTake));
    });
  }

  #amend(row: ActionRow, count: number): void {
    const amended = { ...row, dropouts: row.dropouts + count };
    const index = this.#rows.lastIndexOf(row);
    if (index >= 0) this.#rows = this.#rows.with(index, amended);
    this.#recentEnds.replace(row, amended);
    const result = row.clipId === null ? undefined : this.#clipResults.get(row.clipId);
    if (row.clipId !== null && result?.row === row) {
      this.#clipResults.set(row.clipId, { ...result, row: amended });
    }
    for (const listener of this.#amendListeners) listener([amended]);
  }

  /** The newest rows, newest last. */
  newest(count: number): readonly ActionRow[] {
    return count === 0 ? [] : this.#rows.slice(-count);
  }

  #remove(entry: LoggedAction): void {
    this.#live.remove(entry);
    for (const { id } of entry.actions) if (this.#byId.get(id) === entry) this.#byId.delete(id);
  }

  #close(rows: readonly ActionRow[]): void {
    if (rows.length === 0) return;
    this.#finishedCount += rows.length;
    this.#lateCount += rows.filter(isLate).length;
    this.#droppedCount += rows.filter(isDropped).length;
    this.#rows = this.#rows.concat(rows);
    if (this.#rows.length > KEPT_ROWS) this.#rows = this.#rows.slice(-KEPT_ROWS);
    for (const row of rows) this.#judge(row);
    this.#recentEnds.add(rows);
    for (const listener of this.#listeners) listener(rows);
  }

  #judge(row: ActionRow): void {
    const { clipId } = row;
    if (clipId === null) return;
    // Of a clip that was forgotten nothing is asked any more.
    if (!this.#clipRequests.has(clipId)) return;
    const result = resultAfter(this.#clipResults.get(clipId), row);
    if (result !== null) this.#clipResults.set(clipId, result);
  }

  #nextRequest({ originFrame, loopPass = 0 }: ActionOrigin): LoggedAction['request'] {
    for (const listener of this.#entryListeners) listener();
    this.#requestCount += 1;
    const isOnTimeline = originFrame !== null;
    return {
      requestNumber: this.#requestCount,
      playNumber: isOnTimeline ? this.#playCount : null,
      loopPass: isOnTimeline ? loopPass : null,
      sampleRate: this.#sampleRate,
    };
  }

  /** Later passes of a loop are requested ahead; they are told when they begin. */
  #request({ clipId }: ActionSubject, request: RequestOrder): void {
    if (clipId === null) return;
    const before = this.#clipRequests.get(clipId);
    if (before !== undefined && arePasses(request, before)) return;
    this.#clipRequests.set(clipId, request);
    const { requestNumber } = request;
    for (const listener of this.#requestListeners) listener([{ clipId, requestNumber }]);
    if (this.#clipRequests.size > this.#manyClips) this.#forgetGone();
  }

  #forgetGone(): void {
    const inReach = this.#clipsInReach?.() ?? null;
    const gone =
      inReach === null ? [] : [...this.#clipRequests.keys()].filter((id) => !inReach.has(id));
    for (const clipId of gone) {
      this.#clipRequests.delete(clipId);
      this.#clipResults.delete(clipId);
    }
    // Looking costs as much as there is: it is done after as many requests again.
    this.#manyClips = 2 * this.#clipRequests.size + GONE_CLIPS;
    if (gone.length > 0) for (const listener of this.#forgetListeners) listener(gone);
  }
}

/** Of what has ended, also with its stream. */
function endedRowOf(entry: LoggedAction): ActionRow {
  const row = rowOf(entry);
  return { ...row, state: 'finished', outcome: row.outcome ?? 'stream-stopped' };
}

/** Of a row, or of an action that has none yet. */
type LostFacts = Pick<
  ActionRow | StreamAction,
  'type' | 'outcome' | 'actualFrame' | 'requestedFrame'
>;

function isLostPlayer({ type, outcome }: Pick<LostFacts, 'type' | 'outcome'>): boolean {
  return outcome === 'device-lost' && ACTION_KINDS[type] === 'player';
}

function isAskedAgain(
  lost: LostFacts,
  originFrame: Frames | null,
  askedAgainFrom: Frames | null,
): boolean {
  if (askedAgainFrom === null || originFrame === null || lost.actualFrame !== null) return false;
  return isLostPlayer(lost) && (lost.requestedFrame ?? 0) >= askedAgainFrom;
}

/** Its turn had not come when the device was lost. */
function withoutLoss(row: ActionRow, askedAgainFrom: Frames | null): ActionRow {
  if (!isAskedAgain(row, row.originFrame, askedAgainFrom)) return row;
  return { ...row, outcome: 'cancelled-before-start', endedBy: row.endedBy ?? 'stop' };
}
