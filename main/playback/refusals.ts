/** Clips that cannot play: why, and what to do about it, each with the names of clip and track. */
import { type Failure, failure } from '../../preload/outcome.ts';
import { type ChannelNumber, counted, type Frames } from '../../preload/units.ts';
import type { ActionLog, LoggedSubject } from '../accounts/action-log.ts';
import { keepFault } from '../faults.ts';
import type { Notices } from '../notices.ts';
import {
  type AskedClip,
  highestOutput,
  type Plan,
  type PlannedClip,
  type UnroutableClip,
} from './plan.ts';

export interface RefusedClip extends AskedClip {
  readonly channels: readonly ChannelNumber[];
  readonly failure: Failure;
}

/** Output channels of a running stream. */
export interface OpenOutputs {
  readonly open: number;
  /** What the device has, open or not. */
  readonly device: number;
  readonly deviceName: string | null;
  /** Why no more could be opened, for people; null = they were not asked for. */
  readonly whyNarrow: string | null;
}

/** Notices of one Play or edit; what is beyond is counted. */
const SHOWN_REFUSALS = 3;

function placeOf({ name, trackName }: Pick<AskedClip, 'name' | 'trackName'>): string {
  return `“${name}” on ${trackName}`;
}

function refused(
  { clipId, request, sourceId, trackId, name, trackName, startFrame, lengthFrames }: AskedClip,
  channels: readonly ChannelNumber[],
  { code, message }: Failure,
): RefusedClip {
  const place = { sourceId, trackId, name, trackName, startFrame, lengthFrames };
  return { clipId, request, ...place, channels, failure: { code, message } };
}

export function refusePlanned(planned: PlannedClip, reason: Failure): RefusedClip {
  return refused(planned, planned.channels, reason);
}

export function refuseRouting(clip: UnroutableClip): RefusedClip {
  const { sourceChannels, outputs, areOwn } = clip;
  if (sourceChannels === 0) {
    const gone = `${placeOf(clip)} has no sound in the session any more. Undo its removal, or delete the clip.`;
    return refused(clip, outputs, failure('source-unknown', gone));
  }
  const advice = areOwn
    ? 'Give the clip more channels in the Inspector.'
    : 'Give the track more output channels in its header, or use another track.';
  const sentence = `${placeOf(clip)} has ${counted(sourceChannels, 'channel')} and plays on ${outputs.length}. ${advice}`;
  return refused(clip, outputs, failure('channels-refused', sentence));
}

/** null = the stream has the channels that the clip plays on. */
export function refuseOutputs(planned: PlannedClip, outputs: OpenOutputs): RefusedClip | null {
  const channel = highestOutput(planned);
  if (channel <= outputs.open) return null;
  return refusePlanned(
    planned,
    failure('channels-refused', outputSentence(placeOf(planned), channel, outputs)),
  );
}

/** @param what the sound, named, as the subject of the sentence */
export function outputSentence(
  what: string,
  channel: ChannelNumber,
  { open, device, deviceName, whyNarrow }: OpenOutputs,
): string {
  if (Math.max(open, device) === 0) {
    return `${what} cannot be heard: no output device is chosen. Choose one in Devices.`;
  }
  if (channel > device) {
    return `${what} plays on channel ${channel}; ${deviceName ?? 'the device'} has ${Math.max(open, device)}. Choose lower channels, or another device in Devices.`;
  }
  const asked = `${what} plays on channel ${channel}; the open stream has ${open}.`;
  return whyNarrow === null
    ? `${asked} It is heard after the next Play.`
    : `${asked} More could not be opened: ${whyNarrow}`;
}

/** What of a plan can be played on a stream, and why the rest cannot. */
export function playableOn(
  outputs: OpenOutputs,
  plan: Plan,
): { readonly clips: readonly PlannedClip[]; readonly refused: readonly RefusedClip[] } {
  const refused = plan.unroutable.map(refuseRouting);
  const clips = plan.clips.filter((planned) => {
    const refusal = refuseOutputs(planned, outputs);
    if (refusal !== null) refused.push(refusal);
    return refusal === null;
  });
  return { clips, refused };
}

/** False for what would be over at a timeline frame. */
export function isAhead({ startFrame, lengthFrames }: AskedClip, timelineFrame: Frames): boolean {
  return startFrame + lengthFrames > timelineFrame;
}

/** @param reason why its sound cannot be read, for people */
export function refuseSound(planned: PlannedClip, { code, message }: Failure): RefusedClip {
  const sentence = `${placeOf(planned)} cannot play: ${message}`;
  return refusePlanned(planned, { code, message: sentence });
}

/** A refusal of the mixer; its own sentence is for programs. */
export function refuseByMixer(planned: PlannedClip, reason: Failure): RefusedClip {
  return refusePlanned(planned, mixerFailure(placeOf(planned), reason));
}

/** @param what the sound or action, named, as the subject of the sentence */
export function mixerFailure(what: string, { code, message }: Failure): Failure {
  switch (code) {
    case 'out-of-memory':
      return {
        code,
        message: `${what} is refused: there is no memory for it. Close other programs and try again.`,
      };
    case 'rate-mismatch':
      return {
        code,
        message: `${what} is refused: its sound has another rate than the stream. Open the device again in Devices.`,
      };
    case 'invalid-channel':
    case 'channels-refused':
      return {
        code,
        message: `${what} is refused: its channels do not fit its sound or the stream. Choose other channels, or import the sound again.`,
      };
    case 'stream-closed':
    case 'stream-active':
    case 'stream-not-active':
    case 'device-lost':
      return {
        code,
        message: `${what} is refused: the stream has ended. Press Play again, or choose a device in Devices.`,
      };
    default:
      keepFault(`${what} is refused by the mixer`, message);
      return {
        code,
        message: `${what} is refused by the mixer. The log file beside the session has the details.`,
      };
  }
}

/** Whose actions they are. */
export function subjectOf({
  name,
  clipId,
  sourceId,
  trackId,
  request,
}: Pick<AskedClip, 'name' | 'clipId' | 'sourceId' | 'trackId' | 'request'>): LoggedSubject {
  return { name, clipId, sourceId, trackId, asked: request };
}

/** A sentence for each of the first, the others counted. */
export function announceRefusals(notices: Notices, all: readonly RefusedClip[]): void {
  for (const { failure: reason, sourceId, clipId } of all.slice(0, SHOWN_REFUSALS)) {
    notices.tellOf({ sourceId, clipId }, 'warning', reason.message);
  }
  const others = all.length - SHOWN_REFUSALS;
  if (others === 1) notices.warn('One more clip cannot play; Actions says why.');
  if (others > 1) notices.warn(`${others} more clips cannot play; Actions says why of each.`);
}

/** A row for each. `originFrame`: stream frame of the timeline's frame 0; null = nothing began. */
export function logRefusals(
  actionLog: ActionLog,
  all: readonly RefusedClip[],
  streamNumber: number,
  originFrame: Frames | null,
): void {
  actionLog.refuse(
    all.map(({ startFrame, lengthFrames, channels, failure: reason, ...asked }) => ({
      subject: subjectOf(asked),
      streamNumber,
      originFrame,
      requestedFrame: originFrame === null ? null : originFrame + startFrame,
      totalFrames: lengthFrames,
      channels,
      failure: reason,
    })),
  );
}
