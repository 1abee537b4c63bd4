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

/** A house with the project's own rules and tools but only the files that a test plants. */
export type PlantedHouse = Disposable & { root: string };

/**
 * Makes a house in a temporary folder, removed when the test is done with it.
 * @param files texts by path from the root
 */
export function plantedHouse(files: Record<string, string>): PlantedHouse {
  const house = mkdtempSync(path.join(tmpdir(), 'rtmixer-house-'));
  const rules = globSync(
    [
      '.gitignore',
      '.clang-*',
      'biome.json',
      'tsconfig*.json',
      '{main,renderer,preload,native,test}/tsconfig.json',
      'main/forge-globals.d.ts',
      'native/CMakeLists.txt',
      'native/src/base/rt.h',
    ],
    { cwd: root },
  );
  for (const rule of rules) {
    mkdirSync(path.dirname(path.join(house, rule)), { recursive: true });
    copyFileSync(path.join(root, rule), path.join(house, rule));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(house, 'node_modules'), 'junction');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(house, file)), { recursive: true });
    writeFileSync(path.join(house, file), text);
  }
  return {
    root: house,
    [Symbol.dispose]: () => rmSync(house, { recursive: true, force: true }),
  };
}
