/** Makes the archive for all other distributions, with scripts that install and remove it. */
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { product } from '../product.ts';
import { writeDesktopFiles } from './desktop.ts';
import { copyProgram, packageTime } from './package-folder.ts';

const call = promisify(execFile);

export interface TarballOptions {
  /** The packaged program. */
  readonly program: string;
  /** Where the archive is put, and, until it is made, what goes into it. */
  readonly folder: string;
  /** As Node names it. */
  readonly arch: string;
}

/** Gives the archive's file. */
export async function makeTarball({ program, folder, arch }: TarballOptions): Promise<string> {
  const { name, version } = product;
  const top = `${name}-${version}-linux-${arch}`;
  const tree = path.join(folder, top);
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  copyProgram(program, path.join(tree, name));
  // The script that installs writes the program's place in here.
  writeDesktopFiles(path.join(tree, 'share'), '@PROGRAM@');
  for (const script of ['install.sh', 'uninstall.sh']) {
    copyFileSync(path.join(import.meta.dirname, script), path.join(tree, script));
    chmodSync(path.join(tree, script), 0o755);
  }
  const file = path.join(folder, `${top}.tar.xz`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const order = ['--sort=name', `--mtime=@${packageTime()}`, '--format=gnu'];
  const words = ['--create', '--xz', `--file=${file}`, ...owner, ...order];
  await call('tar', [...words, `--directory=${folder}`, top], {
    // Two threads give the same bytes everywhere, one others.
    env: { XZ_OPT: '-T2', ...process.env },
  });
  rmSync(tree, { recursive: true });
  return file;
}
