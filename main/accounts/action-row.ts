/** How the row of an action is read: from the mixer, and from what main knows of it. */
import {
  type ActionRow,
  type ActionSubject,
  type ClipRequest,
  type EndCause,
  NO_STATS,
} from '../../preload/actions.ts';
import type { Failure } from '../../preload/outcome.ts';
import type { ChannelNumber, Frames } from '../../preload/units.ts';
import { outcomeOfAction, type StreamAction } from '../engine/native-mixer.ts';
import { type GainChange, type PlayedLine, silencesOf } from './audibility.ts';

export interface ActionOrigin {
  /** Counts the streams of this process, from 1. */
  readonly streamNumber: number;
  /** Stream frame of the timeline's frame 0; null for what is not on the timeline. */
  readonly originFrame: Frames | null;
  /** From 0; absent = the first, or not on the timeline. */
  readonly loopPass?: number;
}

export interface LoggedAction {
  /** One player or recorder, or all the cancels of one edit or Stop; the first one's id names the row. */
  readonly actions: readonly [StreamAction, ...StreamAction[]];
  readonly subject: ActionSubject;
  readonly origin: ActionOrigin;
  readonly request: Pick<ActionRow, 'requestNumber' | 'playNumber' | 'loopPass' | 'sampleRate'>;
  asked: ClipRequest | null;
  /** At its end, which its sound did not have when it was requested. */
  readonly missingFrames: Frames;
  endedBy: EndCause | null;
  /** Of a recorder whose file could not be written any further. */
  writeFailure: Failure | null;
  /** Of a recorder: its file is still written, also after its last frame was recorded. */
  isWriting: boolean;
  /** In the order in which they were asked, the requested gain first. */
  readonly gains: GainChange[];
  /** The gain line that it was asked with; null = none. */
  readonly line: PlayedLine | null;
  /** Of its bus and the master, each as `gains`; other changes are added to them. */
  readonly levels: readonly (readonly GainChange[])[];
  /** Where it is heard; null = the channels of its actions. */
  readonly outputs: readonly ChannelNumber[] | null;
  isFinished: boolean;
  /** That lay within it. */
  dropouts: number;
  /** Cached, because reading the mixer costs more. */
  dueFrame: number | null;
  /** The row as the window has it; null = it has none. */
  told: ActionRow | null;
  /** By more than what the mixer reports. */
  isChanged: boolean;
}

/** Of several the first outcome that is not `completed` counts. */
function outcomeOf(actions: readonly StreamAction[]): ActionRow['outcome'] {
  if (actions.some(({ state }) => state !== 'finished')) return null;
  const outcomes = actions.map(outcomeOfAction);
  return outcomes.find((outcome) => outcome !== 'completed') ?? outcomes[0] ?? null;
}

function stateOf(actions: readonly StreamAction[]): ActionRow['state'] {
  const states = actions.map(({ state }) => state);
  if (states.every((state) => state === 'finished')) return 'finished';
  return states.every((state) => state === 'pending') ? 'pending' : 'active';
}

/** What a request that never reached the mixer has of an account. */
export const NEVER_BEGAN = {
  type: 'playBuffer',
  state: 'finished',
  outcome: null,
  endedBy: null,
  silences: [],
  actualFrame: null,
  requestedTime: null,
  actualTime: null,
  doneFrames: 0,
  skippedFrames: 0,
  starvedFrames: 0,
  stats: NO_STATS,
  dropouts: 0,
} as const;

/** From the first frame that was played on. */
function lineFrom(line: PlayedLine | null, skippedFrames: Frames): PlayedLine | null {
  return line && { ...line, fromFrame: line.fromFrame + skippedFrames };
}

/** Its account as it stands. */
export function rowOf(entry: LoggedAction): ActionRow {
  const { actions, subject, origin, request, asked, endedBy, gains, missingFrames } = entry;
  const [first] = actions;
  const { actualFrame, requestedFrame, requestedTime, doneFrames } = first;
  const ended = stateOf(actions);
  const state = entry.isWriting && ended === 'finished' ? 'active' : ended;
  const outcome = state === 'finished' ? outcomeOf(actions) : null;
  // All that its sound has was played, and less than was asked.
  const ranDry = outcome === 'completed' && missingFrames > 0;
  const isKnown = requestedFrame !== null && requestedTime !== 0;
  return {
    ...subject,
    ...request,
    id: first.id,
    type: first.type,
    state,
    outcome: ranDry ? 'starved' : outcome,
    endedBy,
    cannotPlay: entry.writeFailure,
    asked,
    silences: silencesOf(
      gains,
      actualFrame,
      state === 'finished' ? doneFrames : null,
      lineFrom(entry.line, first.skippedFrames),
      entry.levels,
    ),
    streamNumber: first.streamNumber === 0 ? 0 : origin.streamNumber,
    originFrame: origin.originFrame,
    requestedFrame,
    actualFrame,
    requestedTime: isKnown ? requestedTime : null,
    actualTime: actualFrame === null ? null : first.actualTime,
    totalFrames: first.totalFrames === null ? null : first.totalFrames + missingFrames,
    doneFrames,
    skippedFrames: first.skippedFrames,
    starvedFrames: first.starvedFrames + (ranDry ? missingFrames : 0),
    channels: entry.outputs ?? [...new Set(actions.flatMap(({ channels }) => channels))],
    stats: first.stats,
    dropouts: entry.dropouts,
  };
}
