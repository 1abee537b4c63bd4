/**
 * The metronome of one playback: a click on each beat of the timeline, to the frame, in every loop pass.
 * - Clicks have a bus of their own: no track, no solo and no clip changes them.
 * - They are no actions of the session: the action log and the run's figures do not have them, and the
 *   timeline ends without them.
 * - They are scheduled ahead; another tempo, signature or loop replaces those that wait.
 */
import type { Metronome, Project, Tempo } from '../../preload/project.ts';
import { type Frames, gainFromDecibels, type SampleRate } from '../../preload/units.ts';
import type { MixerStream, StreamAction, StreamRequest } from '../engine/native-mixer.ts';
import type { LoopPass } from './loop-pass.ts';
import { FADE_SECONDS, type OwnActions } from './own-actions.ts';
import { trackBusesOf } from './track-buses.ts';

/** How far ahead clicks are scheduled, so that a blocked event loop does not interrupt them. */
const AHEAD_SECONDS = 4;
/** One after the other at the fastest tempo for twice that time. */
const MOST_AT_ONCE = 64;
const CLICK_SECONDS = 0.03;
const ACCENT_HERTZ = 1_760;
const BEAT_HERTZ = 1_175;

/** What of the project decides about clicks. */
type ClickProject = Pick<Project, 'tempo' | 'metronome'>;

type PassPlace = Pick<LoopPass, 'originFrame' | 'fromFrame' | 'toFrame'>;
type NumberedPass = PassPlace & Pick<LoopPass, 'number'>;

/** Frame of the timeline at which a beat begins, counted from 0: rounded each, so that no error adds up. */
export function beatFrame({ beatsPerMinute }: Tempo, beat: number, rate: SampleRate): Frames {
  return Math.round((beat * 60 * rate) / beatsPerMinute);
}

/** The first beat that does not begin before a frame of the timeline. */
export function firstBeatFrom(tempo: Tempo, frame: Frames, rate: SampleRate): number {
  let beat = Math.max(0, Math.floor((frame * tempo.beatsPerMinute) / (60 * rate)) - 1);
  while (beatFrame(tempo, beat, rate) < frame) beat += 1;
  return beat;
}

/** A short tone that fades away, one channel. */
export function clickSamples(hertz: number, rate: SampleRate): Float32Array {
  const frames = Math.round(CLICK_SECONDS * rate);
  return Float32Array.from({ length: frames }, (_, frame) => {
    const left = 1 - frame / frames;
    return 0.5 * left ** 3 * Math.sin((2 * Math.PI * hertz * frame) / rate);
  });
}

/** Of one loop pass. */
interface PassClicks {
  /** What the clicks that wait were made of. */
  readonly madeOf: string;
  /** The next one that is not scheduled. */
  beat: number;
  actions: StreamAction[];
}

export class MetronomeClicks {
  readonly #stream: MixerStream;
  readonly #outputs: number;
  /** Its own, so that the end of the timeline does not wait for them. */
  readonly #own: OwnActions;
  readonly #accent: Float32Array;
  readonly #beat: Float32Array;
  readonly #passes = new Map<number, PassClicks>();

  constructor(stream: MixerStream, outputs: number, own: OwnActions) {
    this.#stream = stream;
    this.#outputs = outputs;
    this.#own = own;
    this.#accent = clickSamples(ACCENT_HERTZ, stream.sampleRate);
    this.#beat = clickSamples(BEAT_HERTZ, stream.sampleRate);
  }

  get liveCount(): number {
    return this.#own.live.length;
  }

  get hasLive(): boolean {
    return this.#own.hasLive;
  }

  get isEnding(): boolean {
    return this.#own.isEnding;
  }

  /** Called often: schedules what is near, in the passes that are scheduled. */
  follow(project: ClickProject, passes: readonly NumberedPass[]): void {
    for (const [number, { madeOf: before, actions }] of this.#passes) {
      const pass = passes.find((each) => each.number === number);
      if (pass !== undefined && before === madeOf(project, pass)) continue;
      this.#cancel(actions);
      this.#passes.delete(number);
    }
    if (!project.metronome.enabled) return;
    for (const pass of passes) this.#schedule(project, pass);
  }

  /** Ends all that sounds or waits. */
  end(frame: Frames | null): void {
    this.#own.end(frame);
    this.#passes.clear();
  }

  /** Those that have not begun; of a pass that is over there are none. */
  #cancel(actions: readonly StreamAction[]): void {
    const waiting = actions.filter(
      ({ state, actualFrame }) => state !== 'finished' && actualFrame === null,
    );
    this.#own.schedule(
      waiting.map((action) => [{ type: 'cancel', action, fade: FADE_SECONDS }]),
      null,
    );
  }

  #schedule(project: ClickProject, pass: NumberedPass): void {
    const { tempo, metronome } = project;
    const { sampleRate, frame } = this.#stream;
    const outputs = metronome.outputChannels.filter((channel) => channel <= this.#outputs);
    if (outputs.length === 0) return;
    const now = Math.max(pass.fromFrame, frame - pass.originFrame);
    let known = this.#passes.get(pass.number);
    if (known === undefined) {
      known = {
        madeOf: madeOf(project, pass),
        beat: firstBeatFrom(tempo, now, sampleRate),
        actions: [],
      };
      this.#passes.set(pass.number, known);
    }
    const limit = Math.min(
      pass.toFrame ?? Number.POSITIVE_INFINITY,
      frame - pass.originFrame + AHEAD_SECONDS * sampleRate,
    );
    const items: (readonly [StreamRequest])[] = [];
    const bus = trackBusesOf(this.#stream).ownBus('metronome');
    while (items.length < MOST_AT_ONCE) {
      const at = beatFrame(tempo, known.beat, sampleRate);
      if (at >= limit) break;
      const isAccent = known.beat % tempo.beatsPerBar === 0;
      const click = this.#click(metronome, outputs, pass.originFrame + at, isAccent);
      items.push([bus === null ? click : { ...click, bus }]);
      known.beat += 1;
    }
    if (items.length === 0) return;
    const scheduled = this.#own
      .schedule(items, null)
      .flatMap((each) => (each.ok ? each.value : []));
    known.actions = [...known.actions.filter(({ state }) => state !== 'finished'), ...scheduled];
  }

  #click(
    { gainDb }: Metronome,
    outputs: readonly number[],
    frame: Frames,
    isAccent: boolean,
  ): Extract<StreamRequest, { type: 'playBuffer' }> {
    return {
      type: 'playBuffer',
      samples: isAccent ? this.#accent : this.#beat,
      matrix: outputs.map((to) => ({ from: 1, to })),
      start: { frame },
      gain: gainFromDecibels(gainDb),
      // A beat that was missed is over.
      allowBelated: false,
    };
  }
}

function madeOf({ tempo, metronome }: ClickProject, pass: PassPlace): string {
  return JSON.stringify([tempo, metronome, pass.originFrame, pass.fromFrame, pass.toFrame]);
}
