/** The format of a session's snapshot: its versions, and what can be read of a damaged one. */
import { z } from 'zod';
import { newClip, newTrack } from '../../preload/builders.ts';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import {
  type Clip,
  emptyProject,
  MAX_TRACKS,
  type Project,
  type ProjectPatch,
} from '../../preload/project.ts';
import {
  checkClip,
  checkMarker,
  checkSource,
  checkTrack,
  checkTrackGroup,
  clipReferences,
} from '../../preload/project-checks.ts';
import { LIMITS } from '../../preload/project-limits.ts';
import { exactly } from '../exact-schema.ts';
import { type FileFormat, isObject, type JsonObject } from '../versioned-file.ts';
import { projectWithoutArranging } from './arranging-values.ts';
import {
  bufferSchema,
  clipSchema,
  markerSchema,
  projectValues,
  takeSchema,
  trackGroupSchema,
  trackSchema,
} from './project-schema.ts';
import { SESSION_NAME, type SessionSnapshot, snapshotContent } from './session-state.ts';
import {
  NO_DROPOUTS,
  readTakeRecords,
  recordsWithoutDropouts,
  withoutDropouts,
} from './take-records.ts';

/** Versions up to 4 are `session.json`. */
export const SESSION_FORMAT: FileFormat<SessionSnapshot> = {
  name: SESSION_NAME,
  title: 'The session file',
  ifLost: 'A new session begins; takes found in its folder are offered again.',
  migrations: [
    nameStreamNumbers,
    nameContents,
    nameWriteFailures,
    numberEdits,
    nameDeviceLoss,
    nameDropouts,
    nameArranging,
  ],
  read: readSnapshot,
  content: snapshotContent,
};

/** Version 2 calls `run` of a take's account `streamNumber`. The header took over `formatVersion`. */
function nameStreamNumbers({ project }: JsonObject): JsonObject {
  if (!isObject(project) || project.formatVersion !== 1) return {};
  const { formatVersion: _version, takes, ...rest } = project;
  const migrated = Array.isArray(takes) ? takes.map(nameStreamNumber) : takes;
  return { project: { ...rest, takes: migrated } };
}

function nameStreamNumber(take: unknown): unknown {
  if (!isObject(take) || !isObject(take.account)) return take;
  const { run, ...account } = take.account;
  return { ...take, account: { ...account, streamNumber: run } };
}

/** Version 3 remembers what tells a sound's file from others, which version 2 did not know. */
function nameContents({ project, ...others }: JsonObject): JsonObject {
  if (!isObject(project)) return { project, ...others };
  const { buffers, takes, ...rest } = project;
  const fileUnknown = { content: null };
  const unknown = { relativePath: null, ...fileUnknown, usesCopy: false };
  const withValues = (list: unknown, values: object): unknown =>
    Array.isArray(list)
      ? list.map((each) => (isObject(each) ? { ...each, ...values } : each))
      : list;
  return {
    project: {
      ...rest,
      buffers: withValues(buffers, unknown),
      takes: withValues(takes, fileUnknown),
    },
    ...others,
  };
}

/** Version 4 says of a take why its file could not be written any further. */
function nameWriteFailures({ project, ...others }: JsonObject): JsonObject {
  if (!isObject(project) || !Array.isArray(project.takes)) return { project, ...others };
  const takes = project.takes.map((take: unknown) =>
    isObject(take) && isObject(take.account)
      ? { ...take, account: { ...take.account, writeFailure: null } }
      : take,
  );
  return { project: { ...project, takes }, ...others };
}

/** Version 5 has the number of its last edit, and the records of takes, which had a file of their own. */
function numberEdits(content: JsonObject): JsonObject {
  return { id: '', before: null, revision: 0, takes: [], ...content };
}

/** Version 6 says what becomes of playback when its device is lost. */
function nameDeviceLoss({ project, ...others }: JsonObject): JsonObject {
  if (!isObject(project)) return { project, ...others };
  return { project: { ...project, onDeviceLoss: 'rejoin' }, ...others };
}

/** Version 7 has the places at which a take's device lost frames. Of an older take the numbers that the
 * host API reported are known. */
function nameDropouts({ project, takes, ...others }: JsonObject): JsonObject {
  if (!isObject(project)) return { project, takes, ...others };
  const migrated = Array.isArray(project.takes)
    ? project.takes.map(withoutDropouts)
    : project.takes;
  return {
    project: { ...project, takes: migrated },
    takes: recordsWithoutDropouts(takes),
    ...others,
  };
}

/** Version 8 has fades, gain lines and loops of clips, groups of tracks, tempo, grid, metronome and master. */
function nameArranging({ project, ...others }: JsonObject): JsonObject {
  return { project: isObject(project) ? projectWithoutArranging(project) : project, ...others };
}

/** Items of a list that are looked at, for each that a session may hold: a file that is not trusted
 * costs no more. */
const LOOKED_AT = 2;

/** How one list of the project is read. */
interface List<Item> {
  readonly schema: z.ZodObject & z.ZodType<Item>;
  /** Stand in for values that cannot be used; without the other values an item is left out. */
  readonly fallbacks: Partial<Item>;
  readonly limit: number;
  /** Whether the project takes an item, whatever its id. */
  readonly accepts: (project: Project) => (item: Item) => boolean;
  readonly insert: (items: readonly Item[]) => Edit;
}

const { id: _id, ...trackFallbacks } = newTrack([], '', { inputChannels: 0, outputChannels: 0 });

const {
  id: _clipId,
  trackId: _trackId,
  sourceId: _sourceId,
  startFrame: _startFrame,
  offsetFrames: _offsetFrames,
  lengthFrames: _lengthFrames,
  ...clipFallbacks
} = newClip({ id: '', name: 'Clip', frames: 1 }, '', '', 0) as Clip;

/** In the order in which they are inserted: sounds and tracks before the clips that name them. */
const LISTS: {
  readonly [Key in Exclude<keyof Project, keyof ProjectPatch>]: List<Project[Key][number]>;
} = {
  buffers: {
    schema: bufferSchema,
    fallbacks: { name: 'Sound', format: '', relativePath: null, content: null, usesCopy: false },
    limit: LIMITS.items,
    accepts: () => (buffer) => checkSource(buffer) === null,
    insert: (buffers) => ({ kind: 'insertBuffers', buffers }),
  },
  takes: {
    schema: takeSchema,
    fallbacks: {
      name: 'Take',
      content: null,
      trackId: null,
      recoveredFrames: 0,
      ...NO_DROPOUTS,
      account: null,
    },
    limit: LIMITS.items,
    accepts: ({ buffers }) => {
      const taken = new Set(buffers.map(({ id }) => id));
      return (take) => checkSource(take) === null && !taken.has(take.id);
    },
    insert: (takes) => ({ kind: 'insertTakes', takes }),
  },
  trackGroups: {
    schema: trackGroupSchema,
    fallbacks: { name: 'Group', colour: 0 },
    limit: LIMITS.tracks,
    accepts: () => (group) => checkTrackGroup(group) === null,
    insert: (groups) => ({ kind: 'insertTrackGroups', groups }),
  },
  tracks: {
    schema: trackSchema,
    fallbacks: trackFallbacks,
    limit: LIMITS.tracks,
    accepts: (project) => (track) => checkTrack(project, track) === null,
    // An index beyond the last is the end.
    insert: (tracks) => ({
      kind: 'insertTracks',
      tracks: tracks.map((track) => ({ index: MAX_TRACKS, track })),
    }),
  },
  clips: {
    schema: clipSchema,
    fallbacks: clipFallbacks,
    limit: LIMITS.clips,
    accepts: (project) => {
      const references = clipReferences(project);
      return (clip) => checkClip(references, clip) === null;
    },
    insert: (clips) => ({ kind: 'insertClips', clips }),
  },
  markers: {
    schema: markerSchema,
    fallbacks: { name: 'Marker' },
    limit: LIMITS.items,
    accepts: () => (marker) => checkMarker(marker) === null,
    insert: (markers) => ({ kind: 'insertMarkers', markers }),
  },
};

const snapshotId = z.string().max(LIMITS.idCharacters);
/** Beside its lists; without them its edits are not found to be its own. */
const snapshotValues = exactly<Pick<SessionSnapshot, 'id' | 'before' | 'revision'>>()({
  id: snapshotId,
  before: snapshotId.nullable(),
  revision: z
    .number()
    .int()
    .min(0)
    .max(2 ** 50),
});

function readSnapshot({ project: saved, takes, id, before, revision, ...others }: JsonObject) {
  const read = readProject(saved);
  if (read === null) return null;
  const records = readTakeRecords(takes);
  const unnamed = { id: '', before: null, revision: 0 };
  const values = readItem({ id, before, revision }, snapshotValues, unnamed);
  const flaws =
    read.flaws +
    (records?.flaws ?? 1) +
    (values?.isWhole === true ? 0 : 1) +
    Object.keys(others).length;
  const value: SessionSnapshot = {
    ...(values?.item ?? unnamed),
    takes: records?.records ?? [],
    project: read.value,
  };
  return { value, flaws };
}

/** Without a rate no frame has a meaning: nothing can be used then. */
function readProject(saved: unknown): { readonly value: Project; readonly flaws: number } | null {
  if (!isObject(saved)) return null;
  const empty = emptyProject('Session', 0);
  const isValue = (key: string) => Object.hasOwn(projectValues.shape, key);
  const pick = (from: object, isPicked: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => isPicked(key)));
  const lists: JsonObject = pick(saved, (key) => !isValue(key));
  const fallbacks = pick(empty, (key) => isValue(key) && key !== 'sampleRate');
  const values = readItem(pick(saved, isValue), projectValues, fallbacks);
  if (values === null) return null;
  const reading = new Reading(empty);
  const rate = { sampleRate: values.item.sampleRate };
  if (!reading.attempt({ kind: 'patchProject', patch: rate })) return null;
  if (!values.isWhole) reading.flaws += 1;
  reading.flaws += Object.keys(lists).filter((key) => !Object.hasOwn(LISTS, key)).length;
  for (const [key, list] of Object.entries(LISTS)) {
    reading.insertAll(lists[key], list as unknown as List<{ readonly id: string }>);
  }
  for (const [key, value] of Object.entries(values.item)) {
    const patch = { [key]: value };
    if (!reading.attempt({ kind: 'patchProject', patch })) reading.flaws += 1;
  }
  return { value: reading.project, flaws: reading.flaws };
}

/** One object; null when it lacks a value that nothing can stand in for. */
function readItem<Item extends object>(
  raw: unknown,
  schema: z.ZodObject & z.ZodType<Item>,
  fallbacks: Partial<Item>,
): { readonly item: Item; readonly isWhole: boolean } | null {
  if (!isObject(raw)) return null;
  // Listing all that is wrong with a value costs much, and a file that is not trusted may have many.
  const required = Object.entries(schema.shape).filter(([key]) => !Object.hasOwn(fallbacks, key));
  if (!required.every(([key, property]) => isUsable(property, raw[key]))) return null;
  const whole = schema.safeParse(raw);
  if (whole.success) return { item: whole.data, isWhole: true };
  const usable = Object.entries(schema.shape).map(([key, property]) => {
    const read = (property as z.ZodType).safeParse(raw[key]);
    return [key, read.success ? read.data : fallbacks[key as keyof Item]];
  });
  const mended = schema.safeParse(Object.fromEntries(usable));
  return mended.success ? { item: mended.data, isWhole: false } : null;
}

function isUsable(property: unknown, value: unknown): boolean {
  return (property as z.ZodType).safeParse(value).success;
}

/** Rebuilds a project through its own edits, so that what does not fit together is left out. */
class Reading {
  project: Project;
  /** Items that were left out or changed. */
  flaws = 0;

  constructor(project: Project) {
    this.project = project;
  }

  attempt(edit: Edit): boolean {
    const applied = applyEdit(this.project, edit);
    if (applied.ok) this.project = applied.value.project;
    return applied.ok;
  }

  insertAll<Item extends { readonly id: string }>(raw: unknown, list: List<Item>): void {
    if (!Array.isArray(raw)) {
      this.flaws += 1;
      return;
    }
    const accepts = list.accepts(this.project);
    const items = new Map<string, Item>();
    let whole = 0;
    for (const each of raw.slice(0, LOOKED_AT * list.limit)) {
      if (items.size === list.limit) break;
      const read = readItem(each, list.schema, list.fallbacks);
      if (read === null || items.has(read.item.id)) continue;
      const item = mended(read.item, list.fallbacks, accepts);
      if (item === null) continue;
      items.set(item.id, item);
      if (read.isWhole && item === read.item) whole += 1;
    }
    this.flaws += raw.length - whole;
    this.#insert([...items.values()], list);
  }

  /** By halves: what does not fit together nevertheless costs a few attempts. */
  #insert<Item>(items: readonly Item[], list: List<Item>): void {
    if (items.length === 0 || this.attempt(list.insert(items))) return;
    if (items.length === 1) {
      this.flaws += 1;
      return;
    }
    const half = items.length >> 1;
    this.#insert(items.slice(0, half), list);
    this.#insert(items.slice(half), list);
  }
}

/** With as few fallbacks as possible; null = it is accepted with none. */
function mended<Item extends object>(
  item: Item,
  fallbacks: Partial<Item>,
  accepts: (item: Item) => boolean,
): Item | null {
  if (accepts(item)) return item;
  const entries = Object.entries(fallbacks);
  // What no fallback mends costs one attempt: a file that is not trusted may have many of it.
  if (!accepts({ ...item, ...fallbacks })) return null;
  const changes = [...entries.map((one) => [one]), entries];
  const attempts = changes.map((change): Item => ({ ...item, ...Object.fromEntries(change) }));
  return attempts.find(accepts) ?? null;
}
