/** What a package carries beside Electron. */
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gatherAddon } from '../../native/gather.ts';
import { type Bench, figure } from './figure.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const megabyte = 1_000_000;

export const packageSize: Bench = {
  name: 'package-size',
  how: `The files that a package of this system has beside Electron's own, added up on the disk: the bundles
without source maps, the window's page, the addon with its gathered libraries, the demo sounds, the notices.`,
  limitSeconds: 30,
  async measure() {
    const gathered = mkdtempSync(path.join(tmpdir(), 'rtmixer-size-'));
    try {
      const target = { platform: process.platform, arch: process.arch };
      await gatherAddon(path.join(root, 'native', 'build', 'Release'), gathered, target);
      const bundles = sizeOf(root, '.vite/{build,renderer}/**') - sizeOf(root, '.vite/**/*.map');
      const native = sizeOf(gathered, '**');
      const rest = sizeOf(root, '{assets/demo,.vite/licences}/**');
      const goal = { bound: 'at most', value: 25 } as const;
      return [
        figure('beside Electron', [(bundles + native + rest) / megabyte], 'MB', { goal }),
        figure('addon and libraries', [native / megabyte], 'MB'),
        figure('bundles and page', [bundles / megabyte], 'MB'),
      ];
    } finally {
      rmSync(gathered, { recursive: true });
    }
  },
};

/** Bytes of the files that match. */
function sizeOf(folder: string, pattern: string): number {
  return globSync(pattern, { cwd: folder })
    .map((file) => statSync(path.join(folder, file)))
    .filter((status) => status.isFile())
    .reduce((sum, status) => sum + status.size, 0);
}
