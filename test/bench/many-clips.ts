/** A session with as many clips sounding at once as a bench wants. */
import { newClip, newTrack } from '../../preload/builders.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Clip, Track } from '../../preload/project.ts';
import { importSound } from './imported-sound.ts';
import type { BridgePage, LaunchedStudio } from './launched-studio.ts';

/** One imported sound, as a clip from the beginning on each of `clipCount` new tracks. */
export async function fillTimeline(
  launched: LaunchedStudio,
  file: string,
  clipCount: number,
): Promise<void> {
  const { sourceId, frames } = await importSound(launched, file);
  const stereo = { inputChannels: 2, outputChannels: 2 };
  const tracks: Track[] = [];
  const clips: Clip[] = [];
  for (let index = 0; index < clipCount; index++) {
    const track = { ...newTrack(tracks, `track-${index}`, stereo), gainDb: -40 };
    const source = { id: sourceId, name: `minute ${index + 1}`, frames };
    const clip = newClip(source, `clip-${index}`, track.id, 0);
    tracks.push(track);
    if (clip !== null) clips.push(clip);
  }
  const edits: Edit[] = [
    { kind: 'insertTracks', tracks: tracks.map((track, index) => ({ index, track })) },
    { kind: 'insertClips', clips },
  ];
  await launched.studio.page.evaluate(async (inserted) => {
    const bridge = (globalThis as unknown as BridgePage).studio;
    const answer = await bridge.edit({
      editId: 'bench',
      label: 'Fill the timeline',
      mergeKey: null,
      edit: { kind: 'batch', edits: inserted },
    });
    if (!answer.ok) throw new Error(answer.message);
  }, edits);
}
