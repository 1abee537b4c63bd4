/** What the header and the load commands of a program or library of macOS say of it. */

const MAGIC = { thin: 0xfeedfacf, fat: 0xcafebabe, fat64: 0xcafebabf } as const;
const HEADER_SIZE = 32;
/** Load commands that name a library: needed, weakly needed, handed on, needed when it is used. */
const NAMES_LIBRARY: ReadonlySet<number> = new Set([0xc, 0x80000018, 0x8000001f, 0x20, 0x23]);
const OWN_NAME = 0xd;

export interface MachOFile {
  /** As Node names them, other processors by their number; more than one in a universal file. */
  readonly archs: readonly string[];
  /** Names of the libraries it cannot be loaded without, as they are in the file. */
  readonly needed: readonly string[];
  /** What a library calls itself; null = a program, or one that is loaded by its path. */
  readonly ownName: string | null;
}

/** @returns null = not of this format, or not for 64 bits */
export function readMachO(bytes: Buffer): MachOFile | null {
  if (bytes.length < HEADER_SIZE) return null;
  const magic = bytes.readUInt32BE(0);
  if (magic === MAGIC.fat || magic === MAGIC.fat64) return readUniversal(bytes, magic);
  if (bytes.readUInt32LE(0) !== MAGIC.thin) return null;
  const names: { command: number; name: string }[] = [];
  let at = HEADER_SIZE;
  for (let left = bytes.readUInt32LE(16); left > 0 && at + 12 <= bytes.length; left -= 1) {
    const command = bytes.readUInt32LE(at);
    const size = bytes.readUInt32LE(at + 4);
    if (NAMES_LIBRARY.has(command) || command === OWN_NAME) {
      const name = bytes.toString('utf8', at + bytes.readUInt32LE(at + 8), at + size);
      names.push({ command, name: name.split('\0')[0] ?? '' });
    }
    at += Math.max(size, 8);
  }
  return {
    archs: [archOf(bytes.readUInt32LE(4))],
    needed: names.filter(({ command }) => command !== OWN_NAME).map(({ name }) => name),
    ownName: names.find(({ command }) => command === OWN_NAME)?.name ?? null,
  };
}

/** Java's classes begin with the same bytes; their version is larger than a number of processors. */
function readUniversal(bytes: Buffer, magic: number): MachOFile | null {
  const count = bytes.readUInt32BE(4);
  const size = magic === MAGIC.fat ? 20 : 32;
  if (count === 0 || count > 16 || bytes.length < 8 + count * size) return null;
  const parts = Array.from({ length: count }, (_, index) => {
    const at = 8 + index * size;
    const offset =
      magic === MAGIC.fat ? bytes.readUInt32BE(at + 8) : Number(bytes.readBigUInt64BE(at + 8));
    return { arch: archOf(bytes.readUInt32BE(at)), file: readMachO(bytes.subarray(offset)) };
  });
  return {
    archs: parts.map(({ arch }) => arch),
    needed: [...new Set(parts.flatMap(({ file }) => file?.needed ?? []))],
    ownName: parts[0]?.file?.ownName ?? null,
  };
}

function archOf(processor: number): string {
  if (processor === 0x0100_0007) return 'x64';
  return processor === 0x0100_000c ? 'arm64' : `processor ${processor}`;
}
