import { spawnSync } from 'node:child_process';
import path from 'node:path';

const bin = path.resolve(import.meta.dirname, '..', '..', 'node_modules', '.bin');

/** Runs a tool of node_modules, or a program of the system, and gives all that it printed. */
export function runTool(
  command: string,
  toolArguments: string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(command, toolArguments, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      // What a planted test gives is no result of this run.
      RTMIXER_RESULTS: undefined,
      PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
      ...environment,
    },
  });
  return { status, output: error?.message ?? `${stdout}${stderr}` };
}
