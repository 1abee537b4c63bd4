/** Relink: a buffer gets another file, and its clips are cut to what that file has. */
import type { Edit } from '../../preload/edits.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { NativeMixer } from '../engine/native-mixer.ts';
import { failureOf } from '../failure-of.ts';
import type { ProjectService } from '../project/project-service.ts';
import { probeSound } from './import-service.ts';

/** One edit that can be undone. Codes: `source-unknown`, `channels-refused`, those of `failureOf`. */
export async function relinkBuffer(
  native: NativeMixer,
  project: ProjectService,
  sourceId: string,
  file: string,
): Promise<Outcome<null>> {
  const buffer = project.project.buffers.find(({ id }) => id === sourceId);
  if (buffer === undefined) {
    return failure('source-unknown', 'That sound is no longer in the session.');
  }
  try {
    const found = await probeSound(native, project, file);
    const { channels, frames } = found;
    if (channels !== buffer.channels) {
      return failure(
        'channels-refused',
        `That file has ${channels} channels, “${buffer.name}” had ${buffer.channels}. Import it as another sound.`,
      );
    }
    const clips = project.project.clips
      .filter((clip) => clip.sourceId === sourceId && clip.offsetFrames < frames)
      .map((clip) => ({
        ...clip,
        lengthFrames: Math.min(clip.lengthFrames, frames - clip.offsetFrames),
      }));
    const edits: Edit[] = [
      { kind: 'removeSources', sourceIds: [sourceId] },
      { kind: 'insertBuffers', buffers: [{ ...buffer, ...found }] },
      { kind: 'insertClips', clips },
    ];
    const applied = project.editOwn(`Relink ${buffer.name}`, { kind: 'batch', edits });
    return applied.ok ? success(null) : applied;
  } catch (error) {
    return failureOf(error);
  }
}
