/** What is read of a snapshot: samples of every version, and of damaged ones all that can be. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { clipSchema } from '../../../main/project/project-schema.ts';
import { SESSION_FORMAT } from '../../../main/project/session-format.ts';
import type { SessionSnapshot } from '../../../main/project/session-state.ts';
import { type ReadFile, readVersionedFile, versionedText } from '../../../main/versioned-file.ts';
import { emptyProject, type Project } from '../../../preload/project.ts';
import { clip, projectOf, track } from '../../support/fake-studio.ts';

const edits = vi.hoisted(() => ({ applied: 0 }));

vi.mock('../../../preload/edits.ts', async (original) => {
  const real = await original<typeof import('../../../preload/edits.ts')>();
  const applyEdit: typeof real.applyEdit = (...args) => {
    edits.applied += 1;
    return real.applyEdit(...args);
  };
  return { ...real, applyEdit };
});

const sampleOf = (version: number) =>
  path.join(
    import.meta.dirname,
    'samples',
    `version-${version}`,
    version < 5 ? 'session.json' : 'session.rtmixer',
  );
const SAMPLE = sampleOf(1);
const VERSION = SESSION_FORMAT.migrations.length + 1;

async function readText(text: string) {
  return projectOfRead(
    await readVersionedFile('session.rtmixer', SESSION_FORMAT, async () => text),
  );
}

async function readSample(version: number) {
  return projectOfRead(await readVersionedFile(sampleOf(version), SESSION_FORMAT));
}

function projectOfRead({ value, ...read }: ReadFile<SessionSnapshot>) {
  return { ...read, value: value?.project ?? null };
}

/** What a snapshot says beside its project. */
const others = { id: 'snapshot', before: null, revision: 7, takes: [] };

function savedText(project: Project): string {
  return versionedText(SESSION_FORMAT, { ...others, project });
}

type ValuePath = readonly (string | number)[];

/** The saved form of a project with another value at one place; `undefined` removes it. */
function readChanged(project: Project, place: ValuePath, value: unknown) {
  const file = JSON.parse(savedText(project));
  const parent = place.slice(0, -1).reduce((node, key) => node[key], file.project);
  parent[place.at(-1) ?? ''] = value;
  return readText(JSON.stringify(file));
}

describe('A session of version 1', () => {
  const saved = JSON.parse(readFileSync(SAMPLE, 'utf8')).project;

  test('is read whole: only what the new version calls otherwise differs', async () => {
    const { value, damage } = await readSample(1);
    expect(damage).toBe(0);
    const { formatVersion: _version, ...kept } = saved;
    const takes = saved.takes.map(({ account, ...take }: { account: { run: number } | null }) => {
      const known = { ...take, dropouts: [], dropoutCount: 0, content: null };
      if (account === null) return { ...known, account };
      const { run: streamNumber, ...rest } = account;
      return { ...known, account: { ...rest, streamNumber, writeFailure: null } };
    });
    const buffers = saved.buffers.map((buffer: object) => ({
      ...buffer,
      relativePath: null,
      content: null,
      usesCopy: false,
    }));
    const { trackGroups, tempo, grid, metronome, master } = emptyProject('', 0);
    const added = { trackGroups, tempo, grid, metronome, master };
    const tracks = kept.tracks.map((each: object) => expect.objectContaining(each));
    const clips = kept.clips.map((each: object) => expect.objectContaining(each));
    expect(value).toEqual({
      ...kept,
      ...added,
      tracks,
      clips,
      buffers,
      takes,
      onDeviceLoss: 'rejoin',
    });
  });

  test('has what the sample is kept for', async () => {
    const { value } = await readSample(1);
    expect(value).toMatchObject({ name: 'Installation', loop: { enabled: true } });
    expect(value?.clips).toHaveLength(12);
    expect(value?.markers).toHaveLength(2);
    expect(value?.takes.map(({ account }) => account?.streamNumber ?? null)).toEqual([2, 2, null]);
  });

  test('that is saved again reads the same, in the new version', async () => {
    const { value } = await readSample(1);
    if (value === null) return expect.unreachable();
    const text = savedText(value);
    expect(JSON.parse(text)).toMatchObject({ format: 'rtmixer-session', version: VERSION });
    expect(await readText(text)).toEqual({ value, damage: 0, refusal: null });
  });

  test.each([{ project: { formatVersion: 2 } }, { program: 'RtMixer' }, { project: [] }, {}])(
    'never looked like %j',
    async (text) => {
      expect(await readText(JSON.stringify(text))).toMatchObject({ value: null, damage: 'whole' });
    },
  );
});

test.each(Array.from({ length: VERSION }, (_, index) => index + 1))(
  'A session of version %i is kept as a sample, and is read whole',
  async (version) => {
    const { value, damage } = await readSample(version);
    expect(damage).toBe(0);
    expect(value?.clips).toHaveLength(12);
  },
);

test('What a session holds changes with its version only: the newest sample is saved as it is', async () => {
  const { value } = await readVersionedFile(sampleOf(VERSION), SESSION_FORMAT);
  if (value === null) return expect.unreachable();
  expect(versionedText(SESSION_FORMAT, value)).toBe(readFileSync(sampleOf(VERSION), 'utf8'));
});

describe('Of a damaged session', () => {
  const whole = projectOf([clip('one'), clip('two')], {
    takes: [
      {
        id: 't',
        name: 'Take 1',
        file: 'take-1.wav',
        channels: 1,
        frames: 1,
        sampleRate: 48_000,
        trackId: null,
        recoveredFrames: 0,
        dropouts: [],
        dropoutCount: 0,
        content: null,
        account: null,
      },
    ],
    markers: [{ id: 'm', name: 'Start', frame: 5 }],
    loop: { enabled: true, startFrame: 5, endFrame: 10 },
  });

  const noLoop = { enabled: false, startFrame: 0, endFrame: 0 };
  const renamed = { tracks: [track('a', { name: 'Track 1' }), track('b')] };
  const oneClip = { clips: [clip('two')] };

  test.each<[string, ValuePath, unknown, Partial<Project>]>([
    ['a gain out of range is reset', ['clips', 0, 'gainDb'], 2_000, {}],
    ['a gain that no edit accepts is reset', ['clips', 0, 'gainDb'], 50, {}],
    ['an unknown policy is reset', ['clips', 0, 'belated'], 'wait', {}],
    ['an unknown key of a clip is left out', ['clips', 0, 'fade'], 3, {}],
    ['an unknown key of the project is left out', ['tempo'], 120, {}],
    ['a name that is none is replaced', ['tracks', 0, 'name'], { first: 'a' }, renamed],
    ['a name that is too long is replaced', ['tracks', 0, 'name'], 'x'.repeat(501), renamed],
    ['a clip without a place is left out', ['clips', 0, 'startFrame'], -1, oneClip],
    ['a clip that is none is left out', ['clips', 0], null, oneClip],
    ['a clip of no track is left out', ['clips', 0, 'trackId'], 'nowhere', oneClip],
    ['a take whose file lies elsewhere is left out', ['takes', 0, 'file'], '../x', { takes: [] }],
    ['a content that is none is not known', ['buffers', 0, 'content'], { bytes: 1 }, {}],
    ['an account that is not understood is left out', ['takes', 0, 'account'], { id: 1 }, {}],
    ['markers that are no list are left out', ['markers'], 7, { markers: [] }],
    ['a loop that is none is reset', ['loop', 'startFrame'], 'x', { loop: noLoop }],
    ['a loop that ends before it starts is reset', ['loop', 'startFrame'], 20, { loop: noLoop }],
    ['a name of the session that is none is replaced', ['name'], undefined, {}],
  ])('%s, and the rest is kept', async (_what, place, value, changed) => {
    const read = await readChanged(whole, place, value);
    expect(read.damage).toBe(1);
    expect(read.value).toEqual({ ...whole, ...changed });
  });

  test.each([undefined, 'x', 0, 500])('nothing can be used with the rate %j', async (rate) => {
    const read = await readChanged(whole, ['sampleRate'], rate);
    expect(read).toEqual({ value: null, damage: 'whole', refusal: null });
  });

  test('a sound that is left out takes its clips along, and all are counted', async () => {
    const { value, damage } = await readChanged(whole, ['buffers', 0, 'frames'], undefined);
    expect(value).toMatchObject({ clips: [], buffers: [{ id: 'voice' }] });
    expect(damage).toBe(3);
  });

  test('the few wrong clips among thousands are found, and the order of the rest is kept', async () => {
    const clips = Array.from({ length: 5_000 }, (_, index) => clip(`clip ${index}`));
    const wrong = clips.map((each, index) =>
      index % 1_000 === 7 ? { ...each, lengthFrames: 2 ** 44 } : each,
    );
    const { value, damage } = await readText(savedText(projectOf(wrong)));
    const expected = clips.filter((_, index) => index % 1_000 !== 7);
    expect(value?.clips.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(damage).toBe(5);
  });
});

describe('A session made to hold up the start', () => {
  /** Read with a few edits, not with one or more for each item. */
  async function readInFewEdits(parts: object) {
    const file = { format: 'rtmixer-session', version: VERSION };
    edits.applied = 0;
    const read = await readText(
      JSON.stringify({ ...file, ...others, project: { ...projectOf([]), ...parts } }),
    );
    expect(edits.applied).toBeLessThan(20);
    return read;
  }

  test('with clips of which every other one names no track keeps the others', async () => {
    const clips = Array.from({ length: 2_000 }, (_, index) =>
      clip(`clip ${index}`, { trackId: index % 2 === 0 ? 'a' : 'gone' }),
    );
    const { value, damage } = await readInFewEdits({ clips });
    expect(value?.clips).toHaveLength(1_000);
    expect(damage).toBe(1_000);
  });

  test('with markers of the same ids keeps one of each', async () => {
    const markers = Array.from({ length: 10_000 }, (_, index) => ({
      id: `m${index % 100}`,
      name: 'Marker',
      frame: 1,
    }));
    const { value, damage } = await readInFewEdits({ markers });
    expect(value?.markers).toHaveLength(100);
    expect(damage).toBe(9_900);
  });

  test('with clips that are none does not list what each of them lacks', async () => {
    const listed = vi.spyOn(clipSchema, 'safeParse');
    onTestFinished(() => listed.mockRestore());
    const clips = Array.from({ length: 2_000 }, () => ({}));
    expect((await readInFewEdits({ clips })).damage).toBe(2_000);
    expect(listed).not.toHaveBeenCalled();
  });

  test('with more tracks than there may be keeps the first ones', async () => {
    const tracks = Array.from({ length: 20_000 }, (_, index) => track(`t${index}`));
    const { value, damage } = await readInFewEdits({ tracks });
    expect(value?.tracks).toHaveLength(1_000);
    expect(damage).toBe(19_000);
  });
});
