/**
 * Relink: a buffer gets another file, or a take's file is put back. No clip is dropped or cut: what
 * the new file lacks is silence, and the clips concerned are named.
 */
import { constants, copyFile, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { BufferEntry, Clip, Project, Take } from '../../preload/project.ts';
import { counted, groupedFigure as figure } from '../../preload/units.ts';
import { failureOf } from '../failure-of.ts';
import type { Notices } from '../notices.ts';
import type { SessionFolder } from '../project/session-paths.ts';
import { factsOf, type ProbeOptions, releaseOpened } from './probed-sound.ts';
import { refuseChannels } from './routing.ts';

/** Clips that one sentence names. */
const NAMED_CLIPS = 5;

export interface RelinkOptions extends ProbeOptions {
  readonly notices: Pick<Notices, 'tellOf'>;
  readonly folder: Pick<SessionFolder, 'root' | 'takes'>;
}

/** Whether a file can be chosen for this sound: known before anybody is asked for one. */
export async function canRelink(
  { project, folder }: Pick<RelinkOptions, 'project' | 'folder'>,
  sourceId: string,
): Promise<Outcome<null>> {
  const { buffers, takes } = project.project;
  const take = takes.find(({ id }) => id === sourceId);
  if (take === undefined) {
    return buffers.some(({ id }) => id === sourceId) ? success(null) : GONE;
  }
  const isThere = await lstat(path.join(folder.takes, take.file)).then(
    () => true,
    () => false,
  );
  return isThere ? stillThere(take, folder) : success(null);
}

/** One edit that can be undone; of a take no edit. Codes: `source-unknown`, those of `failureOf`. */
export async function relinkBuffer(
  options: RelinkOptions,
  sourceId: string,
  file: string,
): Promise<Outcome<null>> {
  const { project, notices } = options;
  const take = project.project.takes.find(({ id }) => id === sourceId);
  if (take !== undefined) return putBack(options, take, file);
  const isThere = () => project.project.buffers.find(({ id }) => id === sourceId);
  if (isThere() === undefined) return GONE;
  const { signal } = new AbortController();
  const readable = await options.conversions.readable(file, signal);
  const buffer = isThere();
  if (!readable.ok) return buffer === undefined ? GONE : readable;
  const patch = factsOf(options, file, readable.value.info).facts;
  const edit = { kind: 'patchBuffer', bufferId: sourceId, patch } as const;
  const applied = buffer === undefined ? GONE : project.editOwn(`Relink ${buffer.name}`, edit);
  releaseOpened(options, readable.value, applied.ok ? [sourceId] : []);
  if (buffer === undefined || !applied.ok) return applied.ok ? GONE : applied;
  for (const sentence of concerned(project.project, { ...buffer, ...patch }, buffer)) {
    notices.tellOf({ sourceId }, 'warning', `${sentence} Undo takes the relink back.`);
  }
  return success(null);
}

/** A take's file lies in the session: the chosen one is copied to its place, never over another. */
async function putBack(
  { conversions, folder }: RelinkOptions,
  take: Take,
  file: string,
): Promise<Outcome<null>> {
  const readable = await conversions.readable(file, new AbortController().signal);
  if (!readable.ok) return readable;
  readable.value.release();
  try {
    await mkdir(folder.takes, { recursive: true });
    await copyFile(file, path.join(folder.takes, take.file), constants.COPYFILE_EXCL);
    return success(null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return failureOf(error);
    return stillThere(take, folder);
  }
}

function stillThere({ file, name }: Take, { takes }: Pick<SessionFolder, 'takes'>) {
  return failure(
    'file-system',
    `The file ${file} of “${name}” is still in ${takes}. Move it away first.`,
  );
}

const GONE = failure('source-unknown', 'That sound is no longer in the session.');

/** One sentence for the clips that the new file is too short for, one for those it is too wide for. */
function concerned(
  { clips, tracks }: Project,
  { id, name, frames, channels }: BufferEntry,
  before: BufferEntry,
): readonly string[] {
  const own = clips.filter(({ sourceId }) => sourceId === id);
  const isCut = (clip: Clip) => clip.offsetFrames + clip.lengthFrames > frames;
  const short = frames < before.frames ? own.filter(isCut) : [];
  const silent = own.filter((clip) => {
    const track = tracks.find((each) => each.id === clip.trackId);
    if (track === undefined) return false;
    const outputChannels = clip.channels ?? track.outputChannels;
    return refuseChannels(name, channels, { name: track.name, outputChannels }) !== null;
  });
  const sentences: string[] = [];
  if (short.length > 0) {
    sentences.push(
      `The new file of “${name}” has ${counted(frames, 'frame')} instead of ${figure(before.frames)}: what it lacks is silent in ${namesOf(short)}.`,
    );
  }
  if (silent.length > 0) {
    sentences.push(
      `The new file of “${name}” has ${counted(channels, 'channel')}, more than there are outputs for ${namesOf(silent)}. Give the track more outputs in its header.`,
    );
  }
  return sentences;
}

/** `“a”, “b” and 3 more clips`. */
export function namesOf(clips: readonly Pick<Clip, 'name'>[]): string {
  const named = clips.slice(0, NAMED_CLIPS).map(({ name }) => `“${name}”`);
  const more = clips.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${counted(more, 'more clip')}`;
  const last = named.pop() ?? '';
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}
