/** Starts enumerate.cjs and waits for its list. */
import path from 'node:path';
import { app, utilityProcess } from 'electron';
import type { ListedDevices } from '../../native/index.ts';

/** Some drivers take their time. */
const PATIENCE_MILLISECONDS = 15_000;

/** Rejects when the process fails or takes longer than 15 s. */
export function enumerateInSubprocess(addonPath: string): Promise<ListedDevices> {
  const script = path.join(app.getAppPath(), '.vite', 'build', 'enumerate.cjs');
  const child = utilityProcess.fork(script, [addonPath], {
    serviceName: 'RtMixer device list',
    stdio: 'ignore',
  });
  return new Promise<ListedDevices>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error('Listing the devices took too long.'));
    }, PATIENCE_MILLISECONDS);
    child.once('message', (message: { list?: ListedDevices; error?: string }) => {
      clearTimeout(timer);
      if (message.list === undefined) reject(new Error(message.error ?? 'No list came back.'));
      else resolve(message.list);
      child.kill();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The process that lists the devices ended with code ${code}.`));
    });
  });
}
