/** Steps of the set-up: programs that are started without a shell, and the sentence when one fails. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** @typedef {{
 *   title: string,
 *   command: string,
 *   args: string[],
 *   cwd?: string,
 *   env?: NodeJS.ProcessEnv,
 *   limitSeconds?: number,
 *   explain?: (output: string) => string | undefined,
 * }} Step `explain` gives the sentence for a failure that it knows by what was printed */

// Not import.meta.dirname: an older Node has to come as far as the sentence about its version.
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
/** What the set-up remembers between two runs. */
export const stateFolder = path.join(root, '.setup');
export const isWindows = process.platform === 'win32';

/** Stops the set-up with a sentence for the user instead of a stack. */
export class SetupError extends Error {}

/**
 * Runs a step: says what it does, shows its last line while it goes, and keeps the whole output
 * for the case that it fails.
 * @param {Step} step
 */
export async function run({ title, command, args, cwd = root, env, limitSeconds = 1800, explain }) {
  const startedAt = Date.now();
  console.log(`${title} …`);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
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
    const sentence = explain?.(output);
    if (sentence !== undefined) {
      throw new SetupError(sentence);
    }
    console.error(output.trimEnd().split('\n').slice(-40).join('\n'));
    throw new SetupError(`"${title}" failed (${problem}); what it printed is above.`);
  }
  console.log(`  done in ${seconds()} s`);
}

/** @param {string} output */
function lastLine(output) {
  return output.trimEnd().split('\n').at(-1)?.slice(0, 100) || 'working';
}

/**
 * Runs a program in the foreground and gives its exit code.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function attached(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
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
 * Stops where the checkout, or a folder in it that the set-up fills, cannot be written.
 * @param {string} what what has to be done there, as the rest of "to …"
 */
export function requireWritable(what) {
  for (const name of ['.', '.setup', 'node_modules', 'native', 'native/build', '.vite']) {
    const folder = path.join(root, name);
    try {
      fs.accessSync(folder, fs.constants.W_OK);
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EROFS') {
        throw new SetupError(
          `${root} is on a read-only file system, and it has to be written to ${what}. Copy it to a folder of your own and run this there.`,
        );
      }
      if (code !== 'ENOENT') {
        throw new SetupError(
          `You may not write in ${folder}, and it has to be written to ${what}. Copy ${root} to a folder of your own and run this there, or have the folder given to you.`,
        );
      }
    }
  }
  fs.mkdirSync(stateFolder, { recursive: true });
}
