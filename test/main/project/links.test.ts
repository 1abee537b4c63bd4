/** Session folders with links in them, as somebody else may have packed them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFileAtomically } from '../../../main/atomic-file.ts';
import { FileLock, RtMixerError } from '../../../native/index.ts';
import { SAMPLE_EDITS } from '../../support/changed-parts.ts';
import { fakeStudio, temporaryFolder } from '../../support/fake-studio.ts';
import { savedSession } from '../../support/saved-session.ts';

/** A data folder with an empty session, and a file outside of it. */
function place() {
  const data = temporaryFolder();
  const session = path.join(data, 'session');
  mkdirSync(session);
  const outside = path.join(temporaryFolder(), 'outside');
  return { data, session, outside };
}

async function run(data: string, prepare: Parameters<typeof fakeStudio>[0] = {}) {
  const { studio } = await fakeStudio({ userDataFolder: data, ...prepare });
  const marker = { id: 'm', name: 'Edited', frame: 1 };
  studio.project.applyOwn({ kind: 'insertMarkers', markers: [marker] });
  await studio.close();
  return {
    root: path.relative(data, studio.folder.root),
    takes: studio.project.project.takes,
    messages: studio.notices.all.map(({ message }) => message).join('\n'),
  };
}

describe('A link in a session folder', () => {
  test.each(['session.rtmixer.part', 'edits.ndjson.part'])(
    'of the name of a temporary file (%s) does not have the file outside overwritten',
    async (name) => {
      const { data, session, outside } = place();
      writeFileSync(outside, 'precious');
      symlinkSync(outside, path.join(session, name));
      expect((await run(data)).root).toBe('session');
      expect(readFileSync(outside, 'utf8')).toBe('precious');
      expect(readFileSync(path.join(session, 'session.rtmixer'), 'utf8')).toContain('Edited');
      expect(lstatSync(path.join(session, 'session.rtmixer')).isFile()).toBe(true);
    },
  );

  test.each(['takes', 'peaks', 'copies'])(
    'to a folder outside (%s) is told, and nothing is made there',
    async (name) => {
      const { data, session, outside } = place();
      mkdirSync(outside);
      writeFileSync(path.join(outside, 'precious.wav'), 'precious');
      symlinkSync(outside, path.join(session, name));
      const { root, messages } = await run(data, {
        prepare: (native) => native.broken.set('precious.wav', { frames: 9, recoveredFrames: 0 }),
      });
      expect(root).toBe('session 2');
      expect(messages).toContain(`${path.join(session, name)} is a link out of the session folder`);
      expect(readdirSync(outside)).toEqual(['precious.wav']);
      expect(readdirSync(session)).toEqual([name]);
    },
  );

  test('that leads to another place of the same session is followed', async () => {
    const { data, session } = place();
    await run(data);
    renameSync(path.join(session, 'takes'), path.join(session, 'sounds'));
    symlinkSync(path.join(session, 'sounds'), path.join(session, 'takes'));
    expect((await run(data)).root).toBe('session');
  });

  test('in the place of a take is not read, and the take says why', async () => {
    const { data, session, outside } = place();
    writeFileSync(outside, 'precious');
    mkdirSync(path.join(session, 'takes'));
    const file = path.join(session, 'takes', 'take-1.wav');
    symlinkSync(outside, file);
    const fake = await fakeStudio({ userDataFolder: data });
    const facts = { channels: 1, frames: 1_000, sampleRate: 48_000, format: 'WAV' };
    fake.native.files.set(file, facts);
    const { media, project } = fake.studio;
    const { takes } = SAMPLE_EDITS.insertTakes;
    project.applyOwn({ kind: 'insertTakes', takes });
    await fake.settle();
    expect(media.whyUnplayable('new')).toContain('is a link out of the session folder');
    rmSync(file);
    writeFileSync(file, 'sound');
    media.reopen('new');
    await fake.settle();
    expect(media.whyUnplayable('new')).toBeNull();
  });

  test('is not repaired as a take', async () => {
    const { data, session, outside } = place();
    writeFileSync(outside, 'precious');
    mkdirSync(path.join(session, 'takes'));
    symlinkSync(outside, path.join(session, 'takes', 'linked.wav'));
    writeFileSync(path.join(session, 'takes', 'lost.wav'), 'sound');
    const { takes } = await run(data, {
      prepare: (native) => {
        for (const name of ['linked.wav', 'lost.wav']) {
          native.broken.set(name, { frames: 9, recoveredFrames: 9 });
        }
      },
    });
    expect(takes.map(({ file }) => file)).toEqual(['lost.wav']);
  });
});

describe('A folder of the name of a temporary file', () => {
  test('is kept under another name, and a file is written whole', async () => {
    const file = path.join(temporaryFolder(), 'settings.json');
    mkdirSync(path.join(`${file}.part`, 'precious'), { recursive: true });
    await writeFileAtomically(file, 'text');
    expect(readFileSync(file, 'utf8')).toBe('text');
    const all = readdirSync(path.dirname(file), { recursive: true }).map(String);
    expect(all.filter((each) => each.endsWith('precious'))).toHaveLength(1);
  });

  test.each(['session.rtmixer.part', 'edits.ndjson.part'])(
    'is kept under another name, and the session is saved (%s)',
    async (name) => {
      const { data, session } = place();
      mkdirSync(path.join(session, name));
      writeFileSync(path.join(session, name, 'precious'), 'precious');
      const { root, messages } = await run(data);
      expect(root).toBe('session');
      expect(messages).not.toContain('could not be saved');
      expect(readFileSync(path.join(session, 'session.rtmixer'), 'utf8')).toContain('Edited');
      const all = readdirSync(session, { recursive: true }).map(String);
      expect(all.filter((each) => each.endsWith('precious'))).toHaveLength(1);
    },
  );
});

describe('A session folder that another program works in', () => {
  const prepare: Parameters<typeof fakeStudio>[0] = {
    prepare: (native) => {
      native.lockFile = FileLock.take;
    },
  };

  test('by another way, through a link, is left to it', async () => {
    const { data, session } = place();
    const { studio: first } = await fakeStudio({ userDataFolder: data, ...prepare });
    const elsewhere = temporaryFolder();
    symlinkSync(session, path.join(elsewhere, 'session'));
    const second = await run(elsewhere, prepare);
    expect(second.root).toBe('session 2');
    expect(second.messages).toContain(
      `${path.join(elsewhere, 'session')} is open already. It is in use by RtMixer, process ${process.pid} on`,
    );
    expect(savedSession(session)?.project.markers ?? []).toEqual([]);
    await first.close();
    expect((await run(elsewhere, prepare)).root).toBe('session');
  });

  test('on a file system without locks is used with a warning', async () => {
    const { root, messages } = await run(place().data, {
      prepare: (native) => {
        native.lockFile = async () => {
          throw new RtMixerError('file-write-failed', 'lock cannot be written.');
        };
      },
    });
    expect(root).toBe('session');
    expect(messages).toContain('Nothing keeps a second RtMixer from writing');
  });

  test('is free again when that was killed', async () => {
    const { data, session } = place();
    const library = path.join(import.meta.dirname, '../../../native/index.ts');
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { FileLock, RtMixerError } from ${JSON.stringify(library)};
       globalThis.lock = await FileLock.take(${JSON.stringify(path.join(session, 'lock'))}, 'it');
       console.log('held');
       setInterval(() => {}, 1_000);`,
    ]);
    await once(holder.stdout, 'data');
    expect(await run(data, prepare)).toMatchObject({
      root: 'session 2',
      messages: expect.stringContaining('It is in use by it.'),
    });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect((await run(data, prepare)).root).toBe('session');
  });
});
