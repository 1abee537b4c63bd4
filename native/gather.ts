/**
 * Gathers the built addon and the audio libraries it needs in one folder, for a package that runs
 * on machines without them. The addon finds them beside itself ($ORIGIN, @loader_path).
 */
import { execFile } from 'node:child_process';
import { access, chmod, copyFile, mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readElf } from './elf-file.ts';
import { isLibraryOfTheSystem, libraryOfFile } from './libraries.ts';
import { readMachO } from './mach-o-file.ts';
import { readPe } from './pe-file.ts';
import { useWeakJack, WEAK_JACK } from './weak-jack.ts';

const call = promisify(execFile);

/** What a package is made for, as Node names both. */
export interface PackageTarget {
  readonly platform: string;
  readonly arch: string;
  /** The folder that stands for the target's root, where its libraries are; this system's by default. */
  readonly system?: string;
  /** What builds the addon for it. */
  readonly buildCommand?: string;
}

/** A library as it is called in a package, and where it comes from. */
export interface GatheredFile {
  readonly name: string;
  /** Absolute, links resolved. */
  readonly source: string;
}

/**
 * The libraries that the addon in the folder `built` needs, and what these need, down to those of
 * the system, in the order of their names. Rejects if the addon is not built, is not for `target`,
 * or needs a library that native/libraries.json does not name.
 */
export async function neededLibraries(
  built: string,
  target: PackageTarget,
): Promise<readonly GatheredFile[]> {
  // Programs of Windows are read here; those of others are asked for by tools of their systems.
  if (target.platform !== process.platform && target.platform !== 'win32') {
    throw new Error(
      `The addon for ${target.platform} is gathered on ${target.platform}; this is ${process.platform}. Make this package there.`,
    );
  }
  const addon = path.join(built, 'rtmixer.node');
  await access(addon).catch(() => {
    const { buildCommand = 'npm run build:native' } = target;
    throw new Error(`There is no addon in ${built}; ${buildCommand} makes it.`);
  });
  const needed =
    target.platform === 'linux'
      ? await linuxLibraries(addon, target)
      : target.platform === 'darwin'
        ? await macLibraries(addon, target.arch)
        : await windowsLibraries(addon, target.arch);
  for (const { name } of needed) libraryOfFile(name);
  return needed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Empties `folder` and fills it with the addon, its libraries and, on Linux, what takes the place of
 * JACK's. Gives the libraries of others; rejects as above.
 */
export async function gatherAddon(
  built: string,
  folder: string,
  target: PackageTarget,
): Promise<readonly GatheredFile[]> {
  const needed = await neededLibraries(built, target);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = [{ name: 'rtmixer.node', source: path.join(built, 'rtmixer.node') }, ...needed];
  for (const { name, source } of files) {
    const copy = path.join(folder, name);
    await copyFile(source, copy);
    // Homebrew's files cannot be written.
    await chmod(copy, name.endsWith('.node') ? 0o755 : 0o644);
    if (target.platform === 'darwin') await lookBeside(copy, target.arch);
  }
  if (target.platform === 'linux') await finishForLinux(built, folder, needed, target.arch);
  return needed;
}

async function finishForLinux(
  built: string,
  folder: string,
  needed: readonly GatheredFile[],
  arch: string,
): Promise<void> {
  await copyFile(path.join(built, WEAK_JACK), path.join(folder, WEAK_JACK));
  await chmod(path.join(folder, WEAK_JACK), 0o644);
  for (const { name } of needed) useWeakJack(folder, name);
  // Libraries of distributions have no names for debuggers any more.
  const own = ['rtmixer.node', WEAK_JACK].map((name) => path.join(folder, name));
  const prefix = arch === process.arch ? '' : `${multiarchOf(arch)}-`;
  await call(`${prefix}strip`, ['--strip-unneeded', ...own]);
}

/** GNU's name for Linux on a processor: of its tools and, in Debian, of its folder for libraries. */
function multiarchOf(arch: string): string {
  return `${arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
}

/** Where the loader finds the libraries that `addon` needs, by their names. */
async function placesOfLibraries(
  addon: string,
  { system, arch }: PackageTarget,
): Promise<Map<string, string>> {
  if (system === undefined) {
    const { stdout } = await call('ldd', [addon]);
    const found = stdout.matchAll(/(\S+) => (\/.*) \(0x/g);
    return new Map([...found].map(([, name = '', file = '']) => [name, file]));
  }
  // Its loader does not run here.
  const folders = ['lib', 'usr/lib'].map((place) => path.join(system, place, multiarchOf(arch)));
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [])).map((name): [string, string] => [
        name,
        path.join(folder, name),
      ]),
    ),
  );
  return new Map(listed.flat());
}

async function linuxLibraries(addon: string, target: PackageTarget): Promise<GatheredFile[]> {
  const { arch } = target;
  // For this processor: the loader here would not say why it is not.
  await neededOf(addon, arch);
  const places = await placesOfLibraries(addon, target);
  const found = new Map<string, GatheredFile>();
  const waiting = await neededOf(addon, arch);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (isLibraryOfTheSystem(name) || found.has(name)) continue;
    libraryOfFile(name);
    const place = places.get(name);
    if (place === undefined) {
      throw new Error(`${name} was not found. Install it, then build the addon again.`);
    }
    const source = await realpath(place);
    found.set(name, { name, source });
    waiting.push(...(await neededOf(source, arch)));
  }
  return [...found.values()];
}

async function neededOf(file: string, arch: string): Promise<string[]> {
  const elf = readElf(await readFile(file));
  if (elf?.arch !== arch) {
    throw new Error(
      `${path.basename(file)} is for ${elf?.arch ?? 'another system'}, not for ${arch}. Build the addon for ${arch} first.`,
    );
  }
  return elf.needed.map(({ name }) => name);
}

/** A library as a binary of macOS names it, and where that is here. */
interface NamedLibrary {
  readonly named: string;
  readonly file: string;
}

/**
 * The libraries outside the system that a binary names.
 *
 * @param folder where the binary was installed, from which names may be relative
 * @throws Error if the binary is not for `arch`
 */
async function namedOnMac(binary: string, folder: string, arch: string): Promise<NamedLibrary[]> {
  const name = path.basename(binary);
  const file = readMachO(await readFile(binary));
  if (file === null || !file.archs.includes(arch)) {
    throw new Error(
      `${name} is for ${file?.archs.join(' and ') ?? 'another system'}, not for ${arch}. Install the libraries for ${arch} and build the addon for it first.`,
    );
  }
  return file.needed
    .filter((named) => !/^\/(usr\/lib|System)\//.test(named) && path.basename(named) !== name)
    .map((named) => ({
      named,
      file: named.replace(/^@(rpath|loader_path|executable_path)\//, `${folder}/`),
    }));
}

export async function macLibraries(addon: string, arch: string): Promise<GatheredFile[]> {
  const found = new Map<string, GatheredFile>();
  const waiting = await namedOnMac(addon, path.dirname(addon), arch);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const name = path.basename(next.named);
    if (found.has(name)) continue;
    const source = await realpath(next.file).catch(() => {
      throw new Error(`${next?.named} was not found. Install it, then build the addon again.`);
    });
    found.set(name, { name, source });
    waiting.push(...(await namedOnMac(source, path.dirname(source), arch)));
  }
  return [...found.values()];
}

/** Has a copied binary, which may be written, look for its libraries in its own folder. */
async function lookBeside(binary: string, arch: string): Promise<void> {
  const changes = (await namedOnMac(binary, path.dirname(binary), arch)).flatMap(({ named }) => [
    ...['-change', named, `@loader_path/${path.basename(named)}`],
  ]);
  if (changes.length > 0) await call('install_name_tool', [...changes, binary]);
  // A changed library does not load until it is signed again; "-" signs for this machine.
  await call('codesign', ['--force', '--sign', '-', binary]);
}

/** Windows looks for libraries beside the program, where CMake or the cross build laid them. */
async function windowsLibraries(addon: string, arch: string): Promise<GatheredFile[]> {
  const folder = path.dirname(addon);
  const beside = new Map((await readdir(folder)).map((name) => [name.toLowerCase(), name]));
  const found = new Map<string, GatheredFile>();
  const waiting = await neededOnWindows(addon, arch);
  for (let named = waiting.pop(); named !== undefined; named = waiting.pop()) {
    const name = beside.get(named.toLowerCase());
    if (name === undefined && isLibraryOfTheSystem(named)) continue;
    libraryOfFile(name ?? named);
    if (name === undefined) {
      throw new Error(`${named} was not found beside the addon. Build the addon again.`);
    }
    if (found.has(name)) continue;
    const source = path.join(folder, name);
    found.set(name, { name, source });
    waiting.push(...(await neededOnWindows(source, arch)));
  }
  return [...found.values()];
}

async function neededOnWindows(file: string, arch: string): Promise<string[]> {
  const pe = readPe(await readFile(file));
  if (pe?.arch !== arch) {
    throw new Error(
      `${path.basename(file)} is for ${pe?.arch ?? 'another system'}, not for Windows on ${arch}. Build the addon for that first.`,
    );
  }
  // The program that loads the addon is there already.
  return pe.needed.filter((name) => !/\.exe$/i.test(name));
}
