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
import { type BufferEntry, type Clip, MAX_NAME_LENGTH, type Track } from '../../preload/project.ts';
import { type Frames, framesFromSeconds } from '../../preload/units.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { ProjectService } from '../project/project-service.ts';
import { refuseChannels } from './voices.ts';

/** Of the files that are imported from a folder. */
const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  'wav wave rf64 w64 caf aif aiff aifc flac ogg oga opus mp3 au snd'
    .split(' ')
    .map((extension) => `.${extension}`),
);
/** Headers that are read at the same time. */
const PROBES_AT_ONCE = 4;

type ImportRefusal = ImportReport['refusals'][number];

export interface ArrangedFile {
  readonly path: string;
  readonly startSeconds: readonly number[];
}

export interface ImportServiceOptions {
  readonly native: NativeMixer;
  readonly project: ProjectService;
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

/** What a project keeps of a sound file. Rejects with coded errors. */
export async function probeSound(
  native: NativeMixer,
  project: ProjectService,
  file: string,
): Promise<Omit<BufferEntry, 'id' | 'name'>> {
  const { frames, sampleRate: sourceSampleRate, channels, format } = await native.probeFile(file);
  // Read now: an empty session may have adopted another rate meanwhile.
  const resampled = Math.round((frames * project.project.sampleRate) / sourceSampleRate);
  return { path: file, channels, frames: resampled, sourceSampleRate, format };
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
    const buffers: BufferEntry[] = [];
    for (let first = 0; first < files.length; first += PROBES_AT_ONCE) {
      const some = files.slice(first, first + PROBES_AT_ONCE);
      const probed = await Promise.all(some.map((file) => this.#probe(file)));
      for (const [index, entry] of probed.entries()) {
        if (entry.ok) buffers.push(entry.value);
        else refusals.push(refusalOf(some[index] ?? '', entry));
      }
    }
    const [first] = buffers;
    if (first === undefined) return success({ sourceIds: [], clipIds: [], refusals });
    const placed =
      placement === null
        ? { tracks: [], clips: [] }
        : this.#place(buffers, placement, await this.#options.available(), refusals);
    const label = buffers.length === 1 ? `Import ${first.name}` : `Import ${buffers.length} files`;
    return this.#commit(label, { buffers, ...placed }, refusals);
  }

  /** One edit: each file on a track of its own, at several places. All files or none. */
  async importArranged(
    files: readonly ArrangedFile[],
    label: string,
  ): Promise<Outcome<ImportReport>> {
    const { sampleRate, tracks: before } = this.#options.project.project;
    const buffers: BufferEntry[] = [];
    const available = await this.#options.available();
    const tracks: Track[] = [];
    const clips: Clip[] = [];
    for (const { path: file, startSeconds } of files) {
      const probed = await this.#probe(file);
      if (!probed.ok) return probed;
      const buffer = probed.value;
      const made = newTrack([...before, ...tracks], randomUUID(), available, buffer.channels);
      const track = { ...made, name: buffer.name.replace(/\.\w+$/, '') };
      buffers.push(buffer);
      tracks.push(track);
      for (const seconds of startSeconds) {
        const startFrame = framesFromSeconds(seconds, sampleRate);
        const clip = newClip(buffer, randomUUID(), track.id, startFrame);
        if (clip !== null) clips.push(clip);
      }
    }
    return this.#commit(label, { buffers, tracks, clips }, []);
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

  async #probe(file: string): Promise<Outcome<BufferEntry>> {
    try {
      const { native, project } = this.#options;
      const found = await probeSound(native, project, file);
      return success({ ...found, id: randomUUID(), name: nameOf(file) });
    } catch (error) {
      return failureOf(error);
    }
  }

  /** `stack`: one track each, downwards; `sequence`: one after another on one track. */
  #place(
    buffers: readonly BufferEntry[],
    placement: Placement,
    available: ChannelCounts,
    refusals: ImportRefusal[],
  ): { tracks: Track[]; clips: Clip[] } {
    const { project } = this.#options.project;
    const all = [...project.tracks];
    const clips: Clip[] = [];
    const wanted = all.findIndex(({ id }) => id === placement.trackId);
    let row = wanted === -1 ? all.length : wanted;
    let startFrame: Frames = placement.startFrame;
    const refuse = ({ name }: BufferEntry, code: ErrorCode, message: string) =>
      refusals.push({ name, code, message: `${message} It is in the Library.` });
    for (const buffer of buffers) {
      let track = all[row];
      if (track === undefined) {
        track = newTrack(all, randomUUID(), available, buffer.channels);
        all.push(track);
      }
      const clip = newClip(buffer, randomUUID(), track.id, startFrame);
      const refusal = refuseChannels(buffer.name, buffer.channels, track);
      if (clip === null) {
        refuse(buffer, 'file-empty', `“${buffer.name}” is shorter than a frame of the session.`);
        continue;
      }
      if (refusal !== null) {
        refuse(buffer, 'channels-refused', refusal);
        continue;
      }
      clips.push(clip);
      if (placement.rule === 'stack') row += 1;
      else startFrame += buffer.frames;
    }
    return { tracks: all.slice(project.tracks.length), clips };
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
      .filter((inside) => AUDIO_EXTENSIONS.has(path.extname(inside).toLowerCase()))
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
