const MACHINES: Readonly<Record<string, number>> = { x64: 0x8664, arm64: 0xaa64 };
const HEADER = 0x40;
const OPTIONAL_BYTES = 240;
const SECTION_PLACE = 0x200;
const SECTION_ADDRESS = 0x1000;

/** A program of Windows that does nothing but import these libraries. */
export function portableExecutable(imports: readonly string[], arch = 'x64'): Buffer {
  const table = Buffer.alloc(20 * (imports.length + 1));
  const names: Buffer[] = [];
  let nameAt = table.length;
  for (const [index, name] of imports.entries()) {
    table.writeUInt32LE(SECTION_ADDRESS + nameAt, 20 * index + 12);
    names.push(Buffer.from(`${name}\0`));
    nameAt += name.length + 1;
  }
  const section = Buffer.concat([table, ...names]);
  const head = Buffer.alloc(SECTION_PLACE);
  head.write('MZ');
  head.writeUInt32LE(HEADER, 0x3c);
  head.write('PE\0\0', HEADER);
  head.writeUInt16LE(MACHINES[arch] ?? 0, HEADER + 4);
  head.writeUInt16LE(1, HEADER + 6);
  head.writeUInt16LE(OPTIONAL_BYTES, HEADER + 20);
  const optional = HEADER + 24;
  head.writeUInt16LE(0x20b, optional);
  head.writeUInt32LE(SECTION_ADDRESS, optional + 112 + 8);
  const entry = optional + OPTIONAL_BYTES;
  head.writeUInt32LE(section.length, entry + 8);
  head.writeUInt32LE(SECTION_ADDRESS, entry + 12);
  head.writeUInt32LE(section.length, entry + 16);
  head.writeUInt32LE(SECTION_PLACE, entry + 20);
  return Buffer.concat([head, section]);
}
