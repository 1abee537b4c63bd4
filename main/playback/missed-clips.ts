/** Clips that waited, for their sounds or for their turn to be scheduled, until they were over. */
import { failure } from '../../preload/outcome.ts';
import type { Frames } from '../../preload/units.ts';
import type { MixerStream } from '../engine/native-mixer.ts';
import type { LoopPass } from './loop-pass.ts';
import type { PlannedClip } from './plan.ts';
import { type RefusedClip, refuseSound } from './refusals.ts';

/** Not noted for so long, the program was held up. */
const STANDSTILL_SECONDS = 1;

/** When main did nothing while the stream went on. In stream frames. */
export class Standstill {
  readonly #stream: Pick<MixerStream, 'frame' | 'sampleRate'>;
  #noted: Frames;
  /** The last one. */
  #from = 0;
  #to = 0;

  constructor(stream: Pick<MixerStream, 'frame' | 'sampleRate'>) {
    this.#stream = stream;
    this.#noted = stream.frame;
  }

  /** Main runs at this frame. Called often. */
  note(frame: Frames): void {
    if (frame - this.#noted > STANDSTILL_SECONDS * this.#stream.sampleRate) {
      this.#from = this.#noted;
      this.#to = frame;
    }
    this.#noted = frame;
  }

  /** Main did nothing from one frame to the other. */
  covers(from: Frames, to: Frames): boolean {
    this.note(this.#stream.frame);
    return this.#from <= from && this.#to >= to;
  }
}

/** A clip that waited until it was over, with the cause. */
export function refuseMissed(
  loopPass: LoopPass,
  planned: PlannedClip,
  standstill: Standstill,
): RefusedClip {
  const start = loopPass.originFrame + planned.startFrame;
  const wasHeldUp =
    loopPass.waitOf(planned) === 'slice' || standstill.covers(start, start + planned.lengthFrames);
  return refuseSound(planned, wasHeldUp ? HELD_UP : NOT_READY);
}

const HELD_UP = failure(
  'interrupted',
  'the program was held up until its time was over. Close what keeps the computer busy, then play again.',
);

const NOT_READY = failure(
  'source-unplayable',
  'its sound was not ready in time. Wait until the Library shows it, then play again.',
);
