import fs from 'node:fs';
import path from 'node:path';
import { electronBinary } from '../../../setup/electron.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

/** What runs the app: Electron itself, or what stands in for it. */
export interface ElectronHost {
  readonly executable: string;
  readonly isElectron: boolean;
  /** For the summary: which of the two, and its version. */
  readonly name: string;
}

/** What ELECTRON_EXEC names; else Electron where it is installed (never downloads it), else the stand-in. */
export function electronHost(): ElectronHost {
  const packageFile = path.join(root, 'node_modules/electron/package.json');
  const { version } = JSON.parse(fs.readFileSync(packageFile, 'utf8')) as { version: string };
  const executable = electronBinary();
  if (executable) {
    const { ELECTRON_EXEC } = process.env;
    const name = ELECTRON_EXEC ? `Electron at ${executable}` : `Electron ${version}`;
    return { executable, isElectron: true, name };
  }
  return {
    executable: path.join(root, 'test/standin/dist/electron'),
    isElectron: false,
    name: `stand-in for Electron ${version}`,
  };
}
