/** Sound files of any length, written quickly. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

const channels = 2;
const bytesPerFrame = channels * 2;
const headerBytes = 44;
const periodSeconds = 10;

/**
 * Writes a stereo WAV of 16 bit: ten seconds of a decaying beat, again and again.
 * @param sampleRate Hz
 * @param seconds less than 6 hours, so that its size fits the header
 */
export function writeLongSound(path: string, sampleRate: number, seconds: number): void {
  const period = beat(sampleRate);
  let left = sampleRate * seconds * bytesPerFrame;
  const file = openSync(path, 'wx');
  try {
    writeSync(file, header(sampleRate, left));
    while (left > 0) {
      left -= writeSync(file, period, 0, Math.min(left, period.length));
    }
    // Else the disk would still be busy with it while others are measured.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function header(sampleRate: number, dataBytes: number): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(headerBytes - 8 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * bytesPerFrame, 28);
  bytes.writeUInt16LE(bytesPerFrame, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
}

/** 220 Hz left and 330 Hz right, struck twice a second. */
function beat(sampleRate: number): Buffer {
  const samples = new Int16Array(sampleRate * periodSeconds * channels);
  for (let frame = 0; frame * channels < samples.length; frame++) {
    const time = frame / sampleRate;
    const level = 12_000 * Math.exp(-6 * (time % 0.5));
    samples[frame * channels] = level * Math.sin(2 * Math.PI * 220 * time);
    samples[frame * channels + 1] = level * Math.sin(2 * Math.PI * 330 * time);
  }
  return Buffer.from(samples.buffer);
}
