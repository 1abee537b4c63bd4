/**
 * The readers of streamed sounds: told of at once when the disk gives one less than it should, and
 * let go when nobody plays them any more.
 */
import type { BackgroundWorker } from '../background-workers.ts';
import type { SoundSource } from '../engine/native-mixer.ts';
import type { Notices } from '../notices.ts';

export interface ReadSound {
  readonly sourceId: string;
  readonly name: string;
}

export class OpenReaders implements BackgroundWorker {
  readonly what = 'the sounds read from the disk';
  readonly #notices: Notices;
  readonly #open = new Map<SoundSource, ReadSound>();
  /** Ids of sounds whose failure was told, while readers of them are open. */
  readonly #failed = new Set<string>();

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  add(reader: SoundSource, sound: ReadSound): void {
    this.#open.set(reader, sound);
  }

  watch(): void {
    for (const [reader, sound] of this.#open) this.#look(reader, sound);
  }

  /**
   * Lets a reader go: it holds a file and seconds of samples. Gives the id of its sound where that is
   * to be opened again: it failed, and nobody plays it any more. Else null, also for what is no reader.
   */
  release(reader: SoundSource): string | null {
    const sound = this.#open.get(reader);
    if (sound === undefined) return null;
    this.#look(reader, sound);
    this.#open.delete(reader);
    reader[Symbol.dispose]?.();
    const { sourceId } = sound;
    const isPlayed = [...this.#open.values()].some((other) => other.sourceId === sourceId);
    return !isPlayed && this.#failed.delete(sourceId) ? sourceId : null;
  }

  #look(reader: SoundSource, { sourceId, name }: ReadSound): void {
    const failure = reader.failure ?? null;
    // What was cancelled is known to whoever did it.
    if (failure === null || failure.code === 'job-cancelled' || this.#failed.has(sourceId)) return;
    this.#failed.add(sourceId);
    const sentence = `“${name}” ran dry while it played. ${failure.message}`;
    this.#notices.tellOf({ sourceId }, 'error', sentence);
  }
}
