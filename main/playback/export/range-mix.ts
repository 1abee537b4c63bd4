/**
 * A stretch of the timeline, mixed by the core without a device: the same plan, requests and bits as when it is
 * played. Pieces are small, so that the event loop stays free; no sound is waited for by guessing: a piece is
 * rendered when all that it needs of the disk is read.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { OfflineMixer } from '../../../native/index.ts';
import type { Project } from '../../../preload/project.ts';
import type { ExportRange } from '../../../preload/range-export.ts';
import type { Frames } from '../../../preload/units.ts';
import { openOfflineMixer } from '../../engine/native-library.ts';
import type { SoundSource, StreamAction, StreamRequest } from '../../engine/native-mixer.ts';
import { failureOf } from '../../failure-of.ts';
import {
  type MediaService,
  type PreparedSource,
  releaseSource,
} from '../../media/media-service.ts';
import { playRequest, prepareSources } from '../clip-player.ts';
import type { ClipScope } from '../edit-scope.ts';
import { inOrderOfStart } from '../first-group.ts';
import { highestOutput, type PlannedClip, planWindow } from '../plan.ts';
import { type RefusedClip, refuseByMixer, refuseRouting } from '../refusals.ts';
import { trackBusesOf } from '../track-buses.ts';

const BLOCK_FRAMES = 256;
/** A whole number of blocks. */
const PIECE_FRAMES = 4 * BLOCK_FRAMES;
/** Sounds are opened before they are needed, not all at once. */
const AHEAD_SECONDS = 2;
const DISK_POLL_MILLISECONDS = 2;
/** Rendering in one go; then main does something else. */
const TURN_MILLISECONDS = 6;

/** A sound of a mix gives less than it has to: nothing that is exported may lack it unnoticed. */
export class SoundLostError extends Error {}

export interface RangeMixOptions {
  readonly project: Project;
  readonly media: MediaService;
  readonly range: ExportRange;
  readonly signal: AbortSignal;
}

interface MixedClip {
  readonly planned: PlannedClip;
  readonly source: PreparedSource;
  readonly action: StreamAction;
}

export class RangeMix {
  /** As many as the outputs up to the highest one that is played on. */
  readonly channels: number;
  readonly frames: Frames;
  /** Clips that cannot play; complete when the mix is over. */
  readonly refused: RefusedClip[];
  readonly #options: RangeMixOptions;
  readonly #mixer: OfflineMixer;
  /** In the order of their starts. */
  #waiting: readonly PlannedClip[];
  #sounding: MixedClip[] = [];

  /** Call `close` afterwards. Throws `out-of-memory`. */
  constructor(options: RangeMixOptions) {
    const { project, range } = options;
    const { fromFrame, toFrame } = range;
    const plan = planWindow(project, { fromFrame, toFrame }, scopeOf(project, range));
    this.#options = options;
    this.refused = plan.unroutable.map(refuseRouting);
    this.frames = toFrame - fromFrame;
    this.channels = Math.max(0, ...outputsIn(plan.clips));
    this.#mixer = openOfflineMixer({
      sampleRate: project.sampleRate,
      blockSize: BLOCK_FRAMES,
      inputChannels: 0,
      outputChannels: Math.max(1, this.channels),
    });
    const buses = trackBusesOf(busStreamOf(this.#mixer));
    buses.reserve(project, plan.clips, true);
    this.#waiting = inOrderOfStart(plan.clips.map((planned) => buses.route(planned)));
  }

  /** Interleaved samples, piece after piece. Rejects with the signal's reason, `SoundLostError`, and the errors of
   * whoever takes them. */
  async render(take: (samples: Float32Array) => Promise<void>): Promise<void> {
    let turnFrom = performance.now();
    for (let done = 0; done < this.frames; ) {
      const frames = Math.min(PIECE_FRAMES, this.frames - done);
      await this.#startUpTo(done + AHEAD_SECONDS * this.#options.project.sampleRate);
      await this.#whenRead(done, frames);
      await take(this.#mixer.render(frames));
      done += frames;
      this.#letGo();
      if (performance.now() - turnFrom < TURN_MILLISECONDS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnFrom = performance.now();
    }
  }

  close(): void {
    this.#mixer.close();
    for (const { source } of this.#sounding) releaseSource(source);
    this.#sounding = [];
  }

  /** @param frame of the mix */
  async #startUpTo(frame: Frames): Promise<void> {
    const { media, range, signal } = this.#options;
    const later = this.#waiting.findIndex(({ startFrame }) => startFrame - range.fromFrame > frame);
    const count = later < 0 ? this.#waiting.length : later;
    signal.throwIfAborted();
    if (count === 0) return;
    const clips = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    for (const sourceId of new Set(clips.map((planned) => planned.sourceId))) {
      await this.#whenOpened(sourceId);
    }
    const { prepared, refused } = await prepareSources(media, clips);
    this.refused.push(...refused);
    for (const planned of clips) {
      const source = prepared.get(planned);
      if (source !== undefined) this.#start(planned, source);
    }
  }

  #start(planned: PlannedClip, source: PreparedSource): void {
    const start = planned.startFrame - this.#options.range.fromFrame;
    const request: StreamRequest = playRequest(planned, source, start);
    try {
      const requests = [request] as Parameters<OfflineMixer['schedule']>[0];
      const [action] = this.#mixer.schedule(requests, { origin: 0 });
      this.#sounding.push({ planned, source, action: action as StreamAction });
    } catch (error) {
      releaseSource(source);
      this.refused.push(refuseByMixer(planned, failureOf(error)));
    }
  }

  async #whenOpened(sourceId: string): Promise<void> {
    const { media, signal } = this.#options;
    while (media.isOpening(sourceId)) {
      signal.throwIfAborted();
      await pause(DISK_POLL_MILLISECONDS);
    }
  }

  /** Until each reader has what the next frames play of it. */
  async #whenRead(done: Frames, frames: Frames): Promise<void> {
    const { range, signal } = this.#options;
    for (const { planned, source } of this.#sounding) {
      const { samples, length } = source;
      if (samples.bufferedFrames === undefined) continue;
      const start = planned.startFrame - range.fromFrame;
      const played = Math.max(0, done - start);
      const needed = Math.min(length, Math.max(0, done + frames - start)) - played;
      while ((samples.bufferedFrames ?? 0) < needed) {
        throwIfFailed(planned, samples);
        signal.throwIfAborted();
        await pause(DISK_POLL_MILLISECONDS);
      }
    }
  }

  /** What has ended holds no file any more. */
  #letGo(): void {
    const ended = this.#sounding.filter(({ action }) => action.state === 'finished');
    if (ended.length === 0) return;
    this.#sounding = this.#sounding.filter(({ action }) => action.state !== 'finished');
    for (const { planned, source, action } of ended) {
      throwIfFailed(planned, source.samples);
      releaseSource(source);
      if (action.outcome !== 'completed') throw lost(planned, 'It gave less than it has to.');
    }
  }
}

/** The mixer as what has buses. */
function busStreamOf(mixer: OfflineMixer): Parameters<typeof trackBusesOf>[0] {
  return {
    sampleRate: mixer.sampleRate,
    schedule: (requests, options) =>
      mixer.schedule(requests as Parameters<OfflineMixer['schedule']>[0], options),
    addBus: (options) => void mixer.addBus(options),
    removeBus: (name) => mixer.removeBus(name),
  };
}

function throwIfFailed(planned: PlannedClip, { failure: reason }: SoundSource): void {
  if (reason !== null && reason !== undefined) throw lost(planned, reason.message);
}

function lost({ name, trackName }: PlannedClip, why: string): SoundLostError {
  return new SoundLostError(`“${name}” on ${trackName} could not be read to its end. ${why}`);
}

/** The clips that are meant, whatever their tracks. */
function scopeOf({ clips }: Project, { trackIds, clipIds }: ExportRange): ClipScope {
  if (trackIds === null && clipIds === null) return 'all';
  const onTracks = trackIds === null ? null : new Set(trackIds);
  const among = clipIds === null ? null : new Set(clipIds);
  const meant = clips.filter(
    ({ id, trackId }) => (onTracks?.has(trackId) ?? true) && (among?.has(id) ?? true),
  );
  return new Set(meant.map(({ id }) => id));
}

function* outputsIn(clips: readonly PlannedClip[]): Generator<number> {
  for (const planned of clips) yield highestOutput(planned);
}
