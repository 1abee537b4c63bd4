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

export class OwnActions {
  readonly #stream: MixerStream;
  readonly #notices: Notices;
  readonly #actionLog: ActionLog;
  #actions = new Set<StreamAction>();
  #enteredSinceCleared = 0;

  constructor(stream: MixerStream, notices: Notices, actionLog: ActionLog) {
    this.#stream = stream;
    this.#notices = notices;
    this.#actionLog = actionLog;
  }

  /** Players and recorders that are not finished, in the order in which they were scheduled. */
  get live(): readonly StreamAction[] {
    return [...this.#actions].filter(({ state }) => state !== 'finished');
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
      this.#enter(result.value);
      this.#actionLog.change(items[index] ?? [], result.value, cause);
    }
    return results;
  }

  /**
   * Ends everything, players with a fade. Gives the cancels of players and of recorders.
   * @param frame stream frame; null = as soon as possible
   */
  end(frame: Frames | null): {
    readonly players: readonly StreamAction[];
    readonly recorders: readonly StreamAction[];
  } {
    // On a stream that has ended every action has ended, too.
    if (!this.#stream.active) return { players: [], recorders: [] };
    const time = frame === null ? (0 as const) : { frame };
    const { live } = this;
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

  #enter(actions: readonly StreamAction[]): void {
    for (const action of actions) {
      if (action.type === 'cancel' || action.type === 'setGain') continue;
      this.#actions.add(action);
      this.#enteredSinceCleared += 1;
    }
    if (this.#enteredSinceCleared < Math.max(ENTERED_UNTIL_CLEARED, this.#actions.size / 2)) return;
    this.#actions = new Set(this.live);
    this.#enteredSinceCleared = 0;
  }
}
