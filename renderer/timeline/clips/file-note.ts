/** What a clip says of its sound's file: that it is not what it was, or has less than the clip. Pure. */

import type { MediaStatus } from '../../../preload/engine.ts';
import type { BufferEntry, Take } from '../../../preload/project.ts';
import {
  DIFFERENCE_WORDS,
  differencesOf,
  differenceTexts,
  framesThere,
  missingFrames,
  type PlayedPart,
} from '../../../preload/sound-file.ts';
import { counted } from '../../../preload/units.ts';

interface FileNote {
  /** On the clip. */
  readonly noteText: string | null;
  /** For the screen reader. */
  readonly noteWords: string | null;
}

const NONE: FileNote = { noteText: null, noteWords: null };

/** A missing or unreadable file is the clip's verdict already. */
export function fileNoteOf(
  clip: PlayedPart,
  sound: BufferEntry | Take | undefined,
  media: MediaStatus | undefined,
): FileNote {
  if (sound === undefined || media?.state === 'missing' || media?.state === 'failed') return NONE;
  const differences = differencesOf(sound, media);
  const missing = missingFrames(clip, Math.min(sound.frames, framesThere(sound, media)));
  if (differences.length === 0 && missing === 0) return NONE;
  const texts = [...differenceTexts(sound, media)];
  if (missing > 0) texts.push(`${counted(missing, 'frame')} at its end are silent`);
  const words = differences.map((each) => DIFFERENCE_WORDS[each]);
  return {
    noteText: words.length > 0 ? words.join(', ') : 'silent end',
    noteWords: texts.join(', '),
  };
}
