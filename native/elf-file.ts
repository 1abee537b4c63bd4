/** What the header and the dynamic section of a Linux program or library say of it. */

const PROGRAM_TYPES = { dynamic: 6, dynamicSymbols: 11, neededVersions: 0x6ffffffe } as const;
const NEEDED_TAG = 1n;
const SYMBOL_SIZE = 24;

export interface ElfFile {
  /** As Node names it; other processors by their number. */
  readonly arch: string;
  /** File names of the libraries it cannot be loaded without, and where in the file each name is. */
  readonly needed: readonly { readonly name: string; readonly offset: number }[];
  /** `GLIBC_2.34` and the like. */
  readonly neededVersions: readonly string[];
  /** Names that other libraries have to define, and names it defines itself. */
  readonly undefinedNames: readonly string[];
  readonly definedNames: readonly string[];
  /** Names for debuggers, which `strip` takes away. */
  readonly hasSymbolTable: boolean;
}

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** @returns null = not of this format, or not for 64 bits, lowest byte first */
export function readElf(bytes: Buffer): ElfFile | null {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46) return null;
  if (bytes[4] !== 2 || bytes[5] !== 1) return null;
  const sections = readSections(bytes);
  const names = readSymbols(bytes, sections);
  return {
    arch: archOf(bytes.readUInt16LE(18)),
    needed: readNeeded(bytes, sections),
    neededVersions: readVersions(bytes, sections),
    undefinedNames: names.filter(({ section }) => section === 0).map(({ name }) => name),
    definedNames: names.filter(({ section }) => section !== 0).map(({ name }) => name),
    hasSymbolTable: sections.some(({ type }) => type === 2),
  };
}

function archOf(machine: number): string {
  if (machine === 62) return 'x64';
  return machine === 183 ? 'arm64' : `machine ${machine}`;
}

function readSections(bytes: Buffer): Section[] {
  const start = Number(bytes.readBigUInt64LE(40));
  const size = bytes.readUInt16LE(58);
  return Array.from({ length: bytes.readUInt16LE(60) }, (_, index) => {
    const at = start + index * size;
    return {
      type: bytes.readUInt32LE(at + 4),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
      link: bytes.readUInt32LE(at + 40),
    };
  });
}

/** The sections of a type, each with where its names begin. */
function withNames(sections: readonly Section[], type: number): (Section & { names: number })[] {
  return sections
    .filter((section) => section.type === type)
    .map((section) => ({ ...section, names: sections[section.link]?.offset ?? 0 }));
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('utf8', offset, bytes.indexOf(0, offset));
}

function readNeeded(bytes: Buffer, sections: readonly Section[]): ElfFile['needed'] {
  return withNames(sections, PROGRAM_TYPES.dynamic).flatMap(({ offset, size, names }) =>
    Array.from({ length: size / 16 }, (_, index) => offset + index * 16)
      .filter((at) => bytes.readBigInt64LE(at) === NEEDED_TAG)
      .map((at) => names + Number(bytes.readBigUInt64LE(at + 8)))
      .map((at) => ({ name: textAt(bytes, at), offset: at })),
  );
}

function readVersions(bytes: Buffer, sections: readonly Section[]): string[] {
  const versions: string[] = [];
  for (const { offset, names } of withNames(sections, PROGRAM_TYPES.neededVersions)) {
    let library = offset;
    for (;;) {
      let entry = library + bytes.readUInt32LE(library + 8);
      for (let left = bytes.readUInt16LE(library + 2); left > 0; left -= 1) {
        versions.push(textAt(bytes, names + bytes.readUInt32LE(entry + 8)));
        entry += bytes.readUInt32LE(entry + 12);
      }
      const next = bytes.readUInt32LE(library + 12);
      if (next === 0) break;
      library += next;
    }
  }
  return versions;
}

function readSymbols(
  bytes: Buffer,
  sections: readonly Section[],
): { name: string; section: number }[] {
  return withNames(sections, PROGRAM_TYPES.dynamicSymbols).flatMap(({ offset, size, names }) =>
    Array.from({ length: size / SYMBOL_SIZE }, (_, index) => offset + index * SYMBOL_SIZE)
      .map((at) => ({
        name: textAt(bytes, names + bytes.readUInt32LE(at)),
        section: bytes.readUInt16LE(at + 6),
      }))
      .filter(({ name }) => name !== ''),
  );
}
