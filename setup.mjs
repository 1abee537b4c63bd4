/**
 * From a bare machine to a running program: `npm start`, `npm test`, `npm run test:long`,
 * `npm run demo`, `npm run docs`, `npm run bench` and `npm run make` come through here. Installs what is missing, builds
 * what has changed, skips what is done. This file and `setup/` use Node's own modules only and run
 * under Node 20, because nothing is installed yet.
 *
 * Usage: node setup.mjs start [FILE]... | test [SUITE]... | test-long | demo | docs |
 *        bench [NAME]... | package | make | cross-arm64 | cross-windows | ground
 */
import path from 'node:path';
import process from 'node:process';
import { installLine } from './native/install-line.mjs';
import { hasBrowser, systemNeeds } from './native/system-packages.mjs';
import { buildAll } from './setup/builds.mjs';
import { electronBinary, findElectron, requireElectronArchive } from './setup/electron.mjs';
import { npmRun } from './setup/npm.mjs';
import { installPackages, requirePlaceForPackages } from './setup/packages.mjs';
import { attached, isWindows, requireWritable, root, SetupError } from './setup/step.mjs';
import { installSystemPackages } from './setup/system.mjs';

/** @typedef {import('./native/system-packages.mjs').Purpose} Purpose */

function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

/** @param {string[]} args */
async function start(args) {
  if (!hasDisplay()) {
    throw new SetupError(
      'There is no display to open a window on. `npm run demo` does the main job without one.',
    );
  }
  await ground(['build']);
  const { binary, reason } = await findElectron();
  if (binary === undefined) {
    await requireStandIn(reason);
    console.log(
      `Electron's program could not be downloaded (${reason}), so the same app opens in Chromium through a stand-in.`,
    );
  }
  const program = binary ?? path.join(root, 'test', 'standin', 'dist', 'electron');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return attached(program, [...asRoot, root, ...args]);
}

/** @param {string} reason why there is no Electron */
async function requireStandIn(reason) {
  const sentence = `Electron's program could not be downloaded (${reason})`;
  if (isWindows) {
    throw new SetupError(`${sentence}, and what stands in for it does not run on Windows.`);
  }
  if (!hasBrowser()) {
    await installSystemPackages(['window'], { isQuiet: true });
  }
  if (!hasBrowser()) {
    const line = installLine(systemNeeds.filter(({ purpose }) => purpose === 'window'));
    throw new SetupError(`${sentence}, and there is no Chromium to open the app in: ${line}`);
  }
}

/** @param {Purpose[]} purposes */
async function ground(purposes) {
  requirePlaceForPackages();
  await installSystemPackages(purposes);
  await installPackages();
  await buildAll();
}

/**
 * The tasks that end in a script of package.json.
 * @type {Map<string | undefined, { name: string, purposes: Purpose[], leading?: string[] }>}
 */
const scripts = new Map([
  ['test', { name: 'test:all', purposes: ['test'] }],
  ['test-long', { name: 'test:all', purposes: ['test', 'long', 'cross'], leading: ['long'] }],
  ['cross-arm64', { name: 'test:arm64', purposes: ['cross'] }],
  // What it needs is too large to be installed unasked; it says what is missing.
  ['cross-windows', { name: 'test:windows', purposes: [] }],
  ['demo', { name: 'demo:run', purposes: [] }],
  ['docs', { name: 'docs:run', purposes: [] }],
  ['bench', { name: 'bench:run', purposes: ['bench'] }],
  ['package', { name: 'package:run', purposes: ['make'] }],
  ['make', { name: 'make:run', purposes: ['make'] }],
]);

/** @returns {Purpose[]} what replaces Electron where it is not */
function window() {
  return electronBinary() === undefined ? ['window'] : [];
}

/** What Forge is told to package for. @param {string[]} args */
function archOf(args) {
  const place = args.findIndex((word) => /^(-a|--arch)(=|$)/.test(word));
  return place < 0 ? undefined : (args[place]?.split('=')[1] ?? args[place + 1]);
}

/** @param {string[]} args */
async function main([task, ...args]) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new SetupError(`This is Node ${process.versions.node}; install Node 20 or newer.`);
  }
  if (task === 'start') {
    return start(args);
  }
  if (task === 'ground') {
    await ground(['build', ...window()]);
    return 0;
  }
  const script = scripts.get(task);
  if (script === undefined) {
    throw new SetupError(
      'Usage: node setup.mjs start [FILE]... | test [SUITE]... | test-long | demo | docs | bench [NAME]... | package | make | cross-arm64 | cross-windows | ground',
    );
  }
  requireWritable('keep what this makes');
  const isPackaging = script.purposes.includes('make');
  const needsWindow = !isPackaging && task !== 'docs' && !task?.startsWith('cross-');
  await ground(['build', ...(needsWindow ? window() : []), ...script.purposes]);
  if (isPackaging) {
    await requireElectronArchive(archOf(args));
  }
  const { command, args: npmArguments } = npmRun(script.name, ...(script.leading ?? []), ...args);
  return attached(command, npmArguments);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) {
    throw error;
  }
  console.error(`RtMixer cannot continue: ${error.message}`);
  process.exitCode = 1;
}
