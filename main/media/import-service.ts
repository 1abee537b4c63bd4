/**
 * Import of sound files: into the Library and, with a placement, onto the timeline. A clip is there
 * as soon as the header of its file is read; its peaks follow.
 */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ImportReport, Placement } from '../../preload/contract.ts';
import type { Edit } from '../../preload/edits.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { framesFromSeconds } from '../../preload/units.ts';
import { failureOf } from '../failure-of.ts';
import { Arrangement } from './arrangement.ts';
import {
  atRate,
  ImportDrop,
  type ImportDropOptions,
  type ImportRefusal,
  nameOf,
  type ProbedBuffer,
  probedBuffer,
  refusalOf,
} from './import-drop.ts';
import { isSoundFile } from './sound-extensions.ts';

export interface ArrangedFile {
  readonly path: string;
  readonly startSeconds: readonly number[];
}

export class ImportService {
  readonly #options: ImportDropOptions;
  readonly #drops = new Set<ImportDrop>();
  /** Those of the drops that bring clips. */
  readonly #placing = new Set<Promise<unknown>>();

  constructor(options: ImportDropOptions) {
    this.#options = options;
    options.project.onChange(() => {
      for (const drop of this.#drops) if (drop.isUndone) drop.cancel();
    });
  }

  /** Resolves when no file that was dropped on the timeline is waited for any more; null = none is. */
  get arriving(): Promise<void> | null {
    if (this.#placing.size === 0) return null;
    return Promise.allSettled(this.#placing).then(() => undefined);
  }

  /** Resolves when nothing of it is waited for any more. One step for undo. Files that cannot be used
   * are listed in the report; the others are imported. */
  async importFiles(
    paths: readonly string[],
    placement: Placement | null,
  ): Promise<Outcome<ImportReport>> {
    const imported = this.#importAll(paths, placement);
    if (placement === null) return imported;
    this.#placing.add(imported);
    return imported.finally(() => this.#placing.delete(imported));
  }

  async #importAll(
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
    const drop = new ImportDrop(this.#options, files, placement, refusals);
    this.#drops.add(drop);
    return drop.run().finally(() => this.#drops.delete(drop));
  }

  /** One edit: each file on a track of its own, at several places; refusals as `importFiles`. */
  async importArranged(
    files: readonly ArrangedFile[],
    label: string,
  ): Promise<Outcome<ImportReport>> {
    const { project, available, conversions } = this.#options;
    const refusals: ImportRefusal[] = [];
    const found: { probed: ProbedBuffer; startSeconds: readonly number[] }[] = [];
    for (const { path: file, startSeconds } of files) {
      const readable = await conversions.probe(file, new AbortController().signal);
      const probed = readable.ok
        ? probedBuffer(this.#options, file, readable.value.info)
        : readable;
      if (probed.ok) found.push({ probed: probed.value, startSeconds });
      else refusals.push(refusalOf(file, probed));
    }
    if (found.length === 0) return success({ sourceIds: [], clipIds: [], refusals });
    const channels = await available();
    const { sampleRate } = project.project;
    const shelf = new Arrangement(project.project, channels, ({ name }, why) =>
      refusals.push(refusalOf(name, why)),
    );
    const buffers = found.map(({ probed }) => atRate(probed, sampleRate));
    for (const [index, buffer] of buffers.entries()) {
      const track = shelf.newTrack(buffer);
      if (track === null) continue;
      for (const seconds of found[index]?.startSeconds ?? []) {
        shelf.put(buffer, track, framesFromSeconds(seconds, sampleRate));
      }
    }
    const { tracks, clips } = shelf;
    const edits: Edit[] = [
      { kind: 'insertBuffers', buffers },
      { kind: 'insertTracks', tracks },
      { kind: 'insertClips', clips },
    ];
    const applied = project.editOwn(label, { kind: 'batch', edits });
    if (!applied.ok) return applied;
    const ids = (parts: readonly { readonly id: string }[]) => parts.map(({ id }) => id);
    return success({ sourceIds: ids(buffers), clipIds: ids(clips), refusals });
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
