/**
 * The places of the files of one drop, which may become ready in any order:
 * - `stack`: each has its row from the beginning; a new track is put in where its row is.
 * - `sequence`: a file has its place when the lengths of those before it are known.
 */
import type { Placement } from '../../preload/contract.ts';
import type { BufferEntry } from '../../preload/project.ts';
import { frameAfter } from '../../preload/rate-change.ts';
import type { Frames, SampleRate } from '../../preload/units.ts';
import type { Arrangement } from './arrangement.ts';

/** A file of a drop; the same object as long as it lasts. */
export interface FileToPlace {
  readonly state: 'waiting' | 'refused' | 'ready';
  /** At the session's rate of now; null = it is not ready, or no longer in the Library. */
  readonly buffer: BufferEntry | null;
}

export class DropPlaces {
  readonly #placement: Placement;
  #startFrame: Frames;
  #sampleRate: SampleRate;
  /** Track of each file; null = a new one. */
  #rows: Map<FileToPlace, string | null> | null = null;
  readonly #placed = new Set<FileToPlace>();

  /** @param sampleRate that the placement counts at */
  constructor(placement: Placement, sampleRate: SampleRate) {
    this.#placement = placement;
    this.#startFrame = placement.startFrame;
    this.#sampleRate = sampleRate;
  }

  /** Places what has become ready since the last time. @param files in the order dropped */
  place(
    files: readonly FileToPlace[],
    arrangement: Arrangement,
    project: { readonly sampleRate: SampleRate; readonly tracks: readonly { id: string }[] },
  ): void {
    const change = { from: this.#sampleRate, to: project.sampleRate };
    this.#startFrame = frameAfter(this.#startFrame, change);
    this.#sampleRate = project.sampleRate;
    if (this.#placement.rule === 'sequence') this.#placeInSequence(files, arrangement);
    else if (this.#rows === null) this.#placeFirst(files, arrangement, project.tracks);
    else this.#placeLater(files, arrangement, this.#rows);
  }

  #placeFirst(
    files: readonly FileToPlace[],
    arrangement: Arrangement,
    tracks: readonly { id: string }[],
  ): void {
    const rows = new Map<FileToPlace, string | null>();
    this.#rows = rows;
    const wanted = tracks.findIndex(({ id }) => id === this.#placement.trackId);
    let row = wanted === -1 ? tracks.length : wanted;
    for (const file of files) {
      const trackId = tracks[row]?.id ?? null;
      if (file.state === 'refused') continue;
      if (file.state === 'waiting') rows.set(file, trackId);
      else if (!this.#put(file, arrangement, trackId)) continue;
      row += 1;
    }
  }

  #placeLater(
    files: readonly FileToPlace[],
    arrangement: Arrangement,
    rows: ReadonlyMap<FileToPlace, string | null>,
  ): void {
    for (const [index, file] of files.entries()) {
      if (file.state !== 'ready' || this.#placed.has(file) || !rows.has(file)) continue;
      const rowOf = (other: FileToPlace) => arrangement.rowOf(rows.get(other) ?? '');
      const before = files.slice(0, index).findLast((other) => rowOf(other) !== -1);
      const after = files.slice(index + 1).find((other) => rowOf(other) !== -1);
      const row = before === undefined ? after && rowOf(after) : rowOf(before) + 1;
      this.#put(file, arrangement, rows.get(file) ?? null, row);
    }
  }

  #placeInSequence(files: readonly FileToPlace[], arrangement: Arrangement): void {
    this.#rows ??= new Map();
    for (const file of files) {
      if (file.state === 'waiting') return;
      if (file.state === 'refused' || this.#placed.has(file)) continue;
      const trackId = [...this.#rows.values()].at(-1) ?? this.#placement.trackId;
      if (this.#put(file, arrangement, trackId)) this.#startFrame += file.buffer?.frames ?? 0;
    }
  }

  /** @param row of a new track, where there is no such one; absent = the last */
  #put(file: FileToPlace, arrangement: Arrangement, trackId: string | null, row?: number): boolean {
    const { buffer } = file;
    this.#placed.add(file);
    if (buffer === null) return false;
    const track = arrangement.track(trackId ?? '') ?? arrangement.newTrack(buffer, row);
    if (track === null || !arrangement.put(buffer, track, this.#startFrame)) return false;
    this.#rows?.set(file, track.id);
    return true;
  }
}
