/** Finds and loads the native addon. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Addon } from './addon-interface.ts';
import { RtMixerError } from './failure.ts';

const builtAddon = join('native', 'build', 'Release', 'rtmixer.node');
/** In the npm package, from its own folder: built there, or made with it. */
const addonsOfPackage = [
  join('build', 'Release', 'rtmixer.node'),
  join('prebuilds', `${process.platform}-${process.arch}`, 'rtmixer.node'),
];
/** The folder of package.json, from dist/library of the npm package. */
const packageFolder =
  import.meta.dirname === undefined ? undefined : resolve(import.meta.dirname, '..', '..');

let chosenPath: string | undefined;
let loaded: Addon | undefined;

/** Sets the path of the addon. Call it before the first use of the library; a packaged program must.
 * Without it: the environment variable RTMIXER_ADDON, else the addon of the npm package, else
 * native/build/Release/rtmixer.node in a folder at or above the library's source, the running script or the
 * working directory. */
export function setAddonPath(path: string): void {
  if (loaded !== undefined && resolve(path) !== chosenPath) {
    throw new RtMixerError(
      'internal',
      'The addon is already loaded; call setAddonPath() before the first use of the library.',
    );
  }
  chosenPath = path;
}

function searchUpwards(start: string | undefined): string | undefined {
  if (start === undefined) return undefined;
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const path = join(folder, builtAddon);
    if (existsSync(path)) {
      return path;
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}

function addonOfPackage(): string | undefined {
  return packageFolder === undefined
    ? undefined
    : addonsOfPackage.map((addon) => join(packageFolder, addon)).find(existsSync);
}

/** What makes an addon that fits: in the npm package, or in the repository. */
const remedy =
  packageFolder !== undefined && existsSync(join(packageFolder, 'install.mjs'))
    ? 'run "npm rebuild rtmixer-native", which builds it or names what is missing for that.'
    : 'run "npm run build:native".';

function load(path: string): Addon {
  try {
    return createRequire(path)(path) as Addon;
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new RtMixerError(
      'internal',
      `The native part cannot be loaded here (${reason}): ${remedy}`,
    );
  }
}

function addonPath(): string {
  const path =
    chosenPath ??
    process.env.RTMIXER_ADDON ??
    addonOfPackage() ??
    // A bundle has no source folder.
    searchUpwards(import.meta.dirname) ??
    searchUpwards(dirname(process.argv[1] ?? '.')) ??
    searchUpwards('.');
  if (path === undefined || !existsSync(path)) {
    throw new RtMixerError(
      'internal',
      `The native part is not built (${path ?? 'rtmixer.node'} is missing): ${remedy}`,
    );
  }
  return resolve(path);
}

/** The addon, loaded at the first use. */
export function addon(): Addon {
  if (loaded === undefined) {
    const path = addonPath();
    chosenPath = path;
    loaded = load(path);
    loaded.setErrorClass(RtMixerError);
  }
  return loaded;
}
