import { spawnSync } from 'node:child_process';

/** A program of a cross build. */
export interface CrossStep {
  readonly title: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs it quietly. Throws with the last lines of what it printed where it fails. */
export function runStep({ title, command, words, folder, env }: CrossStep): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C', ...env },
  });
  if (status !== 0) {
    const lines =
      error === undefined ? `${stdout}${stderr}`.trimEnd().split('\n') : [error.message];
    throw new Error(`"${title}" failed:\n${lines.slice(-30).join('\n')}`);
  }
  return stdout;
}
