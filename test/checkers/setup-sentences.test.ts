/** What stops the set-up on somebody else's machine, each told in one sentence. */
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installLine } from '../../native/install-line.mjs';
import { systemNeeds } from '../../native/system-packages.mjs';
import { explainNpmFailure } from '../../setup/npm.mjs';
import { wantedFolders } from '../../setup/packages.mjs';
import { runTool, runToolLater } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
let folder: string;
let project: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer set-up ä '));
  project = path.join(folder, 'project');
  const parts = ['setup.mjs', 'setup', 'package.json', 'package-lock.json', '.npmrc'];
  const ofNative = ['install-line.mjs', 'system-packages.mjs', 'libraries.json'];
  for (const part of [...parts, ...ofNative.map((file) => `native/${file}`)]) {
    cpSync(path.join(root, part), path.join(project, part), { recursive: true });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The last line, which is the sentence. */
const sentenceOf = (output: string) => output.trimEnd().split('\n').at(-1) ?? '';

describe('A checkout that cannot be written', () => {
  test('is told from one that can, before anything is installed', ({ skip }) => {
    skip(process.platform !== 'linux', 'takes a right away as Linux does');
    chmodSync(project, 0o555);
    // Root may write everywhere, unless that right is taken away.
    const asUser = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override'] : [];
    const [command = '', ...words] = [...asUser, process.execPath, 'setup.mjs', 'ground'];
    const { status, output } = runTool(command, words, project);
    chmodSync(project, 0o755);
    expect([status, output.trimEnd().split('\n')]).toEqual([1, [expect.any(String)]]);
    expect(output).toContain(`You may not write in ${project}`);
    expect(output).toContain('Copy');
    expect(readdirSync(project)).not.toContain('.setup');
  });
});

describe('The network', () => {
  let port: number;
  const server = createServer((_request, response) => response.end());

  beforeAll(async () => {
    const made = runTool(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', 'key.pem', '-out', 'certificate.pem', '-subj', '/CN=localhost'],
      ],
      folder,
    );
    expect(made.status, made.output).toBe(0);
    server.setSecureContext({
      key: readFileSync(path.join(folder, 'key.pem')),
      cert: readFileSync(path.join(folder, 'certificate.pem')),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  const environment = (registry: string) => ({
    npm_config_registry: registry,
    npm_config_cache: path.join(folder, 'cache'),
    npm_config_cafile: '',
    npm_config_fetch_retries: '0',
  });

  test('with the unknown certificate of a proxy names the variable that makes it known', async () => {
    const env = environment(`https://localhost:${port}/`);
    const { status, output } = await runToolLater('node', ['setup.mjs', 'ground'], project, env);
    expect(status, output).toBe(1);
    expect(sentenceOf(output)).toMatch(
      /^RtMixer cannot continue: The certificate .* set NODE_EXTRA_CA_CERTS to .*\.$/,
    );
    expect(output).not.toContain('npm error');
  });

  test('that does not reach the registry names the settings of the proxy', async () => {
    const env = environment('http://127.0.0.1:1/');
    const { status, output } = await runToolLater('node', ['setup.mjs', 'ground'], project, env);
    expect(status, output).toBe(1);
    expect(sentenceOf(output)).toContain('The package registry cannot be reached.');
    expect(output).not.toContain('npm error');
  });

  test('from which Electron does not come is named by its cause, not by "fetch failed"', async () => {
    const { status, output } = await runToolLater('node', ['setup/fetch-electron.mjs'], root, {
      ELECTRON_MIRROR: `https://localhost:${port}/`,
      electron_config_cache: path.join(folder, 'electron'),
    });
    expect(status).toBe(1);
    expect(sentenceOf(output)).toMatch(/self[- ]signed certificate/);
  });
});

test.for([
  ['npm error code EINTEGRITY\nnpm error sha512-x', 'npm cache clean --force'],
  ['npm error code ENOSPC\nnpm error nospc', 'The disk is full.'],
  ['npm error code E407', 'a name and a password'],
  ['npm error code E403\nnpm error 403 Forbidden', 'npm login'],
  ['npm error code ETARGET\nnpm error notarget No matching version', 'lacks a package'],
  [
    "npm error code EACCES\nnpm error Error: EACCES: permission denied, mkdir '/root/.npm/_x'",
    '/root/.npm/_x',
  ],
])("npm's %s says what to do", ([output = '', advice = '']) => {
  expect(explainNpmFailure(output)).toContain(advice);
});

test('what npm says otherwise is shown as it is', () => {
  expect(explainNpmFailure('npm warn certificate\nnpm error code EUSAGE')).toBeUndefined();
});

test('ELECTRON_EXEC that names no program is refused with a sentence', () => {
  const { status, output } = runTool('node', ['setup.mjs', 'ground'], project, {
    ELECTRON_EXEC: '/nowhere/electron',
  });
  expect(status).toBe(1);
  expect(sentenceOf(output)).toContain(
    'ELECTRON_EXEC names /nowhere/electron, which is no program',
  );
});

describe('Missing system packages', () => {
  const build = systemNeeds.filter(({ purpose }) => purpose === 'build');
  const line = (platform: string, osRelease = '', programs: string[] = [], isRoot = false) =>
    installLine(build, {
      platform,
      osRelease,
      isRoot,
      hasProgram: (name: string) => programs.includes(name),
    });

  test.for([
    ['Debian', 'ID=debian\n', 'sudo apt-get install --no-install-recommends g++ cmake'],
    ['Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'libsndfile1-dev'],
    ['Fedora', 'NAME="Fedora Linux"\nID=fedora\n', 'sudo dnf install gcc-c++ cmake ninja-build'],
    ['Rocky', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'portaudio-devel libsndfile-devel'],
    ['Arch', 'ID=arch\n', 'sudo pacman -S --needed gcc cmake ninja pkgconf portaudio'],
    ['Manjaro', 'ID=manjaro\nID_LIKE=arch\n', 'libsamplerate mpg123'],
    ['Alpine', 'ID=alpine\n', "your system's packages for these of Debian: g++"],
  ])('%s gets its line', ([, osRelease, expected = '']) => {
    expect(line('linux', osRelease)).toContain(expected);
    expect(line('linux', osRelease)).not.toContain('no package is known');
  });

  test('root needs no sudo', () => {
    expect(line('linux', 'ID=arch\n', [], true)).toMatch(/^pacman/);
  });

  test('macOS gets Homebrew first, or the line of MacPorts where that is there', () => {
    expect(line('darwin', '', ['brew'])).toBe(
      'xcode-select --install, then brew install cmake ninja pkgconf portaudio libsndfile libsamplerate mpg123',
    );
    expect(line('darwin')).toMatch(/Homebrew as https:\/\/brew\.sh says, then brew install cmake/);
    expect(line('darwin', '', ['port'])).toMatch(/sudo port install cmake ninja pkgconfig/);
  });

  test('Windows gets commands for winget and vcpkg', () => {
    const commands = line('win32');
    expect(commands).toMatch(
      /^winget install Microsoft\.VisualStudio\S+ --override ".*ClangToolset"$/m,
    );
    expect(commands).toMatch(/^ {2}winget install Kitware\.CMake$/m);
    expect(commands).toMatch(/^ {2}C:\\vcpkg\\bootstrap-vcpkg\.bat$/m);
  });
});

describe('Packages of the lock file', () => {
  const packages = {
    '': { devDependencies: { maker: '1' } },
    'node_modules/maker': {
      version: '1',
      optionalDependencies: { disk: '1', deb: '1', musl: '1' },
    },
    'node_modules/deb': { version: '1', optional: true, dependencies: { shared: '1' } },
    'node_modules/disk': {
      version: '1',
      optional: true,
      os: ['darwin'],
      dependencies: { mac: '1' },
    },
    'node_modules/disk/node_modules/shared': { version: '2', optional: true },
    'node_modules/mac': { version: '1', optional: true },
    'node_modules/musl': { version: '1', optional: true, os: ['!win32'], libc: ['musl'] },
    'node_modules/shared': { version: '1', optional: true },
  };

  test('are wanted with optional ones that fit this machine, and without what only others need', () => {
    const wanted = (os: string) => [...wantedFolders(packages, { os, cpu: 'x64', libc: 'glibc' })];
    const ofLinux = ['node_modules/maker', 'node_modules/deb', 'node_modules/shared'];
    expect(wanted('linux').toSorted()).toEqual(ofLinux.toSorted());
    expect(wanted('win32').toSorted()).toEqual(ofLinux.toSorted());
    expect(wanted('darwin')).toContain('node_modules/mac');
  });

  test('are all there, none was left out because of the Node that started the set-up', () => {
    const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
    const hidden = path.join(root, 'node_modules', '.package-lock.json');
    const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
    const target = { os: process.platform, cpu: process.arch, libc: 'glibc' };
    const missing = [...wantedFolders(lock, target)].filter((name) => !(name in installed));
    expect(missing).toEqual([]);
  });
});
