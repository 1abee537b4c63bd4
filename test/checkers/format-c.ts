/** Formats the C sources in place. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const files = globSync(
  '{native/src,native/weak-jack,packaging,test/native,test/bench}/**/*.{c,h,cc}',
  {
    cwd: root,
  },
);
const run = spawnSync('clang-format-22', ['-i', ...files], { cwd: root, stdio: 'inherit' });
if (run.error !== undefined) {
  console.error('The C sources were not formatted: clang-format-22 not found.');
}
process.exitCode = run.status ?? 1;
