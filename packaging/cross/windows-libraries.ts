/**
 * The native libraries for Windows x64, built by MinGW-w64 as DLLs. Each is as close to its own build
 * files as they go: CMake's, or configure where those of CMake are incomplete.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runStep } from './step.ts';

/** Prefix of MinGW's tools. */
export const MINGW = 'x86_64-w64-mingw32';
export const COMPILER = `${MINGW}-gcc-posix`;
export const toolchainFile = path.join(import.meta.dirname, 'mingw-x64.cmake');

/** Files beyond 2 GB: mpg123's functions have other names with it, for who calls them, too. */
const LARGE_FILES = '-D_FILE_OFFSET_BITS=64';

interface LibraryBuild {
  readonly kind: 'cmake' | 'configure';
  /** Debian's source package. */
  readonly source: string;
  /** Folder in the source; null = a project of ours. */
  readonly folder: string | null;
  readonly options: readonly string[];
}

const cmake = (source: string, ...options: string[]): LibraryBuild => ({
  kind: 'cmake',
  source,
  folder: '',
  options,
});
const configure = (source: string, ...options: string[]): LibraryBuild => ({
  kind: 'configure',
  source,
  folder: '',
  options,
});

/** In the order in which one needs the other. */
const builds: readonly LibraryBuild[] = [
  { ...cmake('portaudio19'), folder: null },
  cmake('libsamplerate', '-DLIBSAMPLERATE_EXAMPLES=OFF'),
  // CMake's libraries call it libogg.dll and look for ogg.dll.
  configure('libogg'),
  cmake(
    'flac',
    ...['-DBUILD_PROGRAMS=OFF', '-DBUILD_EXAMPLES=OFF', '-DBUILD_DOCS=OFF', '-DBUILD_CXXLIBS=OFF'],
    ...['-DINSTALL_MANPAGES=OFF', '-DWITH_STACK_PROTECTOR=OFF'],
  ),
  // The list of CMake's exports is not one that GNU's linker reads.
  configure('libvorbis', '--disable-oggtest', '--disable-docs', '--disable-examples'),
  // The archive lacks a file of CMake's.
  configure(
    'opus',
    ...['--disable-doc', '--disable-extra-programs', '--disable-stack-protector'],
    'CFLAGS=-O2 -D_FORTIFY_SOURCE=0',
  ),
  {
    ...cmake('mpg123', '-DBUILD_LIBOUT123=OFF', '-DBUILD_PROGRAMS=OFF'),
    folder: 'ports/cmake',
  },
  configure('lame', '--disable-frontend', 'CFLAGS=-O2 -w'),
  cmake(
    'libsndfile',
    ...['-DBUILD_PROGRAMS=OFF', '-DBUILD_EXAMPLES=OFF', '-DENABLE_CPACK=OFF'],
    ...['-DINSTALL_MANPAGES=OFF', '-DENABLE_EXTERNAL_LIBS=ON', '-DENABLE_MPEG=ON'],
    `-DCMAKE_C_FLAGS=${LARGE_FILES}`,
  ),
];

/** What decides how the libraries turn out. */
export function libraryRecipe(): string {
  const files = ['windows-libraries.ts', 'mingw-x64.cmake', 'sources.json'];
  const own = ['portaudio/CMakeLists.txt', 'portaudio/wasapi_headers.h'];
  return [...files, ...own]
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .join('\n');
}

/** What pkg-config and CMake need to find the libraries in `prefix`, and nothing of this system. */
export function crossEnvironment(prefix: string): NodeJS.ProcessEnv {
  return {
    RTMIXER_CROSS_PREFIX: prefix,
    PKG_CONFIG_LIBDIR: path.join(prefix, 'lib', 'pkgconfig'),
    PKG_CONFIG_PATH: '',
  };
}

/** Empties `prefix` and installs every library there. `sources` is what unpackSources() filled. */
export function buildWindowsLibraries(sources: string, prefix: string, work: string): void {
  rmSync(prefix, { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
  dropUndefinedExports(path.join(sources, 'lame', 'include', 'libmp3lame.sym'));
  for (const build of builds) {
    console.log(`  ${build.source}`);
    const folder = path.join(work, build.source);
    mkdirSync(folder, { recursive: true });
    const source = path.join(sources, build.source);
    const place = { source, folder, prefix };
    if (build.kind === 'cmake') buildByCMake(build, place);
    else buildByConfigure(build, place);
  }
}

/** LAME exports a function that it defines for one option only. */
function dropUndefinedExports(file: string): void {
  const names = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, names.filter((name) => name.trim() !== 'lame_init_old').join('\n'));
}

interface BuildPlace {
  readonly source: string;
  readonly folder: string;
  readonly prefix: string;
}

function buildByCMake(build: LibraryBuild, { source, folder, prefix }: BuildPlace): void {
  const env = crossEnvironment(prefix);
  const own =
    build.folder === null
      ? [path.join(import.meta.dirname, 'portaudio'), `-DPORTAUDIO_SOURCE=${source}`]
      : [path.join(source, build.folder)];
  const words = [
    ...['-G', 'Ninja', '-S', ...own, '-B', folder, `-DCMAKE_TOOLCHAIN_FILE=${toolchainFile}`],
    ...['-DCMAKE_BUILD_TYPE=Release', '-DBUILD_SHARED_LIBS=ON', '-DBUILD_TESTING=OFF'],
    ...[`-DCMAKE_INSTALL_PREFIX=${prefix}`, `-DCMAKE_PREFIX_PATH=${prefix}`, ...build.options],
  ];
  const title = (what: string) => `${what} ${build.source}`;
  runStep({ title: title('configure'), command: 'cmake', words, folder, env });
  const install = ['--build', folder, '--target', 'install'];
  runStep({ title: title('build'), command: 'cmake', words: install, folder, env });
}

function buildByConfigure(build: LibraryBuild, { source, folder, prefix }: BuildPlace): void {
  const env = crossEnvironment(prefix);
  const words = [
    ...[`--host=${MINGW}`, `CC=${COMPILER}`, `--prefix=${prefix}`],
    ...['--enable-shared', '--disable-static', 'LDFLAGS=-static-libgcc', ...build.options],
  ];
  const command = path.join(source, 'configure');
  runStep({ title: `configure ${build.source}`, command, words, folder, env });
  const jobs = ['-j2', 'install'];
  runStep({ title: `build ${build.source}`, command: 'make', words: jobs, folder, env });
}
