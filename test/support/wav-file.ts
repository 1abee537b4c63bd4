/**
 * Reads and compares WAV files in tests, independently of libsndfile, so that what the program wrote
 * is judged by other eyes. RIFF and RF64; 16-bit PCM and 32-bit float.
 */
import { readFileSync, writeFileSync } from 'node:fs';

export interface WavFile {
  readonly channels: number;
  readonly sampleRate: number;
  readonly frames: number;
  /** Interleaved. */
  readonly samples: Float32Array;
}

interface WavFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;
const UNKNOWN_SIZE = 0xffff_ffff;

export function readWav(path: string): WavFile {
  return parseWav(readFileSync(path));
}

export function parseWav(bytes: Buffer): WavFile {
  const kind = bytes.toString('latin1', 0, 4);
  if (kind !== 'RIFF' && kind !== 'RF64') throw new Error(`Not a WAV file: it begins with ${kind}`);
  let format: WavFormat | null = null;
  let longDataSize: number | null = null;
  let position = 12;
  while (position + 8 <= bytes.length) {
    const name = bytes.toString('latin1', position, position + 4);
    const size = bytes.readUInt32LE(position + 4);
    const body = position + 8;
    if (name === 'ds64') longDataSize = Number(bytes.readBigUInt64LE(body + 8));
    if (name === 'fmt ') format = readFormat(bytes, body);
    if (name === 'data') {
      if (format === null) throw new Error('The data chunk comes before the format');
      const dataSize = size === UNKNOWN_SIZE && longDataSize !== null ? longDataSize : size;
      return decodeData(bytes.subarray(body, Math.min(body + dataSize, bytes.length)), format);
    }
    position = body + size + (size % 2);
  }
  throw new Error('The WAV file has no data chunk');
}

function readFormat(bytes: Buffer, body: number): WavFormat {
  const tag = bytes.readUInt16LE(body);
  return {
    tag: tag === TAG_EXTENSIBLE ? bytes.readUInt16LE(body + 24) : tag,
    channels: bytes.readUInt16LE(body + 2),
    sampleRate: bytes.readUInt32LE(body + 4),
    bits: bytes.readUInt16LE(body + 14),
  };
}

function decodeData(data: Buffer, { tag, channels, sampleRate, bits }: WavFormat): WavFile {
  const frames = Math.floor(data.length / ((bits / 8) * channels));
  const samples = new Float32Array(frames * channels);
  for (let index = 0; index < samples.length; index += 1) {
    if (tag === TAG_FLOAT && bits === 32) samples[index] = data.readFloatLE(index * 4);
    else if (tag === TAG_PCM && bits === 16) samples[index] = data.readInt16LE(index * 2) / 32_768;
    else throw new Error(`WAV with tag ${tag} and ${bits} bits is not read here`);
  }
  return { channels, sampleRate, frames, samples };
}

/** One channel (from 1) of interleaved samples. */
export function channelOf({ samples, channels, frames }: WavFile, channel: number): Float32Array {
  const out = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    out[frame] = samples[frame * channels + channel - 1] ?? 0;
  }
  return out;
}

/** Writes 32-bit float WAV. */
export function writeWav(
  path: string,
  samples: Float32Array,
  { channels, sampleRate }: { channels: number; sampleRate: number },
): void {
  const file = Buffer.alloc(44 + samples.byteLength);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples.byteLength, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(TAG_FLOAT, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * channels * 4, 28);
  file.writeUInt16LE(channels * 4, 32);
  file.writeUInt16LE(32, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.byteLength, 40);
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).copy(file, 44);
  writeFileSync(path, file);
}

/**
 * The frame of `recorded` where `expected` begins so that they agree exactly (to `tolerance` per
 * sample), searched from the first loud sample on; null when they agree nowhere.
 */
export function findExactly(
  recorded: Float32Array,
  expected: Float32Array,
  tolerance = 1e-6,
): number | null {
  const anchor = expected.findIndex((sample) => Math.abs(sample) > 0.01);
  if (anchor < 0) return null;
  const wanted = expected[anchor] ?? 0;
  for (let frame = anchor; frame + expected.length - anchor <= recorded.length; frame += 1) {
    if (Math.abs((recorded[frame] ?? 0) - wanted) > tolerance) continue;
    if (firstDifference(recorded, expected, frame - anchor, tolerance) === null) {
      return frame - anchor;
    }
  }
  return null;
}

/** First frame where recorded[offset + k] and expected[k] differ by more than `tolerance`. */
export function firstDifference(
  recorded: Float32Array,
  expected: Float32Array,
  offset: number,
  tolerance: number,
): number | null {
  for (let frame = 0; frame < expected.length; frame += 1) {
    const difference = (recorded[offset + frame] ?? 0) - (expected[frame] ?? 0);
    if (!(Math.abs(difference) <= tolerance)) return frame;
  }
  return null;
}
