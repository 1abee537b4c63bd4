/** `npm run headless -- run|report ...`: the program without a window, under Node. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadNativeMixer, portAudioVersion, soundFileVersion } from '../engine/native-library.ts';
import { runHeadless } from './headless.ts';

const root = path.resolve(import.meta.dirname, '../..');
const addon = path.join(root, 'native', 'build', 'Release', 'rtmixer.node');

function versions() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return [
    { name: 'RtMixer', version: String(version) },
    { name: 'PortAudio', version: portAudioVersion() },
    { name: 'libsndfile', version: soundFileVersion() },
    { name: 'Node', version: process.versions.node },
  ];
}

const code = await runHeadless({
  argv: process.argv.slice(2),
  // npm runs scripts in the folder of the package.
  workingFolder: process.env.INIT_CWD ?? process.cwd(),
  loadNative: () => loadNativeMixer(addon),
  versions,
});
process.exit(code);
