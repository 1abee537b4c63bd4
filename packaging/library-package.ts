/**
 * Fills `native/` with what its npm package has beside the sources: JavaScript and declarations in `dist/`,
 * the addon of this system with its libraries in `prebuilds/`, and the licences. `npm pack` in `native/`
 * calls it first.
 *
 * Usage: node packaging/library-package.ts
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gatherAddon } from '../native/gather.ts';
import { nativeComponents } from './native-components.ts';
import { noticesText } from './notices.ts';
import { placeholderWarning, product } from './product.ts';

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

async function gather(): Promise<void> {
  const target = { platform: process.platform, arch: process.arch };
  const folder = path.join(library, 'prebuilds', `${target.platform}-${target.arch}`);
  const gathered = await gatherAddon(path.join(library, 'build', 'Release'), folder, target);
  const components = await nativeComponents(gathered);
  writeFileSync(
    path.join(library, 'dist', 'THIRD-PARTY-NOTICES.txt'),
    noticesText({ components, contact: product.contact }),
  );
  copyFileSync(path.join(root, 'LICENSE'), path.join(library, 'LICENSE'));
}

if (placeholderWarning !== null) console.warn(placeholderWarning);
compile();
await gather();
