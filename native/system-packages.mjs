/**
 * What RtMixer needs of the system beside Node: the libraries and tools of the native build, a
 * browser for the stand-in, the tools of the tests and of the long ones, the peers of the bench. Node's own modules
 * only, as setup.mjs.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** @typedef {'build' | 'window' | 'test' | 'long' | 'bench' | 'make' | 'cross'} Purpose */
/** @typedef {'apt' | 'dnf' | 'pacman' | 'brew' | 'port'} PackageManager */
/**
 * The packages of each manager; on Windows whole commands. Names of Debian 12, Fedora, Arch, Homebrew
 * and MacPorts; all but the first and Homebrew's are untried.
 * @typedef {{ apt: string[], windows?: string[] } & Partial<Record<PackageManager, string[]>>} PackageNames
 */
/** @typedef {{ purpose: Purpose, found: () => boolean, names: PackageNames }} SystemNeed */

const isWindows = process.platform === 'win32';
/** Builds for arm64 are made on Linux with another processor. */
const isNotCrossing = process.platform !== 'linux' || process.arch === 'arm64';

/** Visual Studio's compiler would do but for C11's atomics; clang-cl knows them. */
const CLANG_CL = 'Microsoft.VisualStudio.Component.VC.Llvm.ClangToolset';
const VISUAL_STUDIO = `winget install Microsoft.VisualStudio.2022.BuildTools --override "--passive --wait --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended --add Microsoft.VisualStudio.Component.VC.Llvm.Clang --add ${CLANG_CL}"`;
const VCPKG_FOLDER = 'C:\\vcpkg';
const VCPKG = [
  `git clone https://github.com/microsoft/vcpkg ${VCPKG_FOLDER}`,
  `${VCPKG_FOLDER}\\bootstrap-vcpkg.bat`,
];

/** What the program at the start of an AppImage is linked with. */
const RUNTIME_OF_APPIMAGES = ['libfuse3-dev', 'libsquashfuse-dev', 'libzstd-dev'];

/**
 * What the system has to provide: how to tell whether it is installed, and what to install if not.
 * @type {SystemNeed[]}
 */
export const systemNeeds = [
  need('build', hasCompiler, {
    ...{ apt: ['g++'], dnf: ['gcc-c++'], pacman: ['gcc'] },
    windows: [VISUAL_STUDIO],
  }),
  need('build', () => has('cmake'), {
    ...everywhere('cmake'),
    windows: ['winget install Kitware.CMake'],
  }),
  need('build', () => isWindows || has('ninja', 'make'), {
    ...{ apt: ['ninja-build'], dnf: ['ninja-build'], pacman: ['ninja'] },
    ...{ brew: ['ninja'], port: ['ninja'] },
  }),
  need('build', () => isWindows || has('pkg-config'), {
    ...{ apt: ['pkg-config'], dnf: ['pkgconf-pkg-config'], pacman: ['pkgconf'] },
    ...{ brew: ['pkgconf'], port: ['pkgconfig'] },
  }),
  need('build', () => !isWindows || vcpkgToolchain() !== undefined, { apt: [], windows: VCPKG }),
  ...linkedLibraries().map(({ pkgConfig, apt, dnf, pacman, brew, port }) =>
    need('build', () => isWindows || hasLibrary(pkgConfig), {
      ...{ apt: [apt], dnf: [dnf], pacman: [pacman] },
      ...{ brew: [brew], port: [port] },
    }),
  ),
  need('window', hasBrowser, browserNames()),
  need('test', () => has('jackd'), {
    ...{ apt: ['jackd2'], dnf: ['jack-audio-connection-kit'], pacman: ['jack2'] },
  }),
  need('test', () => hasLoadable('libpulse.so.0'), {
    ...{ apt: ['libpulse0'], dnf: ['pulseaudio-libs'], pacman: ['libpulse'] },
  }),
  need('test', () => fs.existsSync('/usr/share/sounds/alsa/Front_Center.wav'), {
    ...{ apt: ['alsa-utils'], dnf: ['alsa-utils'], pacman: ['alsa-utils'] },
  }),
  need('test', () => has('sndfile-convert'), {
    ...{ apt: ['sndfile-programs'], dnf: ['libsndfile-utils'], pacman: ['libsndfile'] },
  }),
  need('test', () => has('sndfile-resample'), { apt: ['samplerate-programs'] }),
  need('test', () => has('fusermount3'), { apt: ['fuse3'], dnf: ['fuse3'], pacman: ['fuse3'] }),
  need('test', () => has('dbus-daemon'), {
    ...{ apt: ['dbus-daemon'], dnf: ['dbus-daemon'], pacman: ['dbus'] },
  }),
  need('test', () => has('ffmpeg'), { ...everywhere('ffmpeg'), dnf: ['ffmpeg-free'] }),
  need('test', () => has('Xvfb') && has('xauth'), {
    apt: ['xvfb', 'xauth'],
    dnf: ['xorg-x11-server-Xvfb', 'xorg-x11-xauth'],
    pacman: ['xorg-server-xvfb', 'xorg-xauth'],
  }),
  need('test', () => has('clang-22') && hasSanitizers(), {
    apt: ['clang-22', 'libclang-rt-22-dev'],
  }),
  need('test', () => has('clang-format-22'), { apt: ['clang-format-22'] }),
  need('test', () => has('clang-tidy-22'), { apt: ['clang-tidy-22'] }),
  ...packagingNeeds('test'),
  ...packagingNeeds('make'),
  need('long', () => process.platform !== 'linux' || has('debootstrap'), {
    ...{ apt: ['debootstrap'], dnf: ['debootstrap'], pacman: ['debootstrap'] },
  }),
  need('cross', () => isNotCrossing || has('aarch64-linux-gnu-g++'), {
    ...{ apt: ['g++-aarch64-linux-gnu'], dnf: ['gcc-c++-aarch64-linux-gnu'] },
    ...{ pacman: ['aarch64-linux-gnu-gcc'] },
  }),
  need('cross', () => isNotCrossing || has('qemu-aarch64-static'), {
    ...{ apt: ['qemu-user-static'], dnf: ['qemu-user-static'], pacman: ['qemu-user-static'] },
  }),
  need('cross', () => isNotCrossing || (has('apt-get') && has('dpkg-deb')), {
    ...{ apt: ['apt', 'dpkg'], dnf: ['apt', 'dpkg'], pacman: ['apt', 'dpkg'] },
  }),
  need('bench', () => hasLibrary('openal'), {
    ...{ apt: ['libopenal-dev'], dnf: ['openal-soft-devel'], pacman: ['openal'] },
    ...{ brew: ['openal-soft'], port: ['openal-soft'] },
  }),
  need('bench', () => hasLibrary('SDL2_mixer'), {
    ...{ apt: ['libsdl2-dev', 'libsdl2-mixer-dev'], dnf: ['SDL2-devel', 'SDL2_mixer-devel'] },
    ...{ pacman: ['sdl2_mixer'], brew: ['sdl2_mixer'], port: ['libsdl2_mixer'] },
  }),
  need('bench', hasBrowser, browserNames()),
];

/**
 * What makes installers on Linux.
 * @param {Purpose} purpose
 */
function packagingNeeds(purpose) {
  const isNotLinux = process.platform !== 'linux';
  return [
    need(purpose, () => isNotLinux || has('dpkg-shlibdeps'), {
      ...{ apt: ['dpkg-dev'], dnf: ['dpkg-dev'], pacman: ['dpkg'] },
    }),
    need(purpose, () => isNotLinux || has('xz'), {
      ...{ apt: ['xz-utils'], dnf: ['xz'], pacman: ['xz'] },
    }),
    need(purpose, () => isNotLinux || has('mksquashfs'), {
      ...{ apt: ['squashfs-tools'], dnf: ['squashfs-tools'], pacman: ['squashfs-tools'] },
    }),
    // Only Debian has them for linking statically.
    need(
      purpose,
      () =>
        isNotLinux || (hasLibrary('squashfuse_ll') && hasLibrary('fuse3') && hasLibrary('libzstd')),
      {
        apt: RUNTIME_OF_APPIMAGES,
      },
    ),
  ];
}

/** @returns {PackageNames} */
function browserNames() {
  return { apt: ['chromium'], dnf: ['chromium'], pacman: ['chromium'] };
}

/** @param {string} name @returns {PackageNames} */
function everywhere(name) {
  return { apt: [name], dnf: [name], pacman: [name], brew: [name], port: [name] };
}

/**
 * What the core is linked with, from the one list of native libraries.
 * @returns {({ pkgConfig: string } & Record<PackageManager, string>)[]}
 */
function linkedLibraries() {
  return JSON.parse(fs.readFileSync(new URL('libraries.json', import.meta.url), 'utf8')).linked;
}

/**
 * Debian's packages that a cross build for arm64 takes beside the native libraries: the compiler's run
 * time, and what Electron's program needs, which the package for Debian names.
 */
export const packagesForArm64 = [
  ...['libc6-dev', 'libstdc++6', 'libgtk-3-0', 'libnss3', 'libgbm1'],
  ...RUNTIME_OF_APPIMAGES,
];

/**
 * What the long tests unpack into a folder of their own and never install: beside ALSA's plug-ins of
 * sound servers no copy of PortAudio is used, so that the other tests would see another behaviour.
 * @type {{ pulseaudio: string[], pipewire: string[] }}
 */
export const unpackedPackages = {
  pulseaudio: ['pulseaudio', 'libasound2-plugins'],
  // What is installed already is unpacked where it is named.
  pipewire: [
    ...['pipewire', 'pipewire-bin', 'pipewire-alsa', 'wireplumber'],
    ...['libspa-0.2-modules', 'libpipewire-0.3-modules', 'libwireplumber-0.4-0'],
  ],
};

/**
 * @param {Purpose} purpose
 * @param {() => boolean} found
 * @param {PackageNames} names
 * @returns {SystemNeed}
 */
function need(purpose, found, names) {
  return { purpose, found, names };
}

/** @param {string} name as pkg-config knows it */
function hasLibrary(name) {
  return spawnSync('pkg-config', ['--exists', name]).status === 0;
}

/** @param {string[]} commands one of which is enough */
export function has(...commands) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const endings = isWindows ? ['.exe', '.cmd', ''] : [''];
  return commands.some((command) =>
    folders.some((folder) =>
      endings.some((ending) => fs.existsSync(path.join(folder, command + ending))),
    ),
  );
}

function hasCompiler() {
  if (isWindows) {
    const programs = process.env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)';
    const where = path.join(programs, 'Microsoft Visual Studio', 'Installer', 'vswhere.exe');
    const asked = ['-products', '*', '-requires', CLANG_CL, '-property', 'installationPath'];
    return (spawnSync(where, asked, { encoding: 'utf8' }).stdout ?? '').trim() !== '';
  }
  // macOS has /usr/bin/c++ from the start, which only asks for the tools.
  return process.platform === 'darwin'
    ? spawnSync('xcode-select', ['-p']).status === 0
    : has('c++', 'g++', 'clang++');
}

/** @returns {string | undefined} what CMake includes to find vcpkg's libraries */
export function vcpkgToolchain() {
  const { CMAKE_TOOLCHAIN_FILE, VCPKG_ROOT = VCPKG_FOLDER } = process.env;
  const file =
    CMAKE_TOOLCHAIN_FILE ?? path.join(VCPKG_ROOT, 'scripts', 'buildsystems', 'vcpkg.cmake');
  return fs.existsSync(file) ? file : undefined;
}

const browserPlaces = [
  '/usr/lib/chromium/chromium',
  '/usr/lib/chromium-browser/chromium-browser',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const browserCommands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * An installed Chromium: RTMIXER_CHROMIUM first, then the usual places.
 * @returns {string | undefined}
 */
export function findBrowser() {
  const { PATH = '', RTMIXER_CHROMIUM } = process.env;
  if (RTMIXER_CHROMIUM) {
    return fs.existsSync(RTMIXER_CHROMIUM) ? RTMIXER_CHROMIUM : undefined;
  }
  const onPath = PATH.split(path.delimiter).flatMap((folder) =>
    browserCommands.map((name) => path.join(folder, name)),
  );
  return [...browserPlaces, ...onPath].find((file) => fs.existsSync(file));
}

export function hasBrowser() {
  return findBrowser() !== undefined;
}

/** @param {string} name as Linux's loader knows it */
function hasLoadable(name) {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return stdout?.includes(name) ?? false;
}

function hasSanitizers() {
  const folder = '/usr/lib/llvm-22/lib/clang/22/lib';
  return (
    fs.existsSync(folder) && fs.readdirSync(folder, { recursive: true }).join().includes('rtsan')
  );
}
