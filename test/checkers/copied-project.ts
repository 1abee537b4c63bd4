/** A copy of what packages are made of, in which Forge may write. */
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const native = path.join(root, 'native');
const PARTS = [
  ...['package.json', 'forge.config.ts', 'tsconfig.json', 'tsconfig.base.json', 'LICENSE'],
  ...['CHANGELOG.md', 'main', 'preload', 'renderer', 'packaging', 'assets', 'native'],
];

/** @param built folders below `native/` of what was built and is to be packed; no others are copied */
export function copyProject(copy: string, built: readonly string[]): void {
  const isBuilt = (file: string) => /^(build|dist|prebuilds)/.test(path.relative(native, file));
  for (const name of PARTS) {
    const filter = (file: string) => !isBuilt(file);
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true, filter });
  }
  for (const folder of built) {
    cpSync(path.join(native, folder), path.join(copy, 'native', folder), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
}
