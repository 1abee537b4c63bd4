import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { electronBinary } from '../../setup/electron.mjs';
import { missingWindow } from '../run/missing-window.ts';
import { runTool } from './run-tool.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

describe('where no window can be opened', () => {
  test('the reason says what to install, and Electron alone is enough', () => {
    vi.stubEnv('RTMIXER_CHROMIUM', path.join(root, 'nowhere'));
    expect(missingWindow(false, 'linux')).toMatch(/Chromium is installed: .*chromium/);
    expect(missingWindow(false, 'win32')).toContain('not run on Windows');
    expect(missingWindow(true)).toBeNull();
    vi.stubEnv('RTMIXER_CHROMIUM', process.execPath);
    expect(missingWindow(false, 'linux')).toBeNull();
    vi.unstubAllEnvs();
  });

  test('the suites of windows are skipped with it in one line each, not spec by spec', () => {
    // There they would run.
    if (electronBinary() !== undefined) return;
    const environment = { RTMIXER_CHROMIUM: path.join(root, 'nowhere') };
    const { output } = runTool('node', ['test/run/all.ts', 'e2e'], root, environment);
    expect(output.trimEnd().split('\n').slice(-3)).toEqual([
      expect.stringContaining('SKIPPED: The host of the windows: all tests: neither Electron'),
      expect.stringContaining('SKIPPED: End to end: all tests: neither Electron'),
      '0 passed, 0 failed, 2 skipped',
    ]);
  });
});
