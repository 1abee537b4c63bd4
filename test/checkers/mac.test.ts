/** Packages for macOS, as far as another system shows: nothing here was run there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../../forge.config.ts';
import { SOUND_EXTENSIONS } from '../../main/media/sound-extensions.ts';
import { macLibraries } from '../../native/gather.ts';
import { readMachO } from '../../native/mach-o-file.ts';
import { entitlementsOf, macSigning } from '../../packaging/mac/signing.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const PROCESSORS = { x64: 0x0100_0007, arm64: 0x0100_000c } as const;
type Processor = keyof typeof PROCESSORS;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-mac-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A library with nothing but its header and the names of others. */
function library(arch: Processor, needed: readonly string[], ownName?: string): Buffer {
  const commands = [
    ...(ownName === undefined ? [] : [{ command: 0xd, name: ownName }]),
    ...needed.map((name) => ({ command: 0xc, name })),
  ].map(({ command, name }) => {
    const bytes = Buffer.alloc(24 + 8 * Math.ceil((name.length + 1) / 8));
    bytes.writeUInt32LE(command, 0);
    bytes.writeUInt32LE(bytes.length, 4);
    bytes.writeUInt32LE(24, 8);
    bytes.write(name, 24);
    return bytes;
  });
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(PROCESSORS[arch], 4);
  header.writeUInt32LE(commands.length, 16);
  return Buffer.concat([header, ...commands]);
}

/** One file of libraries for several processors. */
function universal(parts: readonly [Processor, Buffer][]): Buffer {
  const header = Buffer.alloc(8 + 20 * parts.length);
  header.writeUInt32BE(0xcafebabe, 0);
  header.writeUInt32BE(parts.length, 4);
  let offset = header.length;
  for (const [index, [arch, bytes]] of parts.entries()) {
    header.writeUInt32BE(PROCESSORS[arch], 8 + 20 * index);
    header.writeUInt32BE(offset, 16 + 20 * index);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...parts.map(([, bytes]) => bytes)]);
}

describe('A binary of macOS', () => {
  test('tells its processor, its name and what it needs', () => {
    const needed = ['/usr/lib/libSystem.B.dylib', '@rpath/libogg.0.dylib'];
    expect(readMachO(library('arm64', needed, '/opt/libvorbis.0.dylib'))).toEqual({
      archs: ['arm64'],
      needed,
      ownName: '/opt/libvorbis.0.dylib',
    });
    expect(readMachO(readFileSync(process.execPath).subarray(0, 4_096))).toEqual(
      process.platform === 'darwin' ? expect.anything() : null,
    );
  });

  test('may be for several processors', () => {
    const both = universal([
      ['x64', library('x64', ['a'])],
      ['arm64', library('arm64', ['b'])],
    ]);
    expect(readMachO(both)).toMatchObject({ archs: ['x64', 'arm64'], needed: ['a', 'b'] });
    // The version of a Java class stands where the number of processors would.
    expect(readMachO(Buffer.from('cafebabe00000041'.padEnd(80, '0'), 'hex'))).toBeNull();
  });
});

describe('Gathering', () => {
  function plant(arch: Processor): string {
    const place = mkdtempSync(path.join(folder, 'planted-'));
    const opt = path.join(place, 'opt');
    mkdirSync(opt);
    const sndfile = path.join(opt, 'libsndfile.1.dylib');
    const write = (file: string, bytes: Buffer) => writeFileSync(file, bytes);
    const system = '/usr/lib/libSystem.B.dylib';
    write(path.join(place, 'rtmixer.node'), library('arm64', [sndfile, system]));
    write(sndfile, library('arm64', ['@rpath/libFLAC.12.dylib', system], sndfile));
    const flac = path.join(opt, 'libFLAC.12.dylib');
    write(flac, library(arch, ['@loader_path/libogg.0.dylib'], flac));
    write(path.join(opt, 'libogg.0.dylib'), library('arm64', [], '@rpath/libogg.0.dylib'));
    return path.join(place, 'rtmixer.node');
  }

  test('follows names to libraries of libraries, also those relative to one', async () => {
    const found = await macLibraries(plant('arm64'), 'arm64');
    expect(found.map(({ name }) => name).toSorted()).toEqual(
      ['libFLAC.12.dylib', 'libogg.0.dylib', 'libsndfile.1.dylib'].toSorted(),
    );
  });

  test('refuses a library of another processor by its name', async () => {
    await expect(macLibraries(plant('x64'), 'arm64')).rejects.toThrow(
      'libFLAC.12.dylib is for x64, not for arm64.',
    );
  });

  test('refuses a library that is not there by its name', async () => {
    const addon = plant('arm64');
    rmSync(path.join(path.dirname(addon), 'opt', 'libogg.0.dylib'));
    await expect(macLibraries(addon, 'arm64')).rejects.toThrow(
      '@loader_path/libogg.0.dylib was not found.',
    );
  });
});

describe('The package', () => {
  const info = config.packagerConfig?.extendInfo as {
    CFBundleDocumentTypes: { CFBundleTypeExtensions?: string[]; LSHandlerRank: string }[];
    UTExportedTypeDeclarations: { UTTypeTagSpecification: Record<string, string[]> }[];
  };

  test('declares every kind of sound that is read, and the type of session files', () => {
    const extensions = info.CFBundleDocumentTypes.flatMap(
      ({ CFBundleTypeExtensions = [] }) => CFBundleTypeExtensions,
    );
    expect(extensions).toEqual([...SOUND_EXTENSIONS]);
    expect(info.CFBundleDocumentTypes.map(({ LSHandlerRank }) => LSHandlerRank)).not.toContain(
      'Owner',
    );
    expect(info.UTExportedTypeDeclarations[0]?.UTTypeTagSpecification).toEqual({
      'public.filename-extension': ['rtmixer'],
    });
  });

  test('of several processors is refused with a sentence', async () => {
    const check = config.hooks?.prePackage;
    await expect(check?.(config as never, 'darwin', 'universal')).rejects.toThrow(
      /^No universal package is made.*--arch arm64.*--arch x64/,
    );
    await check?.(config as never, 'darwin', 'arm64');
  });

  test('may use the microphone in its main program only', () => {
    const text = (file: string) => readFileSync(path.join(root, entitlementsOf(file)), 'utf8');
    const app = '/out/RtMixer.app';
    for (const file of [app, `${app}/Contents/MacOS/rtmixer`]) {
      expect(text(file)).toContain('com.apple.security.device.audio-input');
    }
    for (const file of [
      `${app}/Contents/Frameworks/RtMixer Helper (Renderer).app`,
      `${app}/Contents/Resources/native/rtmixer.node`,
    ]) {
      expect(text(file)).toContain('com.apple.security.cs.allow-jit');
      expect(text(file)).not.toContain('device.audio-input');
    }
  });

  test('is signed and notarised by the environment alone', () => {
    expect(macSigning({})).toEqual({});
    const identity = 'Developer ID Application: Someone';
    const signed = macSigning({ RTMIXER_SIGNING_IDENTITY: identity });
    expect([signed.osxSign?.identity, signed.osxNotarize]).toEqual([identity, undefined]);
    const environment = { RTMIXER_SIGNING_IDENTITY: identity, RTMIXER_NOTARY_PROFILE: 'mine' };
    expect(macSigning(environment).osxNotarize).toEqual({ keychainProfile: 'mine' });
    expect(() => macSigning({ RTMIXER_NOTARY_PROFILE: 'mine' })).toThrow(
      'set RTMIXER_SIGNING_IDENTITY, too',
    );
  });
});
