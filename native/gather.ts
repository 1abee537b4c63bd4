/**
 * Gathers the built addon and the audio libraries it needs in one folder, for a package that runs
 * on machines without them. The addon finds them beside itself ($ORIGIN, @loader_path).
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const call = promisify(execFile);
const built = path.join(import.meta.dirname, 'build', 'Release');

/** Libraries that belong to the system: the C run time, and clients of system services. */
const ofTheSystem =
  /^(linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s|asound|jack|db-\d.*|pulse.*)\.)/;

/** Empties `folder` and fills it with the addon and its libraries; rejects if it is not built. */
export async function gatherAddon(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const addon = path.join(folder, 'rtmixer.node');
  await copyFile(path.join(built, 'rtmixer.node'), addon);
  if (process.platform === 'linux') {
    await gatherLinuxLibraries(addon, folder);
  } else if (process.platform === 'darwin') {
    await gatherMacLibraries(addon, folder);
  } else {
    await gatherWindowsLibraries(folder);
  }
}

async function gatherLinuxLibraries(addon: string, folder: string): Promise<void> {
  // ldd names the libraries of libraries as well.
  const { stdout } = await call('ldd', [addon]);
  for (const [, name = '', file = ''] of stdout.matchAll(/(\S+) => (\/\S+)/g)) {
    if (!ofTheSystem.test(name)) {
      await copyFile(file, path.join(folder, name));
    }
  }
}

async function gatherMacLibraries(binary: string, folder: string): Promise<void> {
  const { stdout } = await call('otool', ['-L', binary]);
  for (const [, file = ''] of stdout.matchAll(/^\s+(\/(?:opt|usr\/local)\/\S+)/gm)) {
    const name = path.basename(file);
    const copy = path.join(folder, name);
    await call('install_name_tool', ['-change', file, `@loader_path/${name}`, binary]);
    if (!(await readdir(folder)).includes(name)) {
      await copyFile(file, copy);
      await gatherMacLibraries(copy, folder);
    }
  }
  // A changed library does not load until it is signed again; "-" signs for this machine.
  await call('codesign', ['--force', '--sign', '-', binary]);
}

async function gatherWindowsLibraries(folder: string): Promise<void> {
  for (const name of await readdir(built)) {
    if (name.endsWith('.dll')) {
      await copyFile(path.join(built, name), path.join(folder, name));
    }
  }
}
