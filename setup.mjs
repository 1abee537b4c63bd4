/**
 * From a bare machine to a running program: `npm start`, `npm test`, `npm run test:long`,
 * `npm run demo` and `npm run bench` come through here. Installs what is missing, builds what has changed, skips what
 * is done. Uses Node's own modules only and runs under Node 20, because nothing is installed yet.
 *
 * Usage: node setup.mjs start [FILE]... | test [SUITE]... | test-long | demo |
 *        bench [NAME]... | ground
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { has, systemNeeds } from './native/system-packages.mjs';

/** @typedef {import('./native/system-packages.mjs').Purpose} Purpose */
/** @typedef {{ title: string, command: string, args: string[], env?: NodeJS.ProcessEnv,
 *   limitSeconds?: number }} Step */

const root = import.meta.dirname;
const stateFolder = path.join(root, '.setup');
const node24 = path.join(root, 'node_modules', 'node', 'bin', 'node');
const isWindows = process.platform === 'win32';

/** Stops the set-up with a sentence for the user instead of a stack. */
class SetupError extends Error {}

/** Electron's program if it was downloaded; found by looking, because asking would download. */
function electronBinary() {
  const folder = path.join(root, 'node_modules', 'electron');
  try {
    const name = fs.readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
    const binary = path.join(folder, 'dist', name);
    return fs.existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Installs what is missing where that is possible. Only what the build needs stops the set-up:
 * tests that lack a part say so and are skipped.
 * @param {Purpose[]} purposes
 */
async function installSystemPackages(purposes) {
  if (isWindows) {
    setVcpkgVariables();
    return;
  }
  const missing = systemNeeds.filter((one) => purposes.includes(one.purpose) && !one.found());
  const isMac = process.platform === 'darwin';
  try {
    if (isMac && has('brew')) {
      await installNamed('brew', ['install'], namesOf(missing, 'brew'));
    } else if (has('apt-get') && process.getuid?.() === 0) {
      await installWithApt(namesOf(missing, 'apt'));
    }
  } catch (error) {
    // What is still missing decides below whether that matters.
    console.error(error instanceof SetupError ? error.message : error);
  }
  const stillMissing = missing.filter(({ found }) => !found());
  if (stillMissing.length === 0) {
    return;
  }
  const line = isMac
    ? `brew install ${namesOf(stillMissing, 'brew').join(' ')}`
    : `sudo apt-get install --no-install-recommends ${namesOf(stillMissing, 'apt').join(' ')}`;
  if (stillMissing.some(({ purpose }) => purpose === 'build')) {
    throw new SetupError(
      `System packages are missing; install these or your system's like: ${line}`,
    );
  }
  console.log(`What needs these is skipped and says so; to have it run: ${line}`);
}

/** @param {typeof systemNeeds} needs @param {'apt' | 'brew'} manager */
function namesOf(needs, manager) {
  return needs.flatMap((one) => one[manager]);
}

/** @param {string} command @param {string[]} leading @param {string[]} names @param {NodeJS.ProcessEnv} env */
async function installNamed(command, leading, names, env = {}) {
  if (names.length > 0) {
    const title = `Installing ${names.join(', ')}`;
    await run({ title, command, args: [...leading, ...names], env });
  }
}

/** @param {string[]} names */
async function installWithApt(names) {
  if (names.length === 0) {
    return;
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const update = [...wait, 'update'];
  await run({ title: 'Reading the package lists', command: 'apt-get', args: update, env });
  const known = names.filter((name) => {
    const policy = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout;
    return /Candidate: (?!\(none\))/.test(policy);
  });
  const flags = ['--yes', '--no-install-recommends', '--no-remove'];
  await installNamed('apt-get', [...wait, 'install', ...flags], known, env);
}

/** Windows takes the libraries of native/vcpkg.json; clang-cl knows C11's atomics. */
function setVcpkgVariables() {
  const { VCPKG_ROOT, CMAKE_TOOLCHAIN_FILE } = process.env;
  if (CMAKE_TOOLCHAIN_FILE === undefined && VCPKG_ROOT === undefined) {
    throw new SetupError('Install CMake, Visual Studio with clang and vcpkg, then set VCPKG_ROOT.');
  }
  const toolchain = path.join(VCPKG_ROOT ?? '', 'scripts', 'buildsystems', 'vcpkg.cmake');
  process.env.CMAKE_TOOLCHAIN_FILE = CMAKE_TOOLCHAIN_FILE ?? toolchain;
  process.env.CMAKE_GENERATOR_TOOLSET ??= 'ClangCL';
}

/** Whether node_modules holds exactly what the lock file says. */
function packagesAreInstalled() {
  try {
    const wanted = JSON.parse(
      fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
    ).packages;
    const hidden = path.join(root, 'node_modules', '.package-lock.json');
    const installed = JSON.parse(fs.readFileSync(hidden, 'utf8')).packages;
    return Object.entries(wanted).every(
      ([folder, { version, optional }]) =>
        folder === '' ||
        installed[folder]?.version === version ||
        (optional === true && installed[folder] === undefined),
    );
  } catch {
    return false;
  }
}

/** npm empties what node_modules leads to before it installs: a folder that is not ours. */
function requireOwnPackages() {
  const folder = path.join(root, 'node_modules');
  const entry = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (entry?.isSymbolicLink() && !packagesAreInstalled()) {
    throw new SetupError(
      `node_modules is a link to ${fs.readlinkSync(folder)}, which lacks packages of the lock file, and installing through it would empty that folder. Remove the link and run this again, or run npm ci where it leads to.`,
    );
  }
}

async function installPackages() {
  if (!packagesAreInstalled()) {
    const npm = npmCommand();
    const args = [...npm.leading, 'ci', '--no-audit', '--no-fund'];
    await run({ title: 'Installing the packages of the lock file', command: npm.command, args });
  }
}

/** npm with the Node that it was started by, not with the one in node_modules. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: outerNode } = process.env;
  return script !== undefined && outerNode !== undefined && /npm-cli\.c?js$/.test(script)
    ? { command: outerNode, leading: [script] }
    : { command: 'npm', leading: [] };
}

/** @param {string} script @param {string[]} args */
function npmRun(script, ...args) {
  const npm = npmCommand();
  const tail = args.length > 0 ? ['--', ...args] : [];
  return { command: npm.command, args: [...npm.leading, 'run', '--silent', script, ...tail] };
}

/**
 * Runs a build if its sources are not those of the last build, or its result is gone.
 * @param {{ name: string, title: string, script: string, sources: RegExp, results: string[] }} build
 */
async function buildIfChanged({ name, title, script, sources, results }) {
  const stamp = path.join(stateFolder, `${name}.sha256`);
  const hash = hashOf(sources);
  const isDone =
    results.every((file) => fs.existsSync(path.join(root, file))) &&
    fs.existsSync(stamp) &&
    fs.readFileSync(stamp, 'utf8') === hash;
  if (!isDone) {
    await run({ title, ...npmRun(script) });
    fs.writeFileSync(stamp, hash);
  }
}

async function buildAll() {
  await buildIfChanged({
    name: 'native',
    title: 'Building the native mixer',
    script: 'build:native',
    sources:
      /^(native\/(src\/.*|weak-jack\/.*|CMakeLists\.txt|(package|vcpkg|libraries)\.json)|package-lock\.json)$/,
    results: ['native/build/Release/rtmixer.node'],
  });
  await buildIfChanged({
    name: 'bundles',
    title: 'Building the three bundles',
    script: 'build',
    sources:
      /^((main|preload|renderer|assets|packaging)\/.*|native\/(library\/.*|[^/]*)\.ts|package(-lock)?\.json)$/,
    results: [
      '.vite/build/main.cjs',
      '.vite/build/preload.cjs',
      '.vite/renderer/main_window/index.html',
    ],
  });
}

/** @param {RegExp} sources */
function hashOf(sources) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const folder of ['main', 'preload', 'renderer', 'native', 'packaging', 'assets', '.']) {
    const isRoot = folder === '.';
    const entries = fs.existsSync(path.join(root, folder))
      ? fs.readdirSync(path.join(root, folder), { recursive: !isRoot }).map(String).sort()
      : [];
    for (const entry of entries) {
      const file = path.posix.join(folder, entry.replaceAll('\\', '/'));
      if (sources.test(file) && fs.statSync(path.join(root, file)).isFile()) {
        hash.update(`\n${file}\n`).update(fs.readFileSync(path.join(root, file)));
      }
    }
  }
  return hash.digest('hex');
}

/**
 * Runs a step: says what it does, shows its last line while it goes, and keeps the whole output
 * for the case that it fails.
 * @param {Step} step
 */
async function run({ title, command, args, env, limitSeconds = 1800 }) {
  const startedAt = Date.now();
  console.log(`${title} …`);
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: isWindows,
    timeout: limitSeconds * 1000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const progress = setInterval(() => {
    console.log(`  ${seconds()} s: ${lastLine(output)}`);
  }, 10_000);
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `${signal ?? `exit code ${code}`}`),
    );
  });
  clearInterval(progress);
  if (problem !== undefined) {
    console.error(output.trimEnd().split('\n').slice(-40).join('\n'));
    throw new SetupError(`"${title}" failed (${problem}); what it printed is above.`);
  }
  console.log(`  done in ${seconds()} s`);
}

/** @param {string} output */
function lastLine(output) {
  return output.trimEnd().split('\n').at(-1)?.slice(0, 100) || 'working';
}

/** Tries to download Electron once a day at most; says in one sentence why it is not there. */
async function findElectron() {
  const found = electronBinary();
  const failure = path.join(stateFolder, 'electron-download-failed');
  const triedLately =
    fs.existsSync(failure) && Date.now() - fs.statSync(failure).mtimeMs < 24 * 3600 * 1000;
  if (found !== undefined || triedLately) {
    return { binary: found, reason: triedLately ? fs.readFileSync(failure, 'utf8') : '' };
  }
  const node = fs.existsSync(node24) ? node24 : process.execPath;
  const script = path.join(root, 'node_modules', 'electron', 'install.js');
  console.log('Downloading Electron …');
  const tried = spawnSync(node, [script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
  });
  const errorLine = `${tried.stderr ?? ''}`.split('\n').find((line) => /error/i.test(line));
  const reason = tried.error?.message ?? errorLine?.replace(/^\s*\w*Error: /, '') ?? 'no answer';
  if (electronBinary() === undefined) {
    fs.writeFileSync(failure, reason);
  }
  return { binary: electronBinary(), reason };
}

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
    await installSystemPackages(['window']);
    console.log(
      `Electron's program could not be downloaded (${reason}), so the same app opens in Chromium through a stand-in.`,
    );
  }
  const program = binary ?? path.join(root, 'test', 'standin', 'dist', 'electron');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return attached(program, [...asRoot, root, ...args]);
}

/** @param {Purpose[]} purposes */
async function ground(purposes) {
  fs.mkdirSync(stateFolder, { recursive: true });
  requireOwnPackages();
  await installSystemPackages(purposes);
  await installPackages();
  await buildAll();
}

/**
 * Runs a program in the foreground and gives its exit code.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function attached(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: isWindows });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * The tasks that end in a script of package.json.
 * @type {Map<string | undefined, { name: string, purposes: Purpose[], leading?: string[] }>}
 */
const scripts = new Map([
  ['test', { name: 'test:all', purposes: ['test'] }],
  ['test-long', { name: 'test:all', purposes: ['test', 'long'], leading: ['long'] }],
  ['demo', { name: 'demo:run', purposes: [] }],
  ['bench', { name: 'bench:run', purposes: ['bench'] }],
]);

/** @returns {Purpose[]} what replaces Electron where it is not */
function window() {
  return electronBinary() === undefined ? ['window'] : [];
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
      'Usage: node setup.mjs start [FILE]... | test [SUITE]... | test-long | demo | bench [NAME]... | ground',
    );
  }
  await ground(['build', ...window(), ...script.purposes]);
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
