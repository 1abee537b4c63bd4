/** Before all specs: without a window none can run, and one sentence says so instead of each spec. */
import freeNamesBeforeAndAfter from '../support/jack-names.ts';
import { missingWindow } from './missing-window.ts';

export default async function begin(): Promise<() => Promise<void>> {
  const missing = missingWindow();
  if (missing !== null) throw new Error(`No spec can run: ${missing}`);
  return await freeNamesBeforeAndAfter();
}
