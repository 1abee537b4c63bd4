/** The project: plain data, the same on both sides. All frames are at the session's rate. */
import type { ActionOutcome, BelatedPolicy, BlockStats } from './actions.ts';
import { partWithId } from './id-index.ts';
import { LIMITS } from './project-limits.ts';
import type { ChannelGain, ClipLoop } from './sound-parts.ts';
import type { ChannelNumber, Decibels, Frames, SampleRate, Seconds } from './units.ts';

export type { ChannelGain, ClipLoop } from './sound-parts.ts';

/** How the level goes along a fade; x is the way from its silent end (0) to its loud end (1): x,
 * sin(pi/2 x), or 0.5 - 0.5 cos(pi x). A test compares them with the native library's. */
export const FADE_CURVES = ['linear', 'equal-power', 'raised-cosine'] as const;
export type ClipFadeCurve = (typeof FADE_CURVES)[number];

/** At an end of a clip. Two that overlap are multiplied. */
export interface ClipFade {
  /** From 0 to the clip's length. */
  readonly frames: Frames;
  readonly curve: ClipFadeCurve;
}

/** A point of a clip's gain line, which is straight in dB from point to point, and level before the first
 * and after the last. A point at MIN_LINE_DB is silence: what leads there goes to that level, and from one
 * such point to the next nothing is heard. */
export interface ClipGainPoint {
  /** Of the clip, from 0 to its length; a line counts over all loops once. */
  readonly frame: Frames;
  readonly gainDb: Decibels;
}

/** Tracks that are folded and coloured together. */
export interface TrackGroup {
  readonly id: string;
  readonly name: string;
  /** As a track's. */
  readonly colour: number;
}

export interface Track {
  readonly id: string;
  readonly name: string;
  /** Index into the palette of track colours, from 0. */
  readonly colour: number;
  readonly gainDb: Decibels;
  readonly muted: boolean;
  readonly soloed: boolean;
  readonly armed: boolean;
  /** Output channel numbers, from 1; a mono clip goes to every one of them, n channels map 1:1. */
  readonly outputChannels: readonly ChannelNumber[];
  /** Input channel numbers recorded when armed. */
  readonly inputChannels: readonly ChannelNumber[];
  /** Between two outputs: -1 = left, 0 = centre, 1 = right; sine and cosine for one channel, so -3 dB at
   * the centre, a balance for two. null = off: a sound goes out as it is. */
  readonly pan: number | null;
  /** Solo of other tracks does not silence it. */
  readonly soloSafe: boolean;
  /** A TrackGroup's id; null = it is in none. */
  readonly groupId: string | null;
  /** For its clips without one of their own; null = `outputChannels` decides. */
  readonly matrix: readonly ChannelGain[] | null;
}

/** A piece of a source at a place on a track. */
export interface Clip {
  readonly id: string;
  readonly trackId: string;
  /** A BufferEntry's or a Take's id. */
  readonly sourceId: string;
  readonly name: string;
  /** Where it sounds, >= 0. */
  readonly startFrame: Frames;
  /** First frame of the source, >= 0; with a loop it lies inside it. */
  readonly offsetFrames: Frames;
  /** >= 1, over all loops. What lies beyond the end of the source is silence. */
  readonly lengthFrames: Frames;
  readonly gainDb: Decibels;
  readonly belated: BelatedPolicy;
  /** Output channels of this clip alone; null = the track's. */
  readonly channels: readonly ChannelNumber[] | null;
  readonly fadeIn: ClipFade;
  readonly fadeOut: ClipFade;
  /** In the order of their frames, no two at the same; none = no gain line. */
  readonly gainLine: readonly ClipGainPoint[];
  /** null = the clip plays its source once. */
  readonly loop: ClipLoop | null;
  /** It is not moved, trimmed or removed by gestures and commands. */
  readonly locked: boolean;
  readonly muted: boolean;
  /** Index into the palette of track colours; null = the track's. */
  readonly colour: number | null;
  /** Clips with the same one are selected and moved together; null = it is in no group. */
  readonly groupId: string | null;
  /** Which channels of the sound play on which outputs; null = `channels` decides, or the track. */
  readonly matrix: readonly ChannelGain[] | null;
}

/** What the program has to know of a property. A new one is entered here first: what follows from
 * it does not compile, or a test named after the property fails, until it is true. */
export interface PropertyTraits {
  /** False: it never changes. */
  readonly isPatched: boolean;
  /** When it changes while its clips play: nothing is heard, the actions follow (`live`), or they
   * end and begin again. */
  readonly heard: 'never' | 'live' | 'again';
  /** The picture of the clips on the timeline shows it. */
  readonly isPainted: boolean;
}

export const TRACK_PROPERTIES = {
  id: { isPatched: false, heard: 'again', isPainted: true },
  name: { isPatched: true, heard: 'never', isPainted: false },
  colour: { isPatched: true, heard: 'never', isPainted: true },
  gainDb: { isPatched: true, heard: 'live', isPainted: false },
  muted: { isPatched: true, heard: 'live', isPainted: true },
  soloed: { isPatched: true, heard: 'live', isPainted: true },
  armed: { isPatched: true, heard: 'never', isPainted: false },
  outputChannels: { isPatched: true, heard: 'again', isPainted: false },
  inputChannels: { isPatched: true, heard: 'never', isPainted: false },
  pan: { isPatched: true, heard: 'again', isPainted: false },
  soloSafe: { isPatched: true, heard: 'live', isPainted: true },
  groupId: { isPatched: true, heard: 'never', isPainted: true },
  matrix: { isPatched: true, heard: 'again', isPainted: false },
} as const satisfies Record<keyof Track, PropertyTraits>;

interface ClipPropertyTraits extends PropertyTraits {
  /** The right part of a split clip has the same value as the left one, or its own. */
  readonly onSplit: 'same' | 'own';
}

export const CLIP_PROPERTIES = {
  id: { isPatched: false, heard: 'never', isPainted: false, onSplit: 'own' },
  trackId: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'same' },
  sourceId: { isPatched: false, heard: 'again', isPainted: true, onSplit: 'same' },
  name: { isPatched: true, heard: 'never', isPainted: false, onSplit: 'same' },
  startFrame: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'own' },
  offsetFrames: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'own' },
  lengthFrames: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'own' },
  gainDb: { isPatched: true, heard: 'live', isPainted: true, onSplit: 'same' },
  belated: { isPatched: true, heard: 'again', isPainted: false, onSplit: 'same' },
  channels: { isPatched: true, heard: 'again', isPainted: false, onSplit: 'same' },
  fadeIn: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'own' },
  fadeOut: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'same' },
  gainLine: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'own' },
  loop: { isPatched: true, heard: 'again', isPainted: true, onSplit: 'same' },
  locked: { isPatched: true, heard: 'never', isPainted: false, onSplit: 'same' },
  muted: { isPatched: true, heard: 'live', isPainted: true, onSplit: 'same' },
  colour: { isPatched: true, heard: 'never', isPainted: true, onSplit: 'same' },
  groupId: { isPatched: true, heard: 'never', isPainted: false, onSplit: 'same' },
  matrix: { isPatched: true, heard: 'again', isPainted: false, onSplit: 'same' },
} as const satisfies Record<keyof Clip, ClipPropertyTraits>;

/** Names of the properties with one value of a trait. */
export type PropertiesWith<Table, Trait extends string, Value> = {
  [Name in keyof Table]: Table[Name] extends Readonly<Record<Trait, Value>> ? Name : never;
}[keyof Table];

export type TrackPatch = Partial<
  Pick<Track, PropertiesWith<typeof TRACK_PROPERTIES, 'isPatched', true>>
>;
export type ClipPatch = Partial<
  Pick<Clip, PropertiesWith<typeof CLIP_PROPERTIES, 'isPatched', true>>
>;

/** What tells one file from another, whatever their names. */
export interface FileContent {
  readonly bytes: number;
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string;
}

/** A sound file in the Library. What it says of the file is what the clips were made for; what the
 * file is now, is asked whenever it is opened (MediaStatus.found). */
export interface BufferEntry {
  readonly id: string;
  readonly name: string;
  /** Absolute path of the user's file. */
  readonly path: string;
  /** The same from the session's folder, with `/`, for a session that is moved together with its
   * sounds; null = there is no such path. */
  readonly relativePath: string | null;
  /** null = not known yet. */
  readonly content: FileContent | null;
  /** Play the kept decoded copy of `content`, whatever the file is now. */
  readonly usesCopy: boolean;
  readonly channels: number;
  /** At the session's rate. */
  readonly frames: Frames;
  /** The file's own rate. */
  readonly sourceSampleRate: SampleRate;
  readonly format: string;
}

/** What is known of how a take was made; frames count in stream `streamNumber`. */
export interface TakeAccount {
  readonly actionId: number;
  readonly streamNumber: number;
  readonly outcome: ActionOutcome | null;
  readonly startStreamFrame: Frames;
  /** Stream frame of the timeline's frame 0 while it was recorded. */
  readonly originFrame: Frames;
  /** Round trip that was subtracted to place it: the driver's claim. */
  readonly latencyFrames: Frames;
  readonly latencySource: 'driver';
  readonly stats: BlockStats;
  readonly device: string;
  /** Why its file could not be written any further, for people; null = it could. */
  readonly writeFailure: string | null;
}

/** A place in a take's file at which its device had lost frames. */
export interface TakeDropout {
  /** Of the file. */
  readonly frame: Frames;
  /** What was lost in each direction; null = not known how much. */
  readonly inputFrames: Frames | null;
  readonly outputFrames: Frames | null;
  /** Of silence that stands for it, from `frame` on. */
  readonly filledFrames: Frames;
  /** How it is known: `told` by the device to the frame, `confirmed` = reported, its size by the device's
   * clock, `reported` by the host API alone, `inferred` from the clock alone. */
  readonly source: 'told' | 'confirmed' | 'reported' | 'inferred';
}

/** A recording. Its file lies in the session folder. */
export interface Take {
  readonly id: string;
  readonly name: string;
  /** File name inside the session's `takes` folder. */
  readonly file: string;
  readonly channels: number;
  readonly frames: Frames;
  readonly sampleRate: SampleRate;
  /** null = not known yet. */
  readonly content: FileContent | null;
  readonly trackId: string | null;
  /** Frames that were found after the last header update when a crash was recovered; 0 normally. */
  readonly recoveredFrames: Frames;
  /** The first ones, in their order; `dropoutCount` counts all. */
  readonly dropouts: readonly TakeDropout[];
  readonly dropoutCount: number;
  /** null for a take that was recovered after a crash. */
  readonly account: TakeAccount | null;
}

export type BufferPatch = Partial<Omit<BufferEntry, 'id'>>;
/** All else of a take is the truth about a recording, which no edit changes. */
export type TakePatch = Partial<Pick<Take, 'name'>>;
/** What its file is, when that was changed by other programs; only main says so. */
export type TakeFilePatch = Partial<
  Pick<Take, 'file' | 'channels' | 'frames' | 'sampleRate' | 'content'>
>;

export interface Marker {
  readonly id: string;
  readonly name: string;
  readonly frame: Frames;
}

export type MarkerPatch = Partial<Omit<Marker, 'id'>>;
export type TrackGroupPatch = Partial<Omit<TrackGroup, 'id'>>;

export const BEAT_UNITS = [1, 2, 4, 8, 16] as const;

/** One for the whole session; bar 1 begins at frame 0. */
export interface Tempo {
  readonly beatsPerMinute: number;
  readonly beatsPerBar: number;
  /** The note that is a beat: 4 = a quarter. */
  readonly beatUnit: (typeof BEAT_UNITS)[number];
}

/** Parts of a beat but the first. */
export const GRID_DIVISIONS = ['bar', 'beat', 'half', 'quarter'] as const;

/** Where the timeline's lines are, and what moves snap to. */
export type Grid =
  | { readonly kind: 'time'; readonly seconds: Seconds }
  | { readonly kind: 'frames'; readonly frames: Frames }
  | { readonly kind: 'beats'; readonly division: (typeof GRID_DIVISIONS)[number] };

/** Clicks on the beats while the timeline plays, whatever is soloed. */
export interface Metronome {
  readonly enabled: boolean;
  readonly gainDb: Decibels;
  readonly outputChannels: readonly ChannelNumber[];
}

/** What all tracks are summed into. */
export interface MasterTrack {
  readonly gainDb: Decibels;
}

export interface Project {
  readonly name: string;
  readonly sampleRate: SampleRate;
  readonly trackGroups: readonly TrackGroup[];
  readonly tracks: readonly Track[];
  readonly clips: readonly Clip[];
  readonly buffers: readonly BufferEntry[];
  readonly takes: readonly Take[];
  readonly markers: readonly Marker[];
  readonly loop: LoopRange;
  readonly onDeviceLoss: OnDeviceLoss;
  readonly tempo: Tempo;
  readonly grid: Grid;
  readonly metronome: Metronome;
  readonly master: MasterTrack;
}

export type ProjectPatch = Partial<
  Pick<
    Project,
    'name' | 'loop' | 'sampleRate' | 'onDeviceLoss' | 'tempo' | 'grid' | 'metronome' | 'master'
  >
>;

/** What becomes of playback when its device is lost: the timeline runs on and sounds again when the
 * device is back, or at once on the default device; or it ends, and Play goes on from there. */
export const ON_DEVICE_LOSS = ['rejoin', 'wait', 'use-default'] as const;
export type OnDeviceLoss = (typeof ON_DEVICE_LOSS)[number];

export interface LoopRange {
  readonly enabled: boolean;
  readonly startFrame: Frames;
  /** > startFrame when enabled. */
  readonly endFrame: Frames;
}

export const TRACK_COLOUR_COUNT = 8;
export const MAX_TRACKS: number = LIMITS.tracks;
export const MAX_CLIPS: number = LIMITS.clips;
export const MAX_NAME_LENGTH: number = LIMITS.nameCharacters;
/** About five years at 48 kHz; far below 2^53, so that sums stay exact. */
export const MAX_FRAME: Frames = 2 ** 43;

export function emptyProject(name: string, sampleRate: SampleRate): Project {
  return {
    name,
    sampleRate,
    trackGroups: [],
    tracks: [],
    clips: [],
    buffers: [],
    takes: [],
    markers: [],
    loop: { enabled: false, startFrame: 0, endFrame: 0 },
    onDeviceLoss: 'rejoin',
    tempo: { beatsPerMinute: 120, beatsPerBar: 4, beatUnit: 4 },
    grid: { kind: 'time', seconds: 0.1 },
    metronome: { enabled: false, gainDb: 0, outputChannels: [1, 2] },
    master: { gainDb: 0 },
  };
}

/** A buffer or a take, whichever has this id. */
export function findSource(project: Project, sourceId: string): BufferEntry | Take | undefined {
  return partWithId(project.buffers, sourceId) ?? partWithId(project.takes, sourceId);
}

/** First frame after the last clip; 0 without clips. */
export function projectEndFrame(project: Project): Frames {
  return project.clips.reduce((end, clip) => Math.max(end, clip.startFrame + clip.lengthFrames), 0);
}

/** Silent by its own mute, or because another track is soloed and it is not safe from that. */
export function trackIsSilent({ tracks }: Pick<Project, 'tracks'>, track: Track): boolean {
  return track.muted || (!track.soloed && !track.soloSafe && isAnySoloed(tracks));
}

/** Asked for every track of a list. */
const SOLOED = new WeakMap<readonly Track[], boolean>();

function isAnySoloed(tracks: readonly Track[]): boolean {
  let isAny = SOLOED.get(tracks);
  if (isAny === undefined) {
    isAny = tracks.some(({ soloed }) => soloed);
    SOLOED.set(tracks, isAny);
  }
  return isAny;
}
