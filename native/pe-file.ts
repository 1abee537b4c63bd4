/** What a program or library of Windows says of itself. */

/** As much of a Portable Executable as packaging needs. */
export interface PeFile {
  /** As Node names it; the number in hexadecimal where Node has no name. */
  readonly arch: string;
  /** The libraries that it imports, at its start or later, in their order. */
  readonly needed: readonly string[];
}

const ARCHS: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64', 332: 'ia32' };
const IS_64_BIT = 0x20b;

/** Null = `content` is none of Windows, or is cut. */
export function readPe(content: Buffer): PeFile | null {
  try {
    const header = content.toString('latin1', 0, 2) === 'MZ' ? content.readUInt32LE(0x3c) : -1;
    return header >= 0 && content.toString('latin1', header, header + 4) === 'PE\0\0'
      ? read(content, header)
      : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function read(content: Buffer, header: number): PeFile {
  const machine = content.readUInt16LE(header + 4);
  const optional = header + 24;
  const is64Bit = content.readUInt16LE(optional) === IS_64_BIT;
  const directories = optional + (is64Bit ? 112 : 96);
  const placeOf = placesOf(content, header);
  const names = (directory: number, entryBytes: number, nameAt: number) => {
    const table = content.readUInt32LE(directories + 8 * directory);
    const found: string[] = [];
    for (let entry = table === 0 ? 0 : placeOf(table); entry > 0; entry += entryBytes) {
      const name = content.readUInt32LE(entry + nameAt);
      if (name === 0) break;
      found.push(textAt(content, placeOf(name)));
    }
    return found;
  };
  return {
    arch: ARCHS[machine] ?? machine.toString(16),
    needed: [...names(1, 20, 12), ...names(13, 32, 4)],
  };
}

/** Where in the file lies what is at an address of the loaded program. */
function placesOf(content: Buffer, header: number): (address: number) => number {
  const count = content.readUInt16LE(header + 6);
  const first = header + 24 + content.readUInt16LE(header + 20);
  const sections = Array.from({ length: count }, (_, index) => {
    const at = first + 40 * index;
    return {
      address: content.readUInt32LE(at + 12),
      bytes: content.readUInt32LE(at + 16),
      place: content.readUInt32LE(at + 20),
    };
  });
  return (address) => {
    const section = sections.find(
      (each) => address >= each.address && address < each.address + each.bytes,
    );
    if (section === undefined) throw new RangeError('an address outside the file');
    return address - section.address + section.place;
  };
}

function textAt(content: Buffer, place: number): string {
  return content.toString('latin1', place, content.indexOf(0, place));
}
