import { describe, expect, test } from 'vitest';
import { plantedProject } from './planted-project.ts';
import { runTool } from './run-tool.ts';

const neighbours = {
  'main/window.ts': 'export const openWindow = () => 1;\n',
  'renderer/app.ts': 'export const app = 1;\n',
  'native/index.ts': 'export const mixer = 1;\n',
  'preload/actions.ts': 'export type ActionId = number;\n',
  'preload/preload.ts':
    "import { ipcRenderer } from 'electron';\n\nexport const ipc = ipcRenderer;\n",
  'test/support/clock.ts': 'export const clock = 1;\n',
};

function lint(files: Record<string, string>): { status: number | null; output: string } {
  using project = plantedProject({ ...neighbours, ...files });
  return runTool('biome', ['lint', '--error-on-warnings', '.'], project.root);
}

test('a project that keeps to the rules passes', () => {
  const { status, output } = lint({
    'renderer/clip.ts':
      "import type { ActionId } from '../preload/actions.ts';\n\nexport const id: ActionId = 1;\n",
    'main/start.ts': "import { mixer } from '../native/index.ts';\n\nexport const start = mixer;\n",
  });
  expect(output).toContain('No fixes applied');
  expect(status).toBe(0);
});

describe('an import across a boundary is caught:', () => {
  test.each([
    ['renderer from main', 'renderer/bad.ts', '../main/window.ts', 'openWindow'],
    ['renderer from native', 'renderer/bad.ts', '../native/index.ts', 'mixer'],
    ['renderer from the preload script', 'renderer/bad.ts', '../preload/preload.ts', 'ipc'],
    ['renderer from Electron', 'renderer/bad.ts', 'electron', 'ipcRenderer'],
    ['renderer from Node', 'renderer/bad.ts', 'node:fs', 'readFileSync'],
    ['renderer from a test', 'renderer/deep/bad.ts', '../../test/support/clock.ts', 'clock'],
    ['main from renderer', 'main/bad.ts', '../renderer/app.ts', 'app'],
    ['main from React', 'main/bad.ts', 'react', 'useState'],
    ['main from a test', 'main/bad.ts', '../test/support/clock.ts', 'clock'],
    ['native from main', 'native/bad.ts', '../main/window.ts', 'openWindow'],
    ['native from preload', 'native/bad.ts', '../preload/actions.ts', 'ActionId'],
    ['native from Electron', 'native/bad.ts', 'electron', 'app'],
    ['the contract from native', 'preload/bad.ts', '../native/index.ts', 'mixer'],
    ['the contract from Electron', 'preload/bad.ts', 'electron', 'ipcRenderer'],
    ['the contract from Node', 'preload/bad.ts', 'node:fs', 'readFileSync'],
  ])('%s', (_name, file, from, imported) => {
    const { status, output } = lint({
      [file]: `import { ${imported} } from '${from}';\n\nexport const x = ${imported};\n`,
    });
    expect(output).toMatch(/noRestrictedImports|noNodejsModules/);
    expect(output).toContain(file);
    expect(status).not.toBe(0);
  });

  test('also for types and re-exports', () => {
    const { output } = lint({
      'renderer/type.ts':
        "import type { mixer } from '../native/index.ts';\n\nexport type M = typeof mixer;\n",
      'main/again.ts': "export { app } from '../renderer/app.ts';\n",
    });
    expect(output).toContain('renderer/type.ts');
    expect(output).toContain('main/again.ts');
  });

  test('a cycle', () => {
    const { status, output } = lint({
      'main/one.ts': "import { two } from './two.ts';\n\nexport const one = () => two;\n",
      'main/two.ts': "import { one } from './one.ts';\n\nexport const two = () => one;\n",
    });
    expect(output).toContain('noImportCycles');
    expect(status).not.toBe(0);
  });
});

describe('a shape that is hard to read is told:', () => {
  const statements = (count: number) =>
    Array.from({ length: count }, (_, index) => `  console.log(${index});`).join('\n');

  test('a function of 61 lines', () => {
    const { status, output } = lint({
      'main/long.ts': `export function long() {\n${statements(61)}\n}\n`,
    });
    expect(output).toContain('noExcessiveLinesPerFunction');
    expect(status).not.toBe(0);
  });

  test('a file of 401 lines, which is a warning only', () => {
    const lines = Array.from({ length: 401 }, (_, index) => `export const v${index} = ${index};`);
    const { status, output } = lint({ 'main/long.ts': `${lines.join('\n')}\n` });
    expect(output).toContain('noExcessiveLinesPerFile');
    expect(status).toBe(0);
  });

  test('a file name that is not kebab-case', () => {
    const { output } = lint({ 'main/MyFile.ts': 'export const x = 1;\n' });
    expect(output).toContain('useFilenamingConvention');
  });
});

test('code that is not formatted is caught', () => {
  using project = plantedProject({ 'main/loose.ts': 'export const x = "double quotes"\n' });
  const { status, output } = runTool('biome', ['format', '.'], project.root);
  expect(output).toContain('main/loose.ts');
  expect(status).not.toBe(0);
});
