/** The load of a stream, second by second. */
import type { RunLoad } from '../../../preload/run.ts';
import type { Frames } from '../../../preload/units.ts';
import type { MixerStream } from '../../engine/native-mixer.ts';

export class LoadWatch {
  #firstFrame: Frames | null = null;
  #streamNumber = 0;
  #sum = 0;
  #count = 0;
  #worst = 0;

  /** Another stream begins. */
  forget(): void {
    this.#firstFrame = null;
  }

  /**
   * A second is over: what was read in it; null = it goes on.
   * @param worstBlock the largest load of a block since the last reading; 0 = none is known
   */
  read(stream: MixerStream, streamNumber: number, worstBlock: number): RunLoad | null {
    const { frame, cpuLoad, sampleRate } = stream;
    // Counting from 0 again, or nothing was read for long.
    const isStale =
      this.#streamNumber !== streamNumber ||
      this.#firstFrame === null ||
      frame < this.#firstFrame ||
      frame > this.#firstFrame + 3 * sampleRate;
    if (isStale) this.#begin(frame, streamNumber);
    const firstFrame = this.#firstFrame ?? frame;
    this.#sum += cpuLoad;
    this.#count += 1;
    this.#worst = Math.max(this.#worst, cpuLoad, worstBlock);
    const frames = frame - firstFrame;
    if (frames < sampleRate) return null;
    const meanLoad = this.#sum / this.#count;
    const worstLoad = this.#worst;
    this.#begin(frame, streamNumber);
    return { type: 'load', streamNumber, firstFrame, frames, meanLoad, worstLoad };
  }

  #begin(frame: Frames, streamNumber: number): void {
    this.#firstFrame = frame;
    this.#streamNumber = streamNumber;
    this.#sum = 0;
    this.#count = 0;
    this.#worst = 0;
  }
}
