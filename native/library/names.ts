/** The names that C and TypeScript share. Every list is in the order of C's enum, so that a name's
 * index is its number (of a bit: the bit's index); a test compares each with C's own list. */

/** What actions of a type are: players and recorders last from their start to their end, commands are
 * carried out at one frame. */
export const actionKindOf = {
  playBuffer: 'player',
  playRingBuffer: 'player',
  recordBuffer: 'recorder',
  recordRingBuffer: 'recorder',
  cancel: 'command',
  setGain: 'command',
  setLoop: 'command',
  setBus: 'command',
  fetchAndResetStats: 'command',
} as const;

/** What an action does. */
export type AccountType = keyof typeof actionKindOf;

/** The types of actions, as `action.type` has them. */
export const actionTypes = Object.keys(actionKindOf) as readonly AccountType[];

/** Every reason why an action may end; `none` = it has not. */
export const outcomes = [
  'none',
  'completed',
  'cancelled',
  'cancelled-before-start',
  'belated',
  'starved',
  'overflowed',
  'stream-stopped',
  'device-lost',
] as const;

/** Why an action ended; `null` before. `undelivered`: a recording whose samples could not be copied into
 * the array that was to get them; `action.failure` says why. */
export type AccountOutcome = Exclude<(typeof outcomes)[number], 'none'> | 'undelivered';

export const actionStates = ['pending', 'active', 'finished'] as const;

/** `pending` until its first frame, `finished` when its account is complete. */
export type AccountState = (typeof actionStates)[number];

/** The values of `allowBelated`. */
export const belatedPolicies = [false, true, 'trim'] as const;

/** The values of `onStarve`. */
export const starvePolicies = ['end', 'silence', 'skip'] as const;

/** The values of `onLoss`. */
export const lossPolicies = ['mark', 'fill'] as const;

/** How a loss is known, the surest last. */
export const lossSources = ['inferred', 'reported', 'confirmed', 'told'] as const;

/** The numbers of a row for a loss within a recording; a size below 0 is not known. */
export const recordedLossFields = [
  'actionId',
  'frame',
  'filledFrames',
  'streamFrame',
  'inputFrames',
  'outputFrames',
  'source',
] as const;

/** The curves of fades. */
export const fadeCurves = ['linear', 'equal-power', 'raised-cosine'] as const;

/** What a setBus changes: bits. */
export const busChanges = [
  ...(['gain', 'mute', 'unmute', 'solo', 'unsolo'] as const),
  ...(['pan', 'safe', 'unsafe'] as const),
] as const;

/** Which ends of a loop follow from offset and length of the sound: bits. */
export const rowLoops = ['fromOffset', 'ofLength', 'toEnd'] as const;

/** How a request's row says when: `after` by the id of an action, `afterRequest` by the number of an
 * earlier request, `afterEnd` by the frame at which something ended, NaN = unknown. */
export const startKinds = [
  'asap',
  'frame',
  'seconds',
  'after',
  'afterRequest',
  'afterEnd',
] as const;

/** A clock map's numbers. `valid`: 1, 0, or -1 = it is still to be read from the mixer. */
export const clockMapFields = [
  'valid',
  'frame',
  'dacTime',
  'adcTime',
  'currentTime',
  'secondsPerFrame',
  'pinned',
] as const;

/** The numbers of a request's row. */
export const requestFields = [
  'type',
  'startKind',
  'start',
  'startStreamNumber',
  'gapFrames',
  'belated',
  'channelOffset',
  'channelCount',
  'samples',
  'ring',
  'offsetFrames',
  'lengthFrames',
  'onStarve',
  'onLoss',
  'gain',
  'rampFrames',
  'fadeFrames',
  'fadeCurve',
  'cutsChain',
  'fadeInFrames',
  'fadeInCurve',
  'fadeOutFrames',
  'fadeOutCurve',
  'loopStartFrame',
  'loopEndFrame',
  'loopTimes',
  'loopTotalFrames',
  'rowLoop',
  'pieceFrom',
  'pieceFrames',
  'gainLineOffset',
  'gainLineCount',
  'matrixOffset',
  'matrixCount',
  'target',
  'targetType',
  'bus',
  'busChanges',
  'pan',
] as const;

/** The numbers of an account's row. */
export const accountFields = [
  'id',
  'streamNumber',
  'type',
  'state',
  'outcome',
  'asap',
  'askedInSeconds',
  'requestedTime',
  'actualTime',
  'requestedFrame',
  'actualFrame',
  'totalFrames',
  'doneFrames',
  'skippedFrames',
  'starvedFrames',
  'starvedGaps',
  'filledFrames',
  'lossCount',
  'minFillFrames',
  'channelCount',
  'blocks',
  'minBlockSize',
  'maxBlockSize',
  'inputUnderflows',
  'inputOverflows',
  'outputUnderflows',
  'outputOverflows',
  'clippedSamples',
  'bus',
  'targetFound',
] as const;

export type AccountField = (typeof accountFields)[number];

/** The numbers of a dropout's row; sizes, times and load are NaN where they are not known. */
export const dropoutFields = [
  'streamNumber',
  'frame',
  'inputFrames',
  'outputFrames',
  'isEstimate',
  'isReported',
  'flags',
  'lateSeconds',
  'load',
  'count',
  'beforeFrames',
  'beforeTime',
  'beforeFlags',
  'afterFrames',
  'afterTime',
  'afterFlags',
] as const;

/** The flags of a block that tell of lost or invented frames, as bits. */
export const dropoutFlags = [
  'inputUnderflow',
  'inputOverflow',
  'outputUnderflow',
  'outputOverflow',
] as const;

/** Whether a media file is in memory, streamed from the file, or streamed from a decoded copy. */
export const mediaKinds = ['resident', 'streamed', 'copied'] as const;

export const mediaStates = ['decoding', 'ready', 'failed', 'cancelled'] as const;

export const resampleQualities = ['best', 'medium', 'fastest'] as const;

/** A converter of libsamplerate; `best` takes the longest. */
export type ResampleQuality = (typeof resampleQualities)[number];

export const takeStates = ['writing', 'finished', 'failed'] as const;

export const streamStates = ['stopped', 'active', 'dead', 'closed'] as const;

/** `dead`: the device stopped responding; what was scheduled ended `device-lost`. */
export type StreamState = (typeof streamStates)[number];

export const priorityPolicies = ['unknown', 'normal', 'realtime'] as const;

export const priorityReasons = [
  'not-allowed',
  'not-given',
  'not-asked',
  'rtkit-asked',
  'no-libdbus',
  'no-rtkit',
  'rtkit-refused',
  'rtkit-silent',
  'taken-away',
] as const;

/** Why a callback thread has no real-time priority.
 *
 * - `not-allowed`: the system's limit (`ulimit -r`) forbids it, and rtkit is not asked.
 * - `not-given`: the audio server does not give it.
 * - `not-asked`: nobody asks for it.
 * - The limit forbids it, and rtkit was asked. `rtkit-asked`: it has not answered yet; `no-libdbus`:
 *   libdbus is not installed; `no-rtkit`: there is no system bus or no rtkit on it; `rtkit-refused`;
 *   `rtkit-silent`: it did not answer in time.
 * - `taken-away`: the thread had it, until it or another one kept a processor for too long. */
export type PriorityReason = (typeof priorityReasons)[number];

/** What the callback thread has. `unknown` before the first start, and where the system does not tell.
 * `level` is 1 to 99; higher goes first. `grantedBy` is `rtkit` where the system's own limit forbids it.
 */
export type CallbackPriority =
  | { readonly policy: 'unknown' }
  | {
      readonly policy: 'realtime';
      readonly level: number;
      readonly grantedBy: 'system' | 'rtkit';
    }
  | { readonly policy: 'normal'; readonly reason: PriorityReason };

export const virtualFaults = [
  'inputUnderflow',
  'inputOverflow',
  'outputUnderflow',
  'outputOverflow',
  'lostBlocks',
  'lostInput',
  'lostOutput',
  'disappear',
  'return',
] as const;

/** Of Core Audio's rate conversion. */
export const conversionQualities = ['max', 'high', 'medium', 'low', 'min'] as const;

export const hostApiTypes = [
  'alsa',
  'jack',
  'oss',
  'pulseaudio',
  'coreAudio',
  'wasapi',
  'wdmks',
  'directSound',
  'mme',
  'asio',
  'other',
  'virtual',
] as const;

/** A host API for programs; `other` is one that this version has no name for. */
export type HostApiType = (typeof hostApiTypes)[number];

/** The number of each name of a list: its index, or what `numberAt` makes of that. */
export function numbersOf<Name extends string>(
  names: readonly Name[],
  numberAt = (index: number) => index,
): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, index) => [name, numberAt(index)])) as Record<
    Name,
    number
  >;
}

/** The bit of each name of a list. */
export const bitsOf = <Name extends string>(names: readonly Name[]) =>
  numbersOf(names, (index) => 1 << index);
