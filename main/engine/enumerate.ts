/**
 * A short-lived utility process: lists the devices as they are now, because PortAudio's list in the
 * main process is frozen while a stream is open. Its one argument is the addon's path.
 */
import { loadNativeMixer } from './native-library.ts';

const [, , addonPath = ''] = process.argv;

loadNativeMixer(addonPath)
  .listDevices()
  .then(
    (list) => process.parentPort.postMessage({ list }),
    (error: unknown) => process.parentPort.postMessage({ error: String(error) }),
  );
