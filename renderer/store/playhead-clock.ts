/**
 * The playhead's position between two updates. Updates come unevenly, the picture must not: small
 * deviations are slewed away, large ones (seek, loop, stop) are jumps.
 */
import type { TransportStatus } from '../../preload/engine.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';

export interface Observation {
  readonly atMilliseconds: number;
  readonly transport: TransportStatus;
  /** The stream frame told at this moment; null when this update did not tell it. */
  readonly streamFrame: Frames | null;
  readonly isNewTransport: boolean;
  readonly sampleRate: SampleRate;
}

const JUMP_SECONDS = 0.12;
const SLEW = 0.2;
/** Position and stream frame of one stream are never this far apart. */
const IMPLAUSIBLE_SECONDS = 1;
/** After so long without an update main or the stream has stopped: the playhead waits. */
const LONGEST_SILENCE_MILLISECONDS = 1_000;

export class PlayheadClock {
  #frame: Frames = 0;
  #atMilliseconds = 0;
  #isMoving = false;
  /** The last update was implausible: it counts only if the next one agrees. */
  #isDoubtful = false;
  #sampleRate: SampleRate = 48_000;

  observe(observation: Observation): void {
    const { atMilliseconds, transport, sampleRate } = observation;
    const measured = measuredFrame(observation);
    this.#sampleRate = sampleRate;
    if (transport.state === 'stopped') {
      this.#frame = transport.positionFrame;
      this.#isMoving = false;
      this.#atMilliseconds = atMilliseconds;
      return;
    }
    if (measured === null) return;
    const expected = this.frameAt(atMilliseconds);
    const deviation = measured - expected;
    const isJump = !this.#isMoving || Math.abs(deviation) > JUMP_SECONDS * sampleRate;
    // Counters of the last stream may come after a new one has begun.
    const isStray = isJump && this.#isMoving && !observation.isNewTransport && !this.#isDoubtful;
    this.#isDoubtful = isStray;
    if (isStray) return;
    this.#frame = isJump ? measured : expected + deviation * SLEW;
    this.#isMoving = true;
    this.#atMilliseconds = atMilliseconds;
  }

  frameAt(milliseconds: number): Frames {
    if (!this.#isMoving) return this.#frame;
    const elapsed = Math.min(
      Math.max(0, milliseconds - this.#atMilliseconds),
      LONGEST_SILENCE_MILLISECONDS,
    );
    return this.#frame + (elapsed / 1000) * this.#sampleRate;
  }
}

function measuredFrame(observation: Observation): Frames | null {
  const { transport, streamFrame, isNewTransport, sampleRate } = observation;
  if (streamFrame !== null && transport.originFrame !== null) {
    // Before a loop pass begins, its origin is later than the stream's frame; the playhead waits.
    const frame = Math.max(transport.positionFrame, streamFrame - transport.originFrame);
    const isPlausible = frame - transport.positionFrame < IMPLAUSIBLE_SECONDS * sampleRate;
    return isNewTransport && !isPlausible ? transport.positionFrame : frame;
  }
  return isNewTransport ? transport.positionFrame : null;
}
