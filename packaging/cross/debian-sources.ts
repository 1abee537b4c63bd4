/**
 * Sources of the native libraries for cross builds, from Debian's archive. `sources.json` pins version
 * and hash of each, so that it does not matter which mirror they come from, nor who signed it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pinned from './sources.json' with { type: 'json' };
import { runStep } from './step.ts';

const SUITE = 'http://deb.debian.org/debian bookworm';

interface PinnedSource {
  readonly version: string;
  /** Archive to SHA-256, hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
}

const sources: Readonly<Record<string, PinnedSource>> = pinned;

export const sourceNames: readonly string[] = Object.keys(sources);

/** Debian's version of a source package. */
export function sourceVersion(name: string): string {
  return pinnedSource(name).version;
}

function pinnedSource(name: string): PinnedSource {
  const source = sources[name];
  if (source === undefined) {
    throw new Error(`${name} has no row in packaging/cross/sources.json.`);
  }
  return source;
}

/**
 * Unpacks every source with Debian's patches below `folder`, in folders of their names; downloads what is
 * not there. Throws where an archive is not the pinned one.
 */
export function unpackSources(folder: string): void {
  const archives = path.join(folder, 'archives');
  mkdirSync(archives, { recursive: true });
  const missing = sourceNames.filter((name) => !isDownloaded(name, archives));
  if (missing.length > 0) download(missing, archives);
  for (const name of sourceNames) {
    checkHashes(name, archives);
    const unpacked = path.join(folder, name);
    rmSync(unpacked, { recursive: true, force: true });
    const description = readdirSync(archives).find(
      (file) => file.startsWith(`${name}_`) && file.endsWith('.dsc'),
    );
    const words = ['--no-check', '--extract', description ?? `${name}.dsc`, unpacked];
    runStep({ title: `unpack ${name}`, command: 'dpkg-source', words, folder: archives });
  }
}

function isDownloaded(name: string, archives: string): boolean {
  const files = Object.keys(pinnedSource(name).files);
  return files.every((file) => existsSync(path.join(archives, file)));
}

/** By apt with a state of its own, so that the sources that the system knows stay as they are. */
function download(names: readonly string[], archives: string): void {
  const state = path.join(archives, 'apt');
  for (const each of ['lists/partial', 'archives/partial']) {
    mkdirSync(path.join(state, each), { recursive: true });
  }
  writeFileSync(path.join(state, 'status'), '');
  writeFileSync(path.join(state, 'sources.list'), `deb-src [trusted=yes] ${SUITE} main\n`);
  const settings = {
    'Dir::State': state,
    'Dir::State::status': path.join(state, 'status'),
    'Dir::Cache': state,
    'Dir::Etc::sourcelist': path.join(state, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'APT::Sandbox::User': '',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const apt = (title: string, ...words: string[]) =>
    runStep({ title, command: 'apt-get', words: [...options, ...words], folder: archives });
  apt('read the list of sources', 'update');
  const wanted = names.map((name) => `${name}=${sourceVersion(name)}`);
  try {
    apt('download the sources', 'source', '--download-only', ...wanted);
  } catch (error) {
    // Some mirrors lack the makers' signatures, which are not needed.
    if (!names.every((name) => isDownloaded(name, archives))) throw error;
  }
}

function checkHashes(name: string, archives: string): void {
  for (const [file, expected] of Object.entries(pinnedSource(name).files)) {
    const content = readFileSync(path.join(archives, file));
    if (createHash('sha256').update(content).digest('hex') !== expected) {
      throw new Error(`${file} is not the file that packaging/cross/sources.json names.`);
    }
  }
}
