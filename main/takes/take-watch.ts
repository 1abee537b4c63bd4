/**
 * Watches the writers of takes: what goes wrong on the disk is told while it happens, with what is
 * safe, and the file of a take that failed is put right.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { TakeStatus } from '../../native/index.ts';
import type { Failure } from '../../preload/outcome.ts';
import type { Frames } from '../../preload/units.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import type { SessionFolder } from '../project/session-paths.ts';
import { cutText, type Recording } from './recording.ts';

/** The name of a take's file is looked up so often. */
const PLACE_MILLISECONDS = 250;
/** A file that was deleted is known to be that by then, and not moved. */
const MOVED_MILLISECONDS = 750;
/** More than this in memory, and the disk is too slow. */
const SLOW_SECONDS = 5;

export interface TakeWatchOptions {
  readonly native: NativeMixer;
  readonly notices: Notices;
  readonly folder: SessionFolder;
  readonly reserve: DiskReserve;
}

interface TakeEnd {
  /** In the file and counted by its header. */
  readonly frames: Frames;
  /** False: the next start repairs the file. */
  readonly isRepaired: boolean;
}

interface Told {
  failure?: boolean;
  removed?: boolean;
  cut?: boolean;
  moved?: boolean;
  slow?: boolean;
  /** Its writer has ended, and may be gone. */
  over?: boolean;
  /** Milliseconds of the monotonic clock. */
  placeLookedAt?: number;
  /** Since when another or no file has the name of the take's. */
  awaySince?: number | null;
}

export class TakeWatch {
  readonly #options: TakeWatchOptions;
  readonly #endNow: (recording: Recording, why: Failure) => void;
  readonly #told = new WeakMap<Recording, Told>();
  /** The folder is made by one after the other, so that takes are told of in their order. */
  #making: Promise<void> = Promise.resolve();

  /** @param endNow ends a recording whose writer has failed; called once for each */
  constructor(options: TakeWatchOptions, endNow: (recording: Recording, why: Failure) => void) {
    this.#options = options;
    this.#endNow = endNow;
  }

  look(recording: Recording): void {
    const status = recording.writer.status();
    const told = this.#toldOf(recording);
    if (status.failure !== null && told.failure !== true) {
      this.#tellFailure(recording, status);
      this.#endNow(recording, status.failure);
    }
    if (status.cutFrames > 0 && told.cut !== true) {
      told.cut = true;
      this.#options.notices.error(`${cutText(recording.record, status)} The take goes on.`);
    }
    if (status.wasRemoved && told.removed !== true) {
      told.removed = true;
      this.#making = this.#making.then(() => this.#makeFolder(recording));
    }
    void this.#lookAtPlace(recording, told);
    const { sampleRate, name } = recording.record;
    const waiting = recording.waitingFrames / sampleRate;
    if (waiting > SLOW_SECONDS && told.slow !== true && status.failure === null) {
      told.slow = true;
      this.#options.notices.warn(
        `The disk is slow: ${waiting.toFixed(0)} s of “${name}” wait in memory, which has room for 20 s. Close what else uses the disk.`,
      );
    }
  }

  /** A file that was moved or renamed is written on where it is; nothing of it is lost. */
  async #lookAtPlace(recording: Recording, told: Told): Promise<void> {
    const now = performance.now();
    if (told.moved === true || now - (told.placeLookedAt ?? 0) < PLACE_MILLISECONDS) return;
    told.placeLookedAt = now;
    const place = await recording.filePlace();
    if (told.over === true) return;
    if (place === 'own' || place === 'unknown') told.awaySince = null;
    else told.awaySince ??= now;
    const { wasRemoved, state } = recording.writer.status();
    const isAway = now - (told.awaySince ?? now) >= MOVED_MILLISECONDS;
    if (!isAway || wasRemoved || state !== 'writing') return;
    told.moved = true;
    const { name, file } = recording.record;
    this.#options.notices.error(
      `The file of “${name}” was moved or renamed while it is recorded. The take goes on in it; put it back as ${file} before you stop, or find it afterwards with Find… in the Library.`,
    );
  }

  /** Before the take is closed: a file that another program put in its place, or in that of its folder, is
   * kept under another name, so that a take whose file was deleted can be put back. */
  async makeRoom(recording: Recording): Promise<void> {
    const place = await recording.filePlace();
    const { notices } = this.#options;
    if (place === 'missing') {
      await this.#restoreFolder().catch((error: unknown) => {
        notices.record('making the folder of takes again', error);
      });
    }
    if (place !== 'other') return;
    const { name, file } = recording.record;
    const other = `${file}.other-${randomUUID().slice(0, 8)}`;
    try {
      await rename(recording.path, path.join(path.dirname(recording.path), other));
      notices.warn(
        `Another program put a file in the place of “${name}”. That file is kept as ${other}.`,
      );
    } catch (error) {
      notices.record(`making room for ${file}`, error);
    }
  }

  /** The writer has ended: puts the file of a failed take right, as far as the disk lets it. */
  async settle(recording: Recording, status: TakeStatus): Promise<TakeEnd> {
    this.#toldOf(recording).over = true;
    if (status.failure === null) return { frames: status.frames, isRepaired: true };
    this.#tellFailure(recording, status);
    if (status.frames === 0) return { frames: 0, isRepaired: true };
    const { native, folder, notices, reserve } = this.#options;
    if (status.failure.code === 'disk-full') await reserve.release('first');
    try {
      const file = path.join(folder.takes, recording.record.file);
      const { frames } = await native.recoverTake(file, { cues: recording.cues });
      return { frames, isRepaired: true };
    } catch (error) {
      notices.record(`repairing ${recording.record.file}`, error);
      return { frames: status.frames, isRepaired: false };
    }
  }

  #tellFailure(recording: Recording, status: TakeStatus): void {
    const told = this.#toldOf(recording);
    if (told.failure === true || status.failure === null) return;
    told.failure = true;
    const { name } = recording.record;
    const safe = safeWords(recording, status);
    this.#options.notices.error(`“${name}” ended early. ${status.failure.message} ${safe}`);
  }

  /** A file or a link in its place is kept under another name. Rejects with the system's error. */
  async #restoreFolder(): Promise<void> {
    const { folder, notices } = this.#options;
    const { takes } = folder;
    const found = await lstat(takes).catch(() => null);
    if (found !== null && !found.isDirectory()) {
      const other = `${takes}.other-${randomUUID().slice(0, 8)}`;
      await rename(takes, other);
      notices.warn(
        `Something else was put in the place of the folder ${takes}. It is kept as ${path.basename(other)}, and the folder was made again.`,
      );
    }
    await mkdir(takes, { recursive: true });
  }

  /** Without its folder the take cannot be put back at its end. */
  async #makeFolder(recording: Recording): Promise<void> {
    const { folder, notices } = this.#options;
    const { name } = recording.record;
    try {
      await this.#restoreFolder();
      notices.error(
        `The file of “${name}” was deleted while it is recorded. The take goes on and is put back when it ends; do not end RtMixer before.`,
      );
    } catch (error) {
      notices.error(
        `The file of “${name}” was deleted, and its folder ${folder.takes} cannot be made again: ${failureOf(error).message} Make the folder before you stop, or the take is lost.`,
      );
    }
  }

  #toldOf(recording: Recording): Told {
    const told = this.#told.get(recording) ?? {};
    this.#told.set(recording, told);
    return told;
  }
}

function safeWords({ record }: Recording, { frames, safeFrames }: TakeStatus): string {
  const seconds = (count: Frames) => (count / record.sampleRate).toFixed(1);
  if (frames === 0) return 'Nothing of it could be kept.';
  if (safeFrames === frames) return `The ${seconds(frames)} s before are safe in ${record.file}.`;
  return `${seconds(safeFrames)} s are safe in ${record.file}; whether all of its ${seconds(frames)} s are on the disk is not certain.`;
}
