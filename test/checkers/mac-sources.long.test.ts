/**
 * Compiles core and addon for both processors of macOS, with the compiler and the headers that Zig
 * carries. Nothing is linked: there are no frameworks of Apple's.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedModules } from '../../native/libraries.ts';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const zig = process.env.RTMIXER_ZIG ?? 'zig';
const isInstalled = spawnSync(zig, ['version']).status === 0;
let folder: string;
let headers: string;

/** Headers of the native libraries alone: this system's own would hide what macOS lacks. */
function copyHeaders(): void {
  for (const module of linkedModules) {
    const { output } = runTool('pkg-config', ['--variable=includedir', module], root);
    for (const name of globSync('{portaudio,pa_*,sndfile,samplerate,*123}.h', {
      cwd: output.trim(),
    })) {
      copyFileSync(path.join(output.trim(), name), path.join(headers, name));
    }
  }
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-zig-'));
  headers = path.join(folder, 'headers');
  mkdirSync(headers);
  if (isInstalled) copyHeaders();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says; empty if all is well. */
function compile(target: string, file: string): string {
  const isCpp = file.endsWith('.cc');
  const modules = path.join(root, 'node_modules');
  const { status, output } = runTool(
    zig,
    [
      ...[isCpp ? 'c++' : 'cc', '-target', target, isCpp ? '-std=c++17' : '-std=c11', '-O2'],
      ...['-Wall', '-Wextra', '-Werror', '-ffp-contract=off', '-D_GNU_SOURCE', '-Inative/src'],
      `-I${headers}`,
      ...(isCpp ? addonFlags(modules) : []),
      ...['-c', file, '-o', path.join(folder, 'out.o')],
    ],
    root,
    { ZIG_GLOBAL_CACHE_DIR: path.join(folder, 'cache'), ZIG_LOCAL_CACHE_DIR: folder },
  );
  return status === 0 ? '' : `${file}:\n${output}`;
}

function addonFlags(modules: string): string[] {
  const names = [
    'NAPI_VERSION=8',
    'NODE_ADDON_API_CPP_EXCEPTIONS',
    'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
  ];
  const folders = ['node-addon-api', 'node-api-headers/include'];
  return [
    ...[...names, 'NODE_ADDON_API_DISABLE_DEPRECATED'].map((name) => `-D${name}`),
    ...folders.map((name) => `-isystem${path.join(modules, name)}`),
  ];
}

test.for(['aarch64-macos', 'x86_64-macos'])('every file compiles for %s', (target, { skip }) => {
  skip(!isInstalled, 'zig is not installed (or named in RTMIXER_ZIG)');
  const files = globSync('native/src/**/*.{c,cc}', { cwd: root }).toSorted();
  expect(files.length).toBeGreaterThan(80);
  expect(files.map((file) => compile(target, file)).filter((said) => said !== '')).toEqual([]);
});
