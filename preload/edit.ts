/** The kinds of edits, as plain data, and what is shared by the functions that apply them. */
import type { Outcome } from './outcome.ts';
import type {
  BufferEntry,
  BufferPatch,
  Clip,
  ClipPatch,
  Marker,
  MarkerPatch,
  Project,
  ProjectPatch,
  Take,
  TakeFilePatch,
  TakePatch,
  Track,
  TrackGroup,
  TrackGroupPatch,
  TrackPatch,
} from './project.ts';
import type { Frames } from './units.ts';

/** Where parts are put into their list, ascending, as they were before they were removed; absent = at
 * the end. */
export type Places = readonly number[] | undefined;

export type Edit =
  | { readonly kind: 'insertTracks'; readonly tracks: readonly { index: number; track: Track }[] }
  | { readonly kind: 'removeTracks'; readonly trackIds: readonly string[] }
  | { readonly kind: 'patchTrack'; readonly trackId: string; readonly patch: TrackPatch }
  /** In the order that they have: the first of them comes to place `index` of the list without them. */
  | { readonly kind: 'moveTracks'; readonly trackIds: readonly string[]; readonly index: number }
  | {
      readonly kind: 'insertTrackGroups';
      readonly groups: readonly TrackGroup[];
      readonly places?: Places;
    }
  /** Their tracks stay, in no group. */
  | { readonly kind: 'removeTrackGroups'; readonly groupIds: readonly string[] }
  | {
      readonly kind: 'patchTrackGroup';
      readonly groupId: string;
      readonly patch: TrackGroupPatch;
    }
  | { readonly kind: 'insertClips'; readonly clips: readonly Clip[]; readonly places?: Places }
  | { readonly kind: 'removeClips'; readonly clipIds: readonly string[] }
  | {
      readonly kind: 'patchClips';
      readonly patches: readonly { readonly clipId: string; readonly patch: ClipPatch }[];
    }
  /** Moves clips along the timeline by the same frames, a negative number to the left. */
  | { readonly kind: 'shiftClips'; readonly clipIds: readonly string[]; readonly frames: Frames }
  | {
      readonly kind: 'insertBuffers';
      readonly buffers: readonly BufferEntry[];
      readonly places?: Places;
    }
  | { readonly kind: 'insertTakes'; readonly takes: readonly Take[]; readonly places?: Places }
  | { readonly kind: 'patchBuffer'; readonly bufferId: string; readonly patch: BufferPatch }
  | { readonly kind: 'patchTake'; readonly takeId: string; readonly patch: TakePatch }
  | { readonly kind: 'patchTakeFile'; readonly takeId: string; readonly patch: TakeFilePatch }
  | { readonly kind: 'removeSources'; readonly sourceIds: readonly string[] }
  | {
      readonly kind: 'insertMarkers';
      readonly markers: readonly Marker[];
      readonly places?: Places;
    }
  | { readonly kind: 'removeMarkers'; readonly markerIds: readonly string[] }
  | {
      readonly kind: 'patchMarkers';
      readonly patches: readonly { readonly markerId: string; readonly patch: MarkerPatch }[];
    }
  | { readonly kind: 'patchProject'; readonly patch: ProjectPatch }
  | { readonly kind: 'batch'; readonly edits: readonly Edit[] };

/** The values of an edit of one kind. */
export type EditOf<Kind extends Edit['kind']> = Omit<
  Extract<Edit, { readonly kind: Kind }>,
  'kind'
>;

/** The project after an edit, and the edit that takes it back. */
export interface AppliedEdit {
  readonly project: Project;
  readonly inverse: Edit;
}

export type Applied = Outcome<AppliedEdit>;

/** What a patch may change of a part; whatever else it names is left out. */
export function patchable<T extends object>(
  properties: Readonly<Record<keyof T, { readonly isPatched: boolean }>>,
  values: Partial<T>,
): Partial<T> {
  const allowed: Partial<T> = {};
  for (const name of Object.keys(values) as (keyof T)[]) {
    if (properties[name]?.isPatched) allowed[name] = values[name];
  }
  return allowed;
}

/** The old values of just the keys that a patch sets. */
export function oldValues<T extends object>(before: T, patch: Partial<T>): Partial<T> {
  const old: Partial<T> = {};
  for (const key of Object.keys(patch) as (keyof T)[]) old[key] = before[key];
  return old;
}
