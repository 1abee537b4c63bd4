/** Makes the package for Debian, Ubuntu and their like. Needs dpkg-deb and dpkg-shlibdeps. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { builtAddon } from '../cross/built-addon.ts';
import { PACKAGE_LISTS } from '../cross/debian-sysroot.ts';
import { product } from '../product.ts';
import { writeDesktopFiles } from './desktop.ts';
import { binariesIn, COMMAND, copyProgram, packageTime } from './package-folder.ts';

const call = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..', '..');

/** Sends files to the trash for Electron, and opens folders. */
const FURTHER_DEPENDENCIES = ['libglib2.0-bin'];
const SUGGESTIONS = ['ffmpeg', 'jackd'];

export interface DebianPackageOptions {
  /** The packaged program. */
  readonly program: string;
  /** Where the package is put, and, until it is made, what goes into it. */
  readonly folder: string;
  /** As Node names it. */
  readonly arch: string;
}

/** Gives the package's file. */
export async function makeDebianPackage(options: DebianPackageOptions): Promise<string> {
  const { program, folder } = options;
  const { name, version } = product;
  const arch = options.arch === 'x64' ? 'amd64' : options.arch;
  const tree = path.join(folder, 'tree');
  rmSync(tree, { recursive: true, force: true });
  const installed = path.join(tree, 'usr', 'lib', name);
  copyProgram(program, installed);
  // Chromium's own sandbox, for systems that keep user namespaces from programs.
  chmodSync(path.join(installed, 'chrome-sandbox'), 0o4755);
  writeDesktopFiles(path.join(tree, 'usr', 'share'), name);
  writePapers(path.join(tree, 'usr', 'share', 'doc', name));
  mkdirSync(path.join(tree, 'usr', 'bin'));
  symlinkSync(`../lib/${name}/${COMMAND}`, path.join(tree, 'usr', 'bin', name));
  const { system } = builtAddon('linux', options.arch).target;
  await writeControl(tree, arch, await sharedLibraries({ installed, folder, arch, system }));
  const file = path.join(folder, `${name}_${version}_${arch}.deb`);
  await call('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(packageTime()) },
  });
  rmSync(tree, { recursive: true });
  return file;
}

interface SharedLibrariesOptions {
  readonly installed: string;
  /** For what is made meanwhile. */
  readonly folder: string;
  /** As Debian names it. */
  readonly arch: string;
  /** Where the libraries are, if not in this system. */
  readonly system: string | undefined;
}

/**
 * The packages whose libraries the programs in a folder need, found as Debian finds them. Rejects
 * where one of these is not installed here.
 */
async function sharedLibraries(options: SharedLibrariesOptions): Promise<string> {
  const { installed, folder, arch, system } = options;
  const work = path.join(folder, 'shared-libraries');
  mkdirSync(path.join(work, 'debian'), { recursive: true });
  const { name } = product;
  writeFileSync(
    path.join(work, 'debian', 'control'),
    `Source: ${name}\n\nPackage: ${name}\nArchitecture: any\n`,
  );
  const binaries = binariesIn(installed);
  const beside = [installed, path.join(installed, 'resources', 'native')].map((own) => `-l${own}`);
  const lists = system === undefined ? [] : [`--admindir=${path.join(system, PACKAGE_LISTS)}`];
  const words = ['-O', '--ignore-missing-info', ...lists, ...beside, ...foldersOf(system)];
  try {
    const { stdout } = await call(
      'dpkg-shlibdeps',
      [
        ...words,
        ...(await besideExclusions(binaries, lists)),
        ...binaries.map((file) => `-e${file}`),
      ],
      { cwd: work, env: { ...process.env, LC_ALL: 'C', DEB_HOST_ARCH: arch } },
    );
    return /^shlibs:Depends=(.*)$/m.exec(stdout)?.[1] ?? '';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const missing = /cannot find library (\S+)/.exec(reason)?.[1];
    throw missing === undefined
      ? error
      : new Error(`${missing} is not installed here, so its package is unknown. Install it first.`);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Where an unpacked system has its libraries. */
function foldersOf(system: string | undefined): string[] {
  if (system === undefined) return [];
  return ['lib', 'usr/lib'].map((place) => `-l${path.join(system, place, 'aarch64-linux-gnu')}`);
}

/** What the program carries itself needs no package, though one may have it, too. */
async function besideExclusions(
  binaries: readonly string[],
  lists: readonly string[],
): Promise<string[]> {
  const patterns = binaries.map((file) => `*/${path.basename(file)}`);
  // Fails where one of them is in no package, and names the others all the same.
  const { stdout } = await call('dpkg-query', [...lists, '--search', ...patterns]).catch(
    (error: { stdout: string }) => error,
  );
  const packages = [...stdout.matchAll(/^([^:\s,]+)(?::\S+)?: /gm)].map(([, name]) => `-x${name}`);
  return [...new Set(packages)];
}

async function writeControl(tree: string, arch: string, libraries: string): Promise<void> {
  const { name, version, description, contact } = product;
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const fields = {
    Package: name,
    Version: version,
    Section: 'sound',
    Priority: 'optional',
    Architecture: arch,
    Maintainer: contact,
    'Installed-Size': Math.ceil(bytes / 1_024),
    Depends: [...(libraries === '' ? [] : [libraries]), ...FURTHER_DEPENDENCIES].join(', '),
    Suggests: SUGGESTIONS.join(', '),
    Description: `${description}\n${EXPLANATION}`,
  };
  const control = Object.entries(fields).map(([field, value]) => `${field}: ${value}\n`);
  const sums = files.map((file) => {
    const sum = createHash('md5').update(readFileSync(file)).digest('hex');
    return `${sum}  ${path.relative(tree, file)}\n`;
  });
  const folder = path.join(tree, 'DEBIAN');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'control'), control.join(''));
  writeFileSync(path.join(folder, 'md5sums'), sums.join(''));
}

const EXPLANATION = [
  ' Sound files and takes are placed on a timeline and played through a mixer whose',
  ' audio callback never waits for anything else. Every action ends with an account',
  ' of what was asked, what happened and which dropouts the driver reported.',
  ' .',
  ' Files that need it are converted by ffmpeg, where that is installed.',
].join('\n');

/** Licence and changelog where Debian looks for them. */
function writePapers(folder: string): void {
  const { name, version, contact } = product;
  mkdirSync(folder, { recursive: true });
  const licence = readFileSync(path.join(root, 'LICENSE'), 'utf8');
  const others = `The parts that others made, their licences and the offer of source:\n/usr/lib/${name}/resources/licences/THIRD-PARTY-NOTICES.txt\n/usr/lib/${name}/LICENSE and LICENSES.chromium.html (Electron)\n`;
  writeFileSync(path.join(folder, 'copyright'), `${licence}\n${others}`);
  const date = new Date(packageTime() * 1_000).toUTCString().replace('GMT', '+0000');
  const changes = [
    `${name} (${version}) unstable; urgency=medium`,
    ...changesOf(version).map((change) => `  * ${change}`),
    ` -- ${contact}  ${date}`,
  ];
  writeFileSync(
    path.join(folder, 'changelog.gz'),
    gzipSync(`${changes.join('\n\n')}\n`, { level: 9 }),
  );
}

/** The entries of the changelog for a version, or those of what is not released yet. */
function changesOf(version: string): readonly string[] {
  const text = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
  const sections = text.split(/^## /m);
  const section =
    sections.find((one) => one.startsWith(`[${version}]`) || one.startsWith(version)) ??
    sections.find((one) => one.startsWith('Unreleased')) ??
    '';
  return [...section.matchAll(/^- (.*(?:\n {2}.*)*)/gm)].map(([, change = '']) =>
    change.replaceAll(/\n {2}/g, '\n    '),
  );
}
