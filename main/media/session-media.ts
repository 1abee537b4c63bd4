/** The sounds of a session: connects the media service with the project and the session's folder. */
import type { NativeMixer } from '../engine/native-mixer.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';
import type { SessionFolder } from '../project/session-paths.ts';
import type { Settings } from '../settings.ts';
import { contentEdit, differenceSentence } from './adapting.ts';
import { ContentHash } from './content-hash.ts';
import { Conversions } from './conversions.ts';
import { DecodedCopies } from './decoded-copies.ts';
import { KeptPeaks } from './kept-peaks.ts';
import { KnownContents } from './known-contents.ts';
import { MediaService } from './media-service.ts';
import { SoundMemory } from './sound-memory.ts';

export function sessionMedia({
  project,
  isActive,
  settings,
  ...shared
}: {
  readonly native: NativeMixer;
  readonly folder: SessionFolder;
  readonly notices: Notices;
  readonly project: ProjectService;
  /** True while something sounds or is recorded. */
  readonly isActive: () => boolean;
  readonly settings: Settings;
}): { readonly media: MediaService; readonly conversions: Conversions } {
  const copies = new DecodedCopies(shared.folder.copies);
  const known = new KnownContents(shared.folder.contentsFile, (error) =>
    shared.notices.record('saving what files hold', error),
  );
  // Somebody waits for a conversion: it does not wait for the end of playing.
  const contents = new ContentHash(known, () => false);
  const conversions = new Conversions({ ...shared, copies, contents });
  const media = new MediaService({
    ...shared,
    conversions,
    sampleRate: () => project.project.sampleRate,
    copies,
    peaks: new KeptPeaks(shared.folder.peaks),
    memory: new SoundMemory(() => settings.values.soundMemoryMegabytes),
    known,
    contents: new ContentHash(known, isActive),
    // A sound that is gone meanwhile has nothing to learn.
    onContent: ({ sourceId, isTake }, content) =>
      project.applyOwn(contentEdit(sourceId, isTake, content)),
    differenceOf: (status) => differenceSentence(project.project, status),
  });
  return { media, conversions };
}
