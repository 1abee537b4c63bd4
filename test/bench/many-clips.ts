/** A session with as many clips sounding at once as a bench wants. */
import type { Clip, Track } from '../../preload/project.ts';
import { importSound } from './imported-sound.ts';
import type { BridgePage, LaunchedStudio } from './launched-studio.ts';

/** One imported sound, as a clip from the beginning on each of `clipCount` new tracks. */
export async function fillTimeline(
  launched: LaunchedStudio,
  file: string,
  clipCount: number,
): Promise<void> {
  const sound = await importSound(launched, file);
  await launched.studio.page.evaluate(
    async ({ clipCount, sound }) => {
      const bridge = (globalThis as unknown as BridgePage).studio;
      const tracks: { index: number; track: Track }[] = [];
      const clips: Clip[] = [];
      for (let index = 0; index < clipCount; index++) {
        const trackId = `track-${index}`;
        const track: Track = {
          id: trackId,
          name: `Track ${index + 1}`,
          colour: index % 8,
          gainDb: -40,
          muted: false,
          soloed: false,
          armed: false,
          outputChannels: [1, 2],
          inputChannels: [1, 2],
        };
        tracks.push({ index, track });
        clips.push({
          id: `clip-${index}`,
          trackId,
          sourceId: sound.sourceId,
          name: `minute ${index + 1}`,
          startFrame: 0,
          offsetFrames: 0,
          lengthFrames: sound.frames,
          gainDb: 0,
          belated: 'trim',
          channels: null,
        });
      }
      const answer = await bridge.edit({
        editId: 'bench',
        label: 'Fill the timeline',
        mergeKey: null,
        edit: {
          kind: 'batch',
          edits: [
            { kind: 'insertTracks', tracks },
            { kind: 'insertClips', clips },
          ],
        },
      });
      if (!answer.ok) throw new Error(answer.message);
    },
    { clipCount, sound },
  );
}
