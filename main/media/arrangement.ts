/** Where imported sounds go on the timeline. */
import { randomUUID } from 'node:crypto';
import { newClip, newTrack } from '../../preload/builders.ts';
import type { ChannelCounts } from '../../preload/engine.ts';
import { type ErrorCode, type Failure, failure } from '../../preload/outcome.ts';
import {
  type BufferEntry,
  type Clip,
  MAX_CLIPS,
  MAX_TRACKS,
  type Project,
  type Track,
} from '../../preload/project.ts';
import { checkClipValues } from '../../preload/project-checks.ts';
import type { Frames } from '../../preload/units.ts';
import { refuseChannels } from './routing.ts';

/** Tracks and clips to be added, item by item: what cannot be placed is refused and left out. */
export class Arrangement {
  /** In the order in which they are inserted. */
  readonly tracks: { readonly index: number; readonly track: Track }[] = [];
  readonly clips: Clip[] = [];
  readonly #project: Project;
  readonly #available: ChannelCounts;
  readonly #refuseFile: (buffer: BufferEntry, failure: Failure) => void;
  /** All tracks, from the top. */
  #all: readonly Track[];

  /** @param refuse is told why a sound was not placed */
  constructor(
    project: Project,
    available: ChannelCounts,
    refuse: (buffer: BufferEntry, failure: Failure) => void,
  ) {
    this.#project = project;
    this.#available = available;
    this.#refuseFile = refuse;
    this.#all = project.tracks;
  }

  track(trackId: string): Track | undefined {
    return this.#all.find(({ id }) => id === trackId);
  }

  /** -1 = there is no such track. */
  rowOf(trackId: string): number {
    return this.#all.findIndex(({ id }) => id === trackId);
  }

  /** A track for this sound, named after it, or null, which is told. `row` counts from the top; absent = the last. */
  newTrack(buffer: BufferEntry, row = this.#all.length): Track | null {
    const all = this.#all;
    if (all.length >= MAX_TRACKS) {
      const sentence = `“${buffer.name}” has no place: a session can have at most ${MAX_TRACKS} tracks.`;
      this.#refuse(buffer, 'edit-too-many', sentence);
      return null;
    }
    const { channels, name } = buffer;
    const track = newTrack(all, randomUUID(), this.#available, channels, name);
    // A sound that no clip can be made of leaves no empty track.
    if (this.#whyNot(buffer, track, 0) === null) {
      this.tracks.push({ index: row, track });
      this.#all = all.toSpliced(row, 0, track);
    }
    return track;
  }

  /** False = it could not be placed, which is told. */
  put(buffer: BufferEntry, track: Track, startFrame: Frames): boolean {
    const refusal = this.#whyNot(buffer, track, startFrame);
    const clip = newClip(buffer, randomUUID(), track.id, startFrame);
    if (refusal === null && clip !== null) {
      this.clips.push(clip);
      return true;
    }
    if (refusal !== null) this.#refuse(buffer, refusal.code, refusal.message);
    return false;
  }

  #whyNot(buffer: BufferEntry, track: Track, startFrame: Frames): Failure | null {
    const { name, channels } = buffer;
    const clip = newClip(buffer, '', track.id, startFrame);
    if (clip === null) return failure('file-empty', `“${name}” holds no sound there.`);
    const tooWide = refuseChannels(name, channels, track);
    if (tooWide !== null) return failure('channels-refused', tooWide);
    if (this.#project.clips.length + this.clips.length >= MAX_CLIPS) {
      const sentence = `“${name}” has no place: a session can have at most ${MAX_CLIPS} clips.`;
      return failure('edit-too-many', sentence);
    }
    return checkClipValues(clip);
  }

  #refuse(buffer: BufferEntry, code: ErrorCode, sentence: string): void {
    this.#refuseFile(buffer, { code, message: `${sentence} It is in the Library.` });
  }
}
