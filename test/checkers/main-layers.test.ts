import { expect, test } from 'vitest';
import { mainLayerViolations } from './main-layers.ts';
import { sourceFiles } from './source-files.ts';

const violations = (path: string, text: string) => mainLayerViolations([{ path, text }]);

test('imports that point down the order have no violation', () => {
  expect(violations('main/ipc/handlers.ts', "import { Studio } from '../studio.ts';\n")).toEqual(
    [],
  );
  expect(violations('main/takes/a.ts', "import { b } from '../engine/b.ts';\n")).toEqual([]);
  expect(violations('main/shell/window.ts', "import { app } from 'electron';\n")).toEqual([]);
});

test.each([
  ['main/engine/planted.ts', "import { Studio } from '../studio.ts';", 'studio.ts'],
  ['main/engine/planted.ts', "import type { Studio } from '../studio.ts';", 'studio.ts'],
  ['main/media/planted.ts', "import { plan } from '../playback/plan.ts';", 'playback/'],
  ['main/shell/planted.ts', "import { handlers } from '../ipc/handlers.ts';", 'ipc/'],
  ['main/serial.ts', "import { Engine } from './engine/engine.ts';", 'engine/'],
  ['main/studio.ts', "const { Menu } = await import('./shell/menu.ts');", 'shell/'],
])('in %s the line "%s" is caught', (file, line, above) => {
  const found = violations(file, `first line\n${line}\n`);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`${file}:2: `);
  expect(found[0]).toContain(`may not import ${above}`);
});

test('Electron below the shell is caught', () => {
  expect(violations('main/engine/planted.ts', "import { app } from 'electron';\n")[0]).toContain(
    'import Electron',
  );
});

test('a folder without a place in the order is caught', () => {
  expect(violations('main/planted/a.ts', '')[0]).toContain('has no place in the order');
});

test('more than forty files of this repository are looked at', () => {
  const files = sourceFiles(process.cwd());
  expect(files.filter(({ path }) => /^main\/.*\.ts$/.test(path)).length).toBeGreaterThan(40);
});
