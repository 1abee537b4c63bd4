/** What the program says of itself. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { app } from 'electron';
import type { About } from '../../preload/contract.ts';
import { buildId } from '../build-id.ts';

/** Version texts of native libraries. */
export interface LibraryVersions {
  readonly portAudio: () => string;
  readonly soundFile: () => string;
}

/** @param noticesFile the third-party notices; need not be there */
export async function about(noticesFile: string, libraries: LibraryVersions): Promise<About> {
  const program = path.join(app.getAppPath(), '.vite', 'build', 'main.cjs');
  const { electron = '', chrome = '', node = '' } = process.versions;
  return {
    versions: [
      { name: 'RtMixer', version: app.getVersion() },
      { name: 'Build', version: buildId(await readFile(program)) },
      { name: 'Electron', version: electron },
      { name: 'Chromium', version: chrome },
      { name: 'Node', version: node },
      { name: 'PortAudio', version: libraries.portAudio() },
      { name: 'libsndfile', version: libraries.soundFile().replace('libsndfile-', '') },
    ],
    notices: await readFile(noticesFile, 'utf8').catch(() => null),
  };
}
