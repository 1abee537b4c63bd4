/** Has PortAudio load JACK's client library at run time, so that a package runs without it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ElfFile, readElf } from './elf-file.ts';

/** Made by CMake beside the addon. */
export const WEAK_JACK = 'libwjack.so';
const JACK = 'libjack.so.0';

/**
 * Puts our library in the place of JACK's among those that a copied library needs. The name in the
 * file is overwritten, which ours is short enough for.
 *
 * @param folder of the copies; has ours already
 * @throws Error if the library uses a function of JACK's that ours does not have
 */
export function useWeakJack(folder: string, name: string): void {
  const file = path.join(folder, name);
  const bytes = readFileSync(file);
  const elf = readElf(bytes);
  const needed = elf?.needed.find((one) => one.name === JACK);
  if (elf === null || needed === undefined) return;
  const missing = missingFunctions(elf, path.join(folder, WEAK_JACK));
  // Names may share their ends in the table of names.
  if (missing.length > 0 || bytes[needed.offset - 1] !== 0) {
    throw new Error(
      `${name} cannot be made to run without JACK (${missing.join(', ') || 'its name is shared'}). Add what is missing to native/weak-jack/weak_jack.c.`,
    );
  }
  bytes.fill(0, needed.offset, needed.offset + JACK.length);
  bytes.write(WEAK_JACK, needed.offset, 'latin1');
  writeFileSync(file, bytes);
}

function missingFunctions({ undefinedNames }: ElfFile, weakJack: string): string[] {
  const defined = new Set(readElf(readFileSync(weakJack))?.definedNames);
  return undefinedNames.filter((name) => name.startsWith('jack_') && !defined.has(name));
}
