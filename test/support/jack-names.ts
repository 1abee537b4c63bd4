/** Before and after all tests of a runner: names of JACK's servers that killed tests had left are free. */
import { freeJackNames } from './jack-server.ts';

export default async function begin(): Promise<() => Promise<void>> {
  await freeJackNames();
  return freeJackNames;
}
