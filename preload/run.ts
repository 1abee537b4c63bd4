/**
 * The account of a run, from Play to Stop, as its file in the session's folder `runs/` has it: lines of
 * JSON, a header first, then records in the order in which things ended. Clips, tables, reports and
 * exports are made of it alone, while it is written and at every later start.
 */
import type { ActionRow } from './actions.ts';
import type { Dropout, Outage } from './dropouts.ts';
import type { ChannelCounts, ReportedFlags } from './engine.ts';
import type { ChannelNumber, Frames, SampleRate, Seconds } from './units.ts';
import type { Audible, VerdictSummary } from './verdict.ts';

export const RUN_FORMAT = 'rtmixer-run';
export const RUN_VERSION = 1;

/** Of the stream that a part of a run was played through. */
export interface RunDevice extends ChannelCounts {
  readonly hostApi: string;
  /** null = not open in that direction. */
  readonly inputDevice: string | null;
  readonly outputDevice: string | null;
  readonly sampleRate: SampleRate;
  /** 0 = the driver's choice. */
  readonly blockSize: Frames;
  /** null where that direction is not open. */
  readonly inputLatency: Seconds | null;
  readonly outputLatency: Seconds | null;
  /** Whose word the latencies are. */
  readonly latencySource: 'driver' | 'measured';
  readonly reports: ReportedFlags;
}

/** A sound that the run may play; told again by a later record where its hash was read later. */
export interface RunSound {
  readonly sourceId: string;
  readonly name: string;
  readonly channels: number;
  readonly frames: Frames;
  readonly sampleRate: SampleRate;
  /** SHA-256 of its file; null = not read yet. */
  readonly hash: string | null;
  /** Only in exports that ask for paths; null = it has none. */
  readonly path: string | null;
}

export interface RunTrack {
  readonly trackId: string;
  readonly name: string;
  readonly outputChannels: readonly ChannelNumber[];
}

/** The first line of each file of a run. */
export interface RunHeader {
  readonly format: typeof RUN_FORMAT;
  readonly version: number;
  /** Equal in all files of the run, unique in the session. */
  readonly runId: string;
  /** Counts the session's runs, from 1. */
  readonly number: number;
  /** Counts the run's files, from 1: a file ends at 64 MB and at midnight. */
  readonly part: number;
  /** `direct`: actions without the transport. */
  readonly kind: 'timeline' | 'direct';
  readonly sessionName: string;
  /** Of this file's beginning: milliseconds since 1970, and what the local time is ahead of UTC. */
  readonly wallTime: number;
  readonly utcOffsetMinutes: number;
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly audible: Audible;
  readonly device: RunDevice;
  readonly sounds: readonly RunSound[];
  readonly tracks: readonly RunTrack[];
}

/** Frames of the stream count from 0 at its start. */
export interface RunStream {
  readonly type: 'stream';
  readonly streamNumber: number;
  /** The first one of the run. */
  readonly firstFrame: Frames;
  readonly audible: Audible;
  readonly device: RunDevice;
}

export interface RunStreamEnd {
  readonly type: 'streamEnd';
  readonly streamNumber: number;
  readonly lastFrame: Frames;
  readonly reason: 'run-ended' | 'reopened' | 'device-lost';
  /** How far device times of this stream may be wrong; null = not known. */
  readonly clockBoundSeconds: Seconds | null;
}

/** From here on the timeline's frame 0 lies at `originFrame` of the stream. */
export interface RunOrigin {
  readonly type: 'origin';
  readonly cause: 'play' | 'record' | 'seek' | 'loop' | 'edit' | 'reopened' | 'rejoined';
  readonly streamNumber: number;
  readonly originFrame: Frames;
  /** Of the timeline: the first one that is played by it. */
  readonly timelineFrame: Frames;
  readonly playNumber: number;
  readonly loopPass: number;
}

/** Of an action that has ended. */
export type RunAction = { readonly type: 'action' } & {
  readonly row: Omit<ActionRow, 'state'>;
};

export interface RunDropout {
  readonly type: 'dropout';
  readonly dropout: Dropout;
}

export interface RunOutage {
  readonly type: 'outage';
  readonly outage: Outage;
}

/** An edit that was heard. */
export interface RunEdit {
  readonly type: 'edit';
  /** Of the undo step: `Move knock`. */
  readonly label: string;
  readonly streamNumber: number;
  readonly streamFrame: Frames;
  readonly timelineFrame: Frames | null;
}

export interface RunSoundFound {
  readonly type: 'sound';
  readonly sound: RunSound;
}

/** What the blocks of about a second took of their time, 0...1, more than 1 = too long. */
export interface RunLoad {
  readonly type: 'load';
  readonly streamNumber: number;
  readonly firstFrame: Frames;
  readonly frames: Frames;
  readonly meanLoad: number;
  readonly worstLoad: number;
}

/** The last line of a run's last file; missing = the run was cut off. */
export interface RunEnd {
  readonly type: 'end';
  readonly reason: 'stopped' | 'end-of-timeline' | 'idle' | 'closed' | 'device-lost';
  readonly wallTime: number;
  readonly seconds: Seconds;
  readonly summary: VerdictSummary;
  readonly dropouts: number;
  readonly outages: number;
}

/** The rest of this file was removed to make room; its end stays. */
export interface RunRemoved {
  readonly type: 'removed';
  readonly wallTime: number;
}

export type RunRecord =
  | RunStream
  | RunStreamEnd
  | RunOrigin
  | RunAction
  | RunDropout
  | RunOutage
  | RunEdit
  | RunSoundFound
  | RunLoad
  | RunRemoved
  | RunEnd;

/** All of one run, as it was read from its files. */
export interface RunAccount {
  /** Of its first file. */
  readonly header: RunHeader;
  readonly streams: readonly RunStream[];
  readonly streamEnds: readonly RunStreamEnd[];
  readonly origins: readonly RunOrigin[];
  /** In the order in which they ended. */
  readonly actions: readonly ActionRow[];
  readonly dropouts: readonly Dropout[];
  readonly outages: readonly Outage[];
  readonly edits: readonly RunEdit[];
  readonly loads: readonly RunLoad[];
  /** As known last. */
  readonly sounds: readonly RunSound[];
  /** null = it still goes on, or was cut off. */
  readonly end: RunEnd | null;
  readonly state: RunState;
  /** Lines in its middle that could not be read and were left out. */
  readonly damagedLines: number;
  /** Files of it of which only the headers were kept, to make room. */
  readonly removedParts: number;
}

/** `cut-off`: it has no end, and does not go on. `header-only`: the rest was removed to make room. */
export type RunState = 'running' | 'ended' | 'cut-off' | 'header-only';

/** A run in the list of runs; what has to be known of it without reading its actions. */
export interface RunListEntry {
  readonly runId: string;
  readonly number: number;
  /** Given by a person; null = none. */
  readonly name: string | null;
  readonly isPinned: boolean;
  readonly kind: RunHeader['kind'];
  /** Milliseconds since 1970, of its beginning. */
  readonly wallTime: number;
  readonly audible: Audible;
  readonly device: RunDevice;
  /** null = it goes on, or was cut off. */
  readonly seconds: Seconds | null;
  readonly state: RunState;
  /** Of the actions that have ended; null = not known without reading all of it. */
  readonly summary: VerdictSummary | null;
  readonly dropouts: number | null;
  readonly outages: number | null;
  readonly bytes: number;
}
