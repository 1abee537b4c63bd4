/** Listening to a source outside the timeline; one at a time. */
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { findSource } from '../../preload/project.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import type { Engine } from '../engine/engine.ts';
import type { StreamAction } from '../engine/native-mixer.ts';
import { type MediaService, releaseSource } from '../media/media-service.ts';
import type { ProjectService } from '../project/project-service.ts';
import { FADE_SECONDS } from './clip-player.ts';
import { voicesOf } from './plan.ts';

export interface AuditionOptions {
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly media: MediaService;
  readonly actionLog: ActionLog;
}

export class Audition {
  readonly #options: AuditionOptions;
  #actions: readonly StreamAction[] = [];
  /** Changes with every call: what was prepared for an older one is dropped. */
  #wish = 0;

  constructor(options: AuditionOptions) {
    this.#options = options;
  }

  /** null ends it. Channels that the device does not have are left out. */
  async play(sourceId: string | null): Promise<Outcome<null>> {
    this.#stop();
    this.#wish += 1;
    const wish = this.#wish;
    if (sourceId === null) return success(null);
    const { engine, project, media, actionLog } = this.#options;
    const source = findSource(project.project, sourceId);
    if (source === undefined) {
      return failure('source-unknown', 'That sound is no longer in the session.');
    }
    await media.whenOpened(sourceId);
    const reason = media.whyUnplayable(sourceId);
    if (reason !== null) return failure('source-unplayable', reason);
    const required = await engine.require({ inputChannels: 0, outputChannels: 1 });
    if (!required.ok) return required;
    const outputs = Array.from({ length: engine.status.outputChannels }, (_, index) => index + 1);
    const voices = voicesOf(source.channels, outputs.slice(0, Math.max(2, source.channels)));
    if (voices === null) {
      return failure(
        'channels-refused',
        `“${source.name}” has ${source.channels} channels, the device plays ${outputs.length}. Choose another device in Devices.`,
      );
    }
    const prepared = await Promise.all(voices.map(() => media.prepare(sourceId, 0, source.frames)));
    const requests = voices.flatMap((channels, voice) => {
      const part = prepared[voice];
      if (part === undefined || part === null) return [];
      return {
        type: 'playBuffer' as const,
        samples: part.samples,
        channels,
        start: 0 as const,
        offset: part.offset,
        length: part.length,
        gain: 1,
        allowBelated: true,
      };
    });
    if (wish !== this.#wish) {
      for (const part of prepared) if (part !== null) releaseSource(part);
      return success(null);
    }
    if (engine.stream === null) return failure('stream-closed', 'No stream is open.');
    this.#actions = engine.stream.schedule(requests);
    const subject = { name: source.name, clipId: null, sourceId, trackId: null };
    actionLog.enterVoices(this.#actions, subject, {
      streamNumber: engine.status.streamNumber,
      originFrame: null,
    });
    return success(null);
  }

  #stop(): void {
    const { engine, actionLog } = this.#options;
    const live = this.#actions.filter(({ state }) => state !== 'finished');
    this.#actions = [];
    if (live.length === 0 || engine.stream === null) return;
    const cancels = engine.stream.schedule(
      live.map((action) => ({ type: 'cancel', action, fade: FADE_SECONDS })),
    );
    const subject = { name: 'Stop', clipId: null, sourceId: null, trackId: null };
    actionLog.enter(cancels, subject, {
      streamNumber: engine.status.streamNumber,
      originFrame: null,
    });
  }
}
