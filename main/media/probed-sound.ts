/** What a project keeps of a sound file that was read, and the copy it was read from meanwhile. */
import type { SoundFileInfo } from '../../native/index.ts';
import type { BufferEntry } from '../../preload/project.ts';
import { type Frames, resampledFrames } from '../../preload/units.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { SessionFolder } from '../project/session-paths.ts';
import { relativePathOf } from '../project/sound-paths.ts';
import type { Conversions, ReadableFile } from './conversions.ts';
import type { MediaService } from './media-service.ts';

export interface ProbeOptions {
  readonly conversions: Conversions;
  readonly project: ProjectService;
  readonly folder: Pick<SessionFolder, 'root'>;
  readonly media: Pick<MediaService, 'whenOpened'>;
}

export interface ProbedSound {
  /** `frames` at the session's rate of now. */
  readonly facts: Omit<BufferEntry, 'id' | 'name'>;
  /** At the file's own rate. */
  readonly fileFrames: Frames;
}

export function factsOf(
  { project, folder }: Pick<ProbeOptions, 'project' | 'folder'>,
  file: string,
  { frames, sampleRate: sourceSampleRate, channels, format }: SoundFileInfo,
): ProbedSound {
  const facts = {
    path: file,
    relativePath: relativePathOf(file, folder),
    content: null,
    usesCopy: false,
    channels,
    frames: resampledFrames(frames, sourceSampleRate, project.project.sampleRate),
    sourceSampleRate,
    format,
  };
  return { facts, fileFrames: frames };
}

/** The copy that a file was read from is held until these sounds have opened it themselves. */
export function releaseOpened(
  { media }: Pick<ProbeOptions, 'media'>,
  { release }: Pick<ReadableFile, 'release'>,
  sourceIds: readonly string[],
): void {
  void Promise.all(sourceIds.map((id) => media.whenOpened(id))).then(release, release);
}
