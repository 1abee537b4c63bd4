/** The format of `session.json`: its versions, and what can be read of a damaged one. */
import type { z } from 'zod';
import { newClip, newTrack } from '../../preload/builders.ts';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import {
  type Clip,
  emptyProject,
  MAX_TRACKS,
  type Project,
  type ProjectPatch,
} from '../../preload/project.ts';
import { type FileFormat, isObject, type JsonObject } from '../versioned-file.ts';
import {
  bufferSchema,
  clipSchema,
  markerSchema,
  projectValues,
  takeSchema,
  trackSchema,
} from './project-schema.ts';

export const SESSION_FORMAT: FileFormat<Project> = {
  name: 'rtmixer-session',
  title: 'The session file',
  ifLost: 'A new session begins; takes found in its folder are offered again.',
  migrations: [nameStreamNumbers, nameContents, nameWriteFailures],
  read: readSession,
  content: (project) => ({ project }),
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

/** How one list of the project is read. */
interface List<Item> {
  readonly schema: z.ZodObject & z.ZodType<Item>;
  /** Stand in for values that cannot be used; without the other values an item is left out. */
  readonly fallbacks: Partial<Item>;
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
    insert: (buffers) => ({ kind: 'insertBuffers', buffers }),
  },
  takes: {
    schema: takeSchema,
    fallbacks: { name: 'Take', content: null, trackId: null, recoveredFrames: 0, account: null },
    insert: (takes) => ({ kind: 'insertTakes', takes }),
  },
  tracks: {
    schema: trackSchema,
    fallbacks: trackFallbacks,
    // An index beyond the last is the end.
    insert: (tracks) => ({
      kind: 'insertTracks',
      tracks: tracks.map((track) => ({ index: MAX_TRACKS, track })),
    }),
  },
  clips: {
    schema: clipSchema,
    fallbacks: clipFallbacks,
    insert: (clips) => ({ kind: 'insertClips', clips }),
  },
  markers: {
    schema: markerSchema,
    fallbacks: { name: 'Marker' },
    insert: (markers) => ({ kind: 'insertMarkers', markers }),
  },
};

/** Without a rate no frame has a meaning: nothing can be used then. */
function readSession({ project: saved, ...others }: JsonObject) {
  if (!isObject(saved)) return null;
  const { name, sampleRate, loop, ...lists } = saved;
  const empty = emptyProject('Session', 0);
  const values = readItem({ name, sampleRate, loop }, projectValues, {
    name: empty.name,
    loop: empty.loop,
  });
  if (values === null) return null;
  const reading = new Reading(empty);
  const rate = { sampleRate: values.item.sampleRate };
  if (!reading.attempt({ kind: 'patchProject', patch: rate })) return null;
  if (!values.isWhole) reading.flaws += 1;
  reading.flaws += Object.keys(others).length;
  reading.flaws += Object.keys(lists).filter((key) => !Object.hasOwn(LISTS, key)).length;
  for (const [key, list] of Object.entries(LISTS)) {
    reading.insertAll(lists[key], list as unknown as List<object>);
  }
  for (const patch of [{ name: values.item.name }, { loop: values.item.loop }]) {
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
  const whole = schema.safeParse(raw);
  if (whole.success) return { item: whole.data, isWhole: true };
  if (!isObject(raw)) return null;
  const usable = Object.entries(schema.shape).map(([key, property]) => {
    const read = (property as z.ZodType).safeParse(raw[key]);
    return [key, read.success ? read.data : fallbacks[key as keyof Item]];
  });
  const mended = schema.safeParse(Object.fromEntries(usable));
  return mended.success ? { item: mended.data, isWhole: false } : null;
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

  insertAll<Item extends object>(raw: unknown, list: List<Item>): void {
    if (!Array.isArray(raw)) {
      this.flaws += 1;
      return;
    }
    const read = raw.map((each) => readItem(each, list.schema, list.fallbacks));
    this.flaws += read.filter((each) => each?.isWhole !== true).length;
    this.#insert(
      read.filter((each) => each !== null),
      list,
    );
  }

  /** By halves: one wrong clip among thousands costs a few attempts, not thousands. */
  #insert<Item extends object>(
    read: readonly { readonly item: Item; readonly isWhole: boolean }[],
    list: List<Item>,
  ): void {
    if (read.length === 0 || this.attempt(list.insert(read.map(({ item }) => item)))) return;
    const [first] = read;
    if (first !== undefined && read.length === 1) {
      if (first.isWhole) this.flaws += 1;
      const changes = [
        ...Object.entries(list.fallbacks).map((one) => [one]),
        Object.entries(list.fallbacks),
      ];
      changes.some((change) =>
        this.attempt(list.insert([{ ...first.item, ...Object.fromEntries(change) }])),
      );
      return;
    }
    const half = read.length >> 1;
    this.#insert(read.slice(0, half), list);
    this.#insert(read.slice(half), list);
  }
}
