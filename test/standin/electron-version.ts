import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };

/** The Electron release whose typings the stand-in follows and whose version it reports. */
export const electronVersion = version;
