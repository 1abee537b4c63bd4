/**
 * Plays planned clips, each as one action: opens their sources, and starts, changes and ends their
 * actions, each clip by itself. What is replaced is forgotten only when the stream has accepted what replaces it.
 */
import type { ActionSubject } from '../../preload/actions.ts';
import { type Failure, failure, type Outcome } from '../../preload/outcome.ts';
import type { Frames } from '../../preload/units.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { type MediaService, type PreparedSource, releaseSource } from '../media/media-service.ts';
import type { LoopPass } from './loop-pass.ts';
import { FADE_SECONDS, type OwnActions } from './own-actions.ts';
import { allowBelatedOf, type PlannedClip } from './plan.ts';
import { type RefusedClip, refuseByMixer, refuseSound, subjectOf } from './refusals.ts';
import { matrixEntryOf, shapedSound } from './shaped-sound.ts';
import type { TrackBuses } from './track-buses.ts';

/** The source of each planned clip. */
export type Prepared = ReadonlyMap<PlannedClip, PreparedSource>;

export interface PreparedSources {
  readonly prepared: Prepared;
  /** Clips whose sound cannot be read. */
  readonly refused: readonly RefusedClip[];
}

/** Opens the sources of planned clips, each by itself. */
export async function prepareSources(
  media: MediaService,
  clips: readonly PlannedClip[],
): Promise<PreparedSources> {
  const prepared = new Map<PlannedClip, PreparedSource>();
  const refused: RefusedClip[] = [];
  const steps = clips.map(async (planned) => {
    const source = await prepareClip(media, planned);
    if ('code' in source) refused.push(refuseSound(planned, source));
    else prepared.set(planned, source);
  });
  await Promise.all(steps);
  return { prepared, refused };
}

/** Its source, or why there is none. */
async function prepareClip(
  media: MediaService,
  { sourceId, offsetFrames, lengthFrames, shape }: PlannedClip,
): Promise<PreparedSource | Failure> {
  const reason = media.whyUnplayable(sourceId);
  if (reason !== null) return failure('source-unplayable', reason);
  const loop = shape?.loop ?? null;
  const range = { offsetFrames, lengthFrames, loop };
  const source = await media.prepare(sourceId, range).catch(failureOf);
  if (source !== null) return source;
  const gone = media.whyUnplayable(sourceId);
  return failure('source-unplayable', gone ?? (loop === null ? ENDS_BEFORE : ENDS_IN_LOOP));
}

const ENDS_BEFORE =
  'its file ends before the clip begins. Move the clip inside its sound, or relink it.';
const ENDS_IN_LOOP =
  'its file does not have all that the clip repeats. Make the loop shorter, or relink the sound.';

/** Releases sources that are not played after all. */
export function releaseSources(prepared: Prepared): void {
  for (const source of prepared.values()) releaseSource(source);
}

/** `startFrame` counts from the group's origin, null = as soon as possible. */
export function playRequest(
  {
    channels,
    matrix,
    gain,
    belated,
    shape,
    pan,
    bus,
  }: Pick<PlannedClip, 'channels' | 'matrix' | 'gain' | 'belated' | 'shape' | 'pan' | 'bus'>,
  source: PreparedSource,
  startFrame: Frames | null,
): StreamRequest {
  return {
    type: 'playBuffer',
    samples: source.samples,
    // A bus that pans has the two outputs itself, and places what names no channels.
    ...(pan === null && (matrix === null ? { channels } : { matrix: matrix.map(matrixEntryOf) })),
    ...(bus !== null && { bus }),
    start: startFrame === null ? 0 : { frame: startFrame },
    ...(shape === null
      ? { offset: source.offset, length: source.length }
      : shapedSound(shape, source)),
    gain,
    allowBelated: allowBelatedOf(belated),
    // A source that is late continues in step with the timeline.
    onStarve: 'skip',
  };
}

/** A clip that begins: all of it, or what is left of it. */
export interface ClipStart {
  readonly planned: PlannedClip;
  readonly rest: PlannedClip;
  readonly source: PreparedSource;
}

/** Whether the first frame that sounds lies within the clip, because it is asked during its time.
 * @param soonFrame timeline frame before which a start may come late */
function joinsWithin({ planned, rest }: ClipStart, soonFrame: Frames): boolean {
  if (rest.startFrame >= soonFrame) return rest.startFrame > planned.startFrame;
  return rest.belated === 'trim' || rest.startFrame > rest.request.startFrame;
}

/** The starts of those clips whose sources are prepared. */
export function startsOf(
  clips: readonly Pick<ClipStart, 'planned' | 'rest'>[],
  prepared: Prepared,
): readonly ClipStart[] {
  return clips.flatMap(({ planned, rest }) => {
    const source = prepared.get(rest);
    return source === undefined ? [] : [{ planned, rest, source }];
  });
}

export interface ClipPlayerOptions {
  readonly own: OwnActions;
  readonly streamNumber: number;
  readonly actionLog: ActionLog;
  readonly buses: Pick<TrackBuses, 'levelsOf'>;
}

/** Schedules clips on one stream. */
export class ClipPlayer {
  readonly #options: ClipPlayerOptions;

  constructor(options: ClipPlayerOptions) {
    this.#options = options;
  }

  /**
   * Enters the actions of clips that were scheduled; gives the clips that the stream has refused.
   * @param results of each start: the cancel of what it replaces, if any, then its action
   */
  adopt(
    loopPass: LoopPass,
    starts: readonly ClipStart[],
    results: readonly Outcome<readonly StreamAction[]>[],
  ): readonly RefusedClip[] {
    const { streamNumber, actionLog } = this.#options;
    const { originFrame, number } = loopPass;
    const origin = { streamNumber, originFrame, loopPass: number };
    const refused: RefusedClip[] = [];
    for (const [index, { planned, rest, source }] of starts.entries()) {
      const result = results[index];
      const action = result?.ok === true ? result.value.at(-1) : undefined;
      if (action !== undefined) {
        loopPass.adopt(planned, action);
        const missingFrames = rest.lengthFrames - source.length;
        const levels = this.#options.buses.levelsOf(planned);
        const outputs = planned.channels;
        const subject = { ...subjectOf(planned), missingFrames, line: rest.shape, levels, outputs };
        actionLog.enter([action], subject, origin, planned.gain);
      } else if (result?.ok === false) {
        releaseSource(source);
        refused.push(refuseByMixer(planned, result));
      }
    }
    return refused;
  }

  /**
   * Ends some clips of a loop pass as soon as possible and starts others, each by itself: a clip
   * that is replaced ends with the start of what replaces it, and what begins within its sound
   * comes in as the other fades out. Gives the clips that were refused; they are silent.
   * @param soonFrame timeline frame before which a start may come late
   */
  change(
    loopPass: LoopPass,
    ends: readonly string[],
    starts: readonly ClipStart[],
    soonFrame: Frames,
  ): readonly RefusedClip[] {
    const { own } = this.#options;
    const cancels = starts.map(({ planned, rest }) => {
      // A streamed sound joins later within the clip: until then it is heard as it was.
      const isJoinedLater = rest.startFrame > planned.startFrame && planned.startFrame <= soonFrame;
      const end = isJoinedLater ? loopPass.originFrame + rest.startFrame : null;
      return loopPass.cancelRequests(planned.clipId, end);
    });
    const items = starts.map((start, index) => {
      const { rest, source } = start;
      const request = playRequest(rest, source, loopPass.originFrame + rest.startFrame);
      const ramp = joinsWithin(start, soonFrame) ? { ramp: FADE_SECONDS } : {};
      return [...(cancels[index] ?? []), { ...request, ...ramp }];
    });
    const results = own.schedule(items, null);
    const refused = this.adopt(loopPass, starts, results);
    const ended = results.flatMap((result) => (result.ok ? result.value.slice(0, -1) : []));
    const silenced = refused.map(({ clipId }) => clipId);
    this.#end(loopPass, [...ends, ...silenced], ended);
    return refused;
  }

  /** Clips whose end is refused are kept, so that the next change ends them. */
  #end(loopPass: LoopPass, clipIds: readonly string[], others: readonly StreamAction[]): void {
    const { own, actionLog, streamNumber } = this.#options;
    const results = own.schedule(
      clipIds.map((clipId) => loopPass.cancelRequests(clipId)),
      null,
    );
    for (const [index, clipId] of clipIds.entries()) {
      if (results[index]?.ok === true) loopPass.forget(clipId);
    }
    const cancels = results.flatMap((result) => (result.ok ? result.value : []));
    actionLog.enter([...others, ...cancels], CANCEL, {
      streamNumber,
      originFrame: loopPass.originFrame,
    });
  }

  /** Clips whose gain is refused are as they were, so that the next change sets it. */
  changeGains(loopPass: LoopPass, changed: readonly PlannedClip[]): void {
    const results = this.#options.own.schedule(
      changed.map((planned) => loopPass.gainRequests(planned)),
      null,
    );
    for (const [index, planned] of changed.entries()) {
      if (results[index]?.ok === true) this.follow(loopPass, [planned]);
    }
  }

  /** The actions of these clips go on as what is asked now. */
  follow(loopPass: LoopPass, followed: readonly PlannedClip[]): void {
    for (const planned of followed) {
      const action = loopPass.follow(planned);
      if (action !== null) this.#options.actionLog.follow(action, planned.request);
    }
  }
}

/** One row for all that an edit ends. */
const CANCEL: ActionSubject = { name: 'Cancel', clipId: null, sourceId: null, trackId: null };
