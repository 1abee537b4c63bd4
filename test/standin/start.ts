import fs from 'node:fs';
import Module from 'node:module';
import { electronVersion } from './electron-version.ts';
import { installElectron } from './module-hook.ts';
import { runningApp } from './running-app.ts';

const { commandLine } = runningApp;

if (commandLine.switches.has('version')) {
  console.log(`v${electronVersion}`);
  process.exit(0);
}
if (commandLine.appFolder === undefined || !fs.existsSync(runningApp.mainScript)) {
  console.error(
    `The stand-in for Electron found no app at ${runningApp.mainScript}. Give it the app's folder; run 'npm run build' first.`,
  );
  process.exit(1);
}

process.argv = [runningApp.executable, ...commandLine.all];
installElectron();
Module.runMain(runningApp.mainScript);
const { startHost } = await import('./host.ts');
startHost();
