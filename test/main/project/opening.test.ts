/** A start of the program on session folders as older, newer and damaged ones leave them. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  EDITS_VERSION,
  SESSION_VERSION,
  type SessionState,
} from '../../../main/project/session-state.ts';
import { RtMixerError } from '../../../native/index.ts';
import type { FakeNative } from '../../support/fake-native.ts';
import { fakeStudio, temporaryFolder } from '../../support/fake-studio.ts';
import { savedSession } from '../../support/saved-session.ts';

const SAMPLES = path.join(import.meta.dirname, 'samples', 'version-1');
const NEWER_SESSION = `{"format": "rtmixer-session", "version": ${SESSION_VERSION + 1}, "project": {"new": true}}\n`;
const NEWER_TAKES = '{"format": "rtmixer-takes", "version": 3, "takes": {}}\n';

/** Files that cannot be read now, by the end of their path, and the system's code. */
const disk = vi.hoisted(() => ({ errors: new Map<string, string>() }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readFile = async (file: string, encoding: 'utf8') => {
    for (const [end, code] of disk.errors) {
      if (file.endsWith(end)) throw Object.assign(new Error(code), { code });
    }
    return real.readFile(file, encoding);
  };
  return { ...real, readFile };
});

interface StartedStudio {
  readonly data: string;
  /** Session folder, file name. */
  read(file: string): string;
  write(file: string, text: string): void;
  saved(session: string): SessionState;
  /** Starts, edits, closes. */
  run(
    prepare?: (native: FakeNative) => void,
  ): Promise<{ messages: string; before: string[]; root: string }>;
}

function start(): StartedStudio {
  const data = temporaryFolder();
  const whole = (file: string) => path.join(data, file);
  return {
    data,
    read: (file) => readFileSync(whole(file), 'utf8'),
    write: (file, text) => {
      mkdirSync(path.dirname(whole(file)), { recursive: true });
      writeFileSync(whole(file), text);
    },
    saved: (session) => {
      const state = savedSession(whole(session));
      return state ?? expect.unreachable();
    },
    run: async (prepare = () => {}) => {
      const { studio } = await fakeStudio({ userDataFolder: data, prepare });
      const { markers } = studio.project.project;
      const marker = { id: `m ${markers.length}`, name: 'Edited', frame: 1 };
      studio.project.applyOwn({ kind: 'insertMarkers', markers: [marker] });
      await studio.close();
      return {
        messages: studio.notices.all.map(({ message }) => message).join('\n'),
        before: markers.map(({ name }) => name),
        root: path.relative(data, studio.folder.root),
      };
    },
  };
}

beforeEach(() => disk.errors.clear());

describe('A start on a session folder', () => {
  test('of version 1 goes on with it and saves it in the new version', async () => {
    const { data, read, saved, run } = start();
    cpSync(SAMPLES, path.join(data, 'session'), { recursive: true });
    rmSync(path.join(data, 'session', 'settings.json'));
    const { messages, before, root } = await run();
    expect({ root, before }).toEqual({ root: 'session', before: ['Intro', 'Cue ♪'] });
    expect(messages).not.toMatch(/damaged|newer|left out/);
    expect(JSON.parse(read('session/session.rtmixer'))).toMatchObject({
      format: 'rtmixer-session',
      version: SESSION_VERSION,
    });
    expect(saved('session')).toMatchObject({
      takes: JSON.parse(readFileSync(path.join(SAMPLES, 'takes.json'), 'utf8')).takes.map(
        ({ file }: { file: string }) => ({ file, state: 'finished' }),
      ),
      project: { name: 'Installation', markers: [{}, {}, { name: 'Edited' }] },
    });
    // What was migrated is not looked at again.
    expect(read('session/session.old.json')).toBe(
      readFileSync(path.join(SAMPLES, 'session.json'), 'utf8'),
    );
    expect(readdirSync(path.join(data, 'session'))).not.toContain('session.json');
    expect(readdirSync(path.join(data, 'session'))).not.toContain('takes.json');
    expect(readdirSync(path.join(data, 'session')).filter((name) => /aged/.test(name))).toEqual([]);
  });

  test.each([
    ['session.json', NEWER_SESSION],
    ['session.rtmixer', NEWER_SESSION],
    [
      'edits.ndjson',
      `{"format":"rtmixer-edits","version":${EDITS_VERSION + 1},"after":"x"}\n{"new":[]}\n`,
    ],
    ['takes.json', NEWER_TAKES],
  ])('with a newer %s leaves it alone and goes on in another one', async (file, text) => {
    const { data, read, write, run } = start();
    write(`session/${file}`, text);
    const first = await run();
    expect(first.root).toBe('session 2');
    expect(first.messages).toContain('made by a newer RtMixer');
    expect(first.messages).toContain(path.join(data, 'session 2'));
    const second = await run();
    expect(second).toMatchObject({ root: 'session 2', before: ['Edited'] });
    expect(read(`session/${file}`)).toBe(text);
    expect(readdirSync(path.join(data, 'session'))).toEqual([file]);
  });

  test('with a newer list of takes changes nothing of a damaged session', async () => {
    const { data, read, write, run } = start();
    write('session/session.json', '{');
    write('session/takes.json', NEWER_TAKES);
    await run();
    expect(readdirSync(path.join(data, 'session')).sort()).toEqual(['session.json', 'takes.json']);
    expect(read('session/session.json')).toBe('{');
  });

  test.each(['EIO', 'EMFILE', 'EACCES'])(
    'that cannot be read (%s) never replaces it',
    async (code) => {
      const { data, read, run } = start();
      const first = await run();
      const saved = read('session/session.rtmixer');
      disk.errors.set('session/session.rtmixer', code);
      const second = await run();
      expect(second).toMatchObject({ root: 'session 2', before: [] });
      expect(second.messages).toContain('cannot be read and stays as it is');
      expect(second.messages).toContain(path.join(data, 'session 2'));
      expect(read('session/session.rtmixer')).toBe(saved);
      disk.errors.clear();
      expect(await run()).toMatchObject({ root: first.root, before: ['Edited'] });
      expect(read('session 2/session.rtmixer')).toContain('Edited');
    },
  );

  test('where no file can be read uses a folder that was never used', async () => {
    const { read, write, run } = start();
    const names = ['session', 'session 2', 'session 3', 'session 4'];
    for (const name of names) write(`${name}/session.json`, NEWER_SESSION);
    disk.errors.set('session.json', 'EMFILE');
    const { root } = await run();
    expect(names).not.toContain(root);
    expect(read(`${root}/session.rtmixer`)).toContain('Edited');
    for (const name of names) expect(read(`${name}/session.json`)).toBe(NEWER_SESSION);
  });

  test('with a damaged session begins a new one and tells where the old one is', async () => {
    const { read, write, run } = start();
    write('session/session.json', '{"program": "RtMi');
    const { messages, before, root } = await run();
    expect({ before, root }).toEqual({ before: [], root: 'session' });
    expect(messages).toContain('The session file was damaged.');
    expect(messages).toContain('kept as session.damaged-1.json');
    expect(read('session/session.damaged-1.json')).toBe('{"program": "RtMi');
  });

  test.each([0.3, 0.5, 0.7, 0.9, 0.99])(
    'cut at %d of its length keeps what stands before, and offers the takes that are there',
    async (place) => {
      const { data, read, write, saved, run } = start();
      const whole = readFileSync(path.join(SAMPLES, 'session.json'), 'utf8');
      const text = whole.slice(0, Math.floor(place * whole.length));
      write('session/session.json', text);
      cpSync(path.join(SAMPLES, 'takes.json'), path.join(data, 'session', 'takes.json'));
      const { takes } = JSON.parse(read('session/takes.json'));
      for (const { file } of takes) write(`session/takes/${file}`, 'sound');
      const { messages } = await run((native) => {
        for (const { file } of takes) native.broken.set(file, { frames: 9, recoveredFrames: 0 });
      });
      expect(messages).toContain('broken from some place on; what stands before that was read');
      expect(read('session/session.damaged-1.json')).toBe(text);
      const { project } = saved('session');
      expect(project.name).toBe('Installation');
      expect(project.takes.map(({ file }: { file: string }) => file).sort()).toEqual(
        takes.map(({ file }: { file: string }) => file).sort(),
      );
      expect(project.tracks.length + project.clips.length).toBeGreaterThan(0);
    },
  );

  test('with one value out of range keeps the rest, and tells it once', async () => {
    const { read, write, saved, run } = start();
    const text = readFileSync(path.join(SAMPLES, 'session.json'), 'utf8').replace('-3.5', '2000');
    write('session/session.json', text);
    const first = await run();
    expect(first.before).toEqual(['Intro', 'Cue ♪']);
    expect(first.messages).toContain('1 part of it was left out or reset');
    expect(read('session/session.damaged-1.json')).toBe(text);
    expect(saved('session').project.clips).toHaveLength(12);
    const second = await run();
    expect(second.messages).not.toContain('left out');
    expect(second.before).toHaveLength(3);
  });

  test('with a damaged list of takes keeps it aside and says so', async () => {
    const { read, write, run } = start();
    write('session/takes.json', '{"takes": [');
    const { messages, root } = await run();
    expect(root).toBe('session');
    expect(messages).toContain('The list of takes was damaged: it is broken from some place on');
    expect(read('session/takes.damaged-1.json')).toBe('{"takes": [');
  });

  test('with one damaged record of a take keeps the others', async () => {
    const { write, saved, run } = start();
    const text = readFileSync(path.join(SAMPLES, 'takes.json'), 'utf8');
    write('session/takes.json', text.replace('"state": "finished"', '"state": "paused"'));
    const { messages } = await run();
    expect(messages).toContain('1 part of it was left out');
    const records = JSON.parse(text).takes;
    const kept = records.slice(1).map((record: object) => ({ ...record, dropouts: [] }));
    expect(saved('session').takes).toEqual(kept);
  });
});

describe('A start after a restart', () => {
  const restarted = async (session: string, prepare: (native: FakeNative) => void = () => {}) => {
    const data = temporaryFolder();
    const settings = { format: 'rtmixer-settings', version: 3 };
    const restartPlace = { session, positionFrame: 96_000 };
    writeFileSync(path.join(data, 'settings.json'), JSON.stringify({ ...settings, restartPlace }));
    const started = async () => {
      const { studio } = await fakeStudio({ userDataFolder: data, prepare });
      await studio.close();
      const { positionFrame } = studio.transport.status;
      return { root: path.relative(data, studio.folder.root), positionFrame };
    };
    return { first: await started(), second: await started() };
  };

  test('is in the same session and at the same place, once', async () => {
    expect(await restarted('session 3')).toEqual({
      first: { root: 'session 3', positionFrame: 96_000 },
      second: { root: 'session', positionFrame: 0 },
    });
  });

  test('whose session is open elsewhere meanwhile is in another one, at its beginning', async () => {
    const { first } = await restarted('session 3', (native) => {
      const lock = native.lockFile.bind(native);
      native.lockFile = async (file, text) => {
        if (file.includes('session 3')) throw new RtMixerError('file-locked', 'In use.');
        return lock(file, text);
      };
    });
    expect(first).toEqual({ root: 'session', positionFrame: 0 });
  });

  test.each(['../elsewhere', '/etc', 'session/../..', ''])(
    'opens no folder of another name: %j',
    async (session) => {
      const { first } = await restarted(session);
      expect(first).toEqual({ root: 'session', positionFrame: 0 });
    },
  );
});
