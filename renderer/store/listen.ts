/**
 * The only subscriber to main: a snapshot, then numbered updates, each acknowledged after it was
 * applied; after a gap another snapshot. Passes on commands of the application menu.
 */

import type { Update, WindowCommand } from '../../preload/contract.ts';
import { bridge } from './bridge.ts';
import { recordHistory } from './history.ts';
import { liveFromSnapshot, liveFromUpdate } from './live.ts';
import { applyUpdate, mirrorFromSnapshot } from './mirror.ts';
import { mirrorNow, mirrorStore } from './mirror-store.ts';
import { notify, showNewNotices, showRecentTroubles } from './notices.ts';

let waiting: Update[] = [];
let isFetchingSnapshot = false;

/** Subscribes; gives the function that ends it. */
export async function listen(onCommand: (command: WindowCommand) => void): Promise<() => void> {
  const endUpdates = bridge().onUpdate(receive);
  const endCommands = bridge().onCommand(onCommand);
  await fetchSnapshot();
  return () => {
    endUpdates();
    endCommands();
  };
}

function receive(update: Update): void {
  if (isFetchingSnapshot || mirrorStore.getState().mirror === null) {
    waiting.push(update);
    return;
  }
  const before = mirrorNow();
  const after = applyUpdate(before, update);
  if (after === null) {
    void fetchSnapshot();
    return;
  }
  liveFromUpdate(update, after.project.sampleRate);
  recordHistory(update.counters, after.stream.streamNumber);
  mirrorStore.setState({ mirror: after });
  showNewNotices(update.log);
  void bridge().acknowledge({ sequence: update.sequence });
}

async function fetchSnapshot(): Promise<void> {
  if (isFetchingSnapshot) return;
  isFetchingSnapshot = true;
  const outcome = await bridge().snapshot(null);
  isFetchingSnapshot = false;
  if (!outcome.ok) {
    notify('error', `The session could not be read: ${outcome.message}`);
    return;
  }
  const isFirst = mirrorStore.getState().mirror === null;
  const pending = mirrorStore.getState().mirror?.pending ?? [];
  liveFromSnapshot(outcome.value);
  mirrorStore.setState({ mirror: mirrorFromSnapshot(outcome.value, pending) });
  if (isFirst) showRecentTroubles(outcome.value);
  void bridge().acknowledge({ sequence: outcome.value.sequence });
  const late = waiting.filter((update) => update.sequence > outcome.value.sequence);
  waiting = [];
  for (const update of late) receive(update);
}
