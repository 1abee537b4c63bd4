import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
/** All that the set-up consists of. */
const setupFiles = [
  ...['setup.mjs', 'package.json', 'package-lock.json', '.npmrc'],
  ...['native/install-line.mjs', 'native/system-packages.mjs', 'native/libraries.json'],
  ...readdirSync(path.join(root, 'setup')).map((file) => `setup/${file}`),
];
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('the set-up', () => {
  test('needs nothing but Node', () => {
    const own = (id: string) => /^\.{1,2}\/(setup\/|native\/)?[a-z-]+\.mjs$/.test(id);
    const imports = setupFiles
      .filter((file) => file.endsWith('.mjs'))
      .flatMap((file) => [...text(file).matchAll(/^import [^;]* from '(.*)'/gm)]);
    expect(imports.length).toBeGreaterThan(20);
    for (const [, id = ''] of imports) {
      expect(own(id) || builtinModules.includes(id.replace(/^node:/, '')), id).toBe(true);
    }
  });

  test('refuses an unknown task with a sentence', () => {
    const { status, output } = runTool('node', ['setup.mjs', 'dance'], root);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('Usage: node setup.mjs start');
    expect(status).toBe(1);
  });

  test('installs nothing through a node_modules that is a link', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-setup-'));
    const project = path.join(folder, 'project');
    const others = path.join(folder, 'others');
    for (const part of setupFiles) {
      cpSync(path.join(root, part), path.join(project, part));
    }
    mkdirSync(path.join(others, 'precious'), { recursive: true });
    symlinkSync(others, path.join(project, 'node_modules'), 'junction');
    const { status, output } = runTool('node', ['setup.mjs', 'ground'], project);
    expect([status, output.trim().split('\n')]).toEqual([1, [expect.any(String)]]);
    expect(output).toContain(`node_modules is a link to ${others}`);
    expect(output).toContain('Remove the link');
    expect(readdirSync(others)).toEqual(['precious']);
    rmSync(folder, { recursive: true });
  });

  test('names the demo where there is no display', ({ skip }) => {
    skip(process.platform !== 'linux', 'only Linux starts without a display');
    const { status, output } = runTool('node', ['setup.mjs', 'start'], root, {
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
    });
    expect(output).toContain('There is no display');
    expect(output).toContain('npm run demo');
    expect(status).toBe(1);
  });
});

describe('the lock file', () => {
  const lock = JSON.parse(text('package-lock.json'));

  test('names no address', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
  });

  test('has a checksum of every package', () => {
    const withoutChecksum = Object.entries<{ integrity?: string }>(lock.packages)
      .filter(([folder, { integrity }]) => folder !== '' && integrity === undefined)
      .map(([folder]) => folder);
    expect(withoutChecksum).toEqual([]);
  });

  test('holds every version exactly', () => {
    const { devDependencies } = JSON.parse(text('package.json'));
    for (const version of Object.values(devDependencies)) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});
