/**
 * What a person may choose for a sound whose file is not what it was: adapt to the file, or play the
 * kept decoded copy. Each is an edit that can be undone; no clip is dropped.
 */
import type { Edit } from '../../preload/edits.ts';
import type { FoundFile, MediaStatus } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import { type Clip, type FileContent, findSource, type Project } from '../../preload/project.ts';
import {
  canAdapt,
  cutShortText,
  differencesOf,
  differenceTexts,
  missingFrames,
  unreadText,
} from '../../preload/sound-file.ts';
import type { Frames } from '../../preload/units.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { MediaService } from './media-service.ts';
import { namesOf } from './relink.ts';

export interface AdaptingOptions {
  readonly project: ProjectService;
  readonly media: Pick<MediaService, 'statusOf'>;
  readonly notices: Pick<Notices, 'info' | 'tellOf'>;
}

const GONE = failure('source-unknown', 'That sound is no longer in the session.');

/** The content of a file that was not known before. */
export function contentEdit(sourceId: string, isTake: boolean, content: FileContent): Edit {
  return isTake
    ? { kind: 'patchTakeFile', takeId: sourceId, patch: { content } }
    : { kind: 'patchBuffer', bufferId: sourceId, patch: { content } };
}

/** For people: what differs, and where the choice is; null = nothing does. */
export function differenceSentence(project: Project, status: MediaStatus): string | null {
  const sound = findSource(project, status.sourceId);
  if (sound === undefined) return null;
  if (!canAdapt(differencesOf(sound, status))) {
    const text = cutShortText(status) ?? unreadText(status);
    return text === null ? null : `“${sound.name}” is ${text}.`;
  }
  const texts = differenceTexts(sound, status).join(', ');
  return `“${sound.name}” is not what it was: ${texts}. Select it in the Library: the Inspector has the choice.`;
}

/**
 * The session takes the file as it is now. `clips`: those that reach beyond its end are kept, with
 * silence there, or shortened; one with nothing left is kept in either case, and named. Codes:
 * `source-unknown`, `source-unplayable` (there is no file that differs).
 */
export function adaptSound(
  { project, media, notices }: AdaptingOptions,
  sourceId: string,
  clips: 'keep' | 'shorten',
): Outcome<null> {
  const sound = findSource(project.project, sourceId);
  const status = media.statusOf(sourceId);
  if (sound === undefined || status === undefined) return GONE;
  const { found } = status;
  if (found === null || !canAdapt(differencesOf(sound, status))) {
    const sentence = `There is nothing to adapt “${sound.name}” to. Find its file first.`;
    return failure('source-unplayable', sentence);
  }
  const short = project.project.clips.filter(
    (clip) => clip.sourceId === sourceId && missingFrames(clip, found.frames) > 0,
  );
  const shortened =
    clips === 'shorten' ? short.filter((clip) => leftOf(clip, found.frames) > 0) : [];
  const edits: Edit[] = [
    foundEdit(sound.id, 'path' in sound, found),
    {
      kind: 'patchClips',
      patches: shortened.map((clip) => ({
        clipId: clip.id,
        patch: { lengthFrames: leftOf(clip, found.frames) },
      })),
    },
  ];
  const applied = project.editOwn(`Adapt ${sound.name}`, { kind: 'batch', edits });
  if (!applied.ok) return applied;
  const silent = short.filter((clip) => !shortened.includes(clip));
  if (shortened.length > 0) notices.info(`Shortened: ${namesOf(shortened)}.`);
  if (silent.length > 0) {
    const sentence = `What “${sound.name}” no longer has is silent in ${namesOf(silent)}.`;
    notices.tellOf({ sourceId: sound.id }, 'warning', sentence);
  }
  return success(null);
}

/** Frames of a clip that its sound has. */
function leftOf(clip: Clip, framesOfSound: Frames): Frames {
  return clip.lengthFrames - missingFrames(clip, framesOfSound);
}

function foundEdit(id: string, isBuffer: boolean, found: FoundFile): Edit {
  const { channels, frames, sampleRate, format, bytes, hash } = found;
  const content = bytes === null || hash === null ? null : { bytes, hash };
  if (!isBuffer) {
    const patch = { channels, frames, sampleRate, content };
    return { kind: 'patchTakeFile', takeId: id, patch };
  }
  const patch = { channels, frames, sourceSampleRate: sampleRate, format, content };
  return { kind: 'patchBuffer', bufferId: id, patch: { ...patch, usesCopy: false } };
}

/** From now on the decoded copy of what was imported is played, or the file again. */
export function useCopy(
  { project, media }: AdaptingOptions,
  sourceId: string,
  usesCopy: boolean,
): Outcome<null> {
  const buffer = project.project.buffers.find(({ id }) => id === sourceId);
  if (buffer === undefined) return GONE;
  if (usesCopy && media.statusOf(sourceId)?.hasCopy !== true) {
    const sentence = `No decoded copy of “${buffer.name}” is kept. Find its file, or adapt to it.`;
    return failure('source-unplayable', sentence);
  }
  const label = usesCopy ? `Play the copy of ${buffer.name}` : `Play the file of ${buffer.name}`;
  const edit = { kind: 'patchBuffer', bufferId: sourceId, patch: { usesCopy } } as const;
  const applied = project.editOwn(label, edit);
  return applied.ok ? success(null) : applied;
}
