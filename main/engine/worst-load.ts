/** The largest load of a block: since its stream began, and since it was asked for last. The stream gives each
 * once, to whoever asks first. */
import type { MixerStream } from './native-mixer.ts';

export class WorstLoad {
  #stream: MixerStream | null = null;
  #sinceBegin = 0;
  #sinceTaken = 0;

  /** 0 = none is known. */
  sinceBegin(stream: MixerStream): number {
    this.#read(stream);
    return this.#sinceBegin;
  }

  /** Since the last call, or since the stream began. */
  take(stream: MixerStream): number {
    this.#read(stream);
    const load = this.#sinceTaken;
    this.#sinceTaken = 0;
    return load;
  }

  #read(stream: MixerStream): void {
    if (this.#stream !== stream) {
      this.#stream = stream;
      this.#sinceBegin = 0;
      this.#sinceTaken = 0;
    }
    const load = stream.takeWorstLoad();
    this.#sinceBegin = Math.max(this.#sinceBegin, load);
    this.#sinceTaken = Math.max(this.#sinceTaken, load);
  }
}
