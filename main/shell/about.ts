/** What the program says of itself. */
import { readFile } from 'node:fs/promises';
import { app } from 'electron';
import type { About } from '../../preload/contract.ts';

/** @param noticesFile the third-party notices; need not be there */
export async function about(noticesFile: string, portAudio: () => string): Promise<About> {
  const { electron = '', chrome = '', node = '' } = process.versions;
  return {
    versions: [
      { name: 'RtMixer', version: app.getVersion() },
      { name: 'Electron', version: electron },
      { name: 'Chromium', version: chrome },
      { name: 'Node', version: node },
      { name: 'PortAudio', version: portAudio() },
    ],
    notices: await readFile(noticesFile, 'utf8').catch(() => null),
  };
}
