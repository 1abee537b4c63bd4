/**
 * Fills `native/` with what its npm package has beside the sources: JavaScript and declarations in `dist/`,
 * the addon of this system, and those of `npm run cross:arm64` and `cross:windows` if they are newer than their
 * sources, with their libraries in `prebuilds/`, and the licences. `npm pack` in `native/` calls it first.
 *
 * Usage: node packaging/library-package.ts
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  globSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gatherAddon } from '../native/gather.ts';
import type { Component } from './components.ts';
import { type BuiltAddon, builtAddon } from './cross/built-addon.ts';
import { compilerComponents } from './cross/windows.ts';
import { isCrossedForWindows } from './licences.ts';
import { nativeComponents } from './native-components.ts';
import { noticesText } from './notices.ts';
import { product } from './product.ts';

const root = path.resolve(import.meta.dirname, '..');
const library = path.join(root, 'native');

function compile(): void {
  const dist = path.join(library, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = path.join(library, 'tsconfig.package.json');
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error('The library was not compiled; the lines above say why.');
  }
  // The compiler rewrites the names of imported files in JavaScript only.
  for (const file of globSync('**/*.d.ts', { cwd: dist })) {
    const declarations = path.join(dist, file);
    const text = readFileSync(declarations, 'utf8');
    const rewritten = text.replace(/((?:from|import\()\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2');
    writeFileSync(declarations, rewritten);
  }
}

/** The addons that are built here: of this system, and of those that are built across. */
function builtAddons(): readonly BuiltAddon[] {
  const own = builtAddon(process.platform, process.arch);
  const crossed = [builtAddon('linux', 'arm64'), builtAddon('win32', 'x64')].filter(
    ({ folder }) => folder !== own.folder && isNewest(path.join(folder, 'rtmixer.node')),
  );
  return [own, ...crossed];
}

/** Whether an addon is built, and no source changed since. */
function isNewest(addon: string): boolean {
  if (!existsSync(addon)) return false;
  const sources = globSync(['CMakeLists.txt', '*.cmake', 'src/**/*.{c,h,cc}'], { cwd: library });
  const built = statSync(addon).mtimeMs;
  return sources.every((file) => statSync(path.join(library, file)).mtimeMs <= built);
}

async function gather(): Promise<void> {
  const components = new Map<string, Component>();
  for (const { folder, target } of builtAddons()) {
    const place = path.join(library, 'prebuilds', `${target.platform}-${target.arch}`);
    const gathered = await gatherAddon(folder, place, target);
    const ofCompiler = isCrossedForWindows(target) ? await compilerComponents() : [];
    for (const component of [...(await nativeComponents(gathered)), ...ofCompiler]) {
      components.set(`${component.name} ${component.version}`, component);
    }
  }
  writeFileSync(
    path.join(library, 'dist', 'THIRD-PARTY-NOTICES.txt'),
    noticesText({ components: [...components.values()], contact: product.contact }),
  );
  copyFileSync(path.join(root, 'LICENSE'), path.join(library, 'LICENSE'));
}

rmSync(path.join(library, 'prebuilds'), { recursive: true, force: true });
compile();
await gather();
