/** The C programs of the peers and of the mixer core, built beside the addon. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'native/build-bench');

export type ProgramName = 'rtmixer_program' | 'openal_program' | 'sdl_mixer_program';

/** Builds what can be built, with the flags of the deployed core. */
export function buildPrograms(): void {
  const ninja = spawnSync('ninja', ['--version']).status === 0 ? ['-G', 'Ninja'] : [];
  const choice = ['-DRTMIXER_BENCH=ON', '-DCMAKE_BUILD_TYPE=Release'];
  cmake(['-S', path.join(root, 'native'), '-B', folder, ...ninja, ...choice]);
  cmake(['--build', folder, '--parallel', '2']);
}

/** The path of a program; null if its library is not installed. */
export function programFile(name: ProgramName): string | null {
  const file = path.join(folder, 'peers', name);
  return existsSync(file) ? file : null;
}

function cmake(words: string[]): void {
  const { status, stdout, stderr, error } = spawnSync('cmake', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cmake failed: ${error?.message ?? `${stdout}${stderr}`}`);
}
