/**
 * Debian's packages of another processor, unpacked into a folder: what to compile with and link against,
 * and the papers of each package. apt and dpkg read lists of that folder; the system's own stay as they are.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Where dpkg keeps what it knows, in a system and in a sysroot. */
export const PACKAGE_LISTS = path.join('var', 'lib', 'dpkg');

export interface SysrootOptions {
  /** Absolute. */
  readonly folder: string;
  /** As Debian names it. */
  readonly arch: string;
  /** Packages; what they depend on comes with them. */
  readonly packages: readonly string[];
}

/**
 * Fills the folder; does nothing where it was filled with the same before.
 *
 * @throws Error with a sentence if packages cannot be had
 */
export function makeSysroot(options: SysrootOptions): void {
  const { folder, packages } = options;
  const stamp = path.join(folder, 'packages');
  const wanted = `${packages.toSorted().join('\n')}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  const work = path.join(folder, 'apt');
  const archives = download(options, work);
  const lists = path.join(folder, PACKAGE_LISTS);
  mkdirSync(path.join(lists, 'info'), { recursive: true });
  writeFileSync(path.join(lists, 'status'), '');
  // Files of lists are named with the processor where a package may be there for several.
  writeFileSync(path.join(lists, 'info', 'format'), '1\n');
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    unpack(path.join(archives, name), folder, lists);
  }
  leadInside(path.join(folder, 'usr', 'lib'), folder);
  rmSync(work, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Links that lead to a place of the whole system lead to it in the folder. */
function leadInside(place: string, folder: string): void {
  for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = path.join(entry.parentPath, entry.name);
    const target = readlinkSync(link);
    if (!path.isAbsolute(target)) continue;
    rmSync(link);
    symlinkSync(path.join(folder, target), link);
  }
}

/** Gives the folder of the archives. */
function download({ arch, packages }: SysrootOptions, work: string): string {
  const archives = path.join(work, 'cache', 'archives');
  mkdirSync(path.join(archives, 'partial'), { recursive: true });
  mkdirSync(path.join(work, 'state', 'lists', 'partial'), { recursive: true });
  const status = path.join(work, 'status');
  writeFileSync(status, '');
  const settings = {
    'APT::Architecture': arch,
    'APT::Architectures': arch,
    'APT::Install-Recommends': '0',
    // The folder may be closed to the user that apt becomes as root.
    'APT::Sandbox::User': 'root',
    'Dir::State': path.join(work, 'state'),
    'Dir::State::status': status,
    'Dir::Cache': path.join(work, 'cache'),
    'Debug::NoLocking': '1',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const sentence = `Debian's packages for ${arch} could not be had`;
  run('apt-get', [...options, 'update'], sentence);
  run('apt-get', [...options, 'install', '--yes', '--download-only', ...packages], sentence);
  return archives;
}

function run(command: string, words: readonly string[], sentence: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status === 0) return stdout;
  const reason = error?.message ?? stderr.trim().split('\n').at(-1);
  throw new Error(`${sentence}: ${reason}`);
}

/** Files, and what dpkg would know of the package if it had installed it. */
function unpack(archive: string, folder: string, lists: string): void {
  const sentence = `${path.basename(archive)} could not be unpacked`;
  run('dpkg-deb', ['--extract', archive, folder], sentence);
  const control = path.join(folder, 'apt', 'control');
  rmSync(control, { recursive: true, force: true });
  run('dpkg-deb', ['--control', archive, control], sentence);
  const fields = readFileSync(path.join(control, 'control'), 'utf8').trim();
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(fields)?.[1] ?? '';
  const isSame = field('Multi-Arch') === 'same';
  const name = `${field('Package')}${isSame ? `:${field('Architecture')}` : ''}`;
  const contents = run('dpkg-deb', ['--contents', archive], sentence);
  const files = [...contents.matchAll(/ \.(\/.+?)\/?(?: -> .*)?$/gm)].map(([, file = '']) => file);
  // dpkg-shlibdeps asks for files by where they are here.
  const listed = ['/.', ...files.flatMap((file) => [file, path.join(folder, file)])];
  writeFileSync(path.join(lists, 'info', `${name}.list`), `${listed.join('\n')}\n`);
  for (const kind of ['shlibs', 'symbols']) {
    const file = path.join(control, kind);
    if (!existsSync(file)) continue;
    writeFileSync(path.join(lists, 'info', `${name}.${kind}`), readFileSync(file));
  }
  const [first = '', ...rest] = fields.split('\n');
  const state = [first, 'Status: install ok installed', ...rest].join('\n');
  appendFileSync(path.join(lists, 'status'), `${state}\n\n`);
}
