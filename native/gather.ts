/**
 * Gathers the built addon and the audio libraries it needs in one folder, for a package that runs
 * on machines without them. The addon finds them beside itself ($ORIGIN, @loader_path).
 */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readElf } from './elf-file.ts';
import { isLibraryOfTheSystem, libraryOfFile } from './libraries.ts';

const call = promisify(execFile);

/** What a package is made for, as Node names both. */
export interface PackageTarget {
  readonly platform: string;
  readonly arch: string;
}

/** A file that was gathered, and where it came from. */
export interface GatheredFile {
  readonly name: string;
  /** Absolute, links resolved. */
  readonly source: string;
}

/**
 * Empties `folder` and fills it with the addon of `built` and its libraries. Gives the libraries in
 * the order of their names. Rejects if the addon is not built, is not for `target`, or needs a
 * library that native/libraries.json does not name.
 */
export async function gatherAddon(
  built: string,
  folder: string,
  target: PackageTarget,
): Promise<readonly GatheredFile[]> {
  if (target.platform !== process.platform) {
    throw new Error(
      `The addon for ${target.platform} is gathered on ${target.platform}; this is ${process.platform}. Make this package there.`,
    );
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const addon = path.join(folder, 'rtmixer.node');
  await copyFile(path.join(built, 'rtmixer.node'), addon);
  const gathered = await gatherLibraries(built, addon, folder, target);
  return gathered.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function gatherLibraries(
  built: string,
  addon: string,
  folder: string,
  target: PackageTarget,
): Promise<GatheredFile[]> {
  if (target.platform === 'linux') return gatherLinuxLibraries(addon, folder, target.arch);
  if (target.platform === 'darwin') return gatherMacLibraries(addon, folder);
  return gatherWindowsLibraries(built, folder);
}

/** What the addon needs, and what that needs, down to the libraries of the system. */
async function gatherLinuxLibraries(
  addon: string,
  folder: string,
  arch: string,
): Promise<GatheredFile[]> {
  const { stdout } = await call('ldd', [addon]);
  const places = new Map(
    [...stdout.matchAll(/(\S+) => (\/\S+)/g)].map(([, name = '', file = '']) => [name, file]),
  );
  const gathered = new Map<string, GatheredFile>();
  const waiting = await neededOf(addon, arch);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (isLibraryOfTheSystem(name) || gathered.has(name)) continue;
    libraryOfFile(name);
    const place = places.get(name);
    if (place === undefined) {
      throw new Error(`${name} was not found. Install it, then build the addon again.`);
    }
    const source = await realpath(place);
    await copyFile(source, path.join(folder, name));
    gathered.set(name, { name, source });
    waiting.push(...(await neededOf(source, arch)));
  }
  return [...gathered.values()];
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

async function gatherMacLibraries(binary: string, folder: string): Promise<GatheredFile[]> {
  const gathered: GatheredFile[] = [];
  const { stdout } = await call('otool', ['-L', binary]);
  for (const [, file = ''] of stdout.matchAll(/^\s+(\/(?:opt|usr\/local)\/\S+)/gm)) {
    const name = path.basename(file);
    libraryOfFile(name);
    const copy = path.join(folder, name);
    await call('install_name_tool', ['-change', file, `@loader_path/${name}`, binary]);
    if (!(await readdir(folder)).includes(name)) {
      const source = await realpath(file);
      await copyFile(source, copy);
      // Homebrew's files cannot be written.
      await chmod(copy, 0o755);
      gathered.push({ name, source }, ...(await gatherMacLibraries(copy, folder)));
    }
  }
  // A changed library does not load until it is signed again; "-" signs for this machine.
  await call('codesign', ['--force', '--sign', '-', binary]);
  return gathered;
}

async function gatherWindowsLibraries(built: string, folder: string): Promise<GatheredFile[]> {
  const names = (await readdir(built)).filter((name) => name.toLowerCase().endsWith('.dll'));
  for (const name of names) {
    libraryOfFile(name);
    await copyFile(path.join(built, name), path.join(folder, name));
  }
  return names.map((name) => ({ name, source: path.join(built, name) }));
}
