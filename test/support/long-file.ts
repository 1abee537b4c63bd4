/** A WAV file of silence, written without its samples: the rest of the file is a hole. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

const HEADER_BYTES = 44;

/** Mono, 16 bit. */
export function writeSilence(file: string, sound: { sampleRate: number; seconds: number }): void {
  const bytes = 2 * sound.sampleRate * sound.seconds;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(bytes + HEADER_BYTES - 8, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sound.sampleRate, 24);
  header.writeUInt32LE(2 * sound.sampleRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  const handle = openSync(file, 'w');
  writeSync(handle, header);
  ftruncateSync(handle, HEADER_BYTES + bytes);
  closeSync(handle);
}
