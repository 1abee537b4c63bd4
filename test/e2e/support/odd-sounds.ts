import fs from 'node:fs';
import path from 'node:path';
import { writeWav } from '../../support/wav-file.ts';

/** A sine of 440 Hz at a quarter of full scale, the same in every channel; interleaved. */
export function sine(sampleRate: number, frames: number, channels = 1): Float32Array {
  return Float32Array.from({ length: frames * channels }, (_, index) => {
    const frame = Math.floor(index / channels);
    return 0.25 * Math.sin((2 * Math.PI * 440 * frame) / sampleRate);
  });
}

/** Writes a file and gives its path. */
export function writeBytes(folder: string, name: string, bytes: Buffer | string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

/** Writes 32-bit float WAV and gives its path. */
export function writeSound(
  folder: string,
  name: string,
  samples: Float32Array,
  { channels = 1, sampleRate = 48_000 } = {},
): string {
  const file = path.join(folder, name);
  writeWav(file, samples, { channels, sampleRate });
  return file;
}

/** The first bytes of a file, as when a copy was interrupted. */
export function writeBeginning(folder: string, name: string, of: string, bytes: number): string {
  return writeBytes(folder, name, fs.readFileSync(of).subarray(0, bytes));
}

/** A WAV file with a valid header and an invalid format. */
export function writeBrokenWav(folder: string, name: string): string {
  const bytes = Buffer.alloc(4_096, 0xa5);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(4_088, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  return writeBytes(folder, name, bytes);
}
