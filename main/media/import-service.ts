/**
 * Import of sound files: into the Library and, with a placement, onto the timeline. A clip is there
 * as soon as the header of its file is read; its peaks follow.
 */
import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { newClip, newTrack } from '../../preload/builders.ts';
import type { ImportReport, Placement } from '../../preload/contract.ts';
import type { Edit } from '../../preload/edits.ts';
import type { ChannelCounts } from '../../preload/engine.ts';
import {
  type ErrorCode,
  type Failure,
  failure,
  type Outcome,
  success,
} from '../../preload/outcome.ts';
import {
  type BufferEntry,
  type Clip,
  MAX_CLIPS,
  MAX_NAME_LENGTH,
  MAX_TRACKS,
  type Project,
  type Track,
} from '../../preload/project.ts';
import { checkClipValues, checkSource } from '../../preload/project-checks.ts';
import { frameAfter } from '../../preload/rate-change.ts';
import {
  type Frames,
  framesFromSeconds,
  resampledFrames,
  type SampleRate,
} from '../../preload/units.ts';
import { failureOf } from '../failure-of.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { SessionFolder } from '../project/session-folder.ts';
import { relativePathOf } from '../project/sound-paths.ts';
import type { Conversions } from './conversions.ts';
import { isSoundFile } from './sound-extensions.ts';
import { refuseChannels } from './voices.ts';

/** Headers that are read at the same time. */
const PROBES_AT_ONCE = 4;

type ImportRefusal = ImportReport['refusals'][number];

export interface ArrangedFile {
  readonly path: string;
  readonly startSeconds: readonly number[];
}

export interface ProbeOptions {
  readonly conversions: Conversions;
  readonly project: ProjectService;
  readonly folder: Pick<SessionFolder, 'root'>;
}

export interface ImportServiceOptions extends ProbeOptions {
  /** Channels of the chosen devices, for new tracks. */
  readonly available: () => Promise<ChannelCounts>;
}

/** A file's name for the screen: without control characters, not longer than names may be. */
function nameOf(file: string): string {
  const name = path.basename(file).replaceAll(/\p{Cc}/gu, ' ');
  return name.slice(0, MAX_NAME_LENGTH);
}

function refusalOf(file: string, { code, message }: Failure): ImportRefusal {
  return { name: nameOf(file), code, message };
}

interface ProbedSound {
  /** `frames` at the session's rate when it was read. */
  readonly facts: Omit<BufferEntry, 'id' | 'name'>;
  /** At the file's own rate. */
  readonly fileFrames: Frames;
}

/** What a project keeps of a sound file. Never rejects. */
export async function probeSound(
  { conversions, project, folder }: ProbeOptions,
  file: string,
): Promise<Outcome<ProbedSound>> {
  const readable = await conversions.readable(file);
  if (!readable.ok) return readable;
  const { frames, sampleRate: sourceSampleRate, channels, format } = readable.value.info;
  // Read now: an empty session may have adopted another rate meanwhile.
  const { sampleRate } = project.project;
  const facts = {
    path: file,
    relativePath: relativePathOf(file, folder),
    content: null,
    usesCopy: false,
    channels,
    frames: resampledFrames(frames, sourceSampleRate, sampleRate),
    sourceSampleRate,
    format,
  };
  return success({ facts, fileFrames: frames });
}

interface ProbedBuffer {
  readonly entry: BufferEntry;
  readonly fileFrames: Frames;
}

/** The session's rate may have changed while other files were converted. */
function atRate({ entry, fileFrames }: ProbedBuffer, sampleRate: SampleRate): BufferEntry {
  return { ...entry, frames: resampledFrames(fileFrames, entry.sourceSampleRate, sampleRate) };
}

export class ImportService {
  readonly #options: ImportServiceOptions;

  constructor(options: ImportServiceOptions) {
    this.#options = options;
  }

  /** One edit. Files that cannot be used are listed in the report; the others are imported. */
  async importFiles(
    paths: readonly string[],
    placement: Placement | null,
  ): Promise<Outcome<ImportReport>> {
    const refusals: ImportRefusal[] = [];
    const files: string[] = [];
    for (const each of paths) {
      const found = await audioFiles(each);
      if (found.ok) files.push(...found.value);
      else refusals.push(refusalOf(each, found));
    }
    const { sampleRate: askedRate } = this.#options.project.project;
    const found: ProbedBuffer[] = [];
    for (let first = 0; first < files.length; first += PROBES_AT_ONCE) {
      const some = files.slice(first, first + PROBES_AT_ONCE);
      const probed = await Promise.all(some.map((file) => this.#probe(file)));
      for (const [index, entry] of probed.entries()) {
        if (entry.ok) found.push(entry.value);
        else refusals.push(refusalOf(some[index] ?? '', entry));
      }
    }
    const [first] = found;
    if (first === undefined) return success({ sourceIds: [], clipIds: [], refusals });
    const available = await this.#options.available();
    const { sampleRate } = this.#options.project.project;
    const buffers = found.map((each) => atRate(each, sampleRate));
    const placed =
      placement === null
        ? { tracks: [], clips: [] }
        : this.#place(
            buffers,
            {
              ...placement,
              startFrame: frameAfter(placement.startFrame, { from: askedRate, to: sampleRate }),
            },
            available,
            refusals,
          );
    const label =
      found.length === 1 ? `Import ${first.entry.name}` : `Import ${found.length} files`;
    return this.#commit(label, { buffers, ...placed }, refusals);
  }

  /** One edit: each file on a track of its own, at several places; refusals as `importFiles`. */
  async importArranged(
    files: readonly ArrangedFile[],
    label: string,
  ): Promise<Outcome<ImportReport>> {
    const refusals: ImportRefusal[] = [];
    const found: { probed: ProbedBuffer; startSeconds: readonly number[] }[] = [];
    for (const { path: file, startSeconds } of files) {
      const entry = await this.#probe(file);
      if (entry.ok) found.push({ probed: entry.value, startSeconds });
      else refusals.push(refusalOf(file, entry));
    }
    if (found.length === 0) return success({ sourceIds: [], clipIds: [], refusals });
    const available = await this.#options.available();
    const shelf = new Arrangement(this.#options.project.project, available, refusals);
    const { sampleRate } = this.#options.project.project;
    const placed = found.map(({ probed, startSeconds }) => ({
      buffer: atRate(probed, sampleRate),
      startSeconds,
    }));
    for (const { buffer, startSeconds } of placed) {
      const track = shelf.newTrack(buffer, buffer.name.replace(/\.\w+$/, ''));
      if (track === null) continue;
      for (const seconds of startSeconds) {
        shelf.put(buffer, track, framesFromSeconds(seconds, sampleRate));
      }
    }
    return this.#commit(label, { buffers: placed.map(({ buffer }) => buffer), ...shelf }, refusals);
  }

  #commit(
    label: string,
    added: {
      readonly buffers: readonly BufferEntry[];
      /** Below those that are there. */
      readonly tracks: readonly Track[];
      readonly clips: readonly Clip[];
    },
    refusals: readonly ImportRefusal[],
  ): Outcome<ImportReport> {
    const { buffers, tracks, clips } = added;
    const { project } = this.#options;
    const below = project.project.tracks.length;
    const inserted = tracks.map((track, index) => ({ index: below + index, track }));
    const edits: Edit[] = [
      { kind: 'insertBuffers', buffers },
      { kind: 'insertTracks', tracks: inserted },
      { kind: 'insertClips', clips },
    ];
    const applied = project.editOwn(label, { kind: 'batch', edits });
    if (!applied.ok) return applied;
    return success({
      sourceIds: buffers.map(({ id }) => id),
      clipIds: clips.map(({ id }) => id),
      refusals,
    });
  }

  async #probe(file: string): Promise<Outcome<ProbedBuffer>> {
    const found = await probeSound(this.#options, file);
    if (!found.ok) return found;
    const { facts, fileFrames } = found.value;
    const entry = { ...facts, id: randomUUID(), name: nameOf(file) };
    const refusal = checkSource(entry);
    if (refusal === null) return success({ entry, fileFrames });
    return failure(refusal.code, `“${entry.name}” cannot be used. ${refusal.message}`);
  }

  /** `stack`: one track each, downwards; `sequence`: one after another on one track. */
  #place(
    buffers: readonly BufferEntry[],
    placement: Placement,
    available: ChannelCounts,
    refusals: ImportRefusal[],
  ): Arrangement {
    const { project } = this.#options.project;
    const shelf = new Arrangement(project, available, refusals);
    const wanted = project.tracks.findIndex(({ id }) => id === placement.trackId);
    let row = wanted === -1 ? project.tracks.length : wanted;
    let startFrame: Frames = placement.startFrame;
    for (const buffer of buffers) {
      const track = shelf.track(row) ?? shelf.newTrack(buffer, null);
      if (track === null || !shelf.put(buffer, track, startFrame)) continue;
      if (placement.rule === 'stack') row += 1;
      else startFrame += buffer.frames;
    }
    return shelf;
  }
}

/** Tracks and clips to be added, item by item: what cannot be placed is refused and left out. */
class Arrangement {
  readonly tracks: Track[] = [];
  readonly clips: Clip[] = [];
  readonly #project: Project;
  readonly #available: ChannelCounts;
  readonly #refusals: ImportRefusal[];

  constructor(project: Project, available: ChannelCounts, refusals: ImportRefusal[]) {
    this.#project = project;
    this.#available = available;
    this.#refusals = refusals;
  }

  /** `row` counts from the top, new tracks below the others. */
  track(row: number): Track | undefined {
    const { tracks } = this.#project;
    return tracks[row] ?? this.tracks[row - tracks.length];
  }

  /** A track for this sound, or null, which is told. */
  newTrack(buffer: BufferEntry, name: string | null): Track | null {
    const all = [...this.#project.tracks, ...this.tracks];
    if (all.length >= MAX_TRACKS) {
      const sentence = `“${buffer.name}” has no place: a session can have at most ${MAX_TRACKS} tracks.`;
      this.#refuse(buffer, 'edit-too-many', sentence);
      return null;
    }
    const made = newTrack(all, randomUUID(), this.#available, buffer.channels);
    const track = name === null ? made : { ...made, name };
    // A sound that no clip can be made of leaves no empty track.
    if (this.#whyNot(buffer, track, 0) === null) this.tracks.push(track);
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

  #refuse({ name }: BufferEntry, code: ErrorCode, sentence: string): void {
    this.#refusals.push({ name, code, message: `${sentence} It is in the Library.` });
  }
}

/** The file itself, or the sound files of a folder. */
async function audioFiles(file: string): Promise<Outcome<readonly string[]>> {
  const name = nameOf(file);
  try {
    const found = await stat(file);
    if (found.isFile()) return success([file]);
    if (!found.isDirectory()) {
      return failure('file-unreadable', `“${name}” is not a file. Choose a sound file.`);
    }
    const entries = await readdir(file, { withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(file, entry.name))
      .filter(isSoundFile)
      .sort();
    if (files.length > 0) return success(files);
    return failure(
      'folder-without-audio',
      `“${name}” is a folder without sound files. Choose the files themselves.`,
    );
  } catch (error) {
    const { message } = failureOf(error);
    return failure('file-not-found', `“${name}” cannot be opened. ${message}`);
  }
}
