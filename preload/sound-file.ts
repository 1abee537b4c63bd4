/**
 * A sound of the session and the file that was found for it: how they differ. Pure; the same words
 * in window and notices.
 */
import type { MediaStatus } from './engine.ts';
import type { BufferEntry, Clip, Take } from './project.ts';
import { counted, type Frames, groupedFigure as figure, type SampleRate } from './units.ts';

/** How a file differs from what the session knows of it. */
export type SoundDifference =
  | 'missing'
  | 'unreadable'
  | 'unopened'
  | 'channels'
  | 'shorter'
  | 'longer'
  | 'rate'
  | 'content';

/** Short, for badges. */
export const DIFFERENCE_WORDS: Readonly<Record<SoundDifference, string>> = {
  missing: 'file missing',
  unreadable: 'file unreadable',
  unopened: 'not opened',
  channels: 'other channels',
  shorter: 'file shorter',
  longer: 'file longer',
  rate: 'other rate',
  content: 'other sound',
};

/** In the Library. */
export type LibrarySound = BufferEntry | Take;

/** Of the file, at its own rate. */
export function fileRateOf(sound: LibrarySound): SampleRate {
  return 'sourceSampleRate' in sound ? sound.sourceSampleRate : sound.sampleRate;
}

/** Empty while nothing is known, and for what plays its decoded copy by choice. */
export function differencesOf(
  sound: LibrarySound,
  media: MediaStatus | undefined,
): readonly SoundDifference[] {
  if (media === undefined || media.state === 'opening') return [];
  if (media.playsCopy && 'usesCopy' in sound && sound.usesCopy) return [];
  const { found } = media;
  if (found === null) return [withoutFile(media)];
  const differences: SoundDifference[] = [];
  if (found.channels !== sound.channels) differences.push('channels');
  if (found.frames < sound.frames) differences.push('shorter');
  if (found.frames > sound.frames) differences.push('longer');
  if (found.sampleRate !== fileRateOf(sound)) differences.push('rate');
  const { content } = sound;
  const isOther = content !== null && found.hash !== null && content.hash !== found.hash;
  if (isOther && differences.length === 0) differences.push('content');
  return differences;
}

function withoutFile({ state }: MediaStatus): (typeof WITHOUT_FILE)[number] {
  if (state === 'missing') return 'missing';
  return state === 'cancelled' ? 'unopened' : 'unreadable';
}

const WITHOUT_FILE = ['missing', 'unreadable', 'unopened'] as const;

/** Without the file there is nothing to adapt to. */
export function canAdapt(differences: readonly SoundDifference[]): boolean {
  const without: readonly SoundDifference[] = WITHOUT_FILE;
  return differences.some((each) => !without.includes(each));
}

/** What a file is now and was before, as the rest of a sentence; one per difference. */
export function differenceTexts(
  sound: LibrarySound,
  media: MediaStatus | undefined,
): readonly string[] {
  const found = media?.found;
  const lengths = `${figure(found?.frames ?? 0)} instead of ${counted(sound.frames, 'frame')}`;
  const rates = `${figure(found?.sampleRate ?? 0)} instead of ${figure(fileRateOf(sound))} Hz`;
  const texts: Readonly<Record<SoundDifference, string>> = {
    missing: 'its file is missing',
    unreadable: 'its file cannot be read',
    unopened: 'opening its file was cancelled',
    channels: `${found?.channels} instead of ${counted(sound.channels, 'channel')}`,
    shorter: `its file is shorter: ${lengths}`,
    longer: `its file is longer: ${lengths}`,
    rate: `its file has another rate: ${rates}`,
    content: 'its file holds another sound of the same length',
  };
  return differencesOf(sound, media).map((each) => texts[each]);
}

/** `cut short: 24 000 of 96 000 frames are there`; null = the file is whole. */
export function cutShortText(media: MediaStatus | undefined): string | null {
  const found = media?.found ?? null;
  if (found === null || found.promisedFrames === null) return null;
  const { frames, promisedFrames } = found;
  if (promisedFrames <= frames) return 'cut short: its end is missing';
  return `cut short: ${figure(frames)} of ${figure(promisedFrames)} frames are there`;
}

/** `followed by 96 078 bytes …`; null = nothing is left out. */
export function unreadText(media: MediaStatus | undefined): string | null {
  const bytes = media?.found?.unreadBytes ?? 0;
  if (bytes === 0) return null;
  return `followed by ${counted(bytes, 'byte')} that are not read: another sound, or more than its header tells. Split the file to hear what is there`;
}

/** How many frames of a sound can be heard now, from the front. */
export function framesThere(sound: LibrarySound, media: MediaStatus | undefined): Frames {
  if (media === undefined || media.state === 'opening') return sound.frames;
  if (media.state === 'missing' || isOtherwiseWide(sound, media)) return 0;
  const isUnopened = media.state === 'cancelled' && media.found === null;
  return media.state === 'failed' || isUnopened ? 0 : media.frames;
}

/** Not adapted to, a sound of other channels is not played. */
export function isOtherwiseWide(
  sound: Pick<LibrarySound, 'channels'>,
  media: MediaStatus,
): boolean {
  return !media.playsCopy && media.found !== null && media.found.channels !== sound.channels;
}

export type PlayedPart = Pick<Clip, 'offsetFrames' | 'lengthFrames'> & Partial<Pick<Clip, 'loop'>>;

/** Frames at the end of a clip that its sound does not have; one that repeats has no such end. */
export function missingFrames(
  { offsetFrames, lengthFrames, loop = null }: PlayedPart,
  framesOfSound: Frames,
): Frames {
  if (loop !== null) return 0;
  return Math.min(lengthFrames, Math.max(0, offsetFrames + lengthFrames - framesOfSound));
}
