/** Validity of the parts of a project: why a part cannot be in it; null = it can. Pure. */
import { placeOfId } from './id-index.ts';
import { failure } from './outcome.ts';
import {
  BEAT_UNITS,
  type BufferEntry,
  type ChannelGain,
  type Clip,
  type ClipFade,
  type ClipGainPoint,
  FADE_CURVES,
  findSource,
  GRID_DIVISIONS,
  type Grid,
  MAX_FRAME,
  type Marker,
  ON_DEVICE_LOSS,
  type Project,
  type Take,
  type TakeDropout,
  type Tempo,
  type Track,
  type TrackGroup,
} from './project.ts';
import { CONTENT_HASH, LIMITS, TAKE_FILE } from './project-limits.ts';
import { type Frames, MAX_GAIN_DB, MIN_GAIN_DB, MIN_LINE_DB } from './units.ts';

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
  if (name.length <= LIMITS.nameCharacters) return null;
  return invalid(`A name can have at most ${LIMITS.nameCharacters} characters; shorten it.`);
}

function checkId(id: string): Refusal | null {
  if (id.length >= 1 && id.length <= LIMITS.idCharacters) return null;
  return invalid(`An id must have 1 to ${LIMITS.idCharacters} characters.`);
}

function checkGain(gainDb: number): Refusal | null {
  if (gainDb >= MIN_GAIN_DB && gainDb <= MAX_GAIN_DB) return null;
  return invalid(`A gain must be between ${MIN_GAIN_DB} and +${MAX_GAIN_DB} dB.`);
}

function checkChannels(channels: readonly number[]): Refusal | null {
  const areValid = channels.every(
    (channel) => Number.isInteger(channel) && channel >= 1 && channel <= LIMITS.channels,
  );
  if (!areValid || channels.length > LIMITS.channels) {
    return invalid(`Channel numbers go from 1 to ${LIMITS.channels}.`);
  }
  const twice = channels.find((channel, k) => channels.indexOf(channel) !== k);
  return twice === undefined
    ? null
    : invalid(`Channel ${twice} is named twice; name each channel once.`);
}

function checkColour(colour: number): Refusal | null {
  const isValid = Number.isInteger(colour) && colour >= 0 && colour <= LIMITS.colours;
  return isValid ? null : invalid('That track colour does not exist; choose another.');
}

function checkMatrix(matrix: readonly ChannelGain[] | null): Refusal | null {
  if (matrix === null) return null;
  if (matrix.length > LIMITS.channelGains) {
    return invalid(`A channel matrix can have at most ${LIMITS.channelGains} gains.`);
  }
  const pairs = new Set(matrix.map(({ from, to }) => `${from} ${to}`));
  if (pairs.size < matrix.length) {
    return invalid('A channel is sent to an output twice; give each pair one gain.');
  }
  for (const { from, to, gainDb } of matrix) {
    const refusal = checkChannels([from]) ?? checkChannels([to]) ?? checkGain(gainDb);
    if (refusal !== null) return refusal;
  }
  return null;
}

export function checkTrackGroup({ id, name, colour }: TrackGroup): Refusal | null {
  return checkId(id) ?? checkColour(colour) ?? checkName(name);
}

export function checkTrack({ trackGroups }: Project, track: Track): Refusal | null {
  const { groupId, pan } = track;
  if (groupId !== null && placeOfId(trackGroups, groupId) < 0) return unknownId('track group');
  if (pan !== null && !(pan >= -1 && pan <= 1)) {
    return invalid('A pan is between −1 (left) and 1 (right), or null for off.');
  }
  return (
    checkId(track.id) ??
    checkColour(track.colour) ??
    checkName(track.name) ??
    checkGain(track.gainDb) ??
    checkChannels(track.outputChannels) ??
    checkChannels(track.inputChannels) ??
    checkMatrix(track.matrix)
  );
}

/** What clips refer to. */
export interface ClipReferences {
  readonly hasTrack: (id: string) => boolean;
  readonly hasSource: (id: string) => boolean;
}

export function clipReferences(project: Project): ClipReferences {
  return {
    hasTrack: (id) => placeOfId(project.tracks, id) >= 0,
    hasSource: (id) => findSource(project, id) !== undefined,
  };
}

export function checkClip({ hasTrack, hasSource }: ClipReferences, clip: Clip): Refusal | null {
  if (!hasTrack(clip.trackId)) return unknownId('track');
  if (!hasSource(clip.sourceId)) return unknownId('sound');
  return checkId(clip.id) ?? checkClipValues(clip);
}

export function checkStart({ startFrame }: Pick<Clip, 'startFrame'>): Refusal | null {
  return isFrame(startFrame, 0) ? null : invalid('A clip must start at frame 0 or later.');
}

/** What a clip says of itself, without what it refers to. */
export function checkClipValues(clip: Clip): Refusal | null {
  const refusal = checkStart(clip);
  if (refusal !== null) return refusal;
  if (!isFrame(clip.offsetFrames, 0) || !isFrame(clip.lengthFrames, 1)) {
    return invalid(
      'A clip must be at least one frame long and begin at frame 0 of its sound or later.',
    );
  }
  return (
    checkName(clip.name) ??
    checkGain(clip.gainDb) ??
    checkChannels(clip.channels ?? []) ??
    checkFade(clip, clip.fadeIn) ??
    checkFade(clip, clip.fadeOut) ??
    checkGainLine(clip) ??
    checkClipLoop(clip) ??
    checkColour(clip.colour ?? 0) ??
    checkId(clip.groupId ?? 'none') ??
    checkMatrix(clip.matrix)
  );
}

function checkFade({ lengthFrames }: Clip, { frames, curve }: ClipFade): Refusal | null {
  if (!isFrame(frames, 0) || frames > lengthFrames) {
    return invalid('A fade is as long as its clip at most; make it shorter.');
  }
  if (FADE_CURVES.includes(curve)) return null;
  return invalid('A fade is linear, of equal power or a raised cosine.');
}

function checkGainLine({ gainLine, lengthFrames }: Clip): Refusal | null {
  if (gainLine.length > LIMITS.gainPoints) {
    return invalid(`A gain line can have at most ${LIMITS.gainPoints} points.`);
  }
  const isPoint = ({ frame, gainDb }: ClipGainPoint, k: number) =>
    isFrame(frame, 0) &&
    frame <= lengthFrames &&
    frame > (gainLine[k - 1]?.frame ?? -1) &&
    gainDb >= MIN_LINE_DB &&
    gainDb <= MAX_GAIN_DB;
  if (gainLine.every(isPoint)) return null;
  return invalid(
    `The points of a gain line follow one another inside their clip, from ${MIN_LINE_DB} to +${MAX_GAIN_DB} dB.`,
  );
}

function checkClipLoop({ loop, offsetFrames }: Clip): Refusal | null {
  if (loop === null) return null;
  const { startFrame, lengthFrames } = loop;
  if (!isFrame(startFrame, 0) || !isFrame(lengthFrames, 1)) {
    return invalid('What a clip repeats is at least one frame of its sound.');
  }
  if (offsetFrames >= startFrame && offsetFrames < startFrame + lengthFrames) return null;
  return invalid('A clip that repeats a part of its sound begins inside that part.');
}

function isPath(path: string): boolean {
  return path.length >= 1 && path.length <= LIMITS.pathCharacters;
}

function isOfBuffer({ path, relativePath, format }: BufferEntry): boolean {
  const hasPaths = isPath(path) && (relativePath === null || isPath(relativePath));
  return hasPaths && format.length <= LIMITS.formatCharacters;
}

function isTakeDropout({ frame, inputFrames, outputFrames, filledFrames }: TakeDropout): boolean {
  const isCount = (frames: Frames | null) => frames === null || isFrame(frames, 0);
  return (
    isFrame(frame, 0) && isFrame(filledFrames, 0) && isCount(inputFrames) && isCount(outputFrames)
  );
}

function isOfTake(take: Take): boolean {
  const { file, trackId, recoveredFrames, account, dropouts, dropoutCount } = take;
  return (
    TAKE_FILE.test(file) &&
    (trackId === null || checkId(trackId) === null) &&
    isFrame(recoveredFrames, 0) &&
    isFrame(dropoutCount, 0) &&
    dropouts.length <= LIMITS.takeDropouts &&
    dropouts.every(isTakeDropout) &&
    (account?.device ?? '').length <= LIMITS.deviceCharacters
  );
}

/** Whether its file and what is known of it can be saved. */
function hasUsableFile(source: BufferEntry | Take): boolean {
  const { channels, content } = source;
  const rate = 'path' in source ? source.sourceSampleRate : source.sampleRate;
  const isContent =
    content === null || (isFrame(content.bytes, 0) && CONTENT_HASH.test(content.hash));
  return (
    Number.isInteger(channels) &&
    channels >= 1 &&
    channels <= LIMITS.channels &&
    rate >= 1 &&
    rate <= LIMITS.soundRate &&
    isContent &&
    ('path' in source ? isOfBuffer(source) : isOfTake(source))
  );
}

export function checkSource(source: BufferEntry | Take): Refusal | null {
  const refusal = checkId(source.id) ?? checkName(source.name);
  if (refusal !== null) return refusal;
  if (!isFrame(source.frames, 0)) return invalid('A sound has 0 or more frames.');
  return hasUsableFile(source)
    ? null
    : invalid('What is known of this file cannot be saved; import it again from another place.');
}

export function checkMarker({ id, name, frame }: Marker): Refusal | null {
  if (!isFrame(frame, 0)) return invalid('A marker must be at frame 0 or later.');
  return checkId(id) ?? checkName(name);
}

/** All but the parts, which are checked where they are inserted. */
export function checkProject(project: Project): Refusal | null {
  const { name, sampleRate, loop, onDeviceLoss, metronome, master } = project;
  if (!isFrame(loop.startFrame, 0) || !isFrame(loop.endFrame, 0)) {
    return invalid('A loop must start at frame 0 or later.');
  }
  if (loop.enabled && loop.endFrame <= loop.startFrame) {
    return invalid('A loop must end after its start. Drag a range on the ruler first.');
  }
  if (!(sampleRate >= 1_000 && sampleRate <= 1_000_000)) {
    return invalid('The session rate must be between 1,000 and 1,000,000 Hz.');
  }
  if (!ON_DEVICE_LOSS.includes(onDeviceLoss)) {
    return invalid('A session rejoins a lost device, waits for Play, or uses the default device.');
  }
  return (
    checkName(name) ??
    checkTempo(project.tempo) ??
    checkGrid(project.grid) ??
    checkGain(metronome.gainDb) ??
    checkChannels(metronome.outputChannels) ??
    checkGain(master.gainDb)
  );
}

function checkTempo({ beatsPerMinute, beatsPerBar, beatUnit }: Tempo): Refusal | null {
  const { least, most } = LIMITS.beatsPerMinute;
  if (!(beatsPerMinute >= least && beatsPerMinute <= most)) {
    return invalid(`A tempo is between ${least} and ${most} beats per minute.`);
  }
  const isBar = isFrame(beatsPerBar, 1) && beatsPerBar <= LIMITS.beatsPerBar;
  if (isBar && BEAT_UNITS.includes(beatUnit)) return null;
  return invalid(
    `A bar has 1 to ${LIMITS.beatsPerBar} beats, whose note is one of 1, 2, 4, 8 and 16.`,
  );
}

function checkGrid(grid: Grid): Refusal | null {
  const { least, most } = LIMITS.gridSeconds;
  switch (grid.kind) {
    case 'time':
      if (grid.seconds >= least && grid.seconds <= most) return null;
      return invalid(`The lines of a grid are ${least} to ${most} seconds apart.`);
    case 'frames':
      if (isFrame(grid.frames, 1) && grid.frames <= LIMITS.gridFrames) return null;
      return invalid('The lines of a grid are at least one frame apart.');
    case 'beats':
      if (GRID_DIVISIONS.includes(grid.division)) return null;
      return invalid('A grid of beats has lines at bars, beats, halves or quarters of a beat.');
    default:
      return invalid('A grid counts time, frames or beats.');
  }
}
