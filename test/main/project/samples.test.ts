/** Kept files of every version: all of them say the same, and the newest is what is written now. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SESSION_FORMAT } from '../../../main/project/session-format.ts';
import { SETTINGS_FORMAT } from '../../../main/settings.ts';
import { TAKES_FORMAT } from '../../../main/takes/take-journal.ts';
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
  test('session.json', () => checkSamples('session.json', SESSION_FORMAT));
  test('takes.json', () => checkSamples('takes.json', TAKES_FORMAT));
  test('settings.json', () => checkSamples('settings.json', SETTINGS_FORMAT));
});
