/** The native libraries of a package with the papers of whoever built them: Debian, Homebrew, vcpkg. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GatheredFile } from '../native/gather.ts';
import { libraryOfFile, type NativeLibrary } from '../native/libraries.ts';
import { type Component, textsOf } from './components.ts';
import { PACKAGE_LISTS } from './cross/debian-sysroot.ts';

const call = promisify(execFile);

/** Begins the fixed part of a version resource: the signature, then the version of that part. */
const VERSION_MARK = Buffer.from([0xbd, 0x04, 0xef, 0xfe]);

/** What is known of a file by where it was installed from. */
interface Origin {
  readonly version: string;
  readonly purl: string;
  readonly texts: readonly string[];
  readonly source: string | null;
}

/**
 * One component for each library, in the order of their names.
 *
 * @throws Error if a file's version and licence text are found nowhere
 */
export async function nativeComponents(
  gathered: readonly GatheredFile[],
): Promise<readonly Component[]> {
  const components = new Map<string, Component>();
  for (const file of gathered) {
    const library = libraryOfFile(file.name);
    if (components.has(library.name)) continue;
    const origin = await originOf(file, library);
    const { name, licence, website } = library;
    components.set(name, { kind: 'native', name, licence, website, files: [], ...origin });
  }
  return [...components.values()];
}

async function originOf({ name, source }: GatheredFile, library: NativeLibrary): Promise<Origin> {
  const origin =
    (await originInDebian(source)) ??
    originInHomebrew(source) ??
    (await originInCrossBuild(source, library)) ??
    (await originInVcpkg(source, library)) ??
    (await originInVisualStudio(source, library));
  if (origin === null || origin.texts.length === 0) {
    throw new Error(
      `The licence text of ${library.name} (${name}) was not found. Packages are made of libraries from Debian, Ubuntu, Homebrew or vcpkg, which bring it, and of the run time of Visual Studio.`,
    );
  }
  return origin;
}

export interface DebianLibrary {
  readonly name: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly website: string;
  /** A file of it, as Debian installed it. */
  readonly file: string;
}

/** @throws Error if no package of Debian has the file */
export async function debianComponent(library: DebianLibrary): Promise<Component> {
  const { name, licence, website, file } = library;
  const origin = await originInDebian(file);
  if (origin === null || origin.texts.length === 0) {
    throw new Error(`The licence text of ${name} (${file}) was not found.`);
  }
  return { kind: 'native', name, licence, website, files: [], ...origin };
}

/** What a command prints; null = it is not there or fails. */
async function outputOf(command: string, ...words: string[]): Promise<string | null> {
  return call(command, words).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

/** The system that a file belongs to: a folder with Debian's lists, which may be unpacked somewhere. */
function systemOf(file: string): string {
  const above = path.dirname(file);
  const isSystem = above === file || existsSync(path.join(above, PACKAGE_LISTS, 'status'));
  return isSystem ? above : systemOf(above);
}

async function originInDebian(file: string): Promise<Origin | null> {
  const system = systemOf(file);
  const lists = `--admindir=${path.join(system, PACKAGE_LISTS)}`;
  const installed = path.join('/', path.relative(system, file));
  const owner = (await outputOf('dpkg-query', lists, '--search', installed))?.split(': ')[0];
  if (owner === undefined) return null;
  const fields = ['Package', 'Version', 'Architecture', 'source:Package', 'source:Version'];
  const format = fields.map((field) => `\${${field}}`).join('\n');
  const shown =
    (await outputOf('dpkg-query', lists, '--show', `--showformat=${format}`, owner)) ?? '';
  const [name = '', version = '', arch = '', sourceName = '', sourceVersion = ''] =
    shown.split('\n');
  const release = await readFile('/etc/os-release', 'utf8');
  const isUbuntu = /^ID=ubuntu$/m.test(release);
  const escaped = (text: string) => text.replaceAll('+', '%2B').replaceAll(':', '%3A');
  return {
    version,
    purl: `pkg:deb/${isUbuntu ? 'ubuntu' : 'debian'}/${name}@${escaped(version)}?arch=${arch}`,
    texts: textsOf(path.join(system, 'usr', 'share', 'doc', name)),
    source: isUbuntu
      ? `https://launchpad.net/ubuntu/+source/${sourceName}/${sourceVersion}`
      : `https://snapshot.debian.org/package/${sourceName}/${sourceVersion}/`,
  };
}

function originInHomebrew(file: string): Origin | null {
  const found = /^(.*\/Cellar\/([^/]+)\/([^/]+))\//.exec(file);
  if (found === null) return null;
  const [, folder = '', name = '', version = ''] = found;
  return { version, purl: `pkg:brew/${name}@${version}`, texts: textsOf(folder), source: null };
}

/** A cross build keeps the papers of the sources that it compiled, which are Debian's. */
async function originInCrossBuild(file: string, library: NativeLibrary): Promise<Origin | null> {
  const name = library.debianSource;
  if (name === undefined) return null;
  const papers = path.resolve(path.dirname(file), '..', 'papers', name);
  const version = await readFile(path.join(papers, 'version'), 'utf8').catch(() => null);
  if (version === null) return null;
  const escaped = version.replaceAll('+', '%2B').replaceAll(':', '%3A');
  return {
    version,
    purl: `pkg:deb/debian/${name}@${escaped}?arch=source`,
    texts: textsOf(papers),
    source: `https://snapshot.debian.org/package/${name}/${version}/`,
  };
}

/** vcpkg keeps a description of each library in the folder that CMake built in. */
async function originInVcpkg(file: string, library: NativeLibrary): Promise<Origin | null> {
  const triplet = `${process.arch}-windows`;
  const installed = path.resolve(path.dirname(file), '..', 'vcpkg_installed', triplet, 'share');
  const ports = library.vcpkg === undefined ? [] : [library.vcpkg];
  for (const name of [...ports, ...library.files.map((each) => each.toLowerCase())]) {
    const folder = path.join(installed, name);
    const description = await readFile(path.join(folder, 'vcpkg.spdx.json'), 'utf8').catch(
      () => null,
    );
    if (description === null) continue;
    const { packages } = JSON.parse(description) as { packages: { versionInfo?: string }[] };
    const version = packages[0]?.versionInfo ?? 'unknown';
    return {
      version,
      purl: `pkg:vcpkg/${name}@${version}`,
      texts: textsOf(folder),
      source: null,
    };
  }
  return null;
}

/** Microsoft's run time has its version in itself and brings no text: its terms are named by ours. */
async function originInVisualStudio(file: string, library: NativeLibrary): Promise<Origin | null> {
  if (!library.licence.startsWith('LicenseRef-Microsoft')) return null;
  const version = fileVersionOf(await readFile(file));
  const text = path.join(import.meta.dirname, 'windows', 'visual-cpp-run-time.txt');
  return {
    version,
    purl: `pkg:generic/visual-cpp-run-time@${version}`,
    texts: [(await readFile(text, 'utf8')).trim()],
    source: null,
  };
}

/** The version that a program of Windows says of itself, `unknown` where it says none. */
function fileVersionOf(program: Buffer): string {
  const mark = program.indexOf(VERSION_MARK);
  if (mark < 0 || mark + 16 > program.length) return 'unknown';
  // Two words, each with the higher half first in meaning and second in memory.
  const places = [10, 8, 14, 12].map((place) => program.readUInt16LE(mark + place));
  return places.join('.');
}
