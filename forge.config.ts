import { globSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { MakerDMG } from '@electron-forge/maker-dmg';
import { MakerSquirrel } from '@electron-forge/maker-squirrel';
import { MakerZIP } from '@electron-forge/maker-zip';
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import { VitePlugin } from '@electron-forge/plugin-vite';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { buildId } from './main/build-id.ts';
import { gatherAddon } from './native/gather.ts';
import { builtAddon } from './packaging/cross/built-addon.ts';
import { writeLicences } from './packaging/licences.ts';
import { documentTypes } from './packaging/mac/document-types.ts';
import { macSigning, requireOneProcessor } from './packaging/mac/signing.ts';
import { AppImageMaker, DebianMaker, TarballMaker } from './packaging/makers.ts';
import { placeholderWarning } from './packaging/product.ts';

/** Lands as `resources/native` beside the asar archive, since no library loads from inside it. */
const nativeFolder = path.join(import.meta.dirname, 'native', 'build', 'package', 'native');
/** Lands as `resources/licences`. */
const licencesFolder = path.join(import.meta.dirname, 'native', 'build', 'package', 'licences');

// Playwright drives a packaged app through Node's inspector, which a release must not open.
const isForEndToEndTests = process.env.RTMIXER_E2E_FUSES === '1';

/** The command of a console on Windows, which waits and passes on what is printed. */
const CONSOLE_PROGRAM = 'rtmixer.com';

/** The application lies in `resources/app` of the folder with the program. */
function besideProgram(appFolder: string): string {
  return path.resolve(appFolder, '..', '..', CONSOLE_PROGRAM);
}

/** Source maps are for whoever reads a crash, not for the package: they stay in out/maps, by build. */
async function keepMapsAside(bundles: string): Promise<void> {
  const program = await readFile(path.join(bundles, 'build', 'main.cjs'));
  const folder = path.join(import.meta.dirname, 'out', 'maps', buildId(program));
  await mkdir(folder, { recursive: true });
  for (const map of globSync('**/*.map', { cwd: bundles })) {
    await cp(path.join(bundles, map), path.join(folder, path.basename(map)));
    await rm(path.join(bundles, map));
  }
}

const config: ForgeConfig = {
  packagerConfig: {
    name: 'RtMixer',
    executableName: 'rtmixer',
    appBundleId: 'org.rtmixer.app',
    appCategoryType: 'public.app-category.music',
    icon: 'assets/icon',
    asar: true,
    extraResource: [nativeFolder, licencesFolder, 'assets/demo', 'assets/report'],
    usageDescription: {
      Microphone: 'RtMixer records takes from the audio inputs you choose.',
    },
    extendInfo: documentTypes,
    ...macSigning(process.env),
    // A folder with Electron's archives, for machines that cannot download them.
    ...(process.env.RTMIXER_ELECTRON_ZIPS === undefined
      ? {}
      : { electronZipDir: process.env.RTMIXER_ELECTRON_ZIPS }),
  },
  // The addon uses Node-API only and is built by cmake-js: there is nothing to rebuild.
  rebuildConfig: { onlyModules: [] },
  hooks: {
    prePackage: async (_config, platform, arch) => {
      requireOneProcessor(platform, arch);
      if (placeholderWarning !== null) console.warn(placeholderWarning);
    },
    packageAfterCopy: async (_config, appFolder, _version, platform, arch) => {
      const { folder, target } = builtAddon(platform, arch);
      const gathered = await gatherAddon(folder, nativeFolder, target);
      await writeLicences(licencesFolder, { target, gathered, nativeFolder });
      if (platform === 'win32')
        await cp(path.join(folder, CONSOLE_PROGRAM), besideProgram(appFolder));
      await keepMapsAside(path.join(appFolder, '.vite'));
      for (const name of ['parts', 'licences']) {
        await rm(path.join(appFolder, '.vite', name), { recursive: true, force: true });
      }
    },
  },
  makers: [
    new DebianMaker(),
    new TarballMaker(),
    new AppImageMaker(),
    new MakerZIP({}, ['darwin', 'win32']),
    new MakerSquirrel({ name: 'rtmixer' }, ['win32']),
    new MakerDMG({}, ['darwin']),
  ],
  plugins: [
    new VitePlugin({
      build: [
        { entry: 'main/main.ts', config: 'main/vite.config.mts', target: 'main' },
        {
          entry: 'main/engine/enumerate.ts',
          config: 'main/enumerate.vite.config.mts',
          target: 'main',
        },
        {
          entry: 'main/project/appender-thread.ts',
          config: 'main/appender.vite.config.mts',
          target: 'main',
        },
        {
          entry: 'main/accounts/report/report-thread.ts',
          config: 'main/report.vite.config.mts',
          target: 'main',
        },
        { entry: 'preload/preload.ts', config: 'preload/vite.config.mts', target: 'preload' },
      ],
      renderer: [{ name: 'main_window', config: 'renderer/vite.config.mts' }],
    }),
    new FusesPlugin({
      version: FuseVersion.V1,
      strictlyRequireAllFuses: true,
      [FuseV1Options.RunAsNode]: false,
      // The app keeps no cookies; encryption would only ask for the key chain.
      [FuseV1Options.EnableCookieEncryption]: false,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: isForEndToEndTests,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
      [FuseV1Options.WasmTrapHandlers]: true,
    }),
  ],
};

export default config;
