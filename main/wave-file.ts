/** Writes a WAV file of 32 bit float samples of a known length; RF64 where it is longer than 4 GiB. */
import { openReplacement, type Replacement } from './atomic-file.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
/** KSDATAFORMAT_SUBTYPE_IEEE_FLOAT, after its first two bytes, which are the format. */
const FLOAT_TAIL = Buffer.from('000000001000800000aa00389b71', 'hex');
const FMT_BYTES = 40;
const DS64_BYTES = 28;
/** Sizes that do not fit. */
const SEE_DS64 = 0xffff_ffff;

export interface WaveShape {
  readonly channels: number;
  readonly sampleRate: number;
  readonly frames: number;
}

/** All of the file before its samples. */
export function waveHeader({ channels, sampleRate, frames }: WaveShape): Buffer {
  const dataBytes = frames * channels * BYTES;
  const fact = chunk('fact', uint32(Math.min(frames, SEE_DS64)));
  const fmt = chunk('fmt ', formatOf(channels, sampleRate));
  const lengthOf = (before: Buffer) => 4 + before.length + 8 + dataBytes;
  const plain = Buffer.concat([fmt, fact]);
  if (lengthOf(plain) < SEE_DS64) {
    const head = Buffer.concat([tag('RIFF'), uint32(lengthOf(plain)), tag('WAVE')]);
    return Buffer.concat([head, plain, tag('data'), uint32(dataBytes)]);
  }
  const sizes = Buffer.alloc(DS64_BYTES);
  const long = Buffer.concat([chunk('ds64', sizes), plain]);
  sizes.writeBigUInt64LE(BigInt(lengthOf(long)), 0);
  sizes.writeBigUInt64LE(BigInt(dataBytes), 8);
  sizes.writeBigUInt64LE(BigInt(frames), 16);
  const head = Buffer.concat([tag('RF64'), uint32(SEE_DS64), tag('WAVE')]);
  return Buffer.concat([head, chunk('ds64', sizes), plain, tag('data'), uint32(SEE_DS64)]);
}

function formatOf(channels: number, sampleRate: number): Buffer {
  const format = Buffer.alloc(channels > 2 ? FMT_BYTES : 18);
  format.writeUInt16LE(channels > 2 ? FORMAT_EXTENSIBLE : FORMAT_FLOAT, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * channels * BYTES, 8);
  format.writeUInt16LE(channels * BYTES, 12);
  format.writeUInt16LE(8 * BYTES, 14);
  if (channels <= 2) return format;
  format.writeUInt16LE(FMT_BYTES - 18, 16);
  format.writeUInt16LE(8 * BYTES, 18);
  // No channel is a loudspeaker of a known place.
  format.writeUInt32LE(0, 20);
  format.writeUInt16LE(FORMAT_FLOAT, 24);
  FLOAT_TAIL.copy(format, 26);
  return format;
}

function chunk(name: string, content: Buffer): Buffer {
  return Buffer.concat([tag(name), uint32(content.length), content]);
}

function tag(name: string): Buffer {
  return Buffer.from(name, 'latin1');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A sound file that is being written; it has its name once it is whole. */
export interface SoundFileWriter {
  /** Interleaved. Rejects with the system's error. */
  write(samples: Float32Array): Promise<void>;
  /** Rejects with the system's error; there is no file then. */
  commit(): Promise<void>;
  /** Never rejects. */
  abandon(): Promise<void>;
}

/** Rejects with the system's error. */
export async function createWaveFile(file: string, shape: WaveShape): Promise<SoundFileWriter> {
  const replacement: Replacement = await openReplacement(file);
  const { handle, commit, abandon } = replacement;
  const write = async (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length; ) {
      done += (await handle.write(bytes, done)).bytesWritten;
    }
  };
  await write(waveHeader(shape)).catch(async (error: unknown) => {
    await abandon();
    throw error;
  });
  return {
    write: ({ buffer, byteOffset, byteLength }) =>
      write(new Uint8Array(buffer, byteOffset, byteLength)),
    commit,
    abandon,
  };
}
