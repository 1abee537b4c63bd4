import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type FileFormat,
  mendFile,
  readVersionedFile,
  versionedText,
} from '../../main/versioned-file.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

/** Version 1 has `a`, version 2 calls it `b`, version 3 counts it in tenths; negative is a flaw. */
const FORMAT: FileFormat<number> = {
  name: 'sample',
  title: 'The sample',
  ifLost: 'It begins again.',
  migrations: [({ a }) => ({ b: a }), ({ b }) => ({ c: Number(b) * 10 })],
  read: ({ c }) =>
    typeof c !== 'number' || Number.isNaN(c)
      ? null
      : { value: Math.max(0, c), flaws: c < 0 ? 1 : 0 },
  content: (c) => ({ c }),
};

function fileWith(text: string): string {
  const file = path.join(temporaryFolder(), 'sample.json');
  writeFileSync(file, text);
  return file;
}

async function load(file: string) {
  const read = await readVersionedFile(file, FORMAT);
  return { ...read, ...(await mendFile(file, FORMAT, read)) };
}

describe('A file with a version', () => {
  test('begins with its format and version', () => {
    expect(versionedText(FORMAT, 50)).toMatch(
      /^\{\s*"format": "sample",\s*"version": 3,\s*"c": 50\s*\}\n$/,
    );
  });

  test.each([
    ['without a header', '{"a": 5}'],
    ['of version 1', '{"format": "sample", "version": 1, "a": 5}'],
    ['of version 2', '{"format": "sample", "version": 2, "b": 5}'],
    ['of this version', versionedText(FORMAT, 50)],
    ['whose header is not first', '{"c": 50, "version": 3, "format": "sample"}'],
    ['with a byte order mark', `\uFEFF${versionedText(FORMAT, 50)}`],
  ])('%s is read and left as it is', async (_what, text) => {
    const file = fileWith(text);
    expect(await load(file)).toMatchObject({ value: 50, mayWrite: true, warning: null });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test.each([
    '{"format": "sample", "version": 4, "d": {}}',
    '{"format": "sample", "version": 4}\n{"another": "line"}\n',
    '{"version": 400, "format": "sample"}',
    '{ "format":"sample","version":17 and no JSON at all',
  ])('of a newer version stays as it is: %j', async (text) => {
    const file = fileWith(text);
    const { value, mayWrite, warning } = await load(file);
    expect({ value, mayWrite }).toEqual({ value: null, mayWrite: false });
    expect(warning).toContain('made by a newer RtMixer');
    expect(warning).toContain(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(path.dirname(file))).toEqual(['sample.json']);
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"c": 50}',
    '{"format": "sample", "version": 3}',
    '{"format": "another", "version": 3, "c": 50}',
    '{"format": "another", "version": 4, "c": 50}',
    '{"format": "sample", "version": "3", "c": 50}',
    '{"format": "sample", "version": 0, "c": 50}',
    '{"format": "sample", "version": 2.5, "c": 50}',
    '['.repeat(100_000),
  ])('that is damaged is kept aside: %.60j', async (text) => {
    const file = fileWith(text);
    for (const number of [1, 2]) {
      writeFileSync(file, text);
      const { value, mayWrite, warning } = await load(file);
      expect({ value, mayWrite }).toEqual({ value: null, mayWrite: true });
      expect(warning).toBe(
        `The sample was damaged. The damaged file is kept as sample.damaged-${number}.json. It begins again.`,
      );
      expect(existsSync(file)).toBe(false);
      const aside = path.join(path.dirname(file), `sample.damaged-${number}.json`);
      expect(readFileSync(aside, 'utf8')).toBe(text);
    }
  });

  test('of which a part cannot be read is told once and kept aside', async () => {
    const text = '{"format": "sample", "version": 3, "c": -1}';
    const file = fileWith(text);
    const { value, mayWrite, warning } = await load(file);
    expect({ value, mayWrite }).toEqual({ value: 0, mayWrite: true });
    expect(warning).toBe(
      'The sample was damaged: 1 part of it was left out or reset. The damaged file is kept as sample.damaged-1.json.',
    );
    const aside = path.join(path.dirname(file), 'sample.damaged-1.json');
    expect(readFileSync(aside, 'utf8')).toBe(text);
    expect(await load(file)).toMatchObject({ value: 0, mayWrite: true, warning: null });
  });

  test('that does not exist is none', async () => {
    const none = { value: null, mayWrite: true, warning: null };
    const folder = temporaryFolder();
    expect(await load(path.join(folder, 'none.json'))).toMatchObject(none);
    const file = fileWith('no folder');
    expect(await load(path.join(file, 'none.json'))).toMatchObject(none);
  });
});

function madeLarge(file: string): void {
  writeFileSync(file, '{"format": "sample", "version": 3, "c": 1}');
  truncateSync(file, 2 ** 32);
}

describe('What is no file, or too large to be read', () => {
  test.each([
    ['a pipe', (file: string) => void execFileSync('mkfifo', [file])],
    ['a folder', (file: string) => void mkdirSync(file)],
    ['four gigabytes', madeLarge],
  ])('is not waited for: %s is kept aside', async (_what, make) => {
    const file = path.join(temporaryFolder(), 'sample.json');
    make(file);
    expect(await load(file)).toMatchObject({ value: null, mayWrite: true });
    expect(readdirSync(path.dirname(file))).toEqual(['sample.damaged-1.json']);
  });
});

describe('A read error', () => {
  function failing(code: string, times: number) {
    let calls = 0;
    return async () => {
      calls += 1;
      if (calls <= times) throw Object.assign(new Error(`${code}: read`), { code });
      return versionedText(FORMAT, 50);
    };
  }

  test.each(['EIO', 'EMFILE', 'EACCES'])('%s that passes is not noticed', async (code) => {
    const read = await readVersionedFile('sample.json', FORMAT, failing(code, 2));
    expect(read).toEqual({ value: 50, damage: 0, refusal: null });
  });

  test.each([
    ['EIO', 'disk reports an error'],
    ['EMFILE', 'Too many files are open'],
    ['EACCES', 'not permitted'],
    ['EXYZ', 'EXYZ'],
  ])('%s that stays leaves the file as it is and says why', async (code, words) => {
    const text = versionedText(FORMAT, 50);
    const file = fileWith(text);
    const read = await readVersionedFile(file, FORMAT, failing(code, Number.POSITIVE_INFINITY));
    const { mayWrite, warning } = await mendFile(file, FORMAT, read);
    expect({ value: read.value, mayWrite }).toEqual({ value: null, mayWrite: false });
    expect(warning).toContain(words);
    expect(warning).toContain('stays as it is');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
