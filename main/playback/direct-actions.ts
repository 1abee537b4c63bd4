/** What the window asks of the mixer outside the timeline: single actions, cancels, counters. */
import type { ActionRequest, ActionSubject } from '../../preload/actions.ts';
import type { StreamCounters } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { findSource } from '../../preload/project.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { DropoutLog } from '../engine/dropout-log.ts';
import type { Engine } from '../engine/engine.ts';
import type { MixerStream, StreamRequest } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { MediaService } from '../media/media-service.ts';
import type { ProjectService } from '../project/project-service.ts';
import { FADE_SECONDS } from './clip-player.ts';
import { allowBelatedOf } from './plan.ts';

export interface DirectActionsOptions {
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly actionLog: ActionLog;
  readonly dropoutLog: DropoutLog;
}

interface Translated {
  /** Several where the row that is meant has several voices. */
  readonly requests: readonly StreamRequest[];
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
    const { engine, actionLog } = this.#options;
    const { stream } = engine;
    if (stream === null) return NO_STREAM;
    try {
      const all = translated.flatMap((each) => each.requests);
      const actions = stream.schedule(all);
      const origin = { streamNumber: engine.status.streamNumber, originFrame: null };
      let next = 0;
      const ids = translated.map(({ requests: asked, subject }) => {
        const own = actions.slice(next, next + asked.length);
        next += asked.length;
        if (asked[0]?.type !== 'setGain') actionLog.enterVoices(own, subject, origin);
        return own[0]?.id ?? 0;
      });
      return success({ ids });
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
    const { engine, actionLog, dropoutLog } = this.#options;
    const { stream } = engine;
    if (stream === null) return NO_STREAM;
    const before = dropoutLog.counters(stream);
    const [action] = stream.schedule([{ type: 'fetchAndResetStats' }]);
    if (action === undefined) return NO_STREAM;
    actionLog.enter([action], about('Stream'), {
      streamNumber: engine.status.streamNumber,
      originFrame: null,
    });
    await finished(action, stream);
    dropoutLog.forget();
    return success({ ...before, ...action.stats });
  }

  async #translate(request: ActionRequest): Promise<Outcome<Translated>> {
    if (request.type === 'playBuffer') return this.#translatePlay(request);
    const { type } = request;
    if (type === 'fetchAndResetStats') {
      return success({ requests: [{ type }], subject: about('Stream') });
    }
    const actions = this.#options.actionLog.liveActions(request.actionId);
    if (actions.length === 0) {
      return failure('action-finished', `Action ${request.actionId} has finished already.`);
    }
    const requests = actions.map((action): StreamRequest => {
      if (type === 'cancel') return { type, action, fade: FADE_SECONDS };
      return { type, action, gain: request.gain, ramp: FADE_SECONDS };
    });
    return success({ requests, subject: about(`Action ${request.actionId}`) });
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
      requests: [
        {
          type: 'playBuffer',
          samples: part.samples,
          channels,
          start: startFrame === null ? 0 : { frame: startFrame },
          offset: part.offset,
          length: part.length,
          gain,
          allowBelated: allowBelatedOf(belated),
        },
      ],
      subject: { name: source.name, clipId: null, sourceId, trackId: null },
    });
  }
}

/** What an action is about that belongs to no clip. */
function about(name: string): ActionSubject {
  return { name, clipId: null, sourceId: null, trackId: null };
}

/** Waits for an action that takes one block; the death of the stream finishes it, too. */
async function finished(action: { readonly state: string }, stream: MixerStream): Promise<void> {
  while (action.state !== 'finished' && stream.active) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
