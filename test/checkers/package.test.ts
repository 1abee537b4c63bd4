/**
 * Packages the app around an archive that only looks like Electron's: everything of the package
 * but Electron itself can be seen here.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
    ...['package.json', 'forge.config.ts', 'tsconfig.json', 'tsconfig.base.json'],
    ...['main', 'preload', 'renderer', 'assets', 'native/library', 'native/build/Release'],
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
  expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
});

test('addon, audio libraries and demo sounds lie outside the archive', () => {
  const libraries = readdirSync(path.join(app, 'resources', 'native'));
  expect(libraries).toContain('rtmixer.node');
  for (const name of [
    /^libportaudio\.so/,
    /^libsndfile\.so/,
    /^libsamplerate\.so/,
    /^libmpg123\.so/,
  ]) {
    expect(libraries.some((library) => name.test(library))).toBe(true);
  }
  expect(libraries.some((library) => /^lib(c|asound|jack)\./.test(library))).toBe(false);
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
