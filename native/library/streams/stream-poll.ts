/** Polls a running stream a few times a second, or more often while actions are unfinished, without
 * keeping the program running or the stream in memory. */
import type { ActionRegistry } from '../actions/action-registry.ts';

const busyMilliseconds = 5;
const idleMilliseconds = 100;

/** Streams that a caller waits for, which must not be garbage-collected before. */
const keptAlive = new Set<object>();

function keepWhileWatched(registry: ActionRegistry, watched: object | undefined): void {
  if (watched !== undefined && registry.watched) {
    keptAlive.add(watched);
  }
}

function wantedDelay(registry: ActionRegistry): number {
  return registry.unfinishedCount > 0 || registry.waiting ? busyMilliseconds : idleMilliseconds;
}

/** Calls `poll` until it returns false. The function returned begins again, and polls sooner when there
 * is work. The program is kept running only while a caller waits. */
export function pollStream<Watched extends object>(
  watched: Watched,
  registry: ActionRegistry,
  poll: (watched: Watched) => boolean,
): () => void {
  const weak = new WeakRef(watched);
  let timer: NodeJS.Timeout | undefined;
  let delay = 0;

  const arm = () => {
    keepWhileWatched(registry, weak.deref());
    delay = wantedDelay(registry);
    timer = setTimeout(() => {
      timer = undefined;
      const present = weak.deref();
      if (present === undefined) {
        return;
      }
      keptAlive.delete(present);
      if (poll(present)) {
        arm();
      }
    }, delay);
    if (!registry.waiting) {
      timer.unref();
    }
  };
  return () => {
    if (timer !== undefined && delay <= wantedDelay(registry)) {
      if (registry.watched) {
        keepWhileWatched(registry, weak.deref());
      }
      if (registry.waiting) {
        timer.ref();
      }
      return;
    }
    clearTimeout(timer);
    arm();
  };
}
