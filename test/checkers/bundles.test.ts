import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-bundles-'));
  for (const config of [
    'main/vite.config.mts',
    'main/enumerate.vite.config.mts',
    'main/appender.vite.config.mts',
    'main/report.vite.config.mts',
    'preload/vite.config.mts',
  ]) {
    const { status, output } = runTool(
      'vite',
      ['build', '--config', config, '--outDir', folder],
      root,
    );
    expect(output).toContain('built in');
    expect(status).toBe(0);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function requiredBy(bundle: string): string[] {
  const text = readFileSync(path.join(folder, bundle), 'utf8');
  return [...text.matchAll(/\brequire\(["'`]([^"'`]+)["'`]\)/g)].map(([, id]) => id ?? '');
}

describe('the bundles', () => {
  test('have the names that Electron and its sandbox expect', () => {
    for (const name of [
      'main.cjs',
      'preload.cjs',
      'enumerate.cjs',
      'appender-thread.cjs',
      'report-thread.cjs',
    ]) {
      expect(existsSync(path.join(folder, name)), name).toBe(true);
    }
  });

  test('the preload script requires Electron only, as the sandbox has nothing else', () => {
    expect([...new Set(requiredBy('preload.cjs'))]).toEqual(['electron']);
  });

  test('main requires Electron and Node only, as no package is shipped', () => {
    for (const id of requiredBy('main.cjs')) {
      expect(['electron', 'electron/main', ...builtinModules]).toContain(id.replace(/^node:/, ''));
    }
  });

  test('the development server is not in a built main', () => {
    expect(readFileSync(path.join(folder, 'main.cjs'), 'utf8')).not.toContain(
      'MAIN_WINDOW_VITE_DEV_SERVER_URL',
    );
  });
});
