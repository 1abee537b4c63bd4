/** Validity of the parts of a project: why a part cannot be in it; null = it can. Pure. */
import { failure } from './outcome.ts';
import {
  type BufferEntry,
  type Clip,
  MAX_FRAME,
  MAX_NAME_LENGTH,
  type Marker,
  type Project,
  type Take,
  type Track,
} from './project.ts';
import { type Frames, MAX_GAIN_DB, MIN_GAIN_DB } from './units.ts';

/** Codes `edit-unknown-id` or `edit-invalid`. */
export type Refusal = ReturnType<typeof failure>;

export function unknownId(what: string): Refusal {
  return failure('edit-unknown-id', `That ${what} is no longer in the session.`);
}

function invalid(sentence: string): Refusal {
  return failure('edit-invalid', sentence);
}

function isFrame(value: number, minimum: Frames): boolean {
  return Number.isSafeInteger(value) && value >= minimum && value <= MAX_FRAME;
}

function checkName(name: string): Refusal | null {
  if (name.length <= MAX_NAME_LENGTH) return null;
  return invalid(`A name can have at most ${MAX_NAME_LENGTH} characters.`);
}

function checkGain(gainDb: number): Refusal | null {
  if (gainDb >= MIN_GAIN_DB && gainDb <= MAX_GAIN_DB) return null;
  return invalid(`A gain must be between ${MIN_GAIN_DB} and +${MAX_GAIN_DB} dB.`);
}

function checkChannels(channels: readonly number[]): Refusal | null {
  const areValid = channels.every(
    (channel) => Number.isInteger(channel) && channel >= 1 && channel <= 256,
  );
  return areValid ? null : invalid('Channel numbers go from 1 to 256.');
}

export function checkTrack(track: Track): Refusal | null {
  return (
    checkName(track.name) ??
    checkGain(track.gainDb) ??
    checkChannels(track.outputChannels) ??
    checkChannels(track.inputChannels)
  );
}

/** What clips refer to, looked up once for all clips of an edit. */
export interface ClipReferences {
  readonly trackIds: ReadonlySet<string>;
  readonly sourceIds: ReadonlySet<string>;
}

export function clipReferences({ tracks, buffers, takes }: Project): ClipReferences {
  return {
    trackIds: new Set(tracks.map(({ id }) => id)),
    sourceIds: new Set([...takes, ...buffers].map(({ id }) => id)),
  };
}

export function checkClip({ trackIds, sourceIds }: ClipReferences, clip: Clip): Refusal | null {
  if (!trackIds.has(clip.trackId)) return unknownId('track');
  if (!sourceIds.has(clip.sourceId)) return unknownId('sound');
  return checkClipValues(clip);
}

/** What a clip says of itself, without what it refers to. */
export function checkClipValues(clip: Clip): Refusal | null {
  if (!isFrame(clip.startFrame, 0)) return invalid('A clip must start at frame 0 or later.');
  if (!isFrame(clip.offsetFrames, 0) || !isFrame(clip.lengthFrames, 1)) {
    return invalid(
      'A clip must be at least one frame long and begin at frame 0 of its sound or later.',
    );
  }
  return checkName(clip.name) ?? checkGain(clip.gainDb) ?? checkChannels(clip.channels ?? []);
}

export function checkSource({ name, frames }: BufferEntry | Take): Refusal | null {
  return checkName(name) ?? (isFrame(frames, 0) ? null : invalid('A sound has 0 or more frames.'));
}

export function checkMarker({ frame }: Marker): Refusal | null {
  return isFrame(frame, 0) ? null : invalid('A marker must be at frame 0 or later.');
}

/** Name, rate and loop; the parts are checked where they are inserted. */
export function checkProject({ name, sampleRate, loop }: Project): Refusal | null {
  if (!isFrame(loop.startFrame, 0) || !isFrame(loop.endFrame, 0)) {
    return invalid('A loop must start at frame 0 or later.');
  }
  if (loop.enabled && loop.endFrame <= loop.startFrame) {
    return invalid('A loop must end after its start. Drag a range on the ruler first.');
  }
  if (!(sampleRate >= 1_000 && sampleRate <= 1_000_000)) {
    return invalid('The session rate must be between 1,000 and 1,000,000 Hz.');
  }
  return checkName(name);
}
