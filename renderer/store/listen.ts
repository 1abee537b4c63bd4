/**
 * The only subscriber to main: a snapshot, then numbered updates, each acknowledged after it was
 * applied; after a gap another snapshot. Passes on commands of the application menu.
 */

import type { CommandId } from '../../preload/commands.ts';
import type { Update } from '../../preload/contract.ts';
import { dropoutCount } from '../../preload/dropouts.ts';
import type { Project } from '../../preload/project.ts';
import { clipAfter, frameAfter, type RateChange } from '../../preload/rate-change.ts';
import { actionProgress } from './action-progress.ts';
import { bridge } from './bridge.ts';
import { recordHistory } from './history.ts';
import { liveFromSnapshot, liveFromUpdate } from './live.ts';
import { applyUpdate, mirrorFromSnapshot } from './mirror.ts';
import { mirrorNow, mirrorStore } from './mirror-store.ts';
import { followCauses, notify, showNewNotices, showRecentTroubles } from './notices.ts';
import { paceMilliseconds } from './pace.ts';
import { sayTroubles } from './spoken.ts';
import { changeView, keptSelection, selectClips, viewNow } from './view.ts';

let waiting: Update[] = [];
let isFetchingSnapshot = false;

/** Subscribes; gives the function that ends it. */
export async function listen(onCommand: (command: CommandId) => void): Promise<() => void> {
  const endUpdates = bridge().onUpdate(receive);
  const endCommands = bridge().onCommand(onCommand);
  await fetchSnapshot();
  return () => {
    endUpdates();
    endCommands();
  };
}

/** The newest update that was applied while nobody saw the window; null = it is acknowledged. */
let unseenSequence: number | null = null;

/** Main gathers what changes until it hears of the last update: a window that is hidden or minimised lets
 * it wait. */
function acknowledge(sequence: number): void {
  if (globalThis.document?.hidden === true) unseenSequence = sequence;
  else tellApplied(sequence);
}

function tellApplied(sequence: number): void {
  void bridge().acknowledge({ sequence, paceMilliseconds: paceMilliseconds() });
}

/** The window is seen again, or is not any more. */
export function acknowledgeWhenSeen(): void {
  if (unseenSequence === null || document.hidden) return;
  tellApplied(unseenSequence);
  unseenSequence = null;
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
  actionProgress.observe(update);
  const newDropouts = dropoutCount(update.dropouts ?? []);
  recordHistory(update.counters, after.stream.streamNumber, newDropouts);
  keepViewTimes({ from: before.confirmed.sampleRate, to: after.confirmed.sampleRate });
  mirrorStore.setState({ mirror: after });
  showNewNotices(update.log);
  followCauses();
  sayTroubles(before, after);
  acknowledge(update.sequence);
}

/** With another rate of the session the view shows the same times. */
function keepViewTimes(change: RateChange): void {
  if (change.from === change.to) return;
  const { scrollFrame, framesPerPixel, clipboard, clipboardFrame } = viewNow();
  changeView({
    scrollFrame: frameAfter(scrollFrame, change),
    framesPerPixel: (framesPerPixel * change.to) / change.from,
    clipboard: clipboard.map((clip) => clipAfter(clip, change)),
    clipboardFrame: clipboardFrame === null ? null : frameAfter(clipboardFrame, change),
    timeRange: null,
  });
}

/** What was selected before the program restarted, as far as it is there. */
function selectAgain({ clips }: Project): void {
  const known = new Set(clips.map(({ id }) => id));
  selectClips(keptSelection().filter((id) => known.has(id)));
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
  const { pending, streams } = mirrorStore.getState().mirror ?? {};
  liveFromSnapshot(outcome.value);
  actionProgress.begin();
  mirrorStore.setState({ mirror: mirrorFromSnapshot(outcome.value, pending, streams) });
  if (isFirst) {
    if (outcome.value.isRestarted) selectAgain(outcome.value.project);
    showRecentTroubles(outcome.value);
  }
  followCauses();
  tellApplied(outcome.value.sequence);
  const late = waiting.filter((update) => update.sequence > outcome.value.sequence);
  waiting = [];
  for (const update of late) receive(update);
}
