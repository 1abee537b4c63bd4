/** A session's n-th edit, by nothing but its number and the project: any prefix can be made again. */
import { newClip, newTrack } from '../../preload/builders.ts';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import type { Clip, Project } from '../../preload/project.ts';

const SOUND = {
  id: 'sound',
  name: 'sound.wav',
  path: '/sounds/sound.wav',
  relativePath: null,
  content: null,
  usesCopy: false,
  channels: 2,
  frames: 1_000_000,
  sourceSampleRate: 48_000,
  format: 'WAV',
};
const MOST_CLIPS = 2_000;

export function numberedEdit(project: Project, number: number): Edit {
  if (number === 1) return { kind: 'insertBuffers', buffers: [SOUND] };
  if (number === 2) {
    const track = newTrack([], 'track', { inputChannels: 2, outputChannels: 2 });
    return { kind: 'insertTracks', tracks: [{ index: 0, track }] };
  }
  const { clips } = project;
  const some = clips.filter((_, index) => (index + number) % 7 === 0).map(({ id }) => id);
  const first = clips[number % Math.max(1, clips.length)];
  if (first === undefined || number % 10 === 3) return inserted(number, 5);
  if (clips.length > MOST_CLIPS) return { kind: 'removeClips', clipIds: some };
  switch (number % 10) {
    case 0:
      return { kind: 'shiftClips', clipIds: some, frames: number };
    case 1:
      return { kind: 'removeClips', clipIds: [first.id] };
    case 2:
      return { kind: 'patchProject', patch: { name: `Édition ${number} ♪` } };
    case 5:
      return { kind: 'batch', edits: [moved(first, number), inserted(number, 1)] };
    case 7:
      return number % 50 === 7 ? inserted(number, 300) : moved(first, number);
    case 8: {
      const marker = { id: `marker ${number}`, name: `Cue ${number}`, frame: number };
      return { kind: 'insertMarkers', markers: [marker] };
    }
    default:
      return moved(first, number);
  }
}

/** The project after a number of edits, made from the one after fewer. */
export function projectAfter(project: Project, from: number, to: number): Project {
  let after = project;
  for (let number = from + 1; number <= to; number += 1) {
    const applied = applyEdit(after, numberedEdit(after, number));
    if (!applied.ok) throw new Error(`Edit ${number}: ${applied.message}`);
    after = applied.value.project;
  }
  return after;
}

function moved({ id }: Clip, number: number): Edit {
  return { kind: 'patchClips', patches: [{ clipId: id, patch: { startFrame: number * 7 } }] };
}

function inserted(number: number, count: number): Edit {
  const clips = Array.from({ length: count }, (_, index) =>
    newClip({ id: 'sound', name: 'sound', frames: 480 }, `${number}.${index}`, 'track', number),
  );
  return { kind: 'insertClips', clips: clips.filter((clip) => clip !== null) };
}
