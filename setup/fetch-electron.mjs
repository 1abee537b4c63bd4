/**
 * Downloads Electron's archive into the cache that Electron itself and Forge read. The last line on
 * stderr is the reason of a failure. Needs the installed packages; run by the project's own Node.
 *
 * Usage: node setup/fetch-electron.mjs [ARCH]
 */
import { createRequire } from 'node:module';
import process from 'node:process';

const packageFile = createRequire(import.meta.url).resolve('electron/package.json');
const ofElectron = createRequire(packageFile);
const { version } = ofElectron('./package.json');

/** fetch() says "fetch failed" and keeps what happened to itself. @param {unknown} error @returns {string} */
function deepestReason(error) {
  if (!(error instanceof Error)) {
    return String(error);
  }
  if (error.cause !== undefined) {
    return deepestReason(error.cause);
  }
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  return error.message || code || 'no answer';
}

try {
  await ofElectron('@electron/get').downloadArtifact({
    version,
    artifactName: 'electron',
    cacheRoot: process.env.electron_config_cache,
    checksums: ofElectron('./checksums.json'),
    platform: process.platform,
    arch: process.argv[2] ?? process.arch,
  });
} catch (error) {
  console.error(deepestReason(error).replaceAll(/\s+/g, ' '));
  process.exitCode = 1;
}
