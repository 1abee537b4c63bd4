/**
 * A program that runs without anybody at it: waits for its device as in an outage, plays the session from
 * the start, and loops. What it does is an edit and a Play like those of a person, so Stop ends it.
 */
import { type LoopRange, type Project, projectEndFrame } from '../../preload/project.ts';
import type { KioskArguments } from '../arguments.ts';
import type { Engine } from '../engine/engine.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { Transport } from './transport.ts';

interface KioskServices {
  readonly engine: Pick<Engine, 'stream' | 'onStream'>;
  readonly transport: Pick<Transport, 'play' | 'isPlaying'>;
  readonly project: ProjectService;
  readonly notices: Notices;
}

export class Kiosk {
  readonly #services: KioskServices;
  readonly #given: KioskArguments;
  #hasPlayed = false;
  #hasLooped = false;

  constructor(services: KioskServices, given: KioskArguments) {
    this.#services = services;
    this.#given = given;
    if (given.plays) services.engine.onStream(() => void this.#play());
  }

  /** The session is open, or something was imported; its device may be there, or not yet. */
  async begin(): Promise<void> {
    if (this.#given.loops) this.#loop();
    if (this.#given.plays) await this.#play();
  }

  /** Once: what a person stops stays stopped. */
  async #play(): Promise<void> {
    const { engine, transport, notices, project } = this.#services;
    const isReady = project.project.clips.length > 0 && engine.stream !== null;
    if (this.#hasPlayed || !isReady || transport.isPlaying) return;
    this.#hasPlayed = true;
    const played = await transport.play(0);
    if (!played.ok) notices.error(played.message, played.code);
  }

  /** Once: what a person switches off stays off. */
  #loop(): void {
    const { project, notices } = this.#services;
    const loop = loopOn(project.project);
    if (this.#hasLooped || loop === null) return;
    this.#hasLooped = true;
    const edited = project.editOwn('Loop', { kind: 'patchProject', patch: { loop } });
    if (!edited.ok) notices.error(edited.message, edited.code);
  }
}

/** The session's loop, switched on; one around everything if it has none. null = it is on, or there is
 * nothing. */
function loopOn(project: Project): LoopRange | null {
  const { loop } = project;
  const endFrame = projectEndFrame(project);
  if (loop.enabled || endFrame === 0) return null;
  const range = loop.endFrame > loop.startFrame ? loop : { startFrame: 0, endFrame };
  return { ...range, enabled: true };
}
