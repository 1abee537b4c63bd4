/** The project: plain data, the same on both sides. All frames are at the session's rate. */
import type { ActionOutcome, BelatedPolicy, BlockStats } from './actions.ts';
import { partWithId } from './id-index.ts';
import { LIMITS } from './project-limits.ts';
import type { ChannelNumber, Decibels, Frames, SampleRate } from './units.ts';

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
  /** First frame of the source, >= 0. */
  readonly offsetFrames: Frames;
  /** >= 1. What lies beyond the end of the source is silence. */
  readonly lengthFrames: Frames;
  readonly gainDb: Decibels;
  readonly belated: BelatedPolicy;
  /** Output channels of this clip alone; null = the track's. */
  readonly channels: readonly ChannelNumber[] | null;
}

/** What the program has to know of a property. A new one is entered here first: what follows from
 * it does not compile, or a test named after the property fails, until it is true. */
interface PropertyTraits {
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

export interface Project {
  readonly name: string;
  readonly sampleRate: SampleRate;
  readonly tracks: readonly Track[];
  readonly clips: readonly Clip[];
  readonly buffers: readonly BufferEntry[];
  readonly takes: readonly Take[];
  readonly markers: readonly Marker[];
  readonly loop: LoopRange;
  readonly onDeviceLoss: OnDeviceLoss;
}

export type ProjectPatch = Partial<Pick<Project, 'name' | 'loop' | 'sampleRate' | 'onDeviceLoss'>>;

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
    tracks: [],
    clips: [],
    buffers: [],
    takes: [],
    markers: [],
    loop: { enabled: false, startFrame: 0, endFrame: 0 },
    onDeviceLoss: 'rejoin',
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

/** Silent by its own mute, or because another track is soloed. */
export function trackIsSilent({ tracks }: Pick<Project, 'tracks'>, track: Track): boolean {
  return track.muted || (!track.soloed && isAnySoloed(tracks));
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
