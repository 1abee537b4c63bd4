import fs from 'node:fs';
import path from 'node:path';
import { parseCommandLine } from './command-line.ts';

/** The fields of the app's package.json that Electron reads. */
interface PackageJson {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly main?: string;
}

const commandLine = parseCommandLine(process.argv.slice(2));

/** The app that this process runs, from its command line and its package.json. */
export const runningApp = locateApp();

function locateApp() {
  const given = path.resolve(commandLine.appFolder ?? '.');
  const isFolder = fs.existsSync(given) && fs.statSync(given).isDirectory();
  const folder = isFolder ? given : path.dirname(given);
  const packageFile = path.join(folder, 'package.json');
  const packageJson: PackageJson = fs.existsSync(packageFile)
    ? (JSON.parse(fs.readFileSync(packageFile, 'utf8')) as PackageJson)
    : {};
  return {
    folder,
    mainScript: isFolder ? path.join(folder, packageJson.main ?? 'index.js') : given,
    name: packageJson.productName ?? packageJson.name ?? 'Electron',
    version: packageJson.version ?? '0.0.0',
    commandLine,
    headed: isHeaded(),
    /** True when the caller wants to attach to the windows, as Playwright does. */
    debugPortAsked: commandLine.switches.has('remote-debugging-port'),
    executable: process.env.RTMIXER_STANDIN_EXECUTABLE ?? process.execPath,
  };
}

/** A window is seen where a display is, unless a program drives the app or RTMIXER_HEADED says no. */
function isHeaded(): boolean {
  const isDriven = commandLine.switches.has('remote-debugging-port');
  const wanted = process.env.RTMIXER_HEADED ?? (isDriven ? '0' : '1');
  return wanted === '1' && hasDisplay();
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}
