import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../main/arguments.ts';
import { readPayload } from '../../../main/ipc/schemas.ts';
import {
  programArguments,
  restartArguments,
  restartProgram,
} from '../../../main/program-arguments.ts';
import { namesFiles } from '../../../main/project/project-schema.ts';
import { isAppUrl } from '../../../main/shell/app-url.ts';
import { servedFile } from '../../../main/shell/served-file.ts';
import { SAMPLE_EDITS } from '../../support/changed-parts.ts';
import { clip } from '../../support/fake-studio.ts';

describe('A message from the window', () => {
  const edit = (value: unknown) =>
    readPayload('edit', { editId: 'e', label: 'l', mergeKey: null, edit: value });

  test('that fits the contract passes as it is', () => {
    const payload = { kind: 'insertClips', clips: [clip('one')] };
    expect(edit(payload)).toMatchObject({ payload: { edit: payload } });
  });

  test.each([
    ['another kind', { kind: 'explode' }],
    ['a wrong type', { kind: 'insertClips', clips: [{ ...clip('one'), startFrame: '0' }] }],
    ['NaN', { kind: 'insertClips', clips: [{ ...clip('one'), gainDb: Number.NaN }] }],
    ['infinity', { kind: 'insertClips', clips: [{ ...clip('one'), startFrame: 1 / 0 }] }],
    ['an unknown key', { kind: 'insertClips', clips: [{ ...clip('one'), extra: 1 }] }],
    ['an undefined value', { kind: 'patchTrack', trackId: 'a', patch: { name: undefined } }],
    ['another id in a patch', { kind: 'patchTrack', trackId: 'a', patch: { id: 'b' } }],
    ['nothing', null],
  ])('with %s gets a sentence', (_what, value) => {
    expect(edit(value)).toHaveProperty('error');
  });

  test('cannot reach the buses of the library: the app has none', () => {
    const setBus = { type: 'setBus', bus: 'drums', muted: true };
    const cancel = { type: 'cancel', actionId: 1 };
    expect(readPayload('schedule', { requests: [setBus] })).toHaveProperty('error');
    expect(readPayload('schedule', { requests: [{ ...cancel, bus: 'drums' }] })).toHaveProperty(
      'error',
    );
    expect(readPayload('schedule', { requests: [cancel] })).not.toHaveProperty('error');
  });

  test('nested without an end gets a sentence, too', () => {
    let nested: object = { kind: 'batch', edits: [] };
    for (let depth = 0; depth < 50_000; depth += 1) nested = { kind: 'batch', edits: [nested] };
    expect(edit(nested)).toHaveProperty('error');
  });

  test('with too many parts is refused before they are checked, however they are nested', () => {
    const mute = { kind: 'patchTrack', trackId: 'a', patch: { muted: true } };
    const some = { kind: 'batch', edits: Array.from({ length: 1_000 }, () => mute) };
    const many = { kind: 'batch', edits: Array.from({ length: 300 }, () => some) };
    expect(edit(many)).toEqual({ error: 'The message has too many parts.' });
    expect(edit(some)).not.toHaveProperty('error');
  });

  test.each([
    ['no list', '/etc/passwd'],
    ['too many', Array.from({ length: 100_001 }, (_, index) => `/tmp/${index}`)],
    ['one too long', ['x'.repeat(40_000)]],
    ['an empty one', ['']],
  ])('whose paths are %s gets a sentence', (_what, paths) => {
    expect(readPayload('importFiles', { paths, placement: null })).toHaveProperty('error');
  });

  test.each(Object.values(SAMPLE_EDITS))('for an edit of kind $kind is understood', (edit) => {
    const payload = { editId: 'e', label: 'l', mergeKey: null, edit };
    expect(readPayload('edit', payload)).toEqual({ payload });
  });

  test('cannot smuggle files in', () => {
    expect(namesFiles({ kind: 'batch', edits: [{ kind: 'insertBuffers', buffers: [] }] })).toBe(
      true,
    );
    expect(edit({ kind: 'patchTake', takeId: 't', patch: { file: 'x' } })).toHaveProperty('error');
  });

  test.each([
    { account: null },
    { frames: 1 },
    { recoveredFrames: 0 },
    { trackId: null },
    { sampleRate: 48_000 },
  ])('cannot falsify what is known of a take: %j', (patch) => {
    const forged = { kind: 'patchTake', takeId: 't', patch };
    expect(edit(forged)).toHaveProperty('error');
    expect(edit({ kind: 'batch', edits: [forged] })).toHaveProperty('error');
  });
});

describe('The command line', () => {
  test('gives folder, host API, device and files', () => {
    const words = [
      '--user-data-dir=data',
      '--host-api=JACK',
      '--device=system',
      'a b.wav',
      '/c.wav',
    ];
    expect(parseArguments(words, '/home')).toMatchObject({
      userDataFolder: '/home/data',
      hostApi: 'JACK',
      device: 'system',
      files: ['/home/a b.wav', '/c.wav'],
      warnings: [],
    });
  });

  test('gives the virtual device faults and a delay', () => {
    const faults = [{ kind: 'lost-blocks', frame: 480, count: 3 }];
    const words = [`--virtual-faults=${JSON.stringify(faults)}`, '--virtual-delay-frames=64'];
    expect(parseArguments(words, '/').virtual).toEqual({
      delayFrames: 64,
      faults: [{ kind: 'lostBlocks', frame: 480, count: 3 }],
    });
  });

  test.each([
    '--virtual-faults=[{',
    '--virtual-faults=[{"kind":"x","frame":1}]',
    '--virtual-delay-frames=-1',
  ])('that says %s gets a sentence and goes on', (word) => {
    const { virtual, warnings } = parseArguments([word], '/');
    expect(virtual).toEqual({});
    expect(warnings).toHaveLength(1);
  });

  test('does not take the program’s own folder for a file to open', () => {
    const argv = ['electron', '--inspect=0', '-r', 'loader.cjs', '/app', 'x.wav'];
    expect(programArguments(argv, false, '/app')).toEqual(['--inspect=0', '-r', 'x.wav']);
    expect(programArguments(['rtmixer', 'x.wav'], true, '/app')).toEqual(['x.wav']);
  });

  test('follows the file of an AppImage at a restart, not the place that it runs from', () => {
    const started = { APPIMAGE: '/home/me/RtMixer.AppImage', APPDIR: '/tmp/rtmixer-1' };
    expect(restartProgram(started, '/tmp/rtmixer-1/rtmixer/rtmixer')).toBe(started.APPIMAGE);
    // Started from the AppImage of another program.
    expect(restartProgram(started, '/usr/lib/rtmixer/rtmixer')).toBeUndefined();
    expect(restartProgram({}, '/usr/lib/rtmixer/rtmixer')).toBeUndefined();
  });

  test('is the same after a restart, without the files that were opened before', () => {
    const argv = ['electron', '--inspect=0', '-r', 'loader.cjs', '/app', '--device=x', 'x.wav'];
    const kept = ['--inspect=0', '-r', 'loader.cjs', '/app', '--device=x'];
    expect(restartArguments(argv, false, '/app')).toEqual(kept);
    expect(restartArguments(['rtmixer', 'x.wav', '--device=x'], true, '/app')).toEqual([
      '--device=x',
    ]);
  });
});

describe('An address', () => {
  test('means a file inside the bundle', () => {
    expect(servedFile('/b', 'app://studio/index.html')).toBe('/b/index.html');
    expect(servedFile('/b', 'app://studio/')).toBe('/b/index.html');
    expect(servedFile('/b', 'app://studio/assets/a%20b.js')).toBe('/b/assets/a b.js');
  });

  test.each([
    'app://studio/%00.js',
    'app://studio/%zz.js',
    'app://elsewhere/index.html',
    'file:///etc/passwd',
    'app://studio/..%2fsecret.js',
    'app://studio/secret.key',
    'app://studio/',
  ])('%s is served from the bundle or not at all', (address) => {
    const file = servedFile('/b', address);
    expect(file).toBe(address === 'app://studio/' ? '/b/index.html' : null);
  });

  test.each(['app://studio/../x.js', 'app://studio/%2e%2e/x.js', 'app://studio/a/../../x.js'])(
    '%s does not lead out of the bundle',
    (address) => {
      expect(servedFile('/b', address)).toBe('/b/x.js');
    },
  );

  test('is the window’s own by scheme and host, not by how it begins', () => {
    const own = 'app://studio/index.html';
    expect(isAppUrl('app://studio/other.html', own)).toBe(true);
    expect(isAppUrl('app://studio.evil.example/index.html', own)).toBe(false);
    expect(isAppUrl('https://studio/index.html', own)).toBe(false);
    expect(isAppUrl('nonsense', own)).toBe(false);
  });
});
