/** Takes at the moments when something else happens. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RtMixerError } from '../../../native/index.ts';
import type { FakeNative } from '../../support/fake-native.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  track,
} from '../../support/fake-studio.ts';
import { changeSavedSession, savedSession } from '../../support/saved-session.ts';

async function recordedTake(fake: FakeStudio): Promise<void> {
  expect(await fake.studio.takes.record()).toMatchObject({ ok: true });
  await endTake(fake);
}

async function endTake(fake: FakeStudio): Promise<void> {
  await fake.advance(48_000);
  for (const writer of fake.native.writers) writer.frames = 4_800;
  fake.studio.transport.stop();
  await fake.advance(1);
  await fake.studio.takes.closeAll();
}

/** The next take's file takes as long to open as the test likes. */
function slowDisk(native: FakeNative): () => void {
  const open = native.openTakeWriter.bind(native);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  native.openTakeWriter = async (options) => {
    await released;
    return open(options);
  };
  return release;
}

interface BlockedSession {
  /** A folder with what was saved before. */
  readonly savedBefore: string;
  release(): void;
}

/** Nothing is saved where a folder lies in the place of the session's file. */
async function blockedSession({ studio, folder }: FakeStudio): Promise<BlockedSession> {
  const { sessionFile } = studio.folder;
  expect(await studio.save()).toBe(true);
  const savedBefore = path.join(folder, 'before');
  const kept = path.join(savedBefore, path.basename(sessionFile));
  mkdirSync(savedBefore);
  // A new session has no file yet.
  if (existsSync(sessionFile)) renameSync(sessionFile, kept);
  mkdirSync(path.join(sessionFile, 'x'), { recursive: true });
  const release = () => {
    rmSync(sessionFile, { recursive: true });
    if (existsSync(kept)) renameSync(kept, sessionFile);
  };
  return { savedBefore, release };
}

describe('A take that has ended', () => {
  test('is in the saved session before that calls it finished', async () => {
    const fake = await fakeStudio();
    await recordedTake(fake);
    const { root, editsFile } = fake.studio.folder;
    const saved = savedSession(root);
    expect(saved?.takes).toMatchObject([{ state: 'finished' }]);
    expect(saved?.project.takes.map(({ file }) => file)).toEqual([saved?.takes[0]?.file]);
    const lines = readFileSync(editsFile, 'utf8').split('\n');
    const inserted = lines.findIndex((line) => line.includes('"insertTakes"'));
    const finished = lines.findIndex((line) => line.includes('"state":"finished"'));
    expect(inserted).toBeGreaterThan(0);
    expect(finished).toBeGreaterThan(inserted);
  });

  test('is not called finished while the session cannot be saved', async () => {
    const fake = await fakeStudio();
    expect(await fake.studio.takes.record()).toMatchObject({ ok: true });
    const { savedBefore } = await blockedSession(fake);
    // Others remove the edits, so that the whole session is to be written.
    rmSync(fake.studio.folder.editsFile);
    await endTake(fake);
    const saved = savedSession(savedBefore);
    expect(saved?.project.takes).toEqual([]);
    expect(saved?.takes.filter(({ state }) => state === 'finished')).toEqual([]);
  });
});

describe('A take that was removed', () => {
  const removeTakes = ({ studio }: FakeStudio) => {
    const sourceIds = studio.project.project.takes.map(({ id }) => id);
    const edit = { kind: 'removeSources', sourceIds } as const;
    studio.project.edit({ editId: null, label: 'Remove', mergeKey: null, edit });
  };

  async function nextStart({ folder }: FakeStudio): Promise<FakeStudio> {
    const takes = path.join(folder, 'session', 'takes');
    const found = { frames: 480, recoveredFrames: 0 };
    for (const file of readdirSync(takes)) writeFileSync(path.join(takes, file), '');
    const prepare = (native: FakeNative) => {
      for (const file of readdirSync(takes)) native.broken.set(file, found);
    };
    return fakeStudio({ userDataFolder: folder, prepare });
  }

  function putTakeFile({ studio, native }: FakeStudio): void {
    const { path: file } = native.writers[0] ?? { path: '' };
    writeFileSync(path.join(studio.folder.takes, path.basename(file)), '');
  }

  test('does not come back when edits went on while the session was being saved', async () => {
    const fake = await fakeStudio();
    const marker = { id: 'm', name: 'm', frame: 0 };
    fake.studio.project.onChange(({ after }) => {
      if (after.takes.length === 0 || after.markers.length > 0) return;
      // During the write that follows the end of the take.
      setImmediate(() =>
        fake.studio.project.applyOwn({ kind: 'insertMarkers', markers: [marker] }),
      );
    });
    await recordedTake(fake);
    putTakeFile(fake);
    removeTakes(fake);
    await fake.studio.close();
    const next = await nextStart(fake);
    expect(next.studio.project.project.takes).toEqual([]);
    const said = next.studio.notices.all.map(({ message }) => message);
    expect(said.filter((message) => message.includes('Take'))).toEqual([]);
  });

  test('does not come back when the session could be saved only later', async () => {
    const fake = await fakeStudio();
    const { release } = await blockedSession(fake);
    await recordedTake(fake);
    putTakeFile(fake);
    release();
    removeTakes(fake);
    await fake.studio.close();
    const next = await nextStart(fake);
    expect(next.studio.project.project.takes).toEqual([]);
  });
});

describe('While Record is still opening its file', () => {
  test('Stop calls it off', async () => {
    const fake = await fakeStudio();
    const release = slowDisk(fake.native);
    const recording = fake.studio.takes.record();
    await fake.settle();
    fake.studio.transport.stop();
    release();
    expect(await recording).toMatchObject({ ok: false, code: 'interrupted' });
    expect(fake.studio.transport.isRecording).toBe(false);
    expect(fake.studio.takes.isRecording).toBe(false);
  });

  test('closing the takes calls it off and waits for it', async () => {
    const fake = await fakeStudio();
    const release = slowDisk(fake.native);
    const recording = fake.studio.takes.record();
    await fake.settle();
    const closing = fake.studio.takes.closeAll();
    release();
    await closing;
    expect(fake.studio.takes.isRecording).toBe(false);
    expect(await recording).toMatchObject({ ok: false, code: 'interrupted' });
    expect(fake.native.stream.actions).toEqual([]);
  });

  test('the end of what plays does not', async () => {
    const fake = await fakeStudio();
    const tracks = [track('a', { armed: true })];
    await fill(fake, projectOf([clip('one')], { tracks }));
    await fake.studio.transport.play(null);
    const release = slowDisk(fake.native);
    const recording = fake.studio.takes.record();
    await fake.settle();
    await fake.advance(48_000);
    await fake.advance(1);
    expect(fake.studio.transport.isPlaying).toBe(false);
    release();
    expect(await recording).toMatchObject({ ok: true });
    expect(fake.studio.transport.isRecording).toBe(true);
  });
});

describe('A start after a crash', () => {
  const found = { frames: 480, recoveredFrames: 0 };

  function withFile(file: string, prepare: (native: FakeNative) => void) {
    return (native: FakeNative, folder: string) => {
      const takes = path.join(folder, 'session', 'takes');
      if (!readdirSync(folder).includes('session')) return;
      writeFileSync(path.join(takes, file), '');
      prepare(native);
    };
  }

  test('offers an unlisted file once, not again when it was removed', async () => {
    const first = await fakeStudio();
    first.studio.project.applyOwn({
      kind: 'insertTracks',
      tracks: [{ index: 0, track: track('a') }],
    });
    await first.studio.close();
    const userDataFolder = first.folder;
    const prepare = withFile('mine.wav', (native) => native.broken.set('mine.wav', found));
    const second = await fakeStudio({ userDataFolder, prepare });
    const { takes } = second.studio.project.project;
    expect(takes).toMatchObject([{ name: 'mine' }]);
    second.studio.project.edit({
      editId: null,
      label: 'Remove',
      mergeKey: null,
      edit: { kind: 'removeSources', sourceIds: takes.map(({ id }) => id) },
    });
    await second.studio.close();
    const third = await fakeStudio({ userDataFolder, prepare });
    expect(third.studio.project.project.takes).toEqual([]);
  });

  test('tries a take again that the disk refused to repair the last time', async () => {
    const first = await fakeStudio();
    await recordedTake(first);
    await first.studio.close();
    const { root } = first.studio.folder;
    const file = savedSession(root)?.takes[0]?.file ?? '';
    changeSavedSession(root, ({ takes, project, revision }) => ({
      revision,
      takes: takes.map((record) => ({ ...record, state: 'recording' })),
      project: { ...project, takes: [], clips: [] },
    }));
    const userDataFolder = first.folder;
    const second = await fakeStudio({
      userDataFolder,
      prepare: withFile(file, (native) => {
        native.recoverTake = async () => {
          throw new RtMixerError('disk-full', 'The disk is full.');
        };
      }),
    });
    expect(second.studio.project.project.takes).toEqual([]);
    await second.studio.close();
    const third = await fakeStudio({
      userDataFolder,
      prepare: withFile(file, (native) => native.broken.set(file, found)),
    });
    expect(third.studio.project.project.takes).toMatchObject([{ file, frames: 480 }]);
  });
});
