import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** Precedes the fuses in Electron's program. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 9;
/** The fuses of a program, none set. */
export const fuseWire = Buffer.concat([
  Buffer.from(fuseSentinel),
  Buffer.from([1, fuseCount, ...Array(fuseCount).fill('0'.charCodeAt(0))]),
]);

/**
 * Writes an archive of the name and layout of Electron's, whose program is nothing but fuses, so
 * that packaging can be tested where Electron cannot be downloaded. Gives the archive's folder.
 */
export function fakeElectronArchive(folder: string, version: string, arch = 'x64'): string {
  const program = Buffer.concat([Buffer.from('#!/bin/sh\n'), fuseWire, Buffer.from('\n')]);
  const archive = zipOf({
    electron: program,
    version: Buffer.from(version),
    LICENSE: Buffer.from('license'),
    'LICENSES.chromium.html': Buffer.from('licenses'),
    'chrome-sandbox': Buffer.from('sandbox'),
    // A program that needs a library which nothing else here does.
    chrome_crashpad_handler: readFileSync('/usr/bin/xz'),
    'locales/en-US.pak': Buffer.from('words'),
    'resources/default_app.asar': Buffer.from('app'),
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `electron-v${version}-linux-${arch}.zip`), archive);
  return folder;
}

/** The same for Windows x64, with a program that was compiled for it. */
export function fakeElectronForWindows(folder: string, version: string, program: Buffer): void {
  const archive = zipOf({
    'electron.exe': program,
    version: Buffer.from(version),
    LICENSE: Buffer.from('license'),
    'LICENSES.chromium.html': Buffer.from('licenses'),
    'locales/en-US.pak': Buffer.from('words'),
    'resources/default_app.asar': Buffer.from('app'),
  });
  writeFileSync(path.join(folder, `electron-v${version}-win32-x64.zip`), archive);
}

/** A zip archive whose files are stored as they are, executable for all. */
function zipOf(files: Record<string, Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((0o100755 << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeOnUnix = Buffer.from([20, 3]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), madeOnUnix, fields, tail, Buffer.from(name)]),
    );
    bodies.push(body);
    offset += body.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, index, end]);
}
