/** What the window schedules outside the timeline: single sounds (audition), cancels, gains, counters. */
import type { ActionRequest, ActionSubject } from '../../preload/actions.ts';
import type { ScheduledRequest } from '../../preload/contract.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { type BufferEntry, findSource, type Take } from '../../preload/project.ts';
import { type ChannelNumber, counted } from '../../preload/units.ts';
import type { LoggedSubject } from '../accounts/action-log.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { type PreparedSource, releaseSource } from '../media/media-service.ts';
import { outputsOf } from '../media/routing.ts';
import type { Notices } from '../notices.ts';
import { playRequest } from './clip-player.ts';
import { FADE_SECONDS } from './own-actions.ts';
import { mixerFailure, outputSentence } from './refusals.ts';
import { scheduleItems } from './schedule-items.ts';
import { trackBusesOf } from './track-buses.ts';
import type { Transport, TransportOptions } from './transport.ts';

export interface DirectActionsOptions
  extends Pick<TransportOptions, 'engine' | 'project' | 'media' | 'actionLog'> {
  readonly notices: Notices;
  readonly transport: Pick<Transport, 'isPlaying'>;
}

type PlayRequest = Extract<ActionRequest, { type: 'playBuffer' }>;

interface TranslatedRequest {
  /** Of one row: several where a row of several cancels is cancelled; none = there is nothing to
   * schedule. */
  readonly requests: readonly StreamRequest[];
  /** What a refusal names. */
  readonly what: string;
  /** null = no row of its own. */
  readonly subject: LoggedSubject | null;
  /** Released when it is refused; null = it plays nothing. */
  readonly source: PreparedSource | null;
}

export class DirectActions {
  readonly #options: DirectActionsOptions;
  /** Of the last cancel of what is being opened: requests to play that are older are dropped. */
  #token = Symbol();

  constructor(options: DirectActionsOptions) {
    this.#options = options;
  }

  /**
   * One batch; each request is accepted or refused by itself, in the requests' order. A request to
   * play waits until its file is opened, and opens the output where none is open; it is refused with
   * the code `interrupted` when a cancel arrives before that. Never rejects.
   */
  async schedule(requests: readonly ActionRequest[]): Promise<readonly ScheduledRequest[]> {
    if (requests.some((request) => request.type === 'cancel' && request.actionId === null)) {
      this.#token = Symbol();
    }
    const token = this.#token;
    const plays = new Map<number, Outcome<TranslatedRequest>>();
    for (const [index, request] of requests.entries()) {
      if (request.type !== 'playBuffer') continue;
      plays.set(index, await this.#translatePlay(request).catch((error) => this.#fault(error)));
    }
    // Only now: an action may have finished while files were being opened.
    const translated = requests.map((request, index) =>
      request.type === 'playBuffer'
        ? this.#unlessInterrupted(token, plays.get(index) as Outcome<TranslatedRequest>)
        : this.#translateChange(request),
    );
    return this.#schedule(translated);
  }

  #schedule(translated: readonly Outcome<TranslatedRequest>[]): readonly ScheduledRequest[] {
    const { stream } = this.#options.engine;
    const items = translated.map((each) => (each.ok ? each.value.requests : []));
    const results =
      stream === null
        ? items.map(({ length }) => (length === 0 ? success([]) : NO_STREAM))
        : scheduleItems(
            stream,
            items.map((requests) => onOwnBus(stream, requests)),
            {
              originFrame: null,
              onRefusal: (error) => this.#options.notices.record('scheduling', error),
            },
          );
    return translated.map((each, index) => {
      const result = results[index] as Outcome<readonly StreamAction[]>;
      return each.ok ? this.#enter(each.value, result) : each;
    });
  }

  #enter(
    { what, subject, source, requests }: TranslatedRequest,
    result: Outcome<readonly StreamAction[]>,
  ): ScheduledRequest {
    if (!result.ok) {
      if (source !== null) releaseSource(source);
      return result === NO_STREAM ? result : { ok: false, ...mixerFailure(what, result) };
    }
    const { actionLog, engine } = this.#options;
    const { streamNumber } = engine.status;
    const origin = { streamNumber, originFrame: null };
    if (subject !== null) {
      const { stream } = engine;
      const levels = stream === null ? [] : trackBusesOf(stream).levelsOf({ bus: null });
      actionLog.enter(result.value, { ...subject, levels }, origin, gainOf(requests));
    }
    actionLog.change(requests, result.value, 'cancel');
    return success({ id: result.value[0]?.id ?? null });
  }

  #unlessInterrupted(token: symbol, play: Outcome<TranslatedRequest>): Outcome<TranslatedRequest> {
    if (!play.ok || token === this.#token) return play;
    if (play.value.source !== null) releaseSource(play.value.source);
    return failure('interrupted', `${play.value.what} was cancelled before its file was opened.`);
  }

  #fault(error: unknown): ReturnType<typeof failure> {
    this.#options.notices.record('scheduling', error);
    return failureOf(error);
  }

  #translateChange(request: Exclude<ActionRequest, PlayRequest>): Outcome<TranslatedRequest> {
    switch (request.type) {
      case 'cancel': {
        const { type, actionId } = request;
        const nothing = { requests: [], what: 'Nothing', subject: null, source: null };
        if (actionId === null) return success(nothing);
        return this.#changeOf(actionId, { type, fade: FADE_SECONDS }, `Action ${actionId}`);
      }
      case 'setGain': {
        const { type, gain, actionId } = request;
        return this.#changeOf(actionId, { type, gain, ramp: FADE_SECONDS }, null);
      }
      case 'fetchAndResetStats': {
        const subject = subjectNamed('Stream');
        return success({ requests: [request], what: 'The stream', subject, source: null });
      }
    }
  }

  /** @param rowName null = no row of its own */
  #changeOf(
    actionId: number,
    change: { type: 'cancel'; fade: number } | { type: 'setGain'; gain: number; ramp: number },
    rowName: string | null,
  ): Outcome<TranslatedRequest> {
    const what = `Action ${actionId}`;
    const actions = this.#options.actionLog.liveActions(actionId);
    if (actions.length === 0) return failure('action-finished', `${what} has finished already.`);
    const requests = actions.map((action) => ({ ...change, action }));
    const subject = rowName === null ? null : subjectNamed(rowName);
    return success({ requests, what, subject, source: null });
  }

  async #translatePlay(request: PlayRequest): Promise<Outcome<TranslatedRequest>> {
    const { media, project } = this.#options;
    const { sourceId, offsetFrames, lengthFrames, startFrame, gain, belated } = request;
    await media.recheck([sourceId]);
    await media.whenOpened(sourceId);
    const source = findSource(project.project, sourceId);
    const reason = media.whyUnplayable(sourceId);
    if (source === undefined) {
      return failure('source-unplayable', 'That sound is no longer in the session.');
    }
    const what = `“${source.name}”`;
    if (reason !== null) return failure('source-unplayable', `${what} cannot play: ${reason}`);
    if (offsetFrames + lengthFrames > source.frames) {
      return failure(
        'range-invalid',
        `${what} has ${counted(source.frames, 'frame')}; more are asked. Ask for a shorter part.`,
      );
    }
    const routed = await this.#outputs(source, request.channels);
    if (!routed.ok) return routed;
    const range = { offsetFrames, lengthFrames, loop: null };
    const prepared = await media.prepare(sourceId, range).catch(failureOf);
    if (prepared === null || 'code' in prepared) {
      const { message } = prepared ?? NOTHING_THERE;
      return failure('source-unplayable', `${what} cannot play: ${message}`);
    }
    const level = { gain, pan: null, bus: null };
    const planned = { channels: routed.value, matrix: null, shape: null, ...level, belated };
    const requests = [playRequest(planned, prepared, startFrame)];
    const missingFrames = lengthFrames - prepared.length;
    const subject = { name: source.name, clipId: null, sourceId, trackId: null, missingFrames };
    return success({ requests, what, subject, source: prepared });
  }

  /** Opens the output where none is open, and as wide as it takes while nothing else sounds. */
  async #outputs(
    { name, channels }: BufferEntry | Take,
    asked: readonly ChannelNumber[] | null,
  ): Promise<Outcome<readonly ChannelNumber[]>> {
    const { engine, actionLog, transport } = this.#options;
    const required = await engine.require({ inputChannels: 0, outputChannels: 1 });
    if (!required.ok) return required;
    const wanted = asked === null ? Math.max(2, channels) : Math.max(0, ...asked);
    const isFree = actionLog.liveCount === 0 && !transport.isPlaying;
    const { available } = engine.status;
    if (isFree && wanted > engine.status.outputChannels) {
      const outputChannels = Math.min(wanted, available.outputChannels);
      const wider = await engine.require({ inputChannels: 0, outputChannels });
      if (!wider.ok && engine.stream === null) return wider;
    }
    const { outputChannels: open, outputDevice: deviceName } = engine.status;
    const outputs = asked ?? firstChannels(Math.min(open, wanted));
    const highest = Math.max(1, ...outputs);
    if (highest > open) {
      const place = { open, device: available.outputChannels, deviceName, whyNarrow: WHILE_BUSY };
      return failure('channels-refused', outputSentence(`“${name}”`, highest, place));
    }
    const played = outputsOf(channels, outputs);
    if (played !== null && played.length > 0) return success(played);
    return failure(
      'channels-refused',
      `“${name}” has ${counted(channels, 'channel')} and plays on ${counted(outputs.length, 'output')}. Choose another device in Devices.`,
    );
  }
}

/** Solo of a track does not silence it. */
function onOwnBus(
  stream: MixerStream,
  requests: readonly StreamRequest[],
): readonly StreamRequest[] {
  return requests.map((request) => {
    if (request.type !== 'playBuffer') return request;
    const bus = trackBusesOf(stream).ownBus('audition');
    return bus === null ? request : { ...request, bus };
  });
}

const NO_STREAM = failure('stream-closed', 'No stream is open. Choose a device in Devices.');
const NOTHING_THERE = { message: 'its file ends before that.' };
const WHILE_BUSY = 'something plays. Stop it first.';

/** Linear; 1 for what does not play. */
function gainOf([first]: readonly StreamRequest[]): number {
  return first?.type === 'playBuffer' ? (first.gain ?? 1) : 1;
}

function firstChannels(count: number): readonly ChannelNumber[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** The subject of an action that belongs to no clip. */
function subjectNamed(name: string): ActionSubject {
  return { name, clipId: null, sourceId: null, trackId: null };
}
