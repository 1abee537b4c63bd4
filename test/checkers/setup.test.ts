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
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('the set-up', () => {
  test('needs nothing but Node', () => {
    const part = 'native/system-packages.mjs';
    const imports = [...`${text('setup.mjs')}${text(part)}`.matchAll(/^import .* from '(.*)'/gm)];
    expect(imports.length).toBeGreaterThan(3);
    for (const [, id] of imports) {
      expect([`./${part}`, ...builtinModules]).toContain(id?.replace(/^node:/, ''));
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
    for (const part of [
      'setup.mjs',
      'native/system-packages.mjs',
      'native/libraries.json',
      'package-lock.json',
    ]) {
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
