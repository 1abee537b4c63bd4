/**
 * Packages the app around an archive that only looks like Electron's: everything of the package
 * but Electron itself can be seen here.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { libraryOfFile } from '../../native/libraries.ts';
import { npmComponent } from '../../packaging/components.ts';
import { fakeElectronArchive } from './fake-electron.ts';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const isLinuxPc = process.platform === 'linux' && process.arch === 'x64';
let copy: string;
let app: string;

beforeEach(({ skip }) => {
  skip(!isLinuxPc, 'the archive that looks like Electron is made for Linux on x64 only');
});

beforeAll(() => {
  if (!isLinuxPc) {
    return;
  }
  copy = mkdtempSync(path.join(tmpdir(), 'rtmixer-package-'));
  for (const name of [
    ...['package.json', 'forge.config.ts', 'tsconfig.json', 'tsconfig.base.json', 'LICENSE'],
    ...[
      'main',
      'preload',
      'renderer',
      'packaging',
      'assets',
      'native/library',
      'native/build/Release',
    ],
    ...readdirSync(path.join(root, 'native'))
      .filter((file) => /\.(ts|json)$/.test(file))
      .map((file) => `native/${file}`),
  ]) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const { version } = createRequire(import.meta.url)('electron/package.json');
  const archives = fakeElectronArchive(path.join(copy, 'archives'), version);
  const { status, output } = runTool('electron-forge', ['package'], copy, {
    RTMIXER_ELECTRON_ZIPS: archives,
    CI: 'true',
  });
  expect(status, output).toBe(0);
  app = path.join(copy, 'out', 'RtMixer-linux-x64');
}, 120_000);

/** A file of what the package says of others' work. */
const text = (file: string) => readFileSync(path.join(app, 'resources', 'licences', file), 'utf8');

const libraries = () =>
  readdirSync(path.join(app, 'resources', 'native'))
    .filter((file) => !['rtmixer.node', 'libwjack.so'].includes(file))
    .toSorted();

afterAll(() => {
  if (isLinuxPc) {
    rmSync(copy, { recursive: true, force: true });
  }
});

test('the archive holds the bundles and nothing of node_modules', () => {
  const files = listPackage(path.join(app, 'resources', 'app.asar'), { isPack: false });
  for (const file of [
    '/.vite/build/main.cjs',
    '/.vite/build/preload.cjs',
    '/.vite/build/enumerate.cjs',
    '/.vite/renderer/main_window/index.html',
  ]) {
    expect(files).toContain(file);
  }
  const unwanted = /node_modules|\/parts|\/licences|\.map$|\.woff$/;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  const [build = ''] = readdirSync(path.join(copy, 'out', 'maps'));
  expect(readdirSync(path.join(copy, 'out', 'maps', build))).toContain('main.cjs.map');
});

test('addon, audio libraries and demo sounds lie outside the archive', () => {
  const files = readdirSync(path.join(app, 'resources', 'native'));
  expect(files).toContain('rtmixer.node');
  for (const name of [
    /^libportaudio\.so/,
    /^libsndfile\.so/,
    /^libsamplerate\.so/,
    /^libmpg123\.so/,
  ]) {
    expect(files.some((library) => name.test(library))).toBe(true);
  }
  expect(files.some((library) => /^lib(c|asound|jack)\./.test(library))).toBe(false);
  expect(existsSync(path.join(app, 'resources', 'demo'))).toBe(true);
});

test('the packaged addon loads the libraries beside it', () => {
  const addon = path.join(app, 'resources', 'native', 'rtmixer.node');
  const { output } = runTool('ldd', [addon], copy);
  expect(output).toMatch(/libportaudio\.so\S* => \S*\/resources\/native\/libportaudio/);
  expect(output).toMatch(/libFLAC\.so\S* => \S*\/resources\/native\/libFLAC/);
  const { status } = runTool('node', ['-e', `require(${JSON.stringify(addon)})`], copy);
  expect(status).toBe(0);
});

test('the notices name every npm package of the bundles, every font and library, with their texts', () => {
  const notices = text('THIRD-PARTY-NOTICES.txt');
  const folders = readdirSync(path.join(copy, '.vite', 'parts')).flatMap(
    (file) => JSON.parse(readFileSync(path.join(copy, '.vite', 'parts', file), 'utf8')) as string[],
  );
  expect(folders.length).toBeGreaterThan(20);
  for (const folder of folders) {
    const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    expect(notices).toContain(`\n${name} ${version}\nLicence: `);
  }
  for (const file of libraries()) {
    expect(notices).toContain(`\n${libraryOfFile(file).name} `);
  }
  // Styles are in no module of a script, and neither are the fonts that they load.
  expect(notices).toMatch(/\n@fontsource-variable\/inter [\s\S]*SIL OPEN FONT LICENSE/);
  // Written by the bundler itself.
  expect(notices).toContain('\nrolldown ');
  expect(notices).toMatch(/\nlibsndfile [\s\S]*Erik de Castro Lopo/);
});

test('the terms of the LGPL are met: replaceable files, the licence, the offer of their source', () => {
  const notices = text('THIRD-PARTY-NOTICES.txt');
  for (const name of ['libsndfile', 'libmpg123', 'LAME']) {
    expect(notices).toMatch(new RegExp(`  ${name} .*, resources/native/lib\\S+; source: https://`));
  }
  expect(notices).toContain('GNU LESSER GENERAL PUBLIC LICENSE\n');
  expect(notices).toMatch(/within three years[\s\S]*complete corresponding source/);
});

test('the bill of materials has every component, and every library with its hash', () => {
  const bill = JSON.parse(text('rtmixer.cdx.json')) as {
    specVersion: string;
    components: {
      name: string;
      purl: string;
      licenses: unknown[];
      components?: { name: string; hashes: { content: string }[] }[];
    }[];
  };
  expect(bill.specVersion).toBe('1.6');
  expect(new Set(bill.components.map(({ purl }) => purl)).size).toBe(bill.components.length);
  expect(bill.components.every(({ licenses }) => licenses.length === 1)).toBe(true);
  const names = bill.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['electron', 'react', 'zod', 'node-addon-api']));
  const files = bill.components.flatMap(({ components = [] }) => components);
  const hashOf = (file: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(app, file)))
      .digest('hex');
  expect(files.map(({ name }) => path.basename(name)).toSorted()).toEqual(libraries());
  for (const { name, hashes } of files) {
    expect(hashes[0]?.content).toBe(hashOf(name));
  }
});

test('a package without a licence text is not shipped', () => {
  const folder = mkdtempSync(path.join(copy, 'unlicensed-'));
  const description = { name: 'unlicensed', version: '1.0.0', license: 'MIT' };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(description));
  expect(() => npmComponent(folder)).toThrow(/unlicensed 1\.0\.0 has no licence/);
});

test('the fuses of a release are set', async () => {
  const fuses = await getCurrentFuseWire(path.join(app, 'rtmixer'));
  const isOn = (fuse: FuseV1Options) => fuses[fuse] === '1'.charCodeAt(0);
  expect(isOn(FuseV1Options.RunAsNode)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
  expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
  expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
  expect(isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true);
});
