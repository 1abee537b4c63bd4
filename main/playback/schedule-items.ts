/**
 * Scheduling item by item: what the stream refuses of a batch never stops the rest. The batch is
 * handed over as a whole; only when it is refused it is halved, until those that are refused are alone.
 */
import { type Outcome, success } from '../../preload/outcome.ts';
import type { Frames } from '../../preload/units.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';

/** Requests that are accepted or refused together. */
export type ScheduleItem = readonly StreamRequest[];

export interface ScheduleItemsOptions {
  /** Stream frame from which the starts of all count; null = their frames are stream frames. */
  readonly originFrame: Frames | null;
  /** Of each item that is refused; the error has what the core says. */
  readonly onRefusal: (error: unknown) => void;
}

/** The actions of each item, or why it was refused, in the items' order. Never throws. */
export function scheduleItems(
  stream: Pick<MixerStream, 'schedule' | 'active'>,
  items: readonly ScheduleItem[],
  options: ScheduleItemsOptions,
): readonly Outcome<readonly StreamAction[]>[] {
  const requests = items.flat();
  if (requests.length === 0) return items.map(() => success([]));
  try {
    const { originFrame } = options;
    const group = originFrame === null ? {} : { origin: { frame: originFrame } };
    const actions = stream.schedule(requests, group);
    let next = 0;
    return items.map(({ length }) => {
      const first = next;
      next += length;
      return success(actions.slice(first, next));
    });
  } catch (error) {
    // On a stream that has ended every item is refused, and for the same reason.
    if (items.length === 1 || !stream.active) {
      options.onRefusal(error);
      return items.map(() => failureOf(error));
    }
    const half = Math.ceil(items.length / 2);
    return [
      ...scheduleItems(stream, items.slice(0, half), options),
      ...scheduleItems(stream, items.slice(half), options),
    ];
  }
}
