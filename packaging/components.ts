/** What others made and a package of RtMixer carries. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of a component in the package. */
export interface ComponentFile {
  /** From the package's folder for programs, with slashes. */
  readonly path: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

export interface Component {
  readonly kind: 'framework' | 'package' | 'native';
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly website: string | null;
  /** Package URL, which names origin, package and version. */
  readonly purl: string;
  /** What its makers want to be reproduced: licences, copyrights, notices. */
  readonly texts: readonly string[];
  /** Where exactly this version's source is; null = at its website. */
  readonly source: string | null;
  /** Native libraries only: dynamic libraries that can be replaced. */
  readonly files: readonly ComponentFile[];
}

interface PackageDescription {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
}

/** Ends what is the package's own text where licences of others follow that are not in a bundle. */
const OF_OTHERS = /^#+ Licenses of bundled dependencies/m;

/**
 * @param folder of an npm package
 * @throws Error if it does not say its licence, or has no text of it
 */
export function npmComponent(folder: string, kind: Component['kind'] = 'package'): Component {
  const description = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as PackageDescription;
  const { name, version, license } = description;
  const texts = textsOf(folder);
  if (license === undefined || texts.length === 0) {
    throw new Error(`${name} ${version} has no licence, or no text of it: it cannot be shipped.`);
  }
  return {
    kind,
    name,
    version,
    licence: license,
    website: description.homepage ?? repositoryOf(description),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    texts,
    source: null,
    files: [],
  };
}

function repositoryOf({ repository }: PackageDescription): string | null {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) return null;
  return /^[\w-]+\/[\w.-]+$/.test(url)
    ? `https://github.com/${url}`
    : url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** The licence, copyright and notice files in a folder. */
export function textsOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|copyright|notice)/i.test(entry.name))
    .map((entry) => readFileSync(path.join(folder, entry.name), 'utf8'))
    .map((text) => (text.split(OF_OTHERS)[0] ?? text).replaceAll('\r\n', '\n').trim());
}
