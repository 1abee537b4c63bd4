/** Kept files of every version: all of them say the same, and the newest is what is written now. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SESSION_FORMAT } from '../../../main/project/session-format.ts';
import { sessionFolder } from '../../../main/project/session-paths.ts';
import { readSession } from '../../../main/project/session-reader.ts';
import {
  applyEntry,
  editsHeader,
  entryLine,
  SESSION_VERSION,
  snapshotText,
} from '../../../main/project/session-state.ts';
import { TAKES_FORMAT } from '../../../main/project/take-records.ts';
import { SETTINGS_FORMAT } from '../../../main/settings.ts';
import { type FileFormat, readVersionedFile, versionedText } from '../../../main/versioned-file.ts';

const SAMPLES = path.join(import.meta.dirname, 'samples');

function samplesOf(name: string): readonly string[] {
  const versions = readdirSync(SAMPLES).filter((folder) =>
    readdirSync(path.join(SAMPLES, folder)).includes(name),
  );
  return versions.sort().map((folder) => path.join(SAMPLES, folder, name));
}

async function checkSamples<Value>(name: string, format: FileFormat<Value>): Promise<void> {
  const samples = samplesOf(name);
  expect(samples).toHaveLength(format.migrations.length + 1);
  for (const sample of samples) {
    const { value, damage } = await readVersionedFile(sample, format);
    expect({ sample, damage }).toEqual({ sample, damage: 0 });
    if (value === null) return expect.unreachable();
    expect(versionedText(format, value)).toBe(readFileSync(samples.at(-1) ?? '', 'utf8'));
  }
}

describe('What is saved changes only with a new version, a migration and a sample', () => {
  test('session.rtmixer, and session.json before it', async () => {
    const versions = Array.from({ length: SESSION_VERSION }, (_, index) => index + 1);
    expect(SESSION_FORMAT.migrations).toHaveLength(SESSION_VERSION - 1);
    const newest = path.join(SAMPLES, `version-${SESSION_VERSION}`, 'session.rtmixer');
    const { value: expected } = await readVersionedFile(newest, SESSION_FORMAT);
    if (expected === null) return expect.unreachable();
    expect(versionedText(SESSION_FORMAT, expected)).toBe(readFileSync(newest, 'utf8'));
    expect(snapshotText(expected)).toBe(readFileSync(newest, 'utf8'));
    for (const version of versions) {
      const name = version < 5 ? 'session.json' : 'session.rtmixer';
      const sample = path.join(SAMPLES, `version-${version}`, name);
      const { value, damage } = await readVersionedFile(sample, SESSION_FORMAT);
      expect({ sample, damage }).toEqual({ sample, damage: 0 });
      expect(value?.project).toEqual(expected.project);
    }
  });

  test('edits.ndjson', async () => {
    const older = await readSession(sessionFolder(path.join(SAMPLES, 'version-5')));
    expect(older.edits).toMatchObject({ value: 5, damage: 0, needsRewrite: true });
    const root = path.join(SAMPLES, `version-${SESSION_VERSION}`);
    const { edits, state } = await readSession(sessionFolder(root));
    expect(edits).toMatchObject({ value: 11, damage: 0, needsRewrite: false, isForeign: false });
    expect(state).toMatchObject({ revision: 223, project: { name: 'Installation, evening' } });
    expect(state?.takes.at(-1)).toMatchObject({ name: 'Take 9', state: 'finished' });
    expect(older.state?.takes).toEqual(state?.takes);
    const [header, ...lines] = readFileSync(path.join(root, 'edits.ndjson'), 'utf8').split('\n');
    expect(`${header}\n`).toBe(editsHeader(JSON.parse(header ?? '').after));
    let same = older.state;
    for (const line of lines.filter((each) => each !== '')) {
      const { revision, ...entry } = JSON.parse(line);
      expect(entryLine(revision, entry)).toBe(`${line}\n`);
      if (same === null) return expect.unreachable();
      if (revision <= same.revision) continue;
      const applied = applyEntry(same, { revision, ...entry });
      if (!applied.ok) return expect.unreachable();
      same = applied.value;
    }
    expect(state?.project).toEqual(same?.project);
  });

  test('takes.json', () => checkSamples('takes.json', TAKES_FORMAT));
  test('settings.json', () => checkSamples('settings.json', SETTINGS_FORMAT));
});
