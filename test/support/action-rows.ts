/** Accounts of actions for tests. */
import { type ActionRow, type ClipRequest, NO_STATS } from '../../preload/actions.ts';

/** One second of sound s at the timeline's frame 1,000, on track t. */
export const ASKED: ClipRequest = {
  startFrame: 1_000,
  sourceId: 's',
  offsetFrames: 0,
  lengthFrames: 48_000,
  isSilent: false,
  trackId: 't',
  outputChannels: [1, 2],
  matrix: null,
  loop: null,
};

/** Of clip c: asked as `ASKED`, played whole, on time, on a stream where the timeline began at
 * frame 500. */
export function actionRow(values: Partial<ActionRow> = {}): ActionRow {
  return {
    id: 1,
    requestNumber: 1,
    type: 'playBuffer',
    state: 'finished',
    outcome: 'completed',
    endedBy: null,
    cannotPlay: null,
    asked: ASKED,
    playNumber: 1,
    loopPass: 0,
    silences: [],
    sampleRate: 48_000,
    streamNumber: 1,
    originFrame: 500,
    requestedFrame: 1_500,
    actualFrame: 1_500,
    requestedTime: null,
    actualTime: null,
    totalFrames: 48_000,
    doneFrames: 48_000,
    skippedFrames: 0,
    starvedFrames: 0,
    channels: [1, 2],
    stats: { ...NO_STATS, blocks: 1, minBlockSize: 64, maxBlockSize: 64 },
    dropouts: 0,
    name: 'knock',
    clipId: 'c',
    sourceId: 's',
    trackId: 't',
    ...values,
  };
}
