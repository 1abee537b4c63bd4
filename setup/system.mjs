/** The system's packages: installs them where that needs no question, else says the line that does. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { installLine } from '../native/install-line.mjs';
import { has, systemNeeds, vcpkgToolchain } from '../native/system-packages.mjs';
import { isWindows, run, SetupError } from './step.mjs';

/** @typedef {import('../native/system-packages.mjs').Purpose} Purpose */
/** @typedef {import('../native/system-packages.mjs').PackageManager} PackageManager */

/**
 * Installs what is missing where that is possible. Only what the build needs stops the set-up:
 * tests that lack a part say so and are skipped.
 * @param {Purpose[]} purposes
 * @param {{ isQuiet?: boolean }} [options] `isQuiet` says nothing of what stays missing
 */
export async function installSystemPackages(purposes, { isQuiet = false } = {}) {
  const missing = systemNeeds.filter((one) => purposes.includes(one.purpose) && !one.found());
  if (missing.length > 0) {
    await tryToInstall(missing);
  }
  const stillMissing = missing.filter(({ found }) => !found());
  const line = stillMissing.length > 0 ? installLine(stillMissing) : '';
  if (stillMissing.some(({ purpose }) => purpose === 'build')) {
    throw new SetupError(
      isWindows
        ? `Tools of the build are missing. Run these in a terminal:\n  ${line}`
        : `System packages are missing; install them and run this again: ${line}`,
    );
  }
  if (line !== '' && !isQuiet) {
    console.log(`What needs these is skipped and says so; to have it run: ${line}`);
  }
  const toolchain = isWindows ? vcpkgToolchain() : undefined;
  if (toolchain !== undefined) {
    process.env.CMAKE_TOOLCHAIN_FILE = toolchain;
    process.env.CMAKE_GENERATOR_TOOLSET ??= 'ClangCL';
  }
}

/** @param {typeof systemNeeds} missing */
async function tryToInstall(missing) {
  const { platform } = process;
  const isRoot = process.getuid?.() === 0;
  /** @param {PackageManager} manager */
  const named = (manager) => missing.flatMap(({ names }) => names[manager] ?? []);
  try {
    if (platform === 'darwin' && has('brew')) {
      await installNamed('brew', ['install'], named('brew'));
    } else if (has('apt-get') && isRoot) {
      await installWithApt(named('apt'));
    }
  } catch (error) {
    // What is still missing decides whether that matters.
    console.error(error instanceof SetupError ? error.message : error);
  }
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
