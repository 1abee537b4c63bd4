/** A whole studio on the real native side and its virtual device, closed with the test. */
import { onTestFinished } from 'vitest';
import { loadNativeMixer } from '../../main/engine/native-library.ts';
import { openStudio, type Studio } from '../../main/studio.ts';
import type { VirtualOptions } from '../../native/index.ts';
import { temporaryFolder } from './fake-studio.ts';

export async function virtualStudio(
  virtual: Partial<VirtualOptions> = {},
): Promise<{ readonly studio: Studio; readonly folder: string }> {
  const folder = temporaryFolder();
  const addon = new URL('../../native/build/Release/rtmixer.node', import.meta.url).pathname;
  const studio = await openStudio({
    userDataFolder: folder,
    native: loadNativeMixer(addon),
    arguments: { hostApi: 'Virtual', device: null, virtual },
    send: () => true,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
  });
  onTestFinished(() => studio.close());
  return { studio, folder };
}
