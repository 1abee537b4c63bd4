/**
 * What a person types to get the system's packages, by the system that runs this. Node's own modules
 * only, as setup.mjs.
 */
import fs from 'node:fs';
import process from 'node:process';
import { has } from './system-packages.mjs';

/** @typedef {import('./system-packages.mjs').PackageManager} PackageManager */
/** @typedef {Pick<import('./system-packages.mjs').SystemNeed, 'names'>} Need */
/**
 * What decides how packages are named and installed.
 * @typedef {{ platform: string, osRelease: string, isRoot: boolean, hasProgram: (name: string) => boolean }} System
 */

/** @returns {System} */
function thisSystem() {
  return {
    platform: process.platform,
    osRelease: ['/etc/os-release', '/usr/lib/os-release']
      .filter((file) => fs.existsSync(file))
      .map((file) => fs.readFileSync(file, 'utf8'))
      .join('\n'),
    isRoot: process.getuid?.() === 0,
    hasProgram: has,
  };
}

/** @type {Record<PackageManager, string>} */
const COMMANDS = {
  apt: 'apt-get install --no-install-recommends',
  dnf: 'dnf install',
  pacman: 'pacman -S --needed',
  brew: 'brew install',
  port: 'port install',
};

/** Names in ID and ID_LIKE of os-release. @type {Record<string, PackageManager>} */
const FAMILIES = {
  ...{ debian: 'apt', ubuntu: 'apt' },
  ...{ fedora: 'dnf', rhel: 'dnf', centos: 'dnf' },
  arch: 'pacman',
};

/**
 * The manager of the system's own packages, undefined where none is known.
 * @param {System} system
 * @returns {PackageManager | undefined}
 */
function managerOf({ platform, osRelease, hasProgram }) {
  if (platform === 'darwin') {
    return !hasProgram('brew') && hasProgram('port') ? 'port' : 'brew';
  }
  const values = ['ID', 'ID_LIKE'].flatMap((key) => {
    const line = new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease);
    return line?.[1]?.split(/\s+/) ?? [];
  });
  return values.map((value) => FAMILIES[value]).find((manager) => manager !== undefined);
}

/**
 * What a person types to get these, with what has to be done before.
 * @param {readonly Need[]} needs
 * @param {System} [system]
 */
export function installLine(needs, system = thisSystem()) {
  if (system.platform === 'win32') {
    const commands = needs.flatMap(({ names }) => names.windows ?? []);
    return [...commands, 'Then open a new terminal.'].join('\n  ');
  }
  const manager = managerOf(system);
  if (manager === undefined) {
    const names = needs.flatMap((one) => one.names.apt);
    return `your system's packages for these of Debian: ${names.join(' ')}`;
  }
  const known = needs.flatMap((one) => one.names[manager] ?? []);
  const unknown = needs.filter((one) => one.names[manager] === undefined);
  const sudo = system.isRoot || manager === 'brew' ? '' : 'sudo ';
  const lines = known.length > 0 ? [`${sudo}${COMMANDS[manager]} ${known.join(' ')}`] : [];
  if (manager === 'brew' && known.length > 0 && !system.hasProgram('brew')) {
    lines.unshift('Homebrew as https://brew.sh says');
  }
  const left = unknown.flatMap((one) => one.names.apt);
  if (system.platform === 'darwin' && left.includes('g++')) {
    lines.unshift('xcode-select --install');
    left.splice(left.indexOf('g++'), 1);
  }
  const others =
    left.length > 0 ? [`no package is known here for Debian's ${left.join(', ')}`] : [];
  return [...lines, ...others].join(', then ');
}
