/**
 * Runs when the package is installed: builds the addon from its sources where the package has none that
 * this system can load. Node's own modules only.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { installLine } from './install-line.mjs';
import { systemNeeds } from './system-packages.mjs';

const root = import.meta.dirname;
const require = createRequire(import.meta.url);

/** @param {string} addon */
function loads(addon) {
  // In another process, so that a library that crashes here is a refusal, too.
  return spawnSync(process.execPath, ['-e', 'require(process.argv[1])', addon]).status === 0;
}

function build() {
  const cmakeJs = path.join(
    path.dirname(require.resolve('cmake-js/package.json')),
    'bin',
    'cmake-js',
  );
  const words = [cmakeJs, 'compile', '--log-level', 'error', '--directory', root, '--out', 'build'];
  return spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' }).status === 0;
}

const prebuilt = path.join(
  root,
  'prebuilds',
  `${process.platform}-${process.arch}`,
  'rtmixer.node',
);
if (!loads(prebuilt) && !build()) {
  const missing = systemNeeds.filter(({ purpose, found }) => purpose === 'build' && !found());
  const advice =
    missing.length === 0
      ? 'The lines above say why.'
      : `Install what is missing, then install again: ${installLine(missing)}`;
  console.error(`RtMixer's addon could not be built for this system. ${advice}`);
  process.exitCode = 1;
}
