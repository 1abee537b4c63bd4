/** The reference: what it contains, and its examples, run as they are. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as library from '../../../../native/index.ts';
import { runTool } from '../../../checkers/run-tool.ts';
import { ApiReader } from '../../../docs/api-model.ts';
import { documentationPages } from '../../../docs/docs.ts';
import { anchorOf } from '../../../docs/reference-page.ts';
import { snippetProgram, snippetsOf } from '../../../docs/snippets.ts';

const index = resolve('native/index.ts');
const api = new ApiReader(resolve('.')).exportsOf(index);
const snippets = snippetsOf(api);
const folder = mkdtempSync(join(tmpdir(), 'rtmixer-reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the reference', () => {
  test('has every value that the library exports', () => {
    const names = new Set(api.map(({ name }) => name));
    expect(Object.keys(library).filter((name) => !names.has(name))).toEqual([]);
  });

  test('has the members of base classes, and none that are private', () => {
    const members = api.find(({ name }) => name === 'Mixer')?.members.map(({ name }) => name);
    expect(members).toEqual(
      expect.arrayContaining(['constructor', 'open', 'playBuffer', 'start', 'cpuLoad', 'cancel']),
    );
    expect(members).not.toContain('registry');
    expect(members?.filter((name) => /^[#_]/.test(name))).toEqual([]);
    const device = api.find(({ name }) => name === 'defaults')?.members.map(({ name }) => name);
    expect(device).toEqual(expect.arrayContaining(['device', 'sampleRate', 'reset']));
  });

  test('has what an interface inherits, without what it omits', () => {
    const options = api.find(({ name }) => name === 'PlaybackStreamOptions');
    const names = options?.members.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['size', 'prefill', 'gain', 'start']));
    expect(names).not.toContain('length');
  });

  test('writes out the names that a type takes from a list or a table', () => {
    const signaturesOf = (type: string) => api.find(({ name }) => name === type)?.signatures;
    expect(signaturesOf('FadeCurve')).toEqual([
      "type FadeCurve = 'linear' | 'equal-power' | 'raised-cosine'",
    ]);
    expect(signaturesOf('AccountType')?.[0]).toMatch(/^type AccountType = 'playBuffer' \| .*'$/);
  });

  test('has the public constructors', () => {
    const ring = api.find(({ name }) => name === 'RingBuffer')?.members[4];
    expect(ring?.signatures).toEqual([
      'constructor(elementSize: number, size?: number, buffer?: SharedArrayBuffer)',
    ]);
  });
});

describe('the pages', () => {
  const place = resolve('out/docs');
  const pages = documentationPages(place);

  test('are the README, the reference, the examples and the page for users of python-rtmixer', () => {
    expect(pages.map(({ file }) => file).sort()).toEqual([
      'coming-from-python-rtmixer.html',
      'examples.html',
      'how-exact.html',
      'index.html',
      'reference.html',
    ]);
  });

  test('have an entry for every export and member', () => {
    const reference = pages.find(({ file }) => file === 'reference.html')?.html ?? '';
    const anchors = new Set([...reference.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const missing = api.flatMap(({ name, members }) =>
      [name, ...members.map((member) => anchorOf(name, member.name))].filter(
        (anchor) => !anchors.has(anchor),
      ),
    );
    expect(missing).toEqual([]);
    expect(reference).toContain('new OfflineMixer({ sampleRate: 48_000');
  });

  test('have the whole of a member once, and every name in the index and in the search', () => {
    const reference = pages.find(({ file }) => file === 'reference.html')?.html ?? '';
    const shared = api.find(({ name }) => name === 'MixerAndRecorder')?.members ?? [];
    const cancel = shared.find(({ name }) => name === 'cancel');
    expect(reference.split(`id="${anchorOf('MixerAndRecorder', 'cancel')}"`)).toHaveLength(2);
    const sections = [...reference.matchAll(/<section class="member" id="(\w+)\.cancel">/g)];
    expect([cancel?.name, sections.map(([, owner]) => owner)]).toEqual([
      'cancel',
      ['Media', 'Mixer', 'RingPlayer', 'RingRecorder'],
    ]);
    const allNames = reference.slice(reference.indexOf('id="all-names"'));
    const search = reference.slice(0, reference.indexOf('<main>'));
    for (const part of [allNames, search]) {
      expect(part).toContain('#Mixer.cancel">Mixer.cancel()</a>');
      expect(part).toContain('#RingBuffer">RingBuffer</a>');
    }
  });

  test('have no broken links', () => {
    const ids = new Map(
      pages.map(({ file, html }) => [
        file,
        new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
      ]),
    );
    const dead = pages.flatMap(({ file, html }) =>
      [...html.matchAll(/ href="([^"]+)"/g)].flatMap(([, href = '']) => {
        const [path = '', anchor] = href.split('#');
        const target = ids.get(path === '' ? file : path);
        const exists =
          target === undefined
            ? /^https:/.test(href) || existsSync(join(place, path))
            : anchor === undefined || target.has(anchor);
        return exists ? [] : [`${file}: ${href}`];
      }),
    );
    expect(dead).toEqual([]);
  });
});

describe('its examples', () => {
  const path = join(folder, 'snippets.mts');
  let thrown: (string | null)[] = [];
  beforeAll(() => {
    writeFileSync(path, snippetProgram(snippets, api, pathToFileURL(index).href));
    const run = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 200_000 });
    expect([run.status, run.stderr]).toEqual([0, '']);
    thrown = JSON.parse(run.stdout);
  });

  test('have no type errors', () => {
    const paths = { [pathToFileURL(index).href]: [index] };
    const compilerOptions = {
      noUnusedLocals: false,
      paths,
      types: ['node'],
      typeRoots: [resolve('node_modules/@types')],
    };
    const project = { extends: resolve('tsconfig.base.json'), compilerOptions, files: [path] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    expect(runTool('tsc', ['-p', '.'], folder)).toEqual({ status: 0, output: '' });
  });

  test.each(snippets.map(({ name }, k) => [name, k] as const))('%s does what it says', (_, k) => {
    expect(thrown[k]).toBeNull();
  });
});

test('an example that is wrong is reported with its error', () => {
  const wrong = [{ name: 'Wrong', code: 'assert.equal(1, 2);' }];
  const path = join(folder, 'wrong.mts');
  writeFileSync(path, snippetProgram(wrong, api, pathToFileURL(index).href));
  const { stdout } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 200_000 });
  expect(JSON.parse(stdout)).toEqual([expect.stringContaining('1 !== 2')]);
});
