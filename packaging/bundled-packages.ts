/** Which npm packages a bundle is made of: what its modules, styles and files come from. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/** Every bundle leaves a file there. */
const recordFolder = path.join(import.meta.dirname, '..', '.vite', 'parts');

/** Modules of these beginnings are no files: the bundler writes them itself. */
const BUNDLERS_OWN: Readonly<Record<string, string>> = {
  '\0rolldown/': 'rolldown',
  '\0vite/': 'vite',
};

/** Folder of the package that a module belongs to; null = ours. */
function packageFolderOf(module: string): string | null {
  const own = Object.entries(BUNDLERS_OWN).find(([start]) => module.startsWith(start));
  if (own !== undefined) return path.join(import.meta.dirname, '..', 'node_modules', own[1]);
  const found = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module);
  return found?.[1] ?? null;
}

/** @param name of the bundle */
export function recordBundledPackages(name: string): Plugin {
  return {
    name: 'rtmixer:bundled-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) =>
        file.type === 'asset'
          ? file.originalFileNames.map((original) => path.resolve(import.meta.dirname, original))
          : Object.entries(file.modules)
              .filter(([id, { renderedLength }]) => renderedLength > 0 || /\.css(\?|$)/.test(id))
              .map(([id]) => id),
      );
      const folders = new Set(modules.map(packageFolderOf).filter((folder) => folder !== null));
      mkdirSync(recordFolder, { recursive: true });
      const text = JSON.stringify([...folders].toSorted(), null, 2);
      writeFileSync(path.join(recordFolder, `${name}.json`), text);
    },
  };
}

/** Folders of all packages that are in bundles of the last build. */
export function bundledPackageFolders(): readonly string[] {
  const folders = readdirSync(recordFolder).flatMap(
    (file) => JSON.parse(readFileSync(path.join(recordFolder, file), 'utf8')) as string[],
  );
  return [...new Set(folders)].toSorted();
}
