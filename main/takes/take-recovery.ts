/**
 * After a crash: takes that were being recorded, and unlisted files, are repaired and offered
 * again, on the timeline where they sounded when that is known.
 */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { newTrack } from '../../preload/builders.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Project, Take } from '../../preload/project.ts';
import type { Frames } from '../../preload/units.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { SessionFolder } from '../project/session-folder.ts';
import { takeEdits } from './take-edits.ts';
import type { TakeJournal, TakeRecord } from './take-journal.ts';

export interface RecoveryOptions {
  readonly native: NativeMixer;
  readonly folder: SessionFolder;
  readonly journal: TakeJournal;
  readonly project: ProjectService;
  readonly notices: Notices;
  /** No session.json was read: takes that were finished are offered, too. */
  readonly isNewSession: boolean;
  /** Resolves when the session is on the disk; false = it could not be written. */
  readonly saveSession: () => Promise<boolean>;
}

/** What no later start can repair either. */
const HOPELESS_CODES: ReadonlySet<string> = new Set([
  'file-not-audio',
  'file-empty',
  'file-not-found',
]);

interface LostTake {
  readonly file: string;
  /** What the journal knows of it. */
  readonly record: TakeRecord | undefined;
}

/** Files that belong to no take of the project, with what the journal knows of them. */
async function lostTakes(options: RecoveryOptions): Promise<LostTake[]> {
  const { folder, journal, project, isNewSession } = options;
  const files = await readdir(folder.takes).catch(() => []);
  const known = new Set(project.project.takes.map(({ file }) => file));
  const records = new Map(journal.records.map((record) => [record.file, record]));
  return files
    .filter((file) => file.toLowerCase().endsWith('.wav') && !known.has(file))
    .sort()
    .map((file) => ({ file, record: records.get(file) }))
    .filter(({ record }) => isNewSession || record?.state !== 'finished');
}

/** Gives the number of takes that came back. Never rejects: a broken file is told and left alone. */
export async function recoverTakes(options: RecoveryOptions): Promise<number> {
  let count = 0;
  const settled: TakeRecord[] = [];
  for (const lost of await lostTakes(options)) {
    const recovered = await recoverTake(options, lost);
    if (recovered === 'offered') count += 1;
    if (recovered !== 'try-again') settled.push({ ...recordOf(lost), state: 'finished' });
  }
  if (settled.length > 0 && (await options.saveSession())) await options.journal.write(settled);
  return count;
}

async function recoverTake(
  options: RecoveryOptions,
  { file, record }: LostTake,
): Promise<'offered' | 'left-alone' | 'try-again'> {
  const { native, folder, notices } = options;
  const whole = path.join(folder.takes, file);
  try {
    const { frames, recoveredFrames } = await native.recoverTake(whole);
    if (frames === 0) {
      notices.warn(`The take ${file} holds no sound; it was interrupted before its first second.`);
      return 'left-alone';
    }
    const info = await native.probeFile(whole);
    const found = { frames, recoveredFrames, ...pick(info), file, record };
    return offer(options, found) ? 'offered' : 'try-again';
  } catch (error) {
    const { code, message } = failureOf(error);
    notices.error(
      `The take ${file} could not be repaired: ${message} It stays in the folder takes.`,
    );
    return HOPELESS_CODES.has(code) ? 'left-alone' : 'try-again';
  }
}

/** Of a file that nobody knew, too: once offered it is the person's to keep or to remove. */
function recordOf({ file, record }: LostTake): TakeRecord {
  if (record !== undefined) return record;
  return {
    file,
    takeId: randomUUID(),
    name: nameOf(file),
    trackId: '',
    startFrame: 0,
    channels: 1,
    sampleRate: 1,
    state: 'finished',
  };
}

function nameOf(file: string): string {
  return file.replace(/\.wav$/i, '');
}

function pick({ channels, sampleRate }: { channels: number; sampleRate: number }) {
  return { channels, sampleRate };
}

interface FoundTake {
  readonly file: string;
  readonly frames: Frames;
  readonly recoveredFrames: Frames;
  readonly channels: number;
  readonly sampleRate: number;
  readonly record: TakeRecord | undefined;
}

function offer(options: RecoveryOptions, found: FoundTake): boolean {
  const { project, notices } = options;
  const { record } = found;
  const track = trackOf(project.project, record);
  const take: Take = {
    id: record?.takeId ?? randomUUID(),
    name: record?.name ?? nameOf(found.file),
    file: found.file,
    channels: found.channels,
    frames: found.frames,
    sampleRate: found.sampleRate,
    trackId: record?.trackId ?? null,
    recoveredFrames: found.recoveredFrames,
    account: null,
  };
  const { own, undoable } = takeEdits(take, track?.trackId ?? null, record?.startFrame ?? 0);
  const added: Edit = { kind: 'batch', edits: [...(track?.edits ?? []), ...undoable] };
  const inserted = project.applyOwn(own);
  if (!inserted.ok) {
    notices.error(`The take ${found.file} could not be offered: ${inserted.message}`);
    return false;
  }
  const label = `Recover ${take.name}`;
  if (added.edits.length > 0) project.edit({ editId: null, label, mergeKey: null, edit: added });
  const seconds = (found.frames / found.sampleRate).toFixed(1);
  notices.warn(
    `The program ended while “${take.name}” was being recorded. ${seconds} s of it were saved; it is in Takes.`,
  );
  return true;
}

/** The track it was recorded on; a new one where that was lost with the session. */
function trackOf(
  project: Project,
  record: TakeRecord | undefined,
): { readonly trackId: string; readonly edits: readonly Edit[] } | null {
  if (record === undefined) return null;
  if (project.tracks.some(({ id }) => id === record.trackId)) {
    return { trackId: record.trackId, edits: [] };
  }
  // No device is open yet, and the microphone of the crashed run may be gone.
  const unknown = { inputChannels: 0, outputChannels: 0 };
  const track = newTrack(project.tracks, record.trackId, unknown);
  const insert: Edit = {
    kind: 'insertTracks',
    tracks: [{ index: project.tracks.length, track }],
  };
  return { trackId: track.id, edits: [insert] };
}
