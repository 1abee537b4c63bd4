import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');

/** A project with this one's rules and tools but only the files that a test plants. */
export type PlantedProject = Disposable & { root: string };

/**
 * Makes one in a temporary folder, removed when the test is done with it.
 * @param files texts by path from the root
 */
export function plantedProject(files: Record<string, string>): PlantedProject {
  const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-project-'));
  const rules = globSync(
    [
      '.gitignore',
      '.clang-*',
      'biome.json',
      'tsconfig*.json',
      '{main,renderer,preload,native,test}/tsconfig.json',
      'main/forge-globals.d.ts',
      'native/CMakeLists.txt',
      'native/*.cmake',
      'native/libraries.json',
      'native/src/base/rt.h',
    ],
    { cwd: root },
  );
  for (const rule of rules) {
    mkdirSync(path.dirname(path.join(folder, rule)), { recursive: true });
    copyFileSync(path.join(root, rule), path.join(folder, rule));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return {
    root: folder,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
