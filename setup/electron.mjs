/** Electron's program: where it is, and its download. */
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { projectNode } from './packages.mjs';
import { root, run, SetupError, stateFolder } from './step.mjs';

const electronFolder = path.join(root, 'node_modules', 'electron');
const DAY_MS = 24 * 3600 * 1000;

/**
 * Path of Electron's program, undefined where it was not downloaded: what ELECTRON_EXEC names, else
 * the package's. Found by looking, because `require('electron')` would start the download.
 * @returns {string | undefined}
 */
export function electronBinary() {
  const { ELECTRON_EXEC } = process.env;
  if (ELECTRON_EXEC) {
    const named = path.resolve(ELECTRON_EXEC);
    if (!fs.statSync(named, { throwIfNoEntry: false })?.isFile()) {
      throw new SetupError(
        `ELECTRON_EXEC names ${named}, which is no program. Name Electron's executable file, or unset it.`,
      );
    }
    return named;
  }
  try {
    const name = fs.readFileSync(path.join(electronFolder, 'path.txt'), 'utf8').trim();
    const binary = path.join(electronFolder, 'dist', name);
    return fs.existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function electronVersion() {
  return JSON.parse(fs.readFileSync(path.join(electronFolder, 'package.json'), 'utf8')).version;
}

/** What decides whether a download that failed may succeed now. */
function networkSettings() {
  const { env } = process;
  const proxy = env.npm_config_https_proxy || env.npm_config_proxy;
  /** @type {NodeJS.ProcessEnv} */
  const settings = {
    HTTPS_PROXY: env.HTTPS_PROXY || env.https_proxy || proxy,
    HTTP_PROXY: env.HTTP_PROXY || env.http_proxy || env.npm_config_proxy,
    NODE_EXTRA_CA_CERTS: env.NODE_EXTRA_CA_CERTS || env.npm_config_cafile,
    ELECTRON_MIRROR: env.ELECTRON_MIRROR || env.npm_config_electron_mirror,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
}

/**
 * Downloads Electron's archive.
 * @param {string} [arch] as Node names it
 * @returns {Promise<string | undefined>} why that failed
 */
async function download(arch = process.arch) {
  const settings = networkSettings();
  const isByProxy = 'HTTPS_PROXY' in settings || 'HTTP_PROXY' in settings;
  try {
    await run({
      title: 'Downloading Electron',
      command: projectNode,
      args: [path.join(root, 'setup', 'fetch-electron.mjs'), arch],
      env: {
        ...settings,
        ...(isByProxy ? { ELECTRON_GET_USE_PROXY: '1' } : {}),
        NODE_USE_SYSTEM_CA: '1',
      },
      limitSeconds: 900,
      explain: (output) => output.trimEnd().split('\n').at(-1) || 'no answer in 15 minutes',
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    const isCertificate = /certificate/i.test(error.message);
    return isCertificate && !('NODE_EXTRA_CA_CERTS' in settings)
      ? `${error.message}; set NODE_EXTRA_CA_CERTS to the file with the certificate of your proxy's authority`
      : error.message;
  }
}

/**
 * Electron's program, downloaded where that is possible. A failed download is not tried again for a
 * day, unless the settings of the network changed.
 * @returns {Promise<{ binary: string | undefined, reason: string }>}
 */
export async function findElectron() {
  const found = electronBinary();
  if (found !== undefined) {
    return { binary: found, reason: '' };
  }
  const failure = path.join(stateFolder, 'electron-download-failed');
  const settings = JSON.stringify(networkSettings());
  const last = lastFailure(failure);
  if (last !== undefined && last.settings === settings) {
    return {
      binary: undefined,
      reason: `${last.reason}; tried within the last day, at once again when ${failure} is removed`,
    };
  }
  const reason = (await download()) ?? (await unpack());
  if (reason !== undefined) {
    try {
      fs.writeFileSync(failure, JSON.stringify({ reason, settings }));
    } catch {
      // Where nothing can be written it is tried again at the next start.
    }
  }
  return { binary: electronBinary(), reason: reason ?? '' };
}

/** @param {string} file @returns {{ reason: string, settings: string } | undefined} */
function lastFailure(file) {
  try {
    const isOld = Date.now() - fs.statSync(file).mtimeMs > DAY_MS;
    return isOld ? undefined : JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Promise<string | undefined>} why it failed */
async function unpack() {
  const script = path.join(electronFolder, 'install.js');
  try {
    await run({ title: 'Unpacking Electron', command: projectNode, args: [script] });
    return undefined;
  } catch (error) {
    return error instanceof SetupError ? error.message : String(error);
  }
}

/**
 * Stops with a sentence where Forge would find no archive to package.
 * @param {string} [arch] as Node names it
 */
export async function requireElectronArchive(arch = process.arch) {
  const name = `electron-v${electronVersion()}-${process.platform}-${arch}.zip`;
  const folder = process.env.RTMIXER_ELECTRON_ZIPS;
  if (folder !== undefined) {
    if (!fs.existsSync(path.join(folder, name))) {
      throw new SetupError(`RTMIXER_ELECTRON_ZIPS names ${folder}, which has no ${name}.`);
    }
    return;
  }
  const reason = await download(arch);
  if (reason !== undefined) {
    throw new SetupError(
      `Electron's archive could not be downloaded (${reason}). Put ${name} in a folder, name that folder in RTMIXER_ELECTRON_ZIPS and run this again.`,
    );
  }
}
