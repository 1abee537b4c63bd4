/**
 * The timeline without a device: it runs on by a monotonic clock, and what is due is accounted *device
 * lost* at its frame.
 * - Frames are those that the lost stream would have counted, so that its origins stay true.
 * - A clip is due once in each loop pass: where it begins, or where the timeline came into it.
 */
import type { Project } from '../../preload/project.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import { isAskedAlike } from '../../preload/verdict.ts';
import type { ActionLog } from '../accounts/action-log.ts';
import { type PlannedClip, plannedEnd, planWindow } from './plan.ts';
import { passEnd } from './playback.ts';
import { logRefusals, refuseRouting, subjectOf } from './refusals.ts';

/** Passes that are accounted at once; of more, the program was held up, the first are left out. */
const MOST_PASSES = 64;
const TICK_SECONDS = 0.1;

/** A part of the timeline: one loop pass, or all there is. */
export interface TimelinePass {
  readonly number: number;
  /** Frame of the lost stream where the timeline's frame 0 lies. */
  readonly originFrame: Frames;
  /** Timeline frames; `toFrame` null = the end. */
  readonly fromFrame: Frames;
  readonly toFrame: Frames | null;
}

export interface RunOnPlace {
  readonly lostStreamNumber: number;
  readonly sampleRate: SampleRate;
  /** That the lost stream had handled. */
  readonly streamFrame: Frames;
  readonly pass: TimelinePass;
  /** Timeline frame from which the lost stream was to play the pass. */
  readonly plannedFrom: Frames;
  /** Timeline frame where Play began. */
  readonly playedFrom: Frames;
  /** Where a Play of a range ends; null = see `pass`. */
  readonly stopFrame: Frames | null;
}

export interface RunOnOptions {
  readonly project: { readonly project: Project };
  readonly actionLog: ActionLog;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

export class RunOn {
  readonly place: RunOnPlace;
  readonly #options: RunOnOptions;
  /** Milliseconds, when the lost stream would have been at `place.streamFrame`. */
  readonly #since: number;
  #pass: TimelinePass;
  /** Timeline frame of the pass up to which all is accounted. */
  #accounted: Frames;
  /** After the last clip of `project`. */
  #end: { readonly project: Project; readonly frame: Frames } | null = null;
  #tickedAt = Number.NEGATIVE_INFINITY;
  /** Clips that were due in this pass, as they were asked. */
  #due = new Map<string, PlannedClip['request']>();

  constructor(options: RunOnOptions, place: RunOnPlace) {
    this.#options = options;
    this.place = place;
    this.#since = options.now();
    this.#pass = place.pass;
    const { plannedFrom } = place;
    const reached = place.streamFrame - place.pass.originFrame;
    this.#accounted = Math.max(plannedFrom, reached);
    if (reached <= plannedFrom) return;
    // What had begun on the lost stream has its account.
    const begun = { fromFrame: plannedFrom, toFrame: reached };
    for (const { clipId, request } of planWindow(this.#project, begun).clips) {
      this.#due.set(clipId, request);
    }
  }

  get #project(): Project {
    return this.#options.project.project;
  }

  /** What the lost stream would have counted until now. */
  get streamFrame(): Frames {
    const { streamFrame, sampleRate } = this.place;
    const seconds = (this.#options.now() - this.#since) / 1_000;
    return streamFrame + Math.floor(seconds * sampleRate);
  }

  get pass(): TimelinePass {
    return this.#pass;
  }

  /** Timeline frame. */
  get positionFrame(): Frames {
    const end = this.place.stopFrame ?? Number.POSITIVE_INFINITY;
    return Math.min(end, positionIn(this.passAt(this.streamFrame), this.streamFrame));
  }

  /** The pass to which a later frame of the lost stream belongs, if nothing is edited. */
  passAt(streamFrame: Frames): TimelinePass {
    const pass = this.#pass;
    const end = endOf(pass);
    return end === null || streamFrame < end || this.place.stopFrame !== null
      ? pass
      : this.#nextPass(pass, Math.max(0, this.#missedPasses(end, streamFrame)));
  }

  /** Whole passes between an end and a frame. */
  #missedPasses(end: Frames, streamFrame: Frames): number {
    return Math.floor((streamFrame - end) / this.#loopLength);
  }

  get #loopLength(): Frames {
    const { loop } = this.#project;
    return Math.max(1, loop.endFrame - loop.startFrame);
  }

  #nextPass(pass: TimelinePass, skipped: number): TimelinePass {
    const { loop } = this.#project;
    const end = endOf(pass) as Frames;
    return {
      number: pass.number + 1 + skipped,
      originFrame: end + skipped * this.#loopLength - loop.startFrame,
      fromFrame: loop.startFrame,
      toFrame: loop.enabled ? loop.endFrame : null,
    };
  }

  /**
   * Accounts what was due until now, or until a later frame of the lost stream. True = the timeline is
   * over.
   */
  advance(until: Frames = this.streamFrame): boolean {
    for (;;) {
      const end = endOf(this.#pass);
      this.#account(until - this.#pass.originFrame);
      if (end === null) return this.#isOver(until - this.#pass.originFrame);
      if (until < end) return false;
      if (this.place.stopFrame !== null) return true;
      const missed = this.#missedPasses(end, until) - MOST_PASSES;
      this.#pass = this.#nextPass(this.#pass, Math.max(0, missed));
      this.#accounted = this.#pass.fromFrame;
      this.#due.clear();
    }
  }

  #isOver(position: Frames): boolean {
    const project = this.#project;
    if (this.#end?.project !== project) {
      this.#end = { project, frame: plannedEnd(project, { ...this.#pass, toFrame: null }) };
    }
    return position >= this.#end.frame;
  }

  /** Called by the poll loop: looking at what is due costs as much as there are clips. */
  tick(): boolean {
    const { streamFrame } = this;
    const { sampleRate } = this.place;
    if (streamFrame - this.#tickedAt < TICK_SECONDS * sampleRate) return false;
    this.#tickedAt = streamFrame;
    return this.advance(streamFrame);
  }

  /** @param before the project until now: what was due by it is accounted first */
  edit(before: Project): void {
    this.#account(this.streamFrame - this.#pass.originFrame, before);
    const position = Math.max(this.#accounted, this.#pass.fromFrame);
    const end = this.#pass.toFrame ?? Number.POSITIVE_INFINITY;
    const { stopFrame } = this.place;
    const toFrame = passEnd(this.#project, Math.min(position, end - 1), stopFrame);
    this.#pass = { ...this.#pass, toFrame };
  }

  #account(position: Frames, project: Project = this.#project): void {
    const { originFrame, number, toFrame } = this.#pass;
    const until = Math.min(position, toFrame ?? Number.POSITIVE_INFINITY);
    if (until <= this.#accounted) return;
    const plan = planWindow(project, { fromFrame: this.#accounted, toFrame: until });
    this.#accounted = until;
    const { lostStreamNumber: streamNumber } = this.place;
    const origin = { streamNumber, originFrame, loopPass: number };
    const isDue = ({ clipId, request }: Pick<PlannedClip, 'clipId' | 'request'>) => {
      const known = this.#due.get(clipId) ?? null;
      if (known !== null && isAskedAlike(known, request)) return false;
      this.#due.set(clipId, request);
      return true;
    };
    const { actionLog } = this.#options;
    const unroutable = plan.unroutable.filter(isDue).map(refuseRouting);
    if (unroutable.length > 0) logRefusals(actionLog, unroutable, streamNumber, originFrame);
    actionLog.lose(
      plan.clips.filter(isDue).map((planned) => ({
        ...origin,
        subject: subjectOf(planned),
        requestedFrame: originFrame + planned.startFrame,
        totalFrames: lastFrame(planned, toFrame) - planned.startFrame,
        channels: planned.channels,
      })),
    );
  }
}

/** After the last one that the pass would have played. */
function lastFrame({ request }: PlannedClip, toFrame: Frames | null): Frames {
  const end = request.startFrame + request.lengthFrames;
  return toFrame === null ? end : Math.min(end, toFrame);
}

function endOf({ originFrame, toFrame }: TimelinePass): Frames | null {
  return toFrame === null ? null : originFrame + toFrame;
}

export function positionIn(pass: TimelinePass, streamFrame: Frames): Frames {
  return Math.max(pass.fromFrame, streamFrame - pass.originFrame);
}
