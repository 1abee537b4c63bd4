/**
 * After a crash: takes that were being recorded, and unlisted files, are repaired and offered
 * again, on the timeline where they sounded when that is known.
 */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { CuePoint } from '../../native/index.ts';
import { newTrack } from '../../preload/builders.ts';
import type { Edit } from '../../preload/edits.ts';
import type { ChannelCounts } from '../../preload/engine.ts';
import type { Project, Take } from '../../preload/project.ts';
import { frameAfter } from '../../preload/rate-change.ts';
import { type Frames, resampledFrames, type SampleRate } from '../../preload/units.ts';
import { failureOf } from '../failure-of.ts';
import type { TakeRecord } from '../project/take-records.ts';
import { cueOf } from './recording.ts';
import { takeEdits } from './take-edits.ts';
import type { TakeServiceOptions } from './take-service.ts';

export interface RecoveryOptions
  extends Pick<
    TakeServiceOptions,
    'native' | 'folder' | 'journal' | 'project' | 'notices' | 'saveSession'
  > {
  /** False = the session file was missing or damaged: takes that were finished are offered, too. */
  readonly isWholeSession: boolean;
  /** Channels of the devices that are going to be opened, for new tracks. */
  readonly available: () => Promise<ChannelCounts>;
}

/** Of files that no later start can repair. */
const UNREPAIRABLE_CODES: ReadonlySet<string> = new Set([
  'file-not-audio',
  'file-unsupported',
  'file-damaged',
  'file-empty',
  'file-not-found',
]);

interface LostTake {
  readonly file: string;
  /** From the journal. */
  readonly record: TakeRecord | undefined;
}

/** Files that belong to no take of the project, with their records of the journal. */
async function lostTakes(options: RecoveryOptions): Promise<LostTake[]> {
  const { folder, journal, project, isWholeSession } = options;
  const entries = await readdir(folder.takes, { withFileTypes: true }).catch(() => []);
  // A link, which may lead out of the folder, or a pipe is nobody's take.
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const known = new Set(project.project.takes.map(({ file }) => file));
  const records = new Map(journal.records.map((record) => [record.file, record]));
  return files
    .filter((file) => file.toLowerCase().endsWith('.wav') && !known.has(file))
    .sort()
    .map((file) => ({ file, record: records.get(file) }))
    .filter(({ record }) => !isWholeSession || record?.state !== 'finished');
}

/** Never rejects: a file that cannot be repaired stays as it is, with a notice. */
export async function recoverTakes(options: RecoveryOptions): Promise<void> {
  await repairKnown(options);
  const settled: TakeRecord[] = [];
  for (const lost of await lostTakes(options)) {
    if (await recoverTake(options, lost)) settled.push(recordOf(lost));
  }
  if (settled.length === 0) return;
  options.journal.end(settled);
  await options.saveSession();
}

/** Takes of the session whose file could not be put right when they ended. */
async function repairKnown(options: RecoveryOptions): Promise<void> {
  const { native, folder, journal, project, notices } = options;
  const known = new Set(project.project.takes.map(({ file }) => file));
  const open = journal.records.filter(
    ({ file, state }) => state === 'recording' && known.has(file),
  );
  for (const record of open) {
    try {
      await native.recoverTake(path.join(folder.takes, record.file), { cues: cuesOf(record) });
    } catch (error) {
      const { code, message } = failureOf(error);
      notices.record(`repairing ${record.file}`, error);
      if (!UNREPAIRABLE_CODES.has(code)) {
        notices.error(`“${record.name}” could not be repaired: ${message}`);
        continue;
      }
    }
    journal.end([record]);
  }
}

/** False = the next start tries again. */
async function recoverTake(options: RecoveryOptions, { file, record }: LostTake): Promise<boolean> {
  const { native, folder, notices } = options;
  const whole = path.join(folder.takes, file);
  try {
    const { frames, recoveredFrames } = await native.recoverTake(whole, { cues: cuesOf(record) });
    if (frames === 0) {
      notices.warn(`The take ${file} holds no sound; it was interrupted before its first second.`);
      return true;
    }
    const { channels, sampleRate } = await native.probeFile(whole);
    const found = { file, frames, recoveredFrames, channels, sampleRate };
    return await offer(options, found, record);
  } catch (error) {
    const { code, message } = failureOf(error);
    notices.error(
      `The take ${file} could not be repaired: ${message} It stays in the folder takes.`,
    );
    return UNREPAIRABLE_CODES.has(code);
  }
}

/** Made up for a file without one, so that it is offered once only. */
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
    dropouts: [],
  };
}

function cuesOf(record: TakeRecord | undefined): readonly CuePoint[] {
  return (record?.dropouts ?? []).map((dropout) => cueOf(dropout));
}

function nameOf(file: string): string {
  return file.replace(/\.wav$/i, '');
}

type FoundTake = Pick<Take, 'file' | 'frames' | 'recoveredFrames' | 'channels' | 'sampleRate'>;

async function offer(
  options: RecoveryOptions,
  found: FoundTake,
  record: TakeRecord | undefined,
): Promise<boolean> {
  const { project, notices } = options;
  const track = trackOf(project.project, record, found.channels, await options.available());
  const { sampleRate } = project.project;
  const take: Take = {
    ...found,
    frames: resampledFrames(found.frames, found.sampleRate, sampleRate),
    id: record?.takeId ?? randomUUID(),
    name: record?.name ?? nameOf(found.file),
    trackId: record?.trackId ?? null,
    content: null,
    dropouts: record?.dropouts ?? [],
    dropoutCount: record?.dropouts.length ?? 0,
    account: null,
  };
  const { own, undoable } = takeEdits(take, track?.trackId ?? null, startOf(record, sampleRate));
  const edits = [...(track?.edits ?? []), ...undoable];
  const inserted = project.applyOwn(own);
  if (!inserted.ok) {
    notices.error(`The take ${found.file} could not be offered: ${inserted.message}`);
    return false;
  }
  if (edits.length > 0) {
    const placed = project.editOwn(`Recover ${take.name}`, { kind: 'batch', edits });
    if (!placed.ok) {
      const sentence = `“${take.name}” is in Takes, but not on the timeline: ${placed.message}`;
      notices.tellOf({ sourceId: take.id }, 'error', sentence);
    }
  }
  const seconds = (found.frames / found.sampleRate).toFixed(1);
  notices.tellOf(
    { sourceId: take.id },
    'warning',
    record?.state === 'recording'
      ? `The program ended while “${take.name}” was being recorded. ${seconds} s of it were saved; it is in Takes.`
      : `“${take.name}” (${seconds} s) was not in the session. It is in Takes.`,
  );
  return true;
}

/** Where it sounded, in frames of the session, whose rate may be another one than when it was lost. */
function startOf(record: TakeRecord | undefined, to: SampleRate): Frames {
  if (record === undefined) return 0;
  return frameAfter(record.startFrame, { from: record.sampleRate, to });
}

/** The track it was recorded on; a new one where that was lost with the session. */
function trackOf(
  project: Project,
  record: TakeRecord | undefined,
  takeChannels: number,
  available: ChannelCounts,
): { readonly trackId: string; readonly edits: readonly Edit[] } | null {
  if (record === undefined) return null;
  if (project.tracks.some(({ id }) => id === record.trackId)) {
    return { trackId: record.trackId, edits: [] };
  }
  const track = newTrack(project.tracks, record.trackId, available, takeChannels);
  const insert: Edit = {
    kind: 'insertTracks',
    tracks: [{ index: project.tracks.length, track }],
  };
  return { trackId: track.id, edits: [insert] };
}
