/**
 * The native libraries, from the one list in `libraries.json`: CMake, the system packages, what is
 * gathered for a package, the notices and the bill of materials read it.
 */
import listed from './libraries.json' with { type: 'json' };

/** A library that packages carry beside the addon. */
export interface NativeLibrary {
  readonly name: string;
  /** Its files, as `nameOfLibraryFile` gives them. */
  readonly files: readonly string[];
  /** SPDX expression. */
  readonly licence: string;
  readonly website: string;
  /** Debian's source package; missing = it comes with the compiler. */
  readonly debianSource?: string;
  /** The port's name; missing as above. */
  readonly vcpkg?: string;
}

/** What the core is linked with, as pkg-config knows it. */
export const linkedModules: readonly string[] = listed.linked.map(({ pkgConfig }) => pkgConfig);

/** Debian's packages to compile with what the core is linked with. */
export const linkedPackages: readonly string[] = listed.linked.map(({ apt }) => apt);

/** In the order of the list: what the core is linked with, what these need, what compilers add. */
export const nativeLibraries: readonly NativeLibrary[] = [
  ...listed.linked,
  ...listed.throughOthers,
  ...listed.ofTheCompiler,
];

const systemNames = [
  ...listed.ofTheSystem.theCompilersRunTime,
  ...listed.ofTheSystem.clientsOfServices,
];
const windowsNames = listed.ofTheSystem.windows;

/** `libFLAC.so.12`, `libFLAC.12.dylib` and `FLAC.dll` are `FLAC`. */
export function nameOfLibraryFile(file: string): string {
  return file.replace(/^lib/, '').replace(/(-\d+)?(\.\d+)*\.(so|dylib|dll)(\.\d+)*$/i, '');
}

/** Belongs to the system, and no package carries it: run time of C and C++, clients of services. */
export function isLibraryOfTheSystem(file: string): boolean {
  const isOfWindows = /\.dll$/i.test(file);
  // Windows does not tell upper from lower case.
  const name = isOfWindows ? file.slice(0, -4).toLowerCase() : nameOfLibraryFile(file);
  return (isOfWindows ? windowsNames : systemNames).some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known,
  );
}

/** @throws Error if the list has no row for `file` */
export function libraryOfFile(file: string): NativeLibrary {
  const name = nameOfLibraryFile(file);
  const isOfWindows = /\.dll$/i.test(file);
  const library = nativeLibraries.find(({ files }) =>
    files.some((known) => known === name || (isOfWindows && known === name.toLowerCase())),
  );
  if (library === undefined) {
    throw new Error(
      `${file} has no row in native/libraries.json. Add one with its licence, or name it there as a library of the system.`,
    );
  }
  return library;
}
