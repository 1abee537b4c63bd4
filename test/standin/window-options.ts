import path from 'node:path';
import type Electron from 'electron';
import { NotModelledError } from './modelled.ts';

/** Refuses the settings under which a page would be more powerful than a browser's page. */
export function checkWebPreferences(preferences: Electron.WebPreferences): void {
  const { sandbox = true, contextIsolation = true, nodeIntegration = false } = preferences;
  if (!sandbox) throw new NotModelledError('webPreferences.sandbox: false');
  if (!contextIsolation) throw new NotModelledError('webPreferences.contextIsolation: false');
  if (nodeIntegration) throw new NotModelledError('webPreferences.nodeIntegration: true');
  if (preferences.webSecurity === false)
    throw new NotModelledError('webPreferences.webSecurity: false');
  if (preferences.webviewTag) throw new NotModelledError('webPreferences.webviewTag: true');
  if (preferences.partition) throw new NotModelledError('webPreferences.partition');
  if (preferences.preload && !path.isAbsolute(preferences.preload)) {
    throw new Error(`preload script must have absolute path: ${preferences.preload}`);
  }
}
