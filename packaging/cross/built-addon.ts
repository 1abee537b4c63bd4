/** Where the addon of each system is built, and what it is gathered from. */
import path from 'node:path';
import type { PackageTarget } from '../../native/gather.ts';

const native = path.resolve(import.meta.dirname, '..', '..', 'native');

/** Where `npm run cross:arm64` builds. */
export const arm64Folder = path.join(native, 'build-arm64');
/** Libraries of Debian for arm64. */
export const arm64System = path.join(arm64Folder, 'system');

/** Where `npm run cross:windows` builds. */
export const windowsFolder = path.join(native, 'build-windows');

export interface BuiltAddon {
  /** Has rtmixer.node, built or yet to be. */
  readonly folder: string;
  readonly target: PackageTarget;
}

/** @param platform as Node names it, `arch` too */
export function builtAddon(platform: string, arch: string): BuiltAddon {
  if (platform === 'win32' && arch === 'x64' && process.platform !== 'win32') {
    return {
      folder: path.join(windowsFolder, 'addon', 'Release'),
      target: { platform, arch, buildCommand: 'npm run cross:windows' },
    };
  }
  const isCrossed = platform === 'linux' && arch === 'arm64' && process.arch !== 'arm64';
  return isCrossed
    ? {
        folder: path.join(arm64Folder, 'addon', 'Release'),
        target: { platform, arch, system: arm64System, buildCommand: 'npm run cross:arm64' },
      }
    : { folder: path.join(native, 'build', 'Release'), target: { platform, arch } };
}
