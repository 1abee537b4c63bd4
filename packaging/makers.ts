/** What Electron Forge makes Linux packages with. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { MakerBase, type MakerOptions } from '@electron-forge/maker-base';
import type { ForgePlatform } from '@electron-forge/shared-types';
import { makeAppImage } from './linux/appimage.ts';
import { makeDebianPackage } from './linux/debian-package.ts';
import { makeTarball } from './linux/tarball.ts';

abstract class LinuxMaker extends MakerBase<Record<string, never>> {
  override defaultPlatforms: ForgePlatform[] = ['linux'];
  abstract makeFrom(program: string, folder: string, arch: string): Promise<string>;

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === 'linux';
  }

  override async make({ dir, makeDir, targetArch }: MakerOptions): Promise<string[]> {
    const folder = path.join(makeDir, this.name, targetArch);
    mkdirSync(folder, { recursive: true });
    return [await this.makeFrom(dir, folder, targetArch)];
  }
}

export class DebianMaker extends LinuxMaker {
  override name = 'deb';
  override requiredExternalBinaries = ['dpkg-deb', 'dpkg-shlibdeps'];

  override makeFrom(program: string, folder: string, arch: string): Promise<string> {
    return makeDebianPackage({ program, folder, arch });
  }
}

export class TarballMaker extends LinuxMaker {
  override name = 'tar';
  override requiredExternalBinaries = ['tar', 'xz'];

  override makeFrom(program: string, folder: string, arch: string): Promise<string> {
    return makeTarball({ program, folder, arch });
  }
}

export class AppImageMaker extends LinuxMaker {
  override name = 'appimage';
  override requiredExternalBinaries = ['mksquashfs', 'cc'];

  override makeFrom(program: string, folder: string, arch: string): Promise<string> {
    return makeAppImage({ program, folder, arch });
  }
}
