/** The one list of native libraries, and that whoever reads it finds a row for everything. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readElf } from '../../native/elf-file.ts';
import { gatherAddon } from '../../native/gather.ts';
import {
  isLibraryOfTheSystem,
  libraryOfFile,
  nameOfLibraryFile,
  nativeLibraries,
} from '../../native/libraries.ts';
import { nativeComponents } from '../../packaging/native-components.ts';
import { jackMissing, startJackServer } from '../support/jack-server.ts';
import { portableExecutable } from './portable-executable.ts';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const built = path.join(root, 'native', 'build', 'Release');
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');
const { linked } = JSON.parse(text('native/libraries.json')) as {
  linked: { pkgConfig: string; apt: string; brew: string; vcpkg: string }[];
};
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-libraries-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.for([
  ['libFLAC.so.12', 'FLAC'],
  ['libFLAC.12.dylib', 'FLAC'],
  ['FLAC.dll', 'FLAC'],
  ['libmpg123-0.dll', 'mpg123'],
  ['libportaudio.so.2.0.0', 'portaudio'],
  ['libstdc++.so.6', 'stdc++'],
])('%s is the library %s', ([file, name]) => {
  expect(nameOfLibraryFile(file!)).toBe(name);
});

test('run time and clients of services belong to the system, audio libraries do not', () => {
  for (const file of [
    'libc.so.6',
    'ld-linux-x86-64.so.2',
    'libjack.so.0',
    'libpulse-simple.so.0',
  ]) {
    expect(isLibraryOfTheSystem(file), file).toBe(true);
  }
  for (const file of ['KERNEL32.dll', 'ole32.dll', 'api-ms-win-crt-heap-l1-1-0.dll']) {
    expect(isLibraryOfTheSystem(file), file).toBe(true);
  }
  for (const file of ['libcrypt.so.1', 'libsndfile.so.1', 'libcjson.so.1', 'libogg-0.dll']) {
    expect(isLibraryOfTheSystem(file), file).toBe(false);
  }
});

test('a library without a row is refused with a sentence that names the list', () => {
  expect(() => libraryOfFile('libwavpack.so.1')).toThrow(
    /libwavpack\.so\.1 has no row in native\/libraries\.json/,
  );
});

test('the manifest of vcpkg and the workflow name what the core is linked with', () => {
  const manifest = JSON.parse(text('native/vcpkg.json')) as {
    dependencies: (string | { name: string })[];
  };
  const names = manifest.dependencies.map((one) => (typeof one === 'string' ? one : one.name));
  expect(names.toSorted()).toEqual(linked.map(({ vcpkg }) => vcpkg).toSorted());
  const workflow = text('.github/workflows/ci.yml').split(/\s+/);
  expect(workflow).toEqual(expect.arrayContaining(linked.flatMap(({ apt, brew }) => [apt, brew])));
});

test('the set-up installs what the core is linked with', async () => {
  const file = path.join(root, 'native', 'system-packages.mjs');
  const { systemNeeds } = (await import(file)) as {
    systemNeeds: { purpose: string; names: { apt: string[] } }[];
  };
  const installed = systemNeeds.filter(({ purpose }) => purpose === 'build');
  const apt = installed.flatMap(({ names }) => names.apt);
  expect(apt).toEqual(expect.arrayContaining(linked.map((library) => library.apt)));
});

test('CMake names no library itself', () => {
  // What it includes is named after what that asks.
  const cmake = text('native/CMakeLists.txt').replaceAll(/#.*|^include\(.*\)/gm, '');
  for (const { pkgConfig, vcpkg } of linked) {
    expect(cmake).not.toContain(pkgConfig);
    expect(cmake).not.toContain(vcpkg);
  }
});

test('every library that the addon needs is gathered, and has a row', async () => {
  const target = { platform: process.platform, arch: process.arch };
  const gathered = await gatherAddon(built, path.join(folder, 'gathered'), target);
  const names = gathered.map(({ name }) => nameOfLibraryFile(name));
  expect(names).toEqual(
    expect.arrayContaining(linked.map(({ vcpkg }) => vcpkg.replace(/^lib/, ''))),
  );
  for (const { name } of gathered) {
    expect(nativeLibraries).toContain(libraryOfFile(name));
  }
  expect(readdirSync(path.join(folder, 'gathered')).toSorted()).toEqual(
    [
      'rtmixer.node',
      ...(process.platform === 'linux' ? ['libwjack.so'] : []),
      ...gathered.map(({ name }) => name),
    ].toSorted(),
  );
});

test('an addon for another processor or system is refused', async ({ skip }) => {
  skip(process.platform !== 'linux', 'reads the header of a Linux library');
  const out = path.join(folder, 'refused');
  const arch = process.arch === 'x64' ? 'arm64' : 'x64';
  await expect(gatherAddon(built, out, { platform: 'linux', arch })).rejects.toThrow(
    `rtmixer.node is for ${process.arch}, not for ${arch}. Build the addon for ${arch} first.`,
  );
  await expect(gatherAddon(built, out, { platform: 'darwin', arch: 'x64' })).rejects.toThrow(
    /Make this package there/,
  );
  await expect(gatherAddon(built, out, { platform: 'win32', arch: 'x64' })).rejects.toThrow(
    'rtmixer.node is for another system, not for Windows on x64. Build the addon for that first.',
  );
});

test('an addon that needs a library without a row is refused', async ({ skip }) => {
  skip(process.platform !== 'linux', 'plants a library with the Linux compiler');
  const planted = path.join(folder, 'planted');
  mkdirSync(planted);
  const cc = (...words: string[]) => {
    const { status, output } = runTool(
      'cc',
      ['-shared', '-x', 'c', '/dev/null', ...words],
      planted,
    );
    expect(status, output).toBe(0);
  };
  cc('-o', 'libwavpack.so.1');
  copyFileSync(path.join(planted, 'libwavpack.so.1'), path.join(planted, 'libwavpack.so'));
  cc('-o', 'rtmixer.node', '-x', 'none', '-Wl,--no-as-needed', '-L.', '-lwavpack');
  const target = { platform: 'linux', arch: process.arch };
  await expect(gatherAddon(planted, path.join(folder, 'out'), target)).rejects.toThrow(
    /wavpack\S* has no row/,
  );
});

/** The gathered addon, and what a program prints that lists host APIs and plays on the virtual device. */
function playGathered(out: string, environment: NodeJS.ProcessEnv = {}): string {
  const program = `
    import { listDevices, MixerAndRecorder } from ${JSON.stringify(path.join(root, 'native/index.ts'))};
    const names = listDevices().hostApis.map(({ name }) => name);
    const mixer = new MixerAndRecorder({
      hostApi: 'Virtual', device: 'Virtual loopback', sampleRate: 48000, channels: [2, 2],
    });
    mixer.start();
    const hit = mixer.playBuffer(new Float32Array(64).fill(0.5), { channels: [1], start: 0 });
    await mixer.wait(hit);
    console.log(names.includes('ALSA'), names.join().includes('JACK'), hit.outcome);
    await mixer.close();`;
  return runTool('node', ['--input-type=module', '-e', program], root, {
    RTMIXER_ADDON: path.join(out, 'rtmixer.node'),
    ...environment,
  }).output;
}
describe('for Windows', () => {
  const target = { platform: 'win32', arch: 'x64' };

  /** A folder with these programs, each with what it imports. */
  function planted(name: string, files: Record<string, { imports: string[]; arch?: string }>) {
    const place = path.join(folder, name);
    mkdirSync(place);
    for (const [file, { imports, arch }] of Object.entries(files)) {
      writeFileSync(path.join(place, file), portableExecutable(imports, arch));
    }
    return place;
  }

  test('what the addon imports is gathered, and what that imports, whatever the case', async () => {
    const place = planted('windows', {
      'rtmixer.node': { imports: ['KERNEL32.dll', 'node.exe', 'LibSndfile.DLL'] },
      'libsndfile.dll': { imports: ['msvcrt.dll', 'libogg-0.dll'] },
      'libogg-0.dll': { imports: [] },
      'libopus-0.dll': { imports: [] },
    });
    const out = path.join(folder, 'windows-out');
    const gathered = await gatherAddon(place, out, target);
    expect(gathered.map(({ name }) => name)).toEqual(['libogg-0.dll', 'libsndfile.dll']);
    expect(readdirSync(out).toSorted()).toEqual(['libogg-0.dll', 'libsndfile.dll', 'rtmixer.node']);
  });

  test('the run time of its compiler is no part of Windows: it is gathered, with version and terms', async () => {
    const place = planted('run-time', {
      'rtmixer.node': { imports: ['VCRUNTIME140.dll', 'ucrtbase.dll'] },
      'vcruntime140.dll': { imports: ['KERNEL32.dll'] },
    });
    const file = path.join(place, 'vcruntime140.dll');
    // The fixed part of a version resource: signature, its own version, 14.42 and 34433.0.
    const version = [0xbd, 0x04, 0xef, 0xfe, 0, 0, 1, 0, 42, 0, 14, 0, 0, 0, 0x81, 0x86];
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from(version)]));
    const gathered = await gatherAddon(place, path.join(folder, 'run-time-out'), target);
    expect(gathered.map(({ name }) => name)).toEqual(['vcruntime140.dll']);
    const [component] = await nativeComponents(gathered);
    expect(component).toMatchObject({ version: '14.42.34433.0', source: null });
    expect(component?.texts.join()).toContain('Microsoft Software License Terms');
  });

  test('a library that is missing, for another processor or without a row is refused', async () => {
    const out = path.join(folder, 'windows-refused');
    const addon = { imports: ['libogg-0.dll'] };
    const missing = planted('missing', { 'rtmixer.node': addon });
    await expect(gatherAddon(missing, out, target)).rejects.toThrow(
      'libogg-0.dll was not found beside the addon. Build the addon again.',
    );
    const foreign = planted('foreign', {
      'rtmixer.node': addon,
      'libogg-0.dll': { imports: [], arch: 'arm64' },
    });
    await expect(gatherAddon(foreign, out, target)).rejects.toThrow(
      'libogg-0.dll is for arm64, not for Windows on x64.',
    );
    const unknown = planted('unknown', { 'rtmixer.node': { imports: ['wavpack.dll'] } });
    await expect(gatherAddon(unknown, out, target)).rejects.toThrow(/wavpack\.dll has no row/);
  });
});

test('the gathered libraries work where the library of JACK is missing', async ({ skip }) => {
  skip(process.platform !== 'linux', 'only Linux has a library for JACK that can be missing');
  const out = path.join(folder, 'without-jack');
  await gatherAddon(built, out, { platform: 'linux', arch: process.arch });
  for (const file of readdirSync(out)) {
    const needed = readElf(readFileSync(path.join(out, file)))?.needed.map(({ name }) => name);
    expect(needed, file).not.toContain('libjack.so.0');
  }
  // As if it were not there: its name is not found.
  const weakJack = path.join(out, 'libwjack.so');
  const bytes = readFileSync(weakJack);
  bytes.write('libnone', bytes.indexOf('libjack.so.0'), 'latin1');
  writeFileSync(weakJack, bytes);
  expect(playGathered(out)).toContain('true false completed');
});

test('the gathered libraries find JACK where its library and a server are', async ({ skip }) => {
  skip(process.platform !== 'linux', 'only Linux has a library for JACK that can be missing');
  skip(jackMissing() !== null, jackMissing() ?? '');
  const out = path.join(folder, 'with-jack');
  await gatherAddon(built, out, { platform: 'linux', arch: process.arch });
  const server = await startJackServer();
  try {
    expect(playGathered(out, server.env)).toContain('true true completed');
  } finally {
    await server.stop();
  }
});
