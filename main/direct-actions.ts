/** What the window asks of the mixer outside the timeline: single actions, cancels, counters. */
import type { ActionRequest, ActionSubject } from '../preload/actions.ts';
import type { StreamCounters } from '../preload/engine.ts';
import { failure, type Outcome, success } from '../preload/outcome.ts';
import { findSource } from '../preload/project.ts';
import { FADE_SECONDS } from './clip-player.ts';
import type { Engine } from './engine.ts';
import { failureOf } from './failure-of.ts';
import type { Ledger } from './ledger.ts';
import type { MediaService } from './media-service.ts';
import type { NativeRequest, NativeStream } from './native-mixer.ts';
import { allowBelatedOf } from './plan.ts';
import type { ProjectService } from './project-service.ts';
import type { StreamWatch } from './stream-watch.ts';

export interface DirectActionsOptions {
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly ledger: Ledger;
  readonly watch: StreamWatch;
}

interface Translated {
  readonly request: NativeRequest;
  readonly subject: ActionSubject;
}

const NO_STREAM = failure('stream-closed', 'No stream is open. Choose a device in Devices.');

export class DirectActions {
  readonly #options: DirectActionsOptions;

  constructor(options: DirectActionsOptions) {
    this.#options = options;
  }

  /** All or none. Gives the ids in the requests' order. */
  async schedule(
    requests: readonly ActionRequest[],
  ): Promise<Outcome<{ readonly ids: readonly number[] }>> {
    const translated: Translated[] = [];
    for (const request of requests) {
      const each = await this.#translate(request);
      if (!each.ok) return each;
      translated.push(each.value);
    }
    const { engine, ledger } = this.#options;
    const { stream } = engine;
    if (stream === null) return NO_STREAM;
    try {
      const actions = stream.schedule(
        translated.map(({ request }) => request),
        null,
      );
      const origin = { run: engine.status.run, originFrame: null };
      for (const [index, action] of actions.entries()) {
        const { request, subject } = translated[index] as Translated;
        if (request.type !== 'setGain') ledger.enter([action], subject, origin);
      }
      return success({ ids: actions.map(({ id }) => id) });
    } catch (error) {
      const { code, message } = failureOf(error);
      return failure(code, message);
    }
  }

  /** With the short fade of every cancel in the window. */
  async cancel(id: number): Promise<Outcome<null>> {
    const scheduled = await this.schedule([{ type: 'cancel', actionId: id }]);
    return scheduled.ok ? success(null) : scheduled;
  }

  /** The counters as they were fetched; from then on they count anew. */
  async fetchAndReset(): Promise<Outcome<StreamCounters>> {
    const { engine, ledger, watch } = this.#options;
    const { stream } = engine;
    if (stream === null) return NO_STREAM;
    const before = watch.counters(stream);
    const [action] = stream.schedule([{ type: 'fetchAndResetStats' }], null);
    if (action === undefined) return NO_STREAM;
    const subject = { name: 'Stream', clipId: null, sourceId: null, trackId: null };
    ledger.enter([action], subject, { run: engine.status.run, originFrame: null });
    await finished(action, stream);
    watch.forget();
    return success({ ...before, ...action.stats });
  }

  async #translate(request: ActionRequest): Promise<Outcome<Translated>> {
    if (request.type === 'playBuffer') return this.#translatePlay(request);
    if (request.type === 'fetchAndResetStats') {
      const subject = { name: 'Stream', clipId: null, sourceId: null, trackId: null };
      return success({ request: { type: 'fetchAndResetStats' }, subject });
    }
    const action = this.#options.ledger.liveAction(request.actionId);
    if (action === undefined) {
      return failure('action-finished', `Action ${request.actionId} has finished already.`);
    }
    const subject = {
      name: `Action ${request.actionId}`,
      clipId: null,
      sourceId: null,
      trackId: null,
    };
    if (request.type === 'setGain') {
      const { gain } = request;
      return success({ request: { type: 'setGain', action, gain, ramp: FADE_SECONDS }, subject });
    }
    return success({ request: { type: 'cancel', action, time: 0, fade: FADE_SECONDS }, subject });
  }

  async #translatePlay(
    request: Extract<ActionRequest, { type: 'playBuffer' }>,
  ): Promise<Outcome<Translated>> {
    const { media, project } = this.#options;
    const { sourceId, offsetFrames, lengthFrames, startFrame, channels, gain, belated } = request;
    const source = findSource(project.project, sourceId);
    const reason = media.whyUnplayable(sourceId);
    if (source === undefined || reason !== null) {
      return failure('source-unplayable', reason ?? 'That sound is no longer in the session.');
    }
    if (offsetFrames + lengthFrames > source.frames) {
      return failure('range-invalid', `“${source.name}” has ${source.frames} frames.`);
    }
    const part = await media.prepare(sourceId, offsetFrames, lengthFrames);
    if (part === null) return failure('source-unplayable', `“${source.name}” cannot be played.`);
    return success({
      request: {
        type: 'playBuffer',
        samples: part.samples,
        channels,
        start: startFrame === null ? 0 : { frame: startFrame },
        offset: part.offset,
        length: lengthFrames,
        gain,
        allowBelated: allowBelatedOf(belated),
      },
      subject: { name: source.name, clipId: null, sourceId, trackId: null },
    });
  }
}

/** Waits for an action that takes one block; the death of the stream finishes it, too. */
async function finished(action: { readonly state: string }, stream: NativeStream): Promise<void> {
  while (action.state !== 'finished' && stream.active) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
