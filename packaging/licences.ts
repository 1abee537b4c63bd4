/**
 * Writes what a package says of others' work: its licence, the third-party notices and the bill of
 * materials.
 *
 * Usage: node packaging/licences.ts    for the program that is started from this folder; `npm run build`
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GatheredFile, PackageTarget } from '../native/gather.ts';
import { neededLibraries } from '../native/gather.ts';
import { libraryOfFile } from '../native/libraries.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundledPackageFolders } from './bundled-packages.ts';
import { type Component, npmComponent } from './components.ts';
import { compilerComponents } from './cross/windows.ts';
import { nativeComponents } from './native-components.ts';
import { noticesText } from './notices.ts';
import { product } from './product.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Their code becomes part of the addon when it is compiled. */
const COMPILED_IN = ['node-addon-api', 'node-api-headers'];

export interface LicencesOptions {
  readonly target: PackageTarget;
  readonly gathered: readonly GatheredFile[];
  /** Where the gathered files are in the package; null = they stay where they were installed. */
  readonly nativeFolder: string | null;
}

/** Empties `folder` and fills it with LICENSE, THIRD-PARTY-NOTICES.txt and rtmixer.cdx.json. */
export async function writeLicences(folder: string, options: LicencesOptions): Promise<void> {
  const components = await componentsOf(options);
  const { name, version, licence, contact } = product;
  const { platform, arch } = options.target;
  const bill = { name, version, licence, target: `${platform}-${arch}`, components };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
  writeFileSync(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesText({ components, contact }));
  writeFileSync(path.join(folder, 'rtmixer.cdx.json'), billOfMaterials(bill));
}

async function componentsOf(options: LicencesOptions): Promise<readonly Component[]> {
  const modules = path.join(root, 'node_modules');
  const native = await nativeComponents(options.gathered);
  return [
    npmComponent(path.join(modules, 'electron'), 'framework'),
    ...[...bundledPackageFolders(), ...COMPILED_IN.map((name) => path.join(modules, name))].map(
      (folder) => npmComponent(folder),
    ),
    ...native.map((component) => withFiles(component, options)),
    ...(isCrossedForWindows(options.target) ? await compilerComponents() : []),
  ];
}

/** Built by MinGW-w64, whose run time is part of what it compiles. */
export function isCrossedForWindows({ platform }: PackageTarget): boolean {
  return platform === 'win32' && process.platform !== 'win32';
}

function withFiles(
  component: Component,
  { target, gathered, nativeFolder }: LicencesOptions,
): Component {
  if (nativeFolder === null) return component;
  const place =
    target.platform === 'darwin' ? 'RtMixer.app/Contents/Resources/native' : 'resources/native';
  const files = gathered.filter(({ name }) => libraryOfFile(name).name === component.name);
  return {
    ...component,
    files: files.map(({ name }) => ({
      path: `${place}/${name}`,
      hash: createHash('sha256')
        .update(readFileSync(path.join(nativeFolder, name)))
        .digest('hex'),
    })),
  };
}

if (import.meta.main) {
  const target = { platform: process.platform, arch: process.arch };
  const built = path.join(root, 'native', 'build', 'Release');
  const isBuilt = existsSync(path.join(built, 'rtmixer.node'));
  try {
    const gathered = isBuilt ? await neededLibraries(built, target) : [];
    await writeLicences(path.join(root, '.vite', 'licences'), {
      target,
      gathered,
      nativeFolder: null,
    });
  } catch (error) {
    // The program runs without them; a package is not made without them.
    console.warn(`No notices were made: ${error instanceof Error ? error.message : error}`);
  }
}
