import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Journal } from '../../main/journal.ts';
import { loadSession, openSessionFolder, sessionText } from '../../main/project/session-folder.ts';
import { clip, projectOf, temporaryFolder } from '../support/fake-studio.ts';

describe('A journal', () => {
  test('writes a burst of changes once, as they were at the end', async () => {
    const file = path.join(temporaryFolder(), 'session.json');
    let value = 0;
    let writes = 0;
    const journal = new Journal({
      file,
      text: () => String(value),
      onSaved: () => {
        writes += 1;
      },
      onFailure: (error) => expect.unreachable(String(error)),
    });
    for (value = 1; value < 10; value += 1) journal.touch();
    await journal.flush();
    expect(readFileSync(file, 'utf8')).toBe('10');
    expect(writes).toBe(1);
    expect(readdirSync(path.dirname(file))).toEqual(['session.json']);
  });

  test('writes by itself a moment after a change', async () => {
    const file = path.join(temporaryFolder(), 'session.json');
    const saved = vi.fn();
    const journal = new Journal({ file, text: () => 'x', onSaved: saved, onFailure: saved });
    journal.touch();
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });
    await journal.flush();
  });

  test('that cannot write says so and keeps the old file', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'session.json');
    writeFileSync(file, 'old');
    mkdirSync(`${file}.part`);
    const failures: unknown[] = [];
    const journal = new Journal({
      file,
      text: () => 'new',
      onFailure: (error) => failures.push(error),
    });
    journal.touch();
    await journal.flush();
    expect(failures).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe('old');
    vi.useRealTimers();
  });
});

describe('A session folder', () => {
  test('gives back what was saved', async () => {
    const folder = await openSessionFolder(temporaryFolder());
    const project = projectOf([clip('one')]);
    writeFileSync(folder.sessionFile, sessionText(project));
    expect(await loadSession(folder)).toEqual({ project, isNew: false, complaints: [] });
  });

  test('without a session begins an empty one without a complaint', async () => {
    const folder = await openSessionFolder(temporaryFolder());
    const loaded = await loadSession(folder);
    expect(loaded).toMatchObject({ isNew: true, complaints: [], project: { clips: [] } });
  });

  test.each([
    ['cut in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['something else', () => '{"project": {"formatVersion": 2}}'],
    [
      'with a file name that leads out of the folder',
      (text: string) => text.replace('take-1.wav', '../x'),
    ],
  ])('whose session is %s keeps it aside and says so', async (_what, damage) => {
    const folder = await openSessionFolder(temporaryFolder());
    const take = {
      id: 't',
      name: 'Take 1',
      file: 'take-1.wav',
      channels: 1,
      frames: 1,
      sampleRate: 48_000,
      trackId: null,
      recoveredFrames: 0,
      account: null,
    };
    const damaged = damage(sessionText(projectOf([clip('one')], { takes: [take] })));
    for (const number of [1, 2]) {
      writeFileSync(folder.sessionFile, damaged);
      const loaded = await loadSession(folder);
      expect(loaded.isNew).toBe(true);
      expect(loaded.complaints[0]).toContain(`session.damaged-${number}.json`);
      const aside = path.join(folder.root, `session.damaged-${number}.json`);
      expect(readFileSync(aside, 'utf8')).toBe(damaged);
    }
  });

  test('leaves out what does not fit together and keeps the rest', async () => {
    const folder = await openSessionFolder(temporaryFolder());
    const project = projectOf([clip('one'), clip('lost', { trackId: 'nowhere' })]);
    writeFileSync(folder.sessionFile, sessionText(project));
    const loaded = await loadSession(folder);
    expect(loaded.project.clips.map(({ id }) => id)).toEqual(['one']);
    expect(loaded.complaints).toHaveLength(1);
  });

  test('finds the few wrong clips among thousands and keeps the order of the rest', async () => {
    const folder = await openSessionFolder(temporaryFolder());
    const clips = Array.from({ length: 5_000 }, (_, index) => clip(`clip ${index}`));
    const wrong = clips.map((each, index) =>
      index % 1_000 === 7 ? { ...each, lengthFrames: 100_001 } : each,
    );
    writeFileSync(folder.sessionFile, sessionText(projectOf(wrong)));
    const loaded = await loadSession(folder);
    const expected = clips.filter((_, index) => index % 1_000 !== 7);
    expect(loaded.project.clips.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(loaded.complaints[0]).toContain('5 parts');
  });
});
