/**
 * Everything that a playback has scheduled on its stream. What is scheduled is entered at once, before
 * anything else can fail, so that the end reaches it whatever becomes of the books about it.
 */
import type { EndCause } from '../../preload/actions.ts';
import type { Outcome } from '../../preload/outcome.ts';
import type { Frames } from '../../preload/units.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import type { Notices } from '../notices.ts';
import { type ScheduleItem, scheduleItems } from './schedule-items.ts';

/** Of what is cut off while it sounds. */
export const FADE_SECONDS = 0.005;
/** Finished actions are let go when this many have been entered since the last time. */
const ENTERED_UNTIL_CLEARED = 1_000;
/** So many are ended at once, whenever they begin. */
const MOST_AT_ONCE = 1_000;
/** What begins within this time is ended at once. */
const AT_ONCE_SECONDS = 5;
/** Of what begins later so many are ended at a time. */
const LATER_AT_ONCE = 250;
const LATER_MILLISECONDS = 4;

interface Cancels {
  readonly players: readonly StreamAction[];
  readonly recorders: readonly StreamAction[];
}

export class OwnActions {
  readonly #stream: MixerStream;
  readonly #notices: Notices;
  readonly #actionLog: ActionLog;
  /** With the stream frames at which they are due; 0 = as soon as possible. */
  #actions = new Map<StreamAction, Frames>();
  #enteredSinceCleared = 0;
  /** The next of those that are ended by and by; null = there are none. */
  #ending: NodeJS.Timeout | null = null;

  constructor(stream: MixerStream, notices: Notices, actionLog: ActionLog) {
    this.#stream = stream;
    this.#notices = notices;
    this.#actionLog = actionLog;
  }

  /** Players and recorders that are not finished, in the order in which they were scheduled. */
  get live(): readonly StreamAction[] {
    return [...this.#actions.keys()].filter(isLive);
  }

  get hasLive(): boolean {
    for (const action of this.#actions.keys()) if (isLive(action)) return true;
    return false;
  }

  /** Some of what is to end is still asked for its end. */
  get isEnding(): boolean {
    return this.#ending !== null;
  }

  /** Item by item. `originFrame` (stream frame): where the starts count from; null = stream frames.
   * `cause`: why what is cancelled ends. */
  schedule(
    items: readonly ScheduleItem[],
    originFrame: Frames | null,
    cause: EndCause = 'edit',
  ): readonly Outcome<readonly StreamAction[]>[] {
    let isRecorded = false;
    const results = scheduleItems(this.#stream, items, {
      originFrame,
      onRefusal: (error) => {
        if (!isRecorded) this.#notices.record('scheduling', error);
        isRecorded = true;
      },
    });
    for (const [index, result] of results.entries()) {
      if (!result.ok) continue;
      this.#enter(result.value, dueFrame(items[index]?.[0], originFrame ?? 0));
      this.#actionLog.change(items[index] ?? [], result.value, cause);
    }
    return results;
  }

  /**
   * Ends everything, players with a fade: what sounds or is due soon at once, and what begins later little by
   * little where there is much of it. Gives the first cancels, of players and of recorders.
   * @param frame stream frame; null = as soon as possible
   */
  end(frame: Frames | null): Cancels {
    if (this.#ending !== null) clearTimeout(this.#ending);
    this.#ending = null;
    const soonFrame = this.#stream.frame + AT_ONCE_SECONDS * this.#stream.sampleRate;
    const isFew = this.#actions.size <= MOST_AT_ONCE;
    const [soon, later]: [StreamAction[], [StreamAction, Frames][]] = [[], []];
    for (const [action, due] of this.#actions) {
      if (isFew || due <= soonFrame) soon.push(action);
      else later.push([action, due]);
    }
    const first = this.#cancel(soon, frame);
    const waiting = later.sort(([, one], [, other]) => one - other).map(([action]) => action);
    if (first.players.length + first.recorders.length > 0) {
      this.#endLater(waiting, frame);
      return first;
    }
    // So that the end has an action that tells of it.
    const next = this.#cancel(waiting.slice(0, LATER_AT_ONCE), frame);
    this.#endLater(waiting.slice(LATER_AT_ONCE), frame);
    return next;
  }

  /** The first so many now and then. */
  #endLater(waiting: readonly StreamAction[], frame: Frames | null): void {
    this.#ending = null;
    if (waiting.length === 0 || !this.#stream.active) return;
    this.#ending = setTimeout(() => {
      this.#cancel(waiting.slice(0, LATER_AT_ONCE), frame);
      this.#endLater(waiting.slice(LATER_AT_ONCE), frame);
    }, LATER_MILLISECONDS);
  }

  #cancel(actions: readonly StreamAction[], frame: Frames | null): Cancels {
    // On a stream that has ended every action has ended, too.
    const live = this.#stream.active ? actions.filter(isLive) : [];
    const time = frame === null ? (0 as const) : { frame };
    const items = live.map((action): readonly [StreamRequest] => {
      const fade = action.type === 'playBuffer' ? FADE_SECONDS : 0;
      return [{ type: 'cancel', action, time, fade }];
    });
    const results = this.schedule(items, null, 'stop');
    const cancelsOf = (isPlayer: boolean) =>
      results.flatMap((result, index) => {
        const isWanted = (live[index]?.type === 'playBuffer') === isPlayer;
        return result.ok && isWanted ? result.value : [];
      });
    return { players: cancelsOf(true), recorders: cancelsOf(false) };
  }

  #enter(actions: readonly StreamAction[], due: Frames): void {
    for (const action of actions) {
      if (action.type === 'cancel' || action.type === 'setGain') continue;
      this.#actions.set(action, due);
      this.#enteredSinceCleared += 1;
    }
    if (this.#enteredSinceCleared < Math.max(ENTERED_UNTIL_CLEARED, this.#actions.size / 2)) return;
    this.#actions = new Map([...this.#actions].filter(([action]) => isLive(action)));
    this.#enteredSinceCleared = 0;
  }
}

function isLive({ state }: StreamAction): boolean {
  return state !== 'finished';
}

function dueFrame(request: StreamRequest | undefined, originFrame: Frames): Frames {
  if (request === undefined || !('start' in request)) return 0;
  const { start } = request;
  return typeof start === 'object' && 'frame' in start ? originFrame + start.frame : 0;
}
