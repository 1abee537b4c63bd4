/** Builds the addon for Linux on arm64, on a Debian with another processor. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installLine } from '../../native/install-line.mjs';
import { linkedPackages } from '../../native/libraries.ts';
import { packagesForArm64, systemNeeds } from '../../native/system-packages.mjs';
import { arm64Folder, arm64System } from './built-addon.ts';
import { makeSysroot } from './debian-sysroot.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const MULTIARCH = 'aarch64-linux-gnu';

/** Why it cannot be built here, with what to install; null = it can. */
export function reasonAgainstArm64(): string | null {
  if (process.platform !== 'linux') return 'the cross build for arm64 runs on Debian only';
  if (process.arch === 'arm64') return 'this is arm64, where npm test tells more';
  const missing = systemNeeds.filter(({ purpose, found }) => purpose === 'cross' && !found());
  return missing.length === 0
    ? null
    : `tools of the cross build are missing: ${installLine(missing)}`;
}

/** Fetches the libraries and builds the addon where `builtAddon` says. Throws an Error with a sentence. */
export function buildForArm64(): void {
  const packages = [...linkedPackages, ...packagesForArm64];
  makeSysroot({ folder: arm64System, arch: 'arm64', packages });
  const modules = path.join(root, 'node_modules');
  const addon = path.join(arm64Folder, 'addon');
  const headers = ['node-api-headers/include', 'node-addon-api'].map((place) =>
    path.join(modules, place),
  );
  buildWithCMake(addon, [
    `-DCMAKE_JS_INC=${headers.join(';')}`,
    '-DCMAKE_CXX_FLAGS=-DBUILDING_NODE_EXTENSION',
    `-DCMAKE_LIBRARY_OUTPUT_DIRECTORY=${path.join(addon, 'Release')}`,
  ]);
}

/** Builds the C tests, for which the libraries have to be there, and gives the folder for CTest. */
export function buildTestsForArm64(): string {
  const folder = path.join(arm64Folder, 'tests');
  buildWithCMake(folder, ['-DRTMIXER_TESTS=ON', '-DRTMIXER_TEST_SECONDS=900']);
  return folder;
}

function buildWithCMake(folder: string, definitions: readonly string[]): void {
  const toolchain = path.join(import.meta.dirname, 'aarch64.cmake');
  run('cmake', [
    ...['-S', path.join(root, 'native'), '-B', folder, '-G', 'Ninja'],
    ...[`-DCMAKE_TOOLCHAIN_FILE=${toolchain}`, '-DCMAKE_BUILD_TYPE=Release', ...definitions],
  ]);
  run('cmake', ['--build', folder, '--parallel', '2']);
}

function run(command: string, words: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      RTMIXER_SYSROOT: arm64System,
      PKG_CONFIG_PATH: '',
      PKG_CONFIG_LIBDIR: path.join(arm64System, 'usr', 'lib', MULTIARCH, 'pkgconfig'),
      PKG_CONFIG_SYSROOT_DIR: arm64System,
    },
  });
  if (status === 0) return;
  const printed = `${stdout}${stderr}`.trimEnd().split('\n').slice(-40).join('\n');
  throw new Error(`${command} failed for arm64.\n${error?.message ?? printed}`);
}
