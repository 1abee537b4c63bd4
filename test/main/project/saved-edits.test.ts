/** What is written of a session edit by edit, and what is read of it whatever happened to its files. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Appender } from '../../../main/project/appender.ts';
import { openSession } from '../../../main/project/session-folder.ts';
import { sessionFolder } from '../../../main/project/session-paths.ts';
import { readSession } from '../../../main/project/session-reader.ts';
import { editsHeader, entryLine, snapshotText } from '../../../main/project/session-state.ts';
import { applyEdit, type Edit } from '../../../preload/edits.ts';
import type { Project } from '../../../preload/project.ts';
import { EDITED, SAMPLE_EDITS } from '../../support/changed-parts.ts';
import { clip, projectOf, temporaryFolder } from '../../support/fake-studio.ts';

const noLock = async () => ({ [Symbol.dispose]: () => {} });

/** An appender on the session of a data folder, as the program opens it. */
async function open(data: string) {
  const session = await openSession(data, noLock);
  let { project } = session;
  const failures: unknown[] = [];
  const { snapshot, editsAfter } = session.disk;
  const appender = new Appender({
    start: { root: session.folder.root, snapshot, editsAfter, revision: session.revision },
    state: () => ({ project, takes: [] }),
    onSaved: () => {},
    onFailure: (error) => failures.push(error),
    onRunFailure: (error) => failures.push(error),
    onNote: (_what, error) => failures.push(error),
    mend: async () => {
      mkdirSync(session.folder.root, { recursive: true });
      return true;
    },
  });
  onTestFinished(() => appender.close());
  const edit = (...edits: readonly Edit[]) => {
    for (const each of edits) {
      const applied = applyEdit(project, each);
      if (!applied.ok) throw new Error(applied.message);
      project = applied.value.project;
      appender.append({ edit: each });
    }
  };
  return { session, appender, failures, edit, project: () => project };
}

/** A session of one snapshot that says `EDITED`, and lines after it. */
function put(root: string, lines: readonly string[], header = editsHeader('one')): void {
  mkdirSync(root, { recursive: true });
  const snapshot = { id: 'one', before: null, revision: 10, takes: [], project: EDITED };
  writeFileSync(path.join(root, 'session.rtmixer'), snapshotText(snapshot));
  writeFileSync(path.join(root, 'edits.ndjson'), header + lines.join(''));
}

function renamed(revision: number, name = `name ${revision}`): string {
  return entryLine(revision, { edit: { kind: 'patchProject', patch: { name } } });
}

async function read(root: string) {
  const { state, session, edits } = await readSession(sessionFolder(root));
  return { name: state?.project.name, revision: state?.revision, session, edits };
}

describe('A line of edits', () => {
  const inverseOf = (edit: Edit) => {
    const applied = applyEdit(EDITED, edit);
    return applied.ok ? applied.value : expect.unreachable(applied.message);
  };

  test.each(Object.values(SAMPLE_EDITS))(
    'says all of an edit $kind and of its undo',
    async (edit) => {
      const root = path.join(temporaryFolder(), 'session');
      const { project, inverse } = inverseOf(edit);
      put(root, [entryLine(11, { edit })]);
      expect((await readSession(sessionFolder(root))).state).toMatchObject({
        revision: 11,
        project,
      });
      put(root, [entryLine(11, { edit }), entryLine(12, { edit: inverse })]);
      const { state, edits } = await readSession(sessionFolder(root));
      expect(edits.damage).toBe(0);
      expect(sorted(state?.project)).toEqual(sorted(EDITED));
    },
  );

  test('has less than a hundred bytes beside its edit', () => {
    const edit = SAMPLE_EDITS.shiftClips;
    const own = JSON.stringify(edit).length;
    expect(entryLine(Number.MAX_SAFE_INTEGER, { edit }).length - own).toBeLessThan(100);
  });
});

function sorted(project: Project | undefined) {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return project === undefined
    ? null
    : { ...project, clips: project.clips.toSorted(byId), markers: project.markers.toSorted(byId) };
}

describe('Of edits', () => {
  test.each([
    ['without its line break', renamed(12).slice(0, -1)],
    ['in its middle', renamed(12).slice(0, 30)],
    ['that a power cut left as zeros', '\0'.repeat(500)],
    ['that a power cut left as zeros and a line break', `${'\0'.repeat(500)}\n`],
  ])('a last line that ends %s is the end, and no damage', async (_what, torn) => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    put(root, [renamed(11), torn]);
    expect(await read(root)).toMatchObject({ name: 'name 11', revision: 11, edits: { damage: 0 } });
    const { session, appender, edit } = await open(data);
    expect(session).toMatchObject({ warnings: [], isWhole: true, project: { name: 'name 11' } });
    edit({ kind: 'patchProject', patch: { name: 'next' } });
    expect(await appender.flush()).toBe(true);
    expect(await read(root)).toMatchObject({ name: 'next', revision: 12, edits: { damage: 0 } });
    expect(readdirSync(root).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('a broken line in the middle is told, kept aside, and spoils no other', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const unknown = entryLine(13, { edit: { kind: 'removeClips', clipIds: ['nowhere'] } });
    put(root, [renamed(11), '{"revision":12,"edit":{}}\n', unknown, renamed(14)]);
    const before = readFileSync(path.join(root, 'edits.ndjson'), 'utf8');
    const { session } = await open(data);
    expect(session.project.name).toBe('name 14');
    expect(session.warnings.join()).toMatch(
      /The file of edits was damaged: \d parts of it were left out.*kept as edits\.damaged-1\.ndjson/,
    );
    expect(readFileSync(path.join(root, 'edits.damaged-1.ndjson'), 'utf8')).toBe(before);
  });

  test('those that the snapshot has already are not applied again', async () => {
    const root = path.join(temporaryFolder(), 'session');
    put(root, [renamed(9, 'old'), renamed(10, 'old'), renamed(11)]);
    expect(await read(root)).toMatchObject({ name: 'name 11', edits: { damage: 0, value: 1 } });
    put(root, [renamed(9, 'old'), renamed(10, 'old')]);
    expect(await read(root)).toMatchObject({ name: EDITED.name, edits: { damage: 0, value: 0 } });
  });

  test('those of another snapshot are kept aside and told, and none is used', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    put(root, [renamed(11)], editsHeader('another'));
    const { session } = await open(data);
    expect(session.project.name).toBe(EDITED.name);
    expect(session.warnings.join()).toContain('It belongs to another session file');
    expect(existsSync(path.join(root, 'edits.damaged-1.ndjson'))).toBe(true);
  });
});

describe('Of a session made to hold up or to mislead a start', () => {
  test.each([
    ['garbage', Buffer.alloc(3_000, 7)],
    ['no line break for long', Buffer.from(`{"format":"rtmixer-edits"${' '.repeat(5_000)}`)],
    ['another header', Buffer.from('{"format":"else","version":1,"after":"one"}\n{}\n')],
  ])('a file of edits with %s is kept aside, told, and the snapshot used', async (_what, bytes) => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    put(root, []);
    writeFileSync(path.join(root, 'edits.ndjson'), bytes);
    const { session } = await open(data);
    expect(session.project.name).toBe(EDITED.name);
    expect(session.warnings.join()).toContain('kept as edits.damaged-1.ndjson');
    expect(readFileSync(path.join(root, 'edits.damaged-1.ndjson')).equals(bytes)).toBe(true);
  });

  test('edits that are nested too deeply, or numbered far beyond others, are left out', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const depth = 50_000;
    const nested = `{"revision":12,"edit":${'{"kind":"batch","edits":['.repeat(depth)}${']}'.repeat(depth)}}\n`;
    put(root, [renamed(11), nested, renamed(Number.MAX_SAFE_INTEGER, 'far'), renamed(13)]);
    expect(await read(root)).toMatchObject({ name: 'name 13', revision: 13 });
    const { appender, edit } = await open(data);
    edit({ kind: 'patchProject', patch: { name: 'next' } });
    expect(await appender.flush()).toBe(true);
    expect(await read(root)).toMatchObject({ name: 'next', edits: { damage: 0 } });
  });

  test('a session file of which nothing can be used is replaced by the snapshot before it', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    put(root, [renamed(11)]);
    const file = path.join(root, 'session.rtmixer');
    writeFileSync(path.join(root, 'session.previous-1.rtmixer'), readFileSync(file));
    writeFileSync(file, Buffer.alloc(500));
    const { session } = await open(data);
    expect(session.project.clips).toEqual(EDITED.clips);
    expect(session.warnings.join()).toContain(
      'The damaged file is kept as session.damaged-1.rtmixer. The snapshot before it, session.previous-1.rtmixer, is used.',
    );
  });
});

describe('The appender', () => {
  test('goes on in the same files, folds them when asked, and keeps two snapshots', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    for (let start = 1; start <= 4; start += 1) {
      const { appender, edit, failures } = await open(data);
      const name = `start ${start}`;
      edit({ kind: 'patchProject', patch: { name } }, { kind: 'patchProject', patch: { name } });
      expect(await appender.flush()).toBe(true);
      await appender.close();
      expect(failures).toEqual([]);
      expect(await read(root)).toMatchObject({ name, revision: 2 * start, edits: { value: 0 } });
    }
    expect(
      readdirSync(root)
        .filter((name) => name.endsWith('.rtmixer'))
        .sort(),
    ).toEqual(['session.previous-1.rtmixer', 'session.previous-2.rtmixer', 'session.rtmixer']);
    const previous = readFileSync(path.join(root, 'session.previous-1.rtmixer'), 'utf8');
    expect(JSON.parse(previous)).toMatchObject({ project: { name: 'start 3' } });
  });

  test('writes as much for an edit of a large session as for one of a small one', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const clips = Array.from({ length: 20_000 }, (_, index) => clip(`clip ${index}`));
    mkdirSync(root, { recursive: true });
    const project = projectOf(clips);
    const snapshot = { id: 'one', before: null, revision: 0, takes: [], project };
    writeFileSync(path.join(root, 'session.rtmixer'), snapshotText(snapshot));
    const { appender, edit } = await open(data);
    const move: Edit = { kind: 'shiftClips', clipIds: ['clip 7'], frames: 480 };
    edit(move);
    expect(await appender.flush()).toBe(true);
    const line = JSON.stringify(move).length;
    expect(statSync(path.join(root, 'edits.ndjson')).size).toBeLessThan(line + 1_024);
    const shifted = clips.map(({ id }) => id);
    edit({ kind: 'shiftClips', clipIds: shifted, frames: 480 });
    appender.fold();
    expect(await appender.flush()).toBe(true);
    await appender.close();
    const { state } = await readSession(sessionFolder(root));
    expect(state?.project.clips[7]?.startFrame).toBe(960);
    expect(state?.project.clips[8]?.startFrame).toBe(480);
  });

  test('writes the session again where its folder was removed', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const { appender, edit } = await open(data);
    edit({ kind: 'patchProject', patch: { name: 'before' } });
    expect(await appender.flush()).toBe(true);
    rmSync(root, { recursive: true });
    edit({ kind: 'patchProject', patch: { name: 'after' } });
    expect(await appender.flush()).toBe(true);
    expect(await read(root)).toMatchObject({ name: 'after', revision: 2 });
  });

  test('writes the session again where others changed its snapshot', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const { appender, edit } = await open(data);
    edit({ kind: 'patchProject', patch: { name: 'one' } });
    edit({ kind: 'patchProject', patch: { name: 'two' } });
    expect(await appender.flush()).toBe(true);
    writeFileSync(path.join(root, 'session.rtmixer'), '{"format": "rtmi');
    await appender.close();
    expect(await read(root)).toMatchObject({ name: 'two', session: { damage: 0 } });
  });

  test('writes the session by another thread where its own ended', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const threads: Worker[] = [];
    const keep = (message: unknown) => threads.push((message as { worker: Worker }).worker);
    subscribe('worker_threads', keep);
    onTestFinished(() => void unsubscribe('worker_threads', keep));
    const { appender, edit } = await open(data);
    edit({ kind: 'patchProject', patch: { name: 'one' } });
    expect(await appender.flush()).toBe(true);
    edit({ kind: 'patchProject', patch: { name: 'two' } });
    const flushed = appender.flush();
    await threads[0]?.terminate();
    expect(await flushed).toBe(true);
    edit({ kind: 'patchProject', patch: { name: 'three' } });
    expect(await appender.flush()).toBe(true);
    expect(threads.length).toBe(2);
    expect(await read(root)).toMatchObject({ name: 'three', revision: 3, edits: { damage: 0 } });
  });

  test.each(['session.rtmixer.part', 'edits.ndjson.part', 'session.previous-1.rtmixer'])(
    'replaces a link of the name %s and never writes where it leads',
    async (name) => {
      const data = temporaryFolder();
      const root = path.join(data, 'session');
      const outside = path.join(temporaryFolder(), 'outside');
      writeFileSync(outside, 'precious');
      const { appender, edit } = await open(data);
      symlinkSync(outside, path.join(root, name));
      edit({ kind: 'patchProject', patch: { name: 'one' } });
      edit({ kind: 'patchProject', patch: { name: 'two' } });
      expect(await appender.flush()).toBe(true);
      await appender.close();
      expect(readFileSync(outside, 'utf8')).toBe('precious');
      expect(await read(root)).toMatchObject({ name: 'two', session: { damage: 0 } });
    },
  );

  test('does not write into a file that took the place of the edits', async () => {
    const data = temporaryFolder();
    const root = path.join(data, 'session');
    const file = path.join(root, 'edits.ndjson');
    const outside = path.join(temporaryFolder(), 'outside');
    writeFileSync(outside, 'precious');
    const { appender, edit } = await open(data);
    edit({ kind: 'patchProject', patch: { name: 'one' } }, { kind: 'patchProject', patch: {} });
    expect(await appender.flush()).toBe(true);
    rmSync(file);
    symlinkSync(outside, file);
    edit({ kind: 'patchProject', patch: { name: 'two' } });
    expect(await appender.flush()).toBe(true);
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(lstatSync(file).isFile()).toBe(true);
    expect(await read(root)).toMatchObject({ name: 'two' });
  });
});

test('A reader finds a whole session at any moment in which another program folds', async () => {
  const data = temporaryFolder();
  const root = path.join(data, 'session');
  const { appender, edit } = await open(data);
  edit({ kind: 'patchProject', patch: { name: '0' } });
  expect(await appender.flush()).toBe(true);
  let seen = 1;
  for (let number = 1; number <= 60; number += 1) {
    edit({ kind: 'patchProject', patch: { name: String(number) } });
    appender.fold();
    const { revision, session, edits } = await read(root);
    expect({ session: session.damage, edits: edits.damage, isForeign: edits.isForeign }).toEqual({
      session: 0,
      edits: 0,
      isForeign: false,
    });
    expect(revision).toBeGreaterThanOrEqual(seen);
    seen = revision ?? 0;
  }
});
