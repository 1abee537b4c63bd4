/** What the window schedules outside the timeline: single sounds (audition), cancels, gains, counters. */
import type { ActionRequest, ActionSubject } from '../../preload/actions.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { findSource } from '../../preload/project.ts';
import type { StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import { type PreparedSource, releaseSource } from '../media/media-service.ts';
import { voicesOf } from '../media/voices.ts';
import { FADE_SECONDS, playRequests } from './clip-player.ts';
import type { TransportOptions } from './transport.ts';

export type DirectActionsOptions = Pick<
  TransportOptions,
  'engine' | 'project' | 'media' | 'actionLog'
>;

interface TranslatedRequest {
  /** One per voice of the row. */
  readonly requests: readonly StreamRequest[];
  /** null = no row of its own. */
  readonly subject: ActionSubject | null;
  /** Released when the batch is refused. */
  readonly sources: readonly PreparedSource[];
}

const INTERRUPTED = failure('interrupted', 'It was cancelled before its file was opened.');

export class DirectActions {
  readonly #options: DirectActionsOptions;
  /** Of the last cancel of what is being opened: batches with an older one are dropped. */
  #token = Symbol();

  constructor(options: DirectActionsOptions) {
    this.#options = options;
  }

  /**
   * One atomic batch, all or none; gives the ids in the requests' order. A request to play waits
   * until its file is opened, and opens the output where none is open. Code `interrupted` when a
   * cancel arrives before that.
   */
  async schedule(
    requests: readonly ActionRequest[],
  ): Promise<Outcome<{ readonly ids: readonly number[] }>> {
    if (requests.some((request) => request.type === 'cancel' && request.actionId === null)) {
      this.#token = Symbol();
    }
    const token = this.#token;
    const translated: TranslatedRequest[] = [];
    const scheduled = await this.#translateAll(requests, translated)
      .then((refusal) => {
        if (token !== this.#token) return INTERRUPTED;
        return refusal ?? this.#schedule(translated);
      })
      .catch(failureOf);
    if (!scheduled.ok) for (const { sources } of translated) sources.forEach(releaseSource);
    return scheduled;
  }

  /** Appends to `translated`; gives the first refusal, or null. */
  async #translateAll(
    requests: readonly ActionRequest[],
    translated: TranslatedRequest[],
  ): Promise<ReturnType<typeof failure> | null> {
    for (const request of requests) {
      const each = await this.#translate(request);
      if (!each.ok) return each;
      translated.push(each.value);
    }
    return null;
  }

  #schedule(translated: readonly TranslatedRequest[]): Outcome<{ ids: readonly number[] }> {
    const { engine, actionLog } = this.#options;
    const { stream } = engine;
    const all = translated.flatMap(({ requests }) => requests);
    if (all.length === 0) return success({ ids: translated.map(() => 0) });
    if (stream === null) {
      return failure('stream-closed', 'No stream is open. Choose a device in Devices.');
    }
    const actions = stream.schedule(all);
    const origin = { streamNumber: engine.status.streamNumber, originFrame: null };
    let next = 0;
    const ids = translated.map(({ requests, subject }) => {
      const own = actions.slice(next, next + requests.length);
      next += requests.length;
      if (subject !== null) actionLog.enter(own, subject, origin);
      return own[0]?.id ?? 0;
    });
    return success({ ids });
  }

  async #translate(request: ActionRequest): Promise<Outcome<TranslatedRequest>> {
    switch (request.type) {
      case 'playBuffer':
        return this.#translatePlay(request);
      case 'cancel': {
        const { type, actionId } = request;
        if (actionId === null) return success({ requests: [], subject: null, sources: [] });
        const subject = subjectNamed(`Action ${actionId}`);
        return this.#translateChange(actionId, { type, fade: FADE_SECONDS }, subject);
      }
      case 'setGain': {
        const { type, gain } = request;
        const change = { type, gain, ramp: FADE_SECONDS };
        return this.#translateChange(request.actionId, change, null);
      }
      case 'fetchAndResetStats':
        return success({ requests: [request], subject: subjectNamed('Stream'), sources: [] });
    }
  }

  #translateChange(
    actionId: number,
    change: { type: 'cancel'; fade: number } | { type: 'setGain'; gain: number; ramp: number },
    subject: ActionSubject | null,
  ): Outcome<TranslatedRequest> {
    const actions = this.#options.actionLog.liveActions(actionId);
    if (actions.length === 0) {
      return failure('action-finished', `Action ${actionId} has finished already.`);
    }
    const requests = actions.map((action) => ({ ...change, action }));
    return success({ requests, subject, sources: [] });
  }

  async #translatePlay(
    request: Extract<ActionRequest, { type: 'playBuffer' }>,
  ): Promise<Outcome<TranslatedRequest>> {
    const { engine, media, project } = this.#options;
    const { sourceId, offsetFrames, lengthFrames, startFrame, gain, belated } = request;
    await media.whenOpened(sourceId);
    const source = findSource(project.project, sourceId);
    const reason = media.whyUnplayable(sourceId);
    if (source === undefined || reason !== null) {
      return failure('source-unplayable', reason ?? 'That sound is no longer in the session.');
    }
    const { name, channels } = source;
    if (offsetFrames + lengthFrames > source.frames) {
      return failure('range-invalid', `“${name}” has ${source.frames} frames.`);
    }
    const required = await engine.require({ inputChannels: 0, outputChannels: 1 });
    if (!required.ok) return required;
    const available = engine.status.outputChannels;
    const outputs = request.channels ?? firstChannels(Math.min(available, Math.max(2, channels)));
    const voices = voicesOf(channels, outputs);
    if (voices === null) {
      return failure(
        'channels-refused',
        `“${name}” has ${channels} channels, ${outputs.length} outputs are there for it. Choose another device in Devices.`,
      );
    }
    const prepared = await Promise.all(
      voices.map(() => media.prepare(sourceId, offsetFrames, lengthFrames)),
    );
    const sources = prepared.filter((part) => part !== null);
    if (sources.length < voices.length) {
      sources.forEach(releaseSource);
      return failure('source-unplayable', `“${name}” cannot be played.`);
    }
    const requests = playRequests({ voices, gain, belated }, sources, startFrame);
    const subject = { name, clipId: null, sourceId, trackId: null };
    return success({ requests, subject, sources });
  }
}

function firstChannels(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** The subject of an action that belongs to no clip. */
function subjectNamed(name: string): ActionSubject {
  return { name, clipId: null, sourceId: null, trackId: null };
}
