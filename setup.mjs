/**
 * From a bare machine to a running program: `npm start`, `npm test` and `npm run demo` come
 * through here. Installs what is missing, builds what has changed, skips what is done.
 * Uses Node's own modules only and runs under Node 20, because nothing is installed yet.
 *
 * Usage: node setup.mjs start [FILE]... | test [SUITE]... | demo | ground
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** @typedef {'build' | 'window' | 'test'} Purpose */
/** @typedef {{ title: string, command: string, args: string[], env?: NodeJS.ProcessEnv,
 *   limitSeconds?: number }} Step */

const root = import.meta.dirname;
const stateFolder = path.join(root, '.setup');
const node24 = path.join(root, 'node_modules', 'node', 'bin', 'node');
const isWindows = process.platform === 'win32';

/** Stops the set-up with a sentence for the user instead of a stack. */
class SetupError extends Error {}

/**
 * What the system has to provide: how to see that it is there and what to install if not.
 * @type {{ purpose: Purpose, found: () => boolean, apt: string[], brew: string[] }[]}
 */
const systemNeeds = [
  need('build', () => has('c++', 'g++', 'clang++'), ['g++']),
  need('build', () => has('cmake'), ['cmake'], ['cmake']),
  need('build', () => has('ninja', 'make'), ['ninja-build'], ['ninja']),
  need('build', () => has('pkg-config'), ['pkg-config'], ['pkgconf']),
  need('build', () => hasLibrary('portaudio-2.0'), ['portaudio19-dev'], ['portaudio']),
  need('build', () => hasLibrary('sndfile'), ['libsndfile1-dev'], ['libsndfile']),
  need('build', () => hasLibrary('samplerate'), ['libsamplerate0-dev'], ['libsamplerate']),
  need('window', hasBrowser, ['chromium']),
  need('test', () => has('jackd'), ['jackd2']),
  need('test', () => fs.existsSync('/usr/share/sounds/alsa/Front_Center.wav'), ['alsa-utils']),
  need('test', () => has('Xvfb') && has('xauth'), ['xvfb', 'xauth']),
  need('test', () => has('clang-22') && hasSanitizers(), ['clang-22', 'libclang-rt-22-dev']),
  need('test', () => has('clang-format-22'), ['clang-format-22']),
  need('test', () => has('clang-tidy-22'), ['clang-tidy-22']),
];

/**
 * @param {Purpose} purpose
 * @param {() => boolean} found
 * @param {string[]} apt
 * @param {string[]} brew
 */
function need(purpose, found, apt, brew = []) {
  return { purpose, found, apt, brew };
}

/** @param {string} name as pkg-config knows it */
function hasLibrary(name) {
  return spawnSync('pkg-config', ['--exists', name]).status === 0;
}

/** @param {string[]} commands one of which is enough */
function has(...commands) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const endings = isWindows ? ['.exe', '.cmd', ''] : [''];
  return commands.some((command) =>
    folders.some((folder) =>
      endings.some((ending) => fs.existsSync(path.join(folder, command + ending))),
    ),
  );
}

function hasBrowser() {
  return electronBinary() !== undefined || has('chromium', 'chromium-browser', 'google-chrome');
}

function hasSanitizers() {
  const folder = '/usr/lib/llvm-22/lib/clang/22/lib';
  return (
    fs.existsSync(folder) && fs.readdirSync(folder, { recursive: true }).join().includes('rtsan')
  );
}

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

/** @param {Purpose[]} purposes */
async function installSystemPackages(purposes) {
  const missing = systemNeeds.filter(
    ({ purpose, found }) => purposes.includes(purpose) && !found(),
  );
  if (missing.length === 0 || isWindows) {
    return;
  }
  const required = missing.some(({ purpose }) => purpose === 'build');
  if (process.platform === 'darwin') {
    const names = missing.flatMap(({ brew }) => brew);
    if (names.length > 0 && has('brew')) {
      await run({
        title: `Installing ${names.join(', ')}`,
        command: 'brew',
        args: ['install', ...names],
      });
    } else if (required) {
      throw new SetupError(`Install Homebrew and run: brew install ${names.join(' ')}`);
    }
    return;
  }
  const names = missing.flatMap(({ apt }) => apt);
  if (has('apt-get') && process.getuid?.() === 0) {
    await installWithApt(names);
  }
  const stillMissing = missing.filter(({ found }) => !found());
  if (stillMissing.length > 0) {
    const line = `sudo apt-get install --no-install-recommends ${stillMissing.flatMap(({ apt }) => apt).join(' ')}`;
    if (stillMissing.some(({ purpose }) => purpose === 'build')) {
      throw new SetupError(
        `These system packages (or your system's like) are missing; run: ${line}`,
      );
    }
    console.log(`Without these, tests that need them are skipped; to have them run: ${line}`);
  }
}

/** @param {string[]} names */
async function installWithApt(names) {
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await run({
    title: 'Reading the package lists',
    command: 'apt-get',
    args: [...wait, 'update'],
    env: quiet,
  });
  const known = names.filter((name) => {
    const policy = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout;
    return /Candidate: (?!\(none\))/.test(policy);
  });
  await run({
    title: `Installing ${known.join(', ')}`,
    command: 'apt-get',
    args: [...wait, 'install', '--yes', '--no-install-recommends', '--no-remove', ...known],
    env: quiet,
  });
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
    sources: /^(native\/(src\/.*|CMakeLists\.txt|vcpkg\.json)|package-lock\.json)$/,
    results: ['native/build/Release/rtmixer.node'],
  });
  await buildIfChanged({
    name: 'bundles',
    title: 'Building the three bundles',
    script: 'build',
    sources: /^((main|preload|renderer|assets)\/.*|native\/[^/]*\.ts|package(-lock)?\.json)$/,
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
  for (const folder of ['main', 'preload', 'renderer', 'native', 'assets', '.']) {
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
  const lines = `${tried.stderr ?? ''}`.split('\n');
  const reason =
    tried.error?.message ?? lines.find((line) => /error/i.test(line))?.trim() ?? 'no answer';
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

/** @param {string[]} args */
async function main([task, ...args]) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new SetupError(`This is Node ${process.versions.node}; install Node 20 or newer.`);
  }
  if (task === 'start') {
    return start(args);
  }
  if (task !== 'test' && task !== 'demo' && task !== 'ground') {
    throw new SetupError('Usage: node setup.mjs start [FILE]... | test [SUITE]... | demo | ground');
  }
  await ground(task === 'test' ? ['build', 'window', 'test'] : ['build', 'window']);
  if (task === 'ground') {
    return 0;
  }
  const { command, args: npmArguments } = npmRun(
    task === 'test' ? 'test:all' : 'demo:run',
    ...args,
  );
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
