/**
 * What RtMixer needs of the system beside Node: the libraries and tools of the native build, a
 * browser for the stand-in, the tools of the tests and of the long ones, the peers of the bench. Node's own modules
 * only, as setup.mjs.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** @typedef {'build' | 'window' | 'test' | 'long' | 'bench'} Purpose */

/**
 * What the system has to provide: how to tell whether it is installed, and what to install if not.
 * @type {{ purpose: Purpose, found: () => boolean, apt: string[], brew: string[] }[]}
 */
export const systemNeeds = [
  need('build', () => has('c++', 'g++', 'clang++'), ['g++']),
  need('build', () => has('cmake'), ['cmake'], ['cmake']),
  need('build', () => has('ninja', 'make'), ['ninja-build'], ['ninja']),
  need('build', () => has('pkg-config'), ['pkg-config'], ['pkgconf']),
  ...linkedLibraries().map(({ pkgConfig, apt, brew }) =>
    need('build', () => hasLibrary(pkgConfig), [apt], [brew]),
  ),
  need('window', hasBrowser, ['chromium']),
  need('test', () => has('jackd'), ['jackd2']),
  need('test', () => fs.existsSync('/usr/share/sounds/alsa/Front_Center.wav'), ['alsa-utils']),
  need('test', () => has('sndfile-convert'), ['sndfile-programs']),
  need('test', () => has('sndfile-resample'), ['samplerate-programs']),
  need('test', () => has('dbus-daemon'), ['dbus-daemon']),
  need('test', () => has('ffmpeg'), ['ffmpeg'], ['ffmpeg']),
  need('test', () => has('Xvfb') && has('xauth'), ['xvfb', 'xauth']),
  need('test', () => has('clang-22') && hasSanitizers(), ['clang-22', 'libclang-rt-22-dev']),
  need('test', () => has('clang-format-22'), ['clang-format-22']),
  need('test', () => has('clang-tidy-22'), ['clang-tidy-22']),
  need('bench', () => hasLibrary('openal'), ['libopenal-dev'], ['openal-soft']),
  need(
    'bench',
    () => hasLibrary('SDL2_mixer'),
    ['libsdl2-dev', 'libsdl2-mixer-dev'],
    ['sdl2_mixer'],
  ),
  need('bench', hasBrowser, ['chromium']),
];

/**
 * What the core is linked with, from the one list of native libraries.
 * @returns {{ pkgConfig: string, apt: string, brew: string }[]}
 */
function linkedLibraries() {
  const list = path.join(import.meta.dirname, 'libraries.json');
  return JSON.parse(fs.readFileSync(list, 'utf8')).linked;
}

/**
 * @param {Purpose} purpose
 * @param {() => boolean} found
 * @param {string[]} apt
 * @param {string[]} brew
 */
function need(purpose, found, apt, brew = []) {
  return { purpose, found, apt, brew };
}

/** @param {string} name as pkg-config knows it */
function hasLibrary(name) {
  return spawnSync('pkg-config', ['--exists', name]).status === 0;
}

/** @param {string[]} commands one of which is enough */
export function has(...commands) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return commands.some((command) =>
    folders.some((folder) =>
      endings.some((ending) => fs.existsSync(path.join(folder, command + ending))),
    ),
  );
}

function hasBrowser() {
  return has('chromium', 'google-chrome');
}

function hasSanitizers() {
  const folder = '/usr/lib/llvm-22/lib/clang/22/lib';
  return (
    fs.existsSync(folder) && fs.readdirSync(folder, { recursive: true }).join().includes('rtsan')
  );
}
